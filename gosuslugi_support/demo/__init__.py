"""The believable demo: people, teams and two months of appeals, told through the same doors.

Nothing is written past the doors: the story is played in simulated time, relative to today,
from a fixed seed, so two starts on one day give the same result (decisions 14).
`people` are invented, `stories.yaml` holds what they write, `history` plays it.
"""
