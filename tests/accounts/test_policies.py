"""Who may do what: every `can_*` × every member of the cast. A new policy must be added here."""

import inspect
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import policies
from accounts.models import ApiKey, Citizen, DataChange, SubjectRequest, Team, User
from tests.factories.accounts import make_api_key, make_contact, make_limit, make_profile

CAST = (
    "citizen",
    "other_citizen",
    "olga_operator",
    "oleg_operator",
    "senior",
    "lawyer",
    "sveta_supervisor",
    "supervisor_b",
    "quality",
    "editor",
    "auditor",
    "data_officer",
    "administrator",
    "anton_outsider",
    "former",
    "key",
    "reading_key",
)
WORKERS = {
    "olga_operator",
    "oleg_operator",
    "senior",
    "lawyer",
    "sveta_supervisor",
    "supervisor_b",
    "anton_outsider",
}
LEADERS = {"senior", "sveta_supervisor", "supervisor_b"}
ADMIN = {"administrator"}
GUARDIANS = {"sveta_supervisor", "supervisor_b", "data_officer"}

# What each is asked about, see `asked_about`.
TABLE: dict[str, tuple[str, set[str]]] = {
    "can_open_desk": ("", WORKERS | {"quality"}),
    "can_open_board": ("", {"sveta_supervisor", "supervisor_b", "administrator"}),
    "can_open_admin": ("", ADMIN | {"editor", "data_officer"}),
    "can_read_journal": ("", {"auditor", "data_officer"}),
    "can_find_citizens": ("", WORKERS),
    "can_register_citizen": ("", WORKERS | {"key"}),
    "can_edit_profile": ("citizen", {"citizen"}),
    "can_edit_profile (known by phone)": ("profile", set()),
    "can_change_contact": ("citizen", {"citizen"}),
    "can_join_profiles": ("", LEADERS),
    "can_undo_join": ("", LEADERS),
    "can_limit_citizen": ("", LEADERS),
    "can_lift_limit": ("", LEADERS),
    "can_manage_representatives": ("", WORKERS),
    "can_open_contact": ("", WORKERS | {"citizen", "other_citizen", "key"}),
    "can_lead_contact": ("call", {"olga_operator"}),
    "can_identify": ("call", {"olga_operator"}),
    "can_ask_registry": ("call", {"olga_operator"}),
    "can_help_access": ("call", {"olga_operator"}),
    "can_confirm_in_person": ("visit", {"olga_operator"}),
    "can_look_up": ("", WORKERS | {"quality", "data_officer"}),
    "can_see_person": ("", WORKERS | {"data_officer"}),
    "can_reveal": ("person in call", {"olga_operator"}),
    "can_reveal (no conversation)": ("person alone", GUARDIANS),
    "can_request_change": ("person in call", {"olga_operator"}),
    "can_decide_changes": ("", LEADERS | {"data_officer"}),
    "can_decide_change": ("change", LEADERS | {"data_officer"}),
    "can_decide_change (one's own)": ("senior's change", GUARDIANS),
    "can_withdraw_change": ("change", {"olga_operator"}),
    "can_edit_documents": ("citizen", {"citizen"}),
    "can_freeze_changes": ("person in call", {"olga_operator"}),
    "can_freeze_changes (no conversation)": ("person alone", {"citizen"}),
    "can_lift_freeze": ("person in call", {"olga_operator"}),
    "can_see_signals": ("", GUARDIANS),
    "can_use_rights": ("citizen", {"citizen"}),
    "can_record_consent": ("call", {"olga_operator"}),
    "can_record_consent (at a counter)": ("visit", {"olga_operator"}),
    "can_record_consent (not spoken)": ("letter", set()),
    "can_see_subject_requests": ("", GUARDIANS | ADMIN),
    "can_keep_subject_requests": ("", {"data_officer"}),
    "can_edit_retention": ("", ADMIN | {"data_officer"}),
    "can_confirm_erasure": ("request", {"sveta_supervisor", "supervisor_b"} | ADMIN),
    "can_confirm_erasure (one's own)": ("sveta's request", {"supervisor_b"} | ADMIN),
    "can_edit_matrix": ("", ADMIN | {"data_officer"}),
    "can_create_staff": ("", ADMIN),
    "can_edit_staff": ("olga", ADMIN),
    "can_change_role": ("olga", ADMIN),
    "can_set_teams": ("olga", ADMIN),
    "can_lend_teams": ("olga", {"sveta_supervisor"}),
    "can_manage_teams": ("", ADMIN),
    "can_set_substitute": ("olga", ADMIN | {"olga_operator", "sveta_supervisor"}),
    "can_set_away": ("olga", ADMIN | {"olga_operator", "sveta_supervisor"}),
    "can_deactivate": ("olga", ADMIN),
    "can_end_sessions": ("olga", ADMIN | {"olga_operator"}),
    "can_change_password": ("olga", {"olga_operator"}),
    "can_manage_api_keys": ("", ADMIN),
}
# Asked of the citizen, not of a person: their own tests below.
OF_THE_CITIZEN = {"can_write"}


