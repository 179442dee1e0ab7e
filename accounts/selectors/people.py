"""Reads of people: by what they sign in with, by what an operator hears, for codes and sockets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, UUIDField, Value
from django.utils.crypto import constant_time_compare

from accounts.identifiers import SMS, Identifier, parse_email
from accounts.models import ApiKey, Citizen, Membership, OneTimeCode, Team, User
from accounts.policies import having_second_factor, lacks_second_factor
from accounts.search import named, named_like
from accounts.selectors.running_sessions import running_sessions
from common.actors import STAFF
from common.checks.inn import check_inn
from common.checks.snils import check_snils
from common.errors import InvalidInput
from common.phones import PhoneError, parse_phone
from common.prepared import Slot, prepared

FOUND_AT_MOST = 50


# --- sign-ins
def user_with_identifier(identifier: Identifier) -> User | None:
    """Return who signs in with this phone or e-mail, active or not. Known or not: the same queries."""
    staff = None
    if identifier.is_email:
        staff = User.objects.filter(kind=STAFF, email__iexact=identifier.value).first()
    citizen = citizen_with_sign_in(identifier)
    return staff or (citizen.user if citizen else None)


def citizen_with_sign_in(identifier: Identifier) -> Citizen | None:
    found = Citizen.objects.filter(user__isnull=False).select_related("user")
    if identifier.channel == SMS:
        return found.filter(phone_index=identifier.value).first()
    return found.filter(email_index=identifier.value).first()


def is_staff_email(email: str) -> bool:
    return User.objects.filter(kind=STAFF, email__iexact=email).exists()


def user_of_session(session_key: str | None) -> User | None:
    """Return who a session belongs to right now, None when it has ended.

    For sockets, which outlive the request that opened them: asked again on every poke of
    `user:<id>` and on every heartbeat (A-05, A-06). A staff session without its second factor is none.
    """
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user_id = session.get(SESSION_KEY)
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None or lacks_second_factor(user):
        return None
    given = session.get(HASH_SESSION_KEY, "")
    return user if constant_time_compare(given, user.get_session_auth_hash()) else None


def users_of_sessions(keys: Iterable[str]) -> dict[str, User]:
    """Return who many sessions belong to right now, as `user_of_session` does for one.

    For a process of sockets, which asks before it stores or tells anything: two or three queries,
    however many. Teams are already known of those returned.
    """
    rows = running_sessions(set(keys))
    held = {row.session_key: _session_data(row.session_data) for row in rows}
    ids = {UUID(data[SESSION_KEY]) for data in held.values() if SESSION_KEY in data}
    users = {str(user.pk): user for user in _standing(ids)}
    found = {}
    for key, data in held.items():
        user = users.get(str(data.get(SESSION_KEY)))
        given = data.get(HASH_SESSION_KEY, "")
        if user is not None and constant_time_compare(given, user.get_session_auth_hash()):
            found[key] = user
    return found


@lru_cache(maxsize=4096)
def _session_data(stored: str) -> dict[str, Any]:
    """Return what a session holds; the same stored text is checked and unpacked once."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    held: dict[str, Any] = store().decode(stored)
    return held


# Thousands are kept in memory by a process of sockets: no more of each than rights and names need.
_OF_A_SOCKET = ["kind", "role", "is_active", "full_name", "alias", "password", "sessions_epoch"]
_OF_A_SOCKET += ["citizen__user"]


def _standing(ids: Iterable[UUID]) -> list[User]:
    """Return those of these users who may act at all, their teams known; one statement or two."""
    users = teams_known(_of_sockets().rows(keys=list(ids)))
    employees = [user.pk for user in users if user.is_employee]
    proved = set(employees)
    if employees and settings.STAFF_SECOND_FACTOR:
        proved = set(having_second_factor(employees))
    return [user for user in users if not user.is_employee or user.pk in proved]


@prepared
def _of_sockets() -> QuerySet[User, Any]:
    return standing_users(pk__any=Slot("keys")).only(*_OF_A_SOCKET)


def standing_users(**which: Any) -> QuerySet[User, Any]:
    """Return active people with profile and teams in one statement; `teams_known` is for its rows."""
    teams = Membership.objects.filter(user=OuterRef("pk")).order_by().values("team")
    found = User.objects.filter(**which, is_active=True).select_related("citizen")
    return found.annotate(in_teams=ArraySubquery(teams))


def teams_known(users: list[User]) -> list[User]:
    """Return rows of `standing_users`, each knowing the teams that came with it."""
    for user in users:
        user.know_teams(vars(user).pop("in_teams"))
    return users


