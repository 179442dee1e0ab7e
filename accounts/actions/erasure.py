"""Erasure by two persons: names, texts, files and addresses go; numbers and statistics stay (D-09).

The officer proposes, a supervisor or administrator confirms. Every app takes its part out by its
provider in the confirming transaction, upper apps first; files go after commit. The act counts what
went and points at the journal, which holds pseudonyms only and stays whole.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.subject_requests import close, keep_answer_address, locked_request
from accounts.events import ErasureProposed, ErasureReturned, SubjectErased
from accounts.models import Citizen, Destruction, SubjectRequest, User
from accounts.policies import can_confirm_erasure
from accounts.selectors.rights import holds_on, subject_of
from accounts.subjects import Hold, Subject, providers
from accounts.tombstones import Tombstone, lay
from common.actors import SYSTEM, Acts
from common.errors import DomainError
from common.ids import new_id
from common.policies import require
from journal.facts import record
from journal.models import Entry

Kind, State = SubjectRequest.Kind, SubjectRequest.State
GROUNDS = {
    SubjectRequest.Ground.WITHDRAWN: Destruction.Ground.WITHDRAWN,
    SubjectRequest.Ground.UNLAWFUL: Destruction.Ground.UNLAWFUL,
}
ERASED = "Ваши данные удалены. Номера обращений и статистика остались без имени."


class ErasureHeld(DomainError):
    """Something must be kept still; `holds` says what, why and until when."""

    code = "erasure_held"

    def __init__(self, holds: list[Hold]) -> None:
        self.holds = holds
        words = "; ".join(f"{hold.what} — {hold.why}" for hold in holds)
        super().__init__(f"Сейчас удалить нельзя: {words}.")


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who goes and why; what the act will say."""

    citizen: Citizen
    subject: Subject
    ground: str
    done_by: User | None = None
    confirmed_by: User | None = None
    request: SubjectRequest | None = None
    is_replay: bool = False


@transaction.atomic
def propose_erasure(*, request: SubjectRequest, by: User, now: datetime) -> SubjectRequest:
    """Put an erasure before a second person; refused while anything must be kept."""
    row = locked_request(request, by)
    if row.kind != Kind.ERASURE:
        raise DomainError("Удаляют по запросу на удаление.")
    if row.state != State.RECEIVED:
        raise DomainError("Удаление уже ждёт второго сотрудника.")
    _refuse_held(row, now=now)
    row.state, row.proposed_by, row.proposed_at = State.WORKING, by, now
    row.save(update_fields=["state", "proposed_by", "proposed_at"])
    record(ErasureProposed(row.citizen_id, row.pk), by=by, at=now)
    return row


@transaction.atomic
def return_erasure(*, request: SubjectRequest, by: User, now: datetime) -> SubjectRequest:
    """Send a proposal back to the officer."""
    row = _awaiting(request, by)
    row.state = State.RECEIVED
    row.save(update_fields=["state"])
    record(ErasureReturned(row.citizen_id, row.pk), by=by, at=now)
    return row


@transaction.atomic
def confirm_erasure(*, request: SubjectRequest, by: User, now: datetime) -> Destruction:
    """Erase the person: everything of theirs, in one transaction, and write the act."""
    row = _awaiting(request, by)
    citizen = Citizen.objects.select_for_update(of=("self",)).get(pk=row.citizen_id)
    subject = _refuse_held(row, now=now)
    keep_answer_address(row)
    close(row, State.DONE, answer=ERASED, by=by, now=now)
    erasure = Erasure(
        citizen,
        subject,
        GROUNDS.get(SubjectRequest.Ground(row.ground), Destruction.Ground.REQUEST),
        done_by=row.proposed_by,
        confirmed_by=by,
        request=row,
    )
    return erase(erasure, by=by, now=now)


@transaction.atomic
def replay_erasure(*, citizen_ids: list[UUID], now: datetime) -> Destruction | None:
    """Erase again somebody a restored backup brought back; None when nobody of them is there."""
    rows = Citizen.objects.select_for_update(of=("self",)).filter(pk__in=citizen_ids)
    back = [row for row in rows.order_by("pk") if row.erased_at is None]
    if not back:
        return None
    main = min(back, key=lambda row: citizen_ids.index(row.pk))
    found = [subject_of(row) for row in back]
    subject = Subject(
        tuple(dict.fromkeys([pk for one in found for pk in one.profile_ids])),
        tuple(dict.fromkeys([pk for one in found for pk in one.user_ids])),
        frozenset().union(*(one.addresses for one in found)),
    )
    erasure = Erasure(main, subject, Destruction.Ground.REQUEST, is_replay=True)
    return erase(erasure, by=SYSTEM, now=now)


def erase(erasure: Erasure, *, by: Acts, now: datetime) -> Destruction:
    """Take everybody's part out and write fact, act and tombstone; in the caller's transaction."""
    counts: dict[str, int] = {}
    for provider in reversed(providers()):
        for title, count in provider.erase(erasure.subject, now=now).items():
            counts[title] = counts.get(title, 0) + count
    act_id, citizen = new_id(), erasure.citizen
    entry = record(SubjectErased(citizen.pk, act_id), by=by, at=now)
    act = Destruction.objects.create(
        id=act_id,
        ground=erasure.ground,
        citizen_id=citizen.pk,
        request_id=erasure.request.pk if erasure.request else None,
        counts={title: count for title, count in sorted(counts.items()) if count},
        log_from=_first_entry(erasure) or entry.pk,
        log_to=entry.pk,
        done_by=erasure.done_by,
        confirmed_by=erasure.confirmed_by,
        is_replay=erasure.is_replay,
        done_at=now,
    )
    if not erasure.is_replay:
        ids = [str(pk) for pk in erasure.subject.profile_ids]
        stone = Tombstone(ids, str(act_id), now.isoformat())
        transaction.on_commit(lambda: lay(stone), robust=True)
    return act


def _awaiting(request: SubjectRequest, by: User) -> SubjectRequest:
    row = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    require(can_confirm_erasure, by, row, message="Подтверждает не тот, кто предложил удалить.")
    if row.state != State.WORKING:
        raise DomainError("Этот запрос не ждёт подтверждения.")
    return row


def _refuse_held(row: SubjectRequest, *, now: datetime) -> Subject:
    subject = subject_of(row.citizen)
    holds = holds_on(subject, now=now)
    if holds:
        raise ErasureHeld(holds)
    return subject


def _first_entry(erasure: Erasure) -> int | None:
    """Return the journal row the person's request began with: the extract starts there."""
    if erasure.request is None:
        return None
    mine = Entry.objects.filter(
        subject=f"citizen:{erasure.citizen.pk}",
        event="accounts.SubjectRequestReceived",
        data__request_id=str(erasure.request.pk),
    )
    return mine.order_by("pk").values_list("pk", flat=True).first()
