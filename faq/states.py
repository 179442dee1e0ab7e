"""States of a version and the moves between them. The only move table of articles."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    """Where a version stands. One of an article and language is published, one is worked on."""

    DRAFT = "draft", "Черновик"
    REVIEW = "review", "На проверке"
    SCHEDULED = "scheduled", "Выйдет по расписанию"
    PUBLISHED = "published", "Опубликована"
    ARCHIVED = "archived", "В архиве"


# A version somebody works on: at most one of an article and language.
WORKING = frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED})


@dataclass(frozen=True, slots=True)
class Move:
    """A named way from some states to one."""

    origins: frozenset[State]
    to: State


MOVES: dict[str, Move] = {
    "save": Move(frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED}), State.DRAFT),
    "submit": Move(frozenset({State.DRAFT}), State.REVIEW),
    "return": Move(frozenset({State.REVIEW, State.SCHEDULED}), State.DRAFT),
    "schedule": Move(frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED}), State.SCHEDULED),
    "publish": Move(frozenset({State.DRAFT, State.REVIEW, State.SCHEDULED}), State.PUBLISHED),
    "archive": Move(frozenset(State) - {State.ARCHIVED}, State.ARCHIVED),
}


def is_allowed(move: str, state: str) -> bool:
    """Say whether a version in this state can make the move."""
    return state in MOVES[move].origins
