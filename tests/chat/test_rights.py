"""The access table of the chat: every `can_*` × everybody; and who sees which dialogs."""

import inspect
from typing import Any

import pytest
from django.http import Http404

from chat import policies
from chat.models import Dialog, VoiceCall
from chat.selectors.dialogs import dialog_for, visible_to
from chat.states import DialogState
from tests.factories.accounts import make_api_key, make_staff
from tests.factories.chat import make_dialog, make_guest

pytestmark = pytest.mark.django_db

OPENING, WAITING, ACTIVE = DialogState.OPENING, DialogState.WAITING, DialogState.ACTIVE
WRAP_UP, ENDED = DialogState.WRAP_UP, DialogState.ENDED
TEAM_A = {"olga_operator", "kirill_colleague", "senior", "lawyer", "sveta_supervisor"}
LEADERS_A = {"senior", "sveta_supervisor"}
OTHERS = {
    "oleg_operator", "supervisor_b", "anton_outsider", "editor", "auditor", "administrator", "former",
    "other_citizen", "other_guest", "key", "nobody",
}  # fmt: skip
CAST = sorted({"citizen", "guest", "quality"} | TEAM_A | OTHERS)
OWNER, OLGA = {"citizen"}, {"olga_operator"}
# ability -> the state, who may: the dialog is a citizen's, Olga leads it once it is active.
ON_DIALOG: dict[str, list[tuple[DialogState, set[str]]]] = {
    "can_read": [(ENDED, OWNER | TEAM_A | {"quality"})],
    "can_write": [(OPENING, OWNER), (ACTIVE, OWNER | OLGA), (WRAP_UP, set())],
    "can_note": [(WRAP_UP, TEAM_A), (ENDED, set())],
    "can_mark": [(ACTIVE, OWNER | OLGA)],
    "can_ask_operator": [(OPENING, OWNER), (WAITING, set())],
    "can_lead": [(WAITING, TEAM_A), (ENDED, set())],
    "can_take_dialog": [(WAITING, TEAM_A), (ACTIVE, set())],
    "can_end_talk": [(ACTIVE, OWNER | OLGA), (WAITING, OWNER), (ENDED, set())],
    "can_resume": [(WRAP_UP, OWNER | OLGA), (ENDED, set())],
    "can_write_up": [(WRAP_UP, OLGA), (ENDED, set())],
    "can_hand_over": [(ACTIVE, OLGA | LEADERS_A), (WAITING, LEADERS_A), (ENDED, set())],
    "can_call": [(ACTIVE, OWNER | OLGA), (WRAP_UP, set())],
    "can_choose_topic": [(OPENING, OWNER), (ACTIVE, set())],
    "can_name_guest": [(OPENING, set())],
    "can_ask_link": [(ENDED, OWNER)],
    "can_rate": [(ENDED, OWNER), (ACTIVE, set())],
    "can_leave_ticket": [(WAITING, OWNER), (ACTIVE, set())],
}
ANYWHERE = {
    "can_see_statistics": LEADERS_A | {"supervisor_b"},
    "can_edit_sites": {"administrator"},
}
WITH_OTHER_THINGS = {"can_open", "can_change_words", "can_speak", "can_claim"}
LED = {ACTIVE, WRAP_UP, ENDED}


@pytest.fixture
def cast(request: Any, team_a: Any) -> dict[str, Any]:
    made = {
        "kirill_colleague": make_staff("kirill@example.org", teams=[team_a]),
        "guest": make_guest()[1],
        "other_guest": make_guest()[1],
        "key": make_api_key(teams=[team_a]),
        "nobody": object(),
    }
    for name in CAST:
        if name not in made:
            person = request.getfixturevalue(name)
            made[name] = getattr(person, "user", person)
    return made


def dialog_in(state: DialogState, cast: dict[str, Any], team: Any, **fields: Any) -> Dialog:
    led = {"operator": cast["olga_operator"]} if state in LED else {}
    values = {"citizen": cast["citizen"].citizen, "team": team, "state": state} | led | fields
    return make_dialog(**values)


def may(ability: str, cast: dict[str, Any], *things: Any, **named: Any) -> set[str]:
    can = getattr(policies, ability)
    return {name for name, by in cast.items() if can(by, *things, **named)}


def test_every_ability_stands_in_the_table() -> None:
    named = {name for name, _ in inspect.getmembers(policies, inspect.isfunction)}
    known = set(ON_DIALOG) | set(ANYWHERE) | WITH_OTHER_THINGS
    assert {name for name in named if name.startswith("can_")} == known


@pytest.mark.parametrize("ability", sorted(ON_DIALOG))
def test_who_may_do_what_with_a_dialog(ability: str, cast: dict[str, Any], team_a: Any) -> None:
    for state, allowed in ON_DIALOG[ability]:
        dialog = dialog_in(state, cast, team_a)
        assert may(ability, cast, dialog) == allowed, state


def test_a_guest_may_what_a_citizen_may_with_the_own_dialog(
    cast: dict[str, Any], team_a: Any
) -> None:
    fields = {"citizen": None, "guest_digest": cast["guest"].digest}
    for ability, rows in ON_DIALOG.items():
        for state, allowed in rows:
            dialog = dialog_in(state, cast, team_a, **fields)
            expected = {"guest" if name == "citizen" else name for name in allowed}
            if ability == "can_name_guest":
                expected = {"guest"}
            assert may(ability, cast, dialog) == expected, (ability, state)


def test_abilities_about_other_things(cast: dict[str, Any], team_a: Any) -> None:
    for ability, allowed in ANYWHERE.items():
        assert may(ability, cast) == allowed
    assert may("can_open", cast, cast["citizen"].citizen) == {"citizen"}
    assert may("can_open", cast, None) == {"guest", "other_guest"}
    dialog = dialog_in(ACTIVE, cast, team_a)
    assert may("can_claim", cast, dialog) == OWNER
    of_a_guest = dialog_in(ACTIVE, cast, team_a, citizen=None)
    assert may("can_claim", cast, of_a_guest) == {"citizen", "other_citizen"}
    assert may("can_change_words", cast, dialog, is_inner=True) == TEAM_A
    assert may("can_change_words", cast, dialog, is_inner=False) == OWNER | OLGA
    call = VoiceCall(dialog=dialog, operator=cast["olga_operator"], side="citizen")
    assert may("can_speak", cast, dialog, call) == OWNER | OLGA
    call.operator = cast["senior"]
    assert may("can_speak", cast, dialog, call) == OWNER


def test_who_sees_which_dialogs_is_one_query_and_agrees_with_can_read(
    cast: dict[str, Any], team_a: Any, team_b: Any
) -> None:
    known = [
        dialog_in(ENDED, cast, team_a),
        dialog_in(WAITING, cast, team_b),
        dialog_in(ACTIVE, cast, team_b),
        dialog_in(WAITING, cast, team_a, citizen=None, guest_digest=cast["guest"].digest),
    ]
    for name, by in cast.items():
        seen = {dialog.pk for dialog in visible_to(by)}
        assert seen == {dialog.pk for dialog in known if policies.can_read(by, dialog)}, name
    with pytest.raises(Http404):
        dialog_for(cast["oleg_operator"], known[0].pk)
