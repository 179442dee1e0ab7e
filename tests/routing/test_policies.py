"""The access table of the queue: every `can_*` × the cast."""

import inspect
from typing import Any

import pytest

from routing import policies
from routing.actions.dispatching import offer_item
from routing.models import CallbackRequest, Line, Offer, WorkItem

WORKERS = {"olga_operator", "oleg_operator", "senior", "lawyer", "sveta_supervisor"}
CAST = sorted(WORKERS | {"citizen", "quality", "editor", "auditor", "administrator", "former"})
TABLE: dict[str, tuple[str, set[str]]] = {
    "can_work_in_queue": ("", WORKERS),
    "can_set_presence": ("olga", {"olga_operator", "senior", "sveta_supervisor"}),
    "can_answer_offer": ("offer", {"olga_operator"}),
    "can_lead_queue": ("", {"senior", "sveta_supervisor"}),
    "can_move_operator": ("olga", {"sveta_supervisor"}),
    "can_steer_work": ("item", {"senior", "sveta_supervisor"}),
    "can_request_callback": ("citizen", WORKERS | {"citizen"}),
    "can_cancel_callback": ("callback", {"citizen", "senior", "sveta_supervisor"}),
    "can_make_callback": ("taken", {"olga_operator"}),
    "can_edit_routing": ("", {"administrator", "sveta_supervisor"}),
}


@pytest.fixture
def offer(queue: None, waits: Any, olga_operator: Any, now: Any) -> Offer:
    from common.actors import SYSTEM
    from routing.actions.presence import set_presence
    from routing.actions.reference import set_abilities

    set_abilities(operator=olga_operator, skills={"tech": 3}, languages=["ru"], by=SYSTEM, now=now)
    set_presence(operator=olga_operator, state="ready", by=olga_operator, now=now)
    made = offer_item(item_id=waits().pk, now=now)
    assert made is not None
    return made


@pytest.mark.parametrize("ability", TABLE)
def test_table(
    ability: str, offer: Offer, olga_operator: Any, request: pytest.FixtureRequest
) -> None:
    subject, allowed = TABLE[ability]
    citizen = request.getfixturevalue("citizen")
    line = Line(code="x", team=offer.item.team)
    things = {
        "": (),
        "olga": (olga_operator,),
        "offer": (offer,),
        "item": (offer.item,),
        "citizen": (citizen,),
        "callback": (CallbackRequest(citizen=citizen, line=line),),
        "taken": (WorkItem(team=offer.item.team, state="taken", owner=olga_operator),),
    }[subject]
    can = getattr(policies, ability)
    people = {name: request.getfixturevalue(name) for name in CAST}
    users = {name: getattr(person, "user", None) or person for name, person in people.items()}
    assert {name for name, user in users.items() if can(user, *things)} == allowed


def test_every_policy_is_in_the_table() -> None:
    names = {name for name, _ in inspect.getmembers(policies, inspect.isfunction)}
    assert {name for name in names if name.startswith("can_")} - {"can_open_desk"} == set(TABLE)
