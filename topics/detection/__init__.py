"""Guessing a topic from a text: by stems people edit, with a small learned model behind them.

`words` reads a text, `stems` finds what speaks for a topic, `model` adds what was learned from
texts, `detector` decides and explains.
"""

from topics.detection.detector import MAX_CHARACTERS, NOTHING, OTHER, SURE, Detection, Detector
from topics.detection.stems import StemRule, clean_stem
from topics.detection.words import normalize

__all__ = [
    "MAX_CHARACTERS",
    "NOTHING",
    "OTHER",
    "SURE",
    "Detection",
    "Detector",
    "StemRule",
    "clean_stem",
    "normalize",
]
