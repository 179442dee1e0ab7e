"""Who may do what with people and access. Predicates only; doors ask them through `require`.

`by` is a staff user, a citizen's user or an API key; the system is let through by `require`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from accounts.models import (
    ApiKey,
    Citizen,
    CitizenLimit,
    Contact,
    DataChange,
    Role,
    SubjectRequest,
    User,
)
from common.prepared import Slot, prepared

WORKERS = frozenset({Role.OPERATOR, Role.SENIOR, Role.LAWYER, Role.SUPERVISOR})
LEADERS = frozenset({Role.SENIOR, Role.SUPERVISOR})
DESK = WORKERS | {Role.QUALITY}
# Who answers for how personal data are used.
GUARDIANS = frozenset({Role.SUPERVISOR, Role.DATA_OFFICER})
SECOND_PERSONS = LEADERS | {Role.DATA_OFFICER}


def _has_role(by: Any, roles: frozenset[Role]) -> bool:
    return isinstance(by, User) and by.is_employee and by.role in roles


def _administers(by: Any) -> bool:
    return _has_role(by, frozenset({Role.ADMINISTRATOR}))


def _is_self(by: Any, person: User) -> bool:
    return isinstance(by, User) and by.is_active and by.pk == person.pk


# --- pages
def can_open_desk(by: Any) -> bool:
    return _has_role(by, DESK)


def can_open_board(by: Any) -> bool:
    return _has_role(by, frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))


def can_open_admin(by: Any) -> bool:
    """The data officer has one page there: the identification matrix."""
    return _has_role(by, frozenset({Role.ADMINISTRATOR, Role.EDITOR, Role.DATA_OFFICER}))


def can_read_journal(by: Any) -> bool:
    """Read who did what; nobody changes it, whoever they are."""
    return _has_role(by, frozenset({Role.AUDITOR, Role.DATA_OFFICER}))


# --- citizens
def can_find_citizens(by: Any) -> bool:
    """Look a person up by phone, e-mail or name."""
    return _has_role(by, WORKERS)


def can_register_citizen(by: Any) -> bool:
    """Write down a caller or visitor who has no sign-in."""
    if isinstance(by, ApiKey):
        return "tickets:write" in by.scopes
    return _has_role(by, WORKERS)


def can_edit_profile(by: Any, citizen: Citizen) -> bool:
    """People edit their own profile; for everybody else there is `request_change`."""
    return _owns(by, citizen)


def can_change_contact(by: Any, citizen: Citizen) -> bool:
    """The phone and e-mail a person signs in with are changed by that person alone."""
    return _owns(by, citizen)


def can_join_profiles(by: Any) -> bool:
    return _has_role(by, LEADERS)


def can_undo_join(by: Any) -> bool:
    return _has_role(by, LEADERS)


def can_limit_citizen(by: Any) -> bool:
    return _has_role(by, LEADERS)


def can_lift_limit(by: Any) -> bool:
    return _has_role(by, LEADERS)


def can_manage_representatives(by: Any) -> bool:
    """Add and end representatives of an organisation: the paper is seen by a worker."""
    return _has_role(by, WORKERS)


def can_open_contact(by: Any) -> bool:
    """Begin a conversation: everybody who may write an appeal."""
    if isinstance(by, User):
        return by.is_citizen or _has_role(by, WORKERS)
    return can_register_citizen(by)


def can_write(citizen: Citizen, *, now: datetime) -> bool:
    """Whether the citizen may send new appeals and messages now (decisions 18)."""
    return not _limits_now().rows(citizen=citizen.pk, now=now)


def active_limits(citizen: Citizen, *, now: datetime) -> Any:
    return _limits(citizen.pk, now)


@prepared
def _limits_now() -> QuerySet[CitizenLimit, Any]:
    return _limits(Slot("citizen"), Slot("now"))


def _limits(citizen: Any, now: Any) -> QuerySet[CitizenLimit, Any]:
    limits = CitizenLimit.objects.filter(citizen=citizen, lifted_at=None)
    return limits.filter(starts_at__lte=now, ends_at__gt=now)


def _owns(by: Any, citizen: Citizen) -> bool:
    return (
        isinstance(by, User)
        and by.is_citizen
        and citizen.user_id is not None
        and citizen.user_id == by.pk
    )


# --- identity
def can_lead_contact(by: Any, contact: Contact) -> bool:
    """A conversation is led by the operator who opened it, while it lasts."""
    return _has_role(by, WORKERS) and contact.operator_id == by.pk


def can_identify(by: Any, contact: Contact) -> bool:
    """Ask who is talking: only within a conversation of one's own that is going on.

    Nobody looks people up without somebody to talk to.
    """
    return (
        can_lead_contact(by, contact)
        and contact.ended_at is None
        and contact.citizen_id is not None
    )


def can_confirm_in_person(by: Any, contact: Contact) -> bool:
    """See the original of a document: the person stands at the counter of an office."""
    return can_identify(by, contact) and contact.channel == Contact.Channel.MFC


def can_ask_registry(by: Any, contact: Contact) -> bool:
    """Compare a person's documents with a registry: within one's own conversation with them."""
    return can_identify(by, contact)


def can_help_access(by: Any, contact: Contact) -> bool:
    """Do something with the person's account of the portal; the matrix says what must be proved."""
    return can_identify(by, contact)


def can_edit_matrix(by: Any) -> bool:
    """Change what each operation needs."""
    return _has_role(by, frozenset({Role.ADMINISTRATOR, Role.DATA_OFFICER}))


# --- personal data (docs/personal-data.md)
def can_look_up(by: Any) -> bool:
    """Search for people, or for appeals by people: every search is written down."""
    return _has_role(by, DESK | {Role.DATA_OFFICER})


