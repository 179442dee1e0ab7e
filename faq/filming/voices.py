"""The voices: espeak-ng reads a script, sentence by sentence, each voice in the same slots of time."""

import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faq.video_script import PAUSE_S


@dataclass(frozen=True, slots=True)
class Voice:
    """`variant` is espeak-ng's name of it."""

    code: str
    label: str
    variant: str
    words_a_minute: int


VOICES = (
    Voice("female", "Женский", "ru+f2", 150),
    Voice("male", "Мужской", "ru+m3", 145),
)


def speak(lines: Sequence[str], at: Path) -> list[float]:
    """Write `<voice>.wav` of every voice; return how long each sentence lasts.

    A sentence takes as long as its slowest voice, so that picture and subtitles fit all of them.
    """
    said = {
        voice: [_sentence(voice, line, at, n) for n, line in enumerate(lines)] for voice in VOICES
    }
    lasts = [max(_seconds(said[voice][n]) for voice in VOICES) for n in range(len(lines))]
    for voice in VOICES:
        _join(said[voice], lasts, at / f"{voice.code}.wav")
    return lasts


def _sentence(voice: Voice, line: str, at: Path, number: int) -> Path:
    path = at / f"{voice.code}-{number}.wav"
    command = ["espeak-ng", "-v", voice.variant, "-s", str(voice.words_a_minute), "-w", str(path)]
    subprocess.run([*command, "--", line], check=True, capture_output=True, timeout=60)
    return path


def _seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def _join(sentences: Sequence[Path], lasts: Sequence[float], to: Path) -> None:
    """Put sentences one after another, each followed by silence to the end of its slot."""
    with wave.open(str(to), "wb") as whole:
        at = 0.0
        for number, path in enumerate(sentences):
            with wave.open(str(path)) as sound:
                if not number:
                    whole.setparams(sound.getparams())
                rate, width = sound.getframerate(), sound.getsampwidth()
                whole.writeframes(sound.readframes(sound.getnframes()))
            at += lasts[number] + PAUSE_S
            # Counted from the beginning: roundings of sentences do not add up.
            silence = round(at * rate) - whole.getnframes()
            whole.writeframes(bytes(max(0, silence) * width))
