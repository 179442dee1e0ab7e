"""Rows of `accounts`. Passwords are hashed once: a test signs in far more often than it changes one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.actions.keys import digest_of
from accounts.models import (
    ApiKey,
    Citizen,
    CitizenLimit,
    Contact,
    DataChange,
    Membership,
    Team,
    User,
)
from common.actors import CITIZEN, STAFF
from common.keyed_names import NameVector

PASSWORD = "verny-parol-2026"
BEFORE = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
KEY_SECRET = "secret-of-the-test-key"
_numbers = count(1)


@cache
def _hash(password: str) -> str:
    return make_password(password)


def make_team(code: str = "", *, title: str = "", kind: str = Team.LINE, **fields: Any) -> Team:
    code = code or f"team-{next(_numbers)}"
    return Team.objects.create(code=code, title=title or code, kind=kind, **fields)


def make_staff(
    email: str = "", *, role: str = "operator", teams: Iterable[Team] = (), **fields: Any
) -> User:
    email = email or f"staff{next(_numbers)}@example.org"
    values = {"full_name": email.partition("@")[0], "password": _hash(PASSWORD)} | fields
    user = User.objects.create(kind=STAFF, email=email, role=role, **values)
    Membership.objects.bulk_create(Membership(user=user, team=team) for team in teams)
    return user


def make_profile(**fields: Any) -> Citizen:
    """A profile nobody signs in with."""
    values = {"last_name": "Иванов", "first_name": "Иван", "created_at": BEFORE} | fields
    citizen = Citizen(**values)
    citizen.names = NameVector(citizen.pk, citizen.full_name)
    citizen.save(force_insert=True)
    return Citizen.objects.get(pk=citizen.pk)


def make_citizen(*, password: str = PASSWORD, **fields: Any) -> Citizen:
    """A profile with a sign-in and both contacts proved."""
    number = next(_numbers)
    user = User.objects.create(kind=CITIZEN, email=None, password=_hash(password))
    values = {
        "phone": f"+7916{number:07}",
        "phone_verified_at": BEFORE,
        "email": f"citizen{number}@example.org",
        "email_verified_at": BEFORE,
    }
    return make_profile(user=user, **(values | fields))


def make_organisation(**fields: Any) -> Citizen:
    values = {"kind": Citizen.ORGANISATION, "organisation": "ООО «Ромашка»", "inn": "7707083893"}
    return make_profile(**({"last_name": "", "first_name": ""} | values | fields))


def make_contact(citizen: Citizen | None = None, **fields: Any) -> Contact:
    values = {"channel": Contact.Channel.CABINET, "started_at": BEFORE} | fields
    return Contact.objects.create(citizen=citizen, **values)


def make_change(citizen: Citizen, *, contact: Contact, **fields: Any) -> DataChange:
    """A change of the phone that the contact's operator asked for and that waits for a second person."""
    values = {
        "attribute": "phone",
        "old_value": citizen.phone,
        "new_value": "+79255554433",
        "state": DataChange.State.WAITING_SECOND,
        "level": 2,
        "requested_by": contact.operator,
        "requested_at": contact.started_at,
    } | fields
    return DataChange.objects.create(citizen=citizen, contact=contact, **values)


def make_limit(citizen: Citizen, *, set_by: User, now: datetime, **fields: Any) -> CitizenLimit:
    values = {
        "reason": "Оскорбления",
        "starts_at": now,
        "ends_at": now + timedelta(days=7),
    } | fields
    return CitizenLimit.objects.create(citizen=citizen, set_by=set_by, **values)


def make_api_key(
    *, teams: Iterable[Team] = (), created_by: User | None = None, **fields: Any
) -> ApiKey:
    """A key whose header is `bearer(key)`."""
    values = {
        "title": "Портал",
        "prefix": f"{next(_numbers):012x}",
        "digest": digest_of(f"{KEY_SECRET}-{next(_numbers)}"),
        "scopes": ["tickets:read"],
        "created_by": created_by or make_staff(role="administrator"),
        "created_at": BEFORE,
    } | fields
    secret = f"{KEY_SECRET}-{values['prefix']}"
    key = ApiKey.objects.create(**(values | {"digest": digest_of(secret)}))
    key.teams.set(teams)
    return key


def bearer(key: ApiKey) -> str:
    return f"Bearer gs_{key.prefix}_{KEY_SECRET}-{key.prefix}"
