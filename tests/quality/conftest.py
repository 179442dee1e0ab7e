"""Appeals that ask the same, an article that answers some of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.faq.conftest import category, make_article, text, topic  # noqa: F401


@pytest.fixture
def solved(team_a: Any, olga_operator: Any, topic: Any, now: datetime) -> Callable[..., Any]:  # noqa: F811
    """Return a function that makes a resolved appeal: `solved(words, answer)`."""
    from tests.factories.accounts import make_citizen
    from tests.factories.tickets import make_ticket
    from tickets.models import TimelineItem

    def make(words: str, answer: str = "", **fields: Any) -> Any:
        at = now - timedelta(days=3)
        ticket = make_ticket(
            team=team_a,
            topic=topic,
            citizen=fields.pop("citizen", None) or make_citizen(),
            status="resolved",
            registered_at=at,
            **fields,
        )
        said = [("message", words, True, None), ("reply", answer, True, olga_operator)]
        for seq, (kind, body, is_public, author) in enumerate(said, 1):
            if body:
                TimelineItem.objects.create(
                    ticket=ticket,
                    seq=seq,
                    kind=kind,
                    body=body,
                    is_public=is_public,
                    author=author,
                    at=at,
                    actor_kind="user",
                )
        return ticket

    return make


@pytest.fixture
def subsidies(solved: Any) -> list[Any]:
    """Five people ask about one thing no article answers; one names herself."""
    answer = "Здравствуйте, Мария Петровна! Субсидию на газификацию оформляют в МФЦ по месту жительства. Возьмите паспорт и договор. С уважением, Ольга"
    return [
        solved("Как получить субсидию на газификацию дома?", answer),
        solved("Хочу оформить субсидию на газификацию. Мой телефон 8 912 345-67-89.", answer),
        solved(
            "Положена ли субсидия за газификацию дома пенсионеру? Иванова Мария Петровна", answer
        ),
        solved("Куда обратиться за субсидией на газификацию дома?", answer),
        solved("Субсидия на газификацию: какие документы нужны?", "Нужны паспорт и договор."),
    ]