@pytest.fixture
def cast(request: pytest.FixtureRequest, administrator: User, team_a: Team) -> dict[str, Any]:
    people = {
        "key": make_api_key(
            created_by=administrator, teams=[team_a], scopes=["tickets:read", "tickets:write"]
        ),
        "reading_key": make_api_key(created_by=administrator, teams=[team_a]),
    }
    for name in CAST:
        if name not in people:
            person = request.getfixturevalue(name)
            people[name] = person.user if isinstance(person, Citizen) else person
    return people


def _sveta() -> User | None:
    return User.objects.filter(email="sveta@example.org").first()


def asked_about(subject: str, citizen: Citizen, olga: User, senior: User) -> tuple[Any, ...]:
    """Return what a policy is asked about; conversations are Olga's with the citizen."""
    call = make_contact(citizen, channel="phone", operator=olga)
    return {
        "": (),
        "citizen": (citizen,),
        "profile": (make_profile(phone="+79160000001"),),
        "olga": (olga,),
        "call": (call,),
        "letter": (make_contact(citizen, channel="email", operator=olga),),
        "request": (SubjectRequest(citizen=citizen),),
        "sveta's request": (SubjectRequest(citizen=citizen, proposed_by=_sveta()),),
        "visit": (make_contact(citizen, channel="mfc", operator=olga),),
        "person in call": (citizen, call),
        "person alone": (citizen, None),
        "change": (DataChange(citizen=citizen, requested_by=olga),),
        "senior's change": (DataChange(citizen=citizen, requested_by=senior),),
    }[subject]


@pytest.mark.parametrize("row", TABLE)
def test_table(row: str, cast: dict[str, Any], citizen: Citizen) -> None:
    subject, allowed = TABLE[row]
    things = asked_about(subject, citizen, cast["olga_operator"], cast["senior"])
    can = getattr(policies, row.partition(" ")[0])
    assert {name for name in CAST if can(cast[name], *things)} == allowed


def test_every_policy_is_in_the_table() -> None:
    names = {name for name, _ in inspect.getmembers(policies, inspect.isfunction)}
    asked = {row.partition(" ")[0] for row in TABLE}
    assert {name for name in names if name.startswith("can_")} == asked | OF_THE_CITIZEN


def test_nobody_changes_or_closes_themselves(administrator: User) -> None:
    assert not policies.can_change_role(administrator, administrator)
    assert not policies.can_deactivate(administrator, administrator)


def test_stranger_may_nothing(citizen: Citizen, olga_operator: User, senior: User) -> None:
    for row, (subject, _) in TABLE.items():
        things = asked_about(subject, citizen, olga_operator, senior)
        can = getattr(policies, row.partition(" ")[0])
        assert not can(object(), *things), row


def test_citizen_writes_unless_limited(citizen: Citizen, senior: User, now: datetime) -> None:
    assert policies.can_write(citizen, now=now)
    limit = make_limit(citizen, set_by=senior, now=now)
    assert not policies.can_write(citizen, now=now)
    assert policies.can_write(citizen, now=now - timedelta(seconds=1))
    assert policies.can_write(citizen, now=limit.ends_at)
    limit.lifted_at = now
    limit.save()
    assert policies.can_write(citizen, now=now)


def test_key_is_no_user(administrator: User) -> None:
    key = make_api_key(created_by=administrator, scopes=["tickets:write"])
    assert isinstance(key, ApiKey)
    assert not policies.can_manage_api_keys(key)
