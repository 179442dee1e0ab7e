"""What a registry gateway promises: one question, one of four answers, never an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from common.gateways.answers import NotConfigured, Unavailable


@dataclass(frozen=True, slots=True)
class Question:
    """A person as the house knows them, for one registry.

    `request_id` names the question for ever: asked again, it is the same question and is counted
    once. `data` is by the names of docs/registries.md; it stays out of logs and reprs.
    """

    registry: str
    request_id: UUID
    data: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """The registry knows this person with exactly these data."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The registry knows it otherwise; `fields` are codes of `models.identity.Attribute`."""

    fields: tuple[str, ...]


Answer = Match | Mismatch | Unavailable | NotConfigured


class RegistryGateway(Protocol):
    """Asks the registries."""

    def check(self, question: Question) -> Answer:
        """Return the registry's answer; a failure of any kind is `Unavailable`."""
