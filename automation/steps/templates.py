"""Prepared answers a step may use. Reference data, kept in the process for a short time."""

from collections.abc import Mapping

from common.memo import Memo
from tickets.models import AnswerTemplate


def template_of(code: str) -> AnswerTemplate | None:
    """Return an active template by its code."""
    return _kept.get().get(code)


def template_options() -> list[tuple[str, str]]:
    return [(code, template.title) for code, template in _kept.get().items()]


def _load() -> Mapping[str, AnswerTemplate]:
    return {row.code: row for row in AnswerTemplate.objects.filter(is_active=True)}


_kept = Memo(_load)
