"""Joining a profile known by phone to the one that proved it, and undoing that (decisions 10)."""

from datetime import datetime

from django.db import transaction

from accounts import selectors
from accounts.events import JoinUndone, ProfilesJoined
from accounts.models import Citizen, ProfileJoin
from accounts.policies import can_join_profiles, can_undo_join
from common.actors import SYSTEM, Acts
from common.errors import DomainError
from common.policies import require
from journal.facts import record

PHONE_AND_NAME = "phone+name"
PHONE_AND_EMAIL = "phone+email"
BY_HAND = "by_hand"
PROOFS = {
    PHONE_AND_NAME: "Совпали телефон и ФИО",
    PHONE_AND_EMAIL: "Совпали телефон и почта",
    BY_HAND: "Сотрудник видел документ",
}


class CannotJoin(DomainError):
    """These two profiles are not to be joined, or are no longer joined."""

    code = "cannot_join"


@transaction.atomic
def join_profiles(
    *, kept: Citizen, joined: Citizen, proof: str, by: Acts, now: datetime
) -> ProfileJoin:
    """Join `joined`, which nobody signs in with, to `kept`: one history from now on."""
    require(can_join_profiles, by)
    rows = {
        row.pk: row
        for row in Citizen.objects.select_for_update()
        .filter(pk__in=[kept.pk, joined.pk])
        .order_by("pk")
    }
    if len(rows) != 2:
        raise CannotJoin("Это один и тот же профиль.")
    kept, joined = rows[kept.pk], rows[joined.pk]
    if joined.user_id is not None:
        raise CannotJoin("У присоединяемого профиля есть свой вход: такие не объединяются.")
    if kept.merged_into_id is not None or joined.merged_into_id is not None:
        raise CannotJoin("Один из профилей уже присоединён к другому.")
    if kept.kind != joined.kind:
        raise CannotJoin("Гражданина и организацию объединить нельзя.")
    if proof not in fitting_proofs(kept, joined):
        raise CannotJoin("Это доказательство не подходит: сравните профили ещё раз.")
    joined.merged_into = kept
    joined.save(update_fields=["merged_into"])
    join = ProfileJoin.objects.create(kept=kept, joined=joined, proof=proof, joined_at=now)
    record(ProfilesJoined(kept.pk, joined.pk), by=by, at=now)
    return join


@transaction.atomic
def undo_join(*, join: ProfileJoin, by: Acts, now: datetime) -> None:
    """Part two profiles again; each keeps the appeals it had."""
    require(can_undo_join, by)
    join = ProfileJoin.objects.select_for_update().get(pk=join.pk)
    if join.undone_at is not None:
        raise CannotJoin("Это присоединение уже отменено.")
    joined = Citizen.objects.select_for_update().get(pk=join.joined_id)
    joined.merged_into = None
    joined.save(update_fields=["merged_into"])
    join.undone_at = now
    join.save(update_fields=["undone_at"])
    record(JoinUndone(join.kept_id, join.joined_id), by=by, at=now)


def fitting_proofs(kept: Citizen, joined: Citizen) -> list[str]:
    """Return what may prove that two profiles are one: what agrees, or a paper somebody saw."""
    found = []
    if kept.phone and kept.phone == joined.phone:
        if joined.last_name and same_name(kept, joined.last_name, joined.first_name):
            found.append(PHONE_AND_NAME)
        if joined.email and kept.email == joined.email:
            found.append(PHONE_AND_EMAIL)
    return [*found, BY_HAND]


def join_at_sign_up(*, citizen: Citizen, now: datetime) -> None:
    """Join the profiles whose phone is proved and one more attribute agrees; others stay apart."""
    if citizen.phone_verified_at is None:
        return
    for candidate in selectors.joinable_profiles(citizen):
        proof = _second_attribute(citizen, candidate)
        if proof:
            join_profiles(kept=citizen, joined=candidate, proof=proof, by=SYSTEM, now=now)


def _second_attribute(citizen: Citizen, candidate: Citizen) -> str:
    if candidate.last_name and same_name(citizen, candidate.last_name, candidate.first_name):
        return PHONE_AND_NAME
    if citizen.email_verified_at and candidate.email and candidate.email == citizen.email:
        return PHONE_AND_EMAIL
    return ""


def same_name(citizen: Citizen, last: str, first: str) -> bool:
    """Whether surname and first name are the same, whatever the case and ё."""
    return _fold(citizen.last_name) == _fold(last) and _fold(citizen.first_name) == _fold(first)


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")