def can_see_person(by: Any) -> bool:
    """Open what is known of a person, masked."""
    return _has_role(by, WORKERS | {Role.DATA_OFFICER})


def can_reveal(by: Any, citizen: Citizen, contact: Contact | None) -> bool:
    """See masked data: within one's own conversation with that person.

    Without a conversation only those who look into complaints and incidents.
    """
    if contact is None:
        return _has_role(by, GUARDIANS)
    return can_identify(by, contact) and contact.citizen_id == citizen.pk


def can_request_change(by: Any, citizen: Citizen, contact: Contact) -> bool:
    """Change data of the person one talks to; nobody else's, whatever the role."""
    return can_identify(by, contact) and contact.citizen_id == citizen.pk


def can_decide_changes(by: Any) -> bool:
    """Be the second person of somebody's change."""
    return _has_role(by, SECOND_PERSONS)


def can_decide_change(by: Any, change: DataChange) -> bool:
    """Never the one who asked for it."""
    return can_decide_changes(by) and change.requested_by_id != by.pk


def can_withdraw_change(by: Any, change: DataChange) -> bool:
    return isinstance(by, User) and by.is_employee and change.requested_by_id == by.pk


def can_edit_documents(by: Any, citizen: Citizen) -> bool:
    """Write down and see one's own documents in the cabinet."""
    return _owns(by, citizen)


def can_freeze_changes(by: Any, citizen: Citizen, contact: Contact | None) -> bool:
    """Stop changes: the person in the cabinet, or an operator for the person they talk to."""
    if contact is None:
        return _owns(by, citizen)
    return can_identify(by, contact) and contact.citizen_id == citizen.pk


def can_lift_freeze(by: Any, citizen: Citizen, contact: Contact) -> bool:
    return can_identify(by, contact) and contact.citizen_id == citizen.pk


def can_see_signals(by: Any) -> bool:
    """Learn who reached the limits of looking up and revealing."""
    return _has_role(by, GUARDIANS)


# --- staff
def can_create_staff(by: Any) -> bool:
    return _administers(by)


def can_edit_staff(by: Any, person: User) -> bool:
    """Change the name, alias or e-mail of a colleague."""
    return _administers(by) and not person.is_citizen


def can_change_role(by: Any, person: User) -> bool:
    """Nobody changes their own role: the last administrator would lock the house."""
    return _administers(by) and not _is_self(by, person)


def can_set_teams(by: Any, person: User) -> bool:
    return _administers(by)


def can_lend_teams(by: Any, person: User) -> bool:
    """Put a colleague of one's team into another for a while."""
    return _supervises(by, person)


def can_manage_teams(by: Any) -> bool:
    return _administers(by)


def can_set_substitute(by: Any, person: User) -> bool:
    return _is_employee_self(by, person) or _administers(by) or _supervises(by, person)


def can_set_away(by: Any, person: User) -> bool:
    return _is_employee_self(by, person) or _administers(by) or _supervises(by, person)


def can_deactivate(by: Any, person: User) -> bool:
    return _administers(by) and not _is_self(by, person)


def can_end_sessions(by: Any, person: User) -> bool:
    return _is_self(by, person) or _administers(by)


def can_change_password(by: Any, person: User) -> bool:
    return _is_self(by, person)


def can_manage_api_keys(by: Any) -> bool:
    """Issue and revoke keys of other systems."""
    return _administers(by)


def _is_employee_self(by: Any, person: User) -> bool:
    return _is_self(by, person) and person.is_employee


def _supervises(by: Any, person: User) -> bool:
    return _has_role(by, frozenset({Role.SUPERVISOR})) and bool(by.team_ids() & person.team_ids())


# --- second factor
def has_second_factor(user: User) -> bool:
    """Recovery codes alone are not a factor: they only stand in for one."""
    return bool(having_second_factor([user.pk]))


def having_second_factor(user_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those who have one; one query."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=kinds)
    return frozenset(found.values_list("user_id", flat=True))


def lacks_second_factor(user: Any) -> bool:
    """Whether this person must set up a second factor before anything else (A-12)."""
    return (
        settings.STAFF_SECOND_FACTOR
        and isinstance(user, User)
        and user.is_employee
        and not has_second_factor(user)
    )


# --- rights of the person (152-ФЗ)
OFFICERS = frozenset({Role.DATA_OFFICER})
CONFIRMERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def can_use_rights(by: Any, citizen: Citizen) -> bool:
    """Consent, withdraw, ask about one's data, see who looked: the person alone."""
    return _owns(by, citizen)


def can_record_consent(by: Any, contact: Contact) -> bool:
    """Write down what a person says of consents: in one's own conversation, by voice or at a counter."""
    spoken = {Contact.Channel.PHONE, Contact.Channel.MFC}
    return can_identify(by, contact) and contact.channel in spoken


def can_see_subject_requests(by: Any) -> bool:
    """Open the list; a confirmer finds there only what waits for a second person, or did."""
    return _has_role(by, OFFICERS | CONFIRMERS)


def can_keep_subject_requests(by: Any) -> bool:
    """Register, answer and refuse requests, make an export for a person who asked in writing."""
    return _has_role(by, OFFICERS)


def can_confirm_erasure(by: Any, request: SubjectRequest) -> bool:
    """The second person: never who proposed it."""
    return _has_role(by, CONFIRMERS) and by.pk != request.proposed_by_id


def can_edit_retention(by: Any) -> bool:
    """Change how long a category is kept."""
    return _has_role(by, OFFICERS | {Role.ADMINISTRATOR})
