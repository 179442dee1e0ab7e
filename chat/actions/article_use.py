"""Articles looked up in the chat, counted beside those of the help's pages (R-132)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.actors import SYSTEM, Acts
from faq.actions.usage import Searched, log_search, note_click
from faq.actions.visiting import log_typed
from faq.models import Article, Face
from faq.selectors.search import Hit


def note_looked_up(hits: Sequence[Hit], *, language: str, now: datetime) -> UUID:
    """Count a question the helper looked up; the answers' links carry the returned search.

    Words of a dialog are sealed: what was asked is not kept, only that it was and what was found.
    """
    searched = Searched(query="", hits=list(hits), face=Face.CHAT, language=language[:2])
    return log_search(searched=searched, by=SYSTEM, now=now).pk


def note_typed(
    words: str, hits: Sequence[Hit], *, before: UUID | None, by: Acts, now: datetime
) -> UUID:
    """Count what an operator looks up by `??`: their own words, so far as they name nobody."""
    searched = Searched(query=words, hits=list(hits), face=Face.CHAT, before=before)
    return log_typed(searched=searched, by=by, now=now).pk


def note_taken(*, search: UUID, article: Article, by: Acts, now: datetime) -> None:
    """Count the article a search ended with: the help learns by it as by clicks of citizens."""
    note_click(search=search, article=article, by=by, now=now)