# --- citizens
def find_citizens(text: str, *, similar: bool = True) -> list[Citizen]:
    """Return people by phone, e-mail, ИНН, СНИЛС or words of the name, newest first, FOUND_AT_MOST at most.

    Where no name has these words, those with similar ones are returned, the most similar first.
    """
    text = text.strip()
    profiles = Citizen.objects.filter(merged_into=None)
    if "@" in text:
        try:
            profiles = profiles.filter(email_index=parse_email(text))
        except InvalidInput:
            return []
    elif any(character.isdigit() for character in text):
        return _by_digits(profiles, text)
    else:
        found = named(profiles, text, most=FOUND_AT_MOST)
        return found or (named_like(profiles, text, most=FOUND_AT_MOST) if similar else [])
    return list(profiles.order_by("-id")[:FOUND_AT_MOST])


def _by_digits(profiles: QuerySet[Citizen], text: str) -> list[Citizen]:
    found = []
    if inn := check_inn(text).value:
        found = list(profiles.filter(inn_index=inn).order_by("-id")[:FOUND_AT_MOST])
    if snils := check_snils(text).value:
        found += profiles.filter(personal_data__snils_index=snils).order_by("-id")[:FOUND_AT_MOST]
    try:
        phone = parse_phone(text).e164
    except PhoneError:
        return found
    return found + list(
        profiles.filter(phone_index=phone).order_by("-id")[: FOUND_AT_MOST - len(found)]
    )


def profile_ids(citizen: Citizen) -> list[UUID]:
    """Return the ids of a profile and of everything joined to it: one person's whole history."""
    found, level = [citizen.pk], [citizen.pk]
    while level:
        level = list(
            Citizen.objects.filter(merged_into__in=level)
            .exclude(pk__in=found)
            .values_list("pk", flat=True)
        )
        found += level
    return found


def own_profile_ids(user: User) -> list[UUID]:
    """Return whose appeals a citizen's user may see: own profiles and organisations they act for.

    One query for almost everybody: a second only when profiles were joined to the own one.
    """
    citizen = getattr(user, "citizen", None)
    if citizen is None:
        return []
    joined = Citizen.objects.filter(merged_into=citizen).values_list("pk", "merged_into")
    organisations = citizen.represents.filter(ended_at=None)
    represented = organisations.values_list(
        "organisation_id", Value(None, output_field=UUIDField())
    )
    rows = list(joined.union(represented, all=True))
    others = [pk for pk, merged_into in rows if merged_into is None]
    mine = profile_ids(citizen) if len(rows) > len(others) else [citizen.pk]
    return [*mine, *others]


def current_profiles() -> QuerySet[Citizen]:
    """Return profiles that were not joined to another, for forms in which one is chosen."""
    return Citizen.objects.filter(merged_into=None)


def main_profile(citizen: Citizen) -> Citizen:
    """Return the profile this one was joined to, or itself."""
    while citizen.merged_into is not None:
        citizen = citizen.merged_into
    return citizen


def joinable_profiles(citizen: Citizen) -> list[Citizen]:
    """Return profiles without a sign-in that have the same phone: candidates for joining."""
    if not citizen.phone:
        return []
    return list(
        Citizen.objects.filter(phone_index=citizen.phone, user=None, merged_into=None)
        .exclude(pk=citizen.pk)
        .order_by("id")[:FOUND_AT_MOST]
    )


# --- codes
@dataclass(frozen=True, slots=True)
class CodeToSend:
    """What `notifications` sends for a `CodeRequested`."""

    code_id: UUID
    purpose: str
    channel: str
    address: str
    code: str
    context: str
    expires_at: datetime


def code_for_delivery(code_id: UUID) -> CodeToSend | None:
    """Return a code to send; None when it was sent, is dead, or must not be sent at all."""
    row = OneTimeCode.objects.filter(pk=code_id, used_at=None).first()
    if row is None or row.delivery == OneTimeCode.WITHHELD or not row.code:
        return None
    return CodeToSend(
        row.pk,
        row.purpose,
        row.channel,
        row.address,
        row.code,
        row.context,
        row.expires_at,
    )


# --- staff and keys
def staff() -> QuerySet[User]:
    """Return active colleagues in the order of names."""
    return User.objects.filter(kind=STAFF, is_active=True).order_by("full_name")


def active_teams() -> QuerySet[Team]:
    return Team.objects.filter(is_active=True)


def active_user(user_id: str) -> User | None:
    """Return a person of either kind who may still sign in."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def second_factors_of(user: User) -> int:
    """Return how many second factors a person has; recovery codes are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds).count()


def members_of(team: Team) -> list[User]:
    """Return active colleagues of a team in the order of names."""
    return list(staff().filter(memberships__team=team))


def usable_key(prefix: str, *, now: datetime) -> ApiKey | None:
    """Return a key by its open part unless it is revoked or over."""
    for key in _keys().rows(prefix=prefix):
        return None if key.expires_at is not None and key.expires_at <= now else key
    return None


@prepared
def _keys() -> QuerySet[ApiKey, Any]:
    keys = ApiKey.objects.filter(prefix=Slot("prefix"), revoked_at=None)
    return keys.select_related("created_by").order_by()
