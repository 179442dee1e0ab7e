"""Reads of requests, exports and acts; whose data a profile stands for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import (
    Citizen,
    ContactChange,
    Destruction,
    SubjectExport,
    SubjectRequest,
    User,
)
from accounts.policies import can_keep_subject_requests, can_see_subject_requests
from accounts.selectors.people import main_profile, profile_ids
from accounts.subjects import Held, Hold, Subject, providers
from journal.models import Entry

PAGE = 50


def subject_of(citizen: Citizen) -> Subject:
    """Return everything that is this person: joined profiles, sign-ins, present and earlier addresses."""
    ids = profile_ids(main_profile(citizen))
    profiles = list(Citizen.objects.filter(pk__in=ids))
    changes = ContactChange.objects.filter(citizen__in=ids)
    addresses = {address for row in profiles for address in (row.phone, row.email)}
    addresses |= {row.old_address for row in changes}
    users = tuple(row.user_id for row in profiles if row.user_id is not None)
    return Subject(tuple(ids), users, frozenset(addresses - {""}))


def held_about(subject: Subject) -> list[Held]:
    """Return how much of each kind is kept, app by app."""
    return [row for provider in providers() for row in provider.held(subject) if row.count]


def holds_on(subject: Subject, *, now: datetime) -> list[Hold]:
    """Return everything that forbids erasing this person now."""
    return [row for provider in providers() for row in provider.holds(subject, now=now)]


# --- the person's own
def own_requests(citizen: Citizen) -> list[SubjectRequest]:
    return list(citizen.subject_requests.order_by("-asked_at", "-pk")[:PAGE])


def own_request(citizen: Citizen, request_id: UUID) -> SubjectRequest:
    """Return a request of this person; Http404 else."""
    return _found(citizen.subject_requests.filter(pk=request_id))


def own_export(citizen: Citizen, export_id: UUID) -> SubjectExport:
    """Return an export this person ordered; what staff made for them is handed over by staff."""
    mine = SubjectExport.objects.filter(request__citizen=citizen, request__registered_by=None)
    return _found(mine.select_related("request").filter(pk=export_id))


def latest_export(citizen: Citizen) -> SubjectExport | None:
    mine = SubjectExport.objects.filter(request__citizen=citizen, request__registered_by=None)
    return mine.select_related("request").order_by("-asked_at").first()


# --- the officer's
def visible_requests(user: Any) -> QuerySet[SubjectRequest]:
    """Return what a person may see: the officer all, a confirmer what was put before a second person."""
    rows = SubjectRequest.objects.select_related("citizen", "proposed_by", "answered_by")
    if can_keep_subject_requests(user):
        return rows
    return rows.exclude(proposed_at=None) if can_see_subject_requests(user) else rows.none()


def request_for(user: User, request_id: UUID) -> SubjectRequest:
    """Return a visible request; Http404 else."""
    return _found(visible_requests(user).filter(pk=request_id))


def open_requests(user: User) -> list[SubjectRequest]:
    """Return what waits for an answer, the soonest due first."""
    return list(visible_requests(user).filter(answered_at=None).order_by("due_at", "pk")[:200])


def answered_requests(user: User, *, before: UUID | None = None) -> QuerySet[SubjectRequest]:
    """Return answered requests, newest first; `before` is the last id of the page before."""
    rows = visible_requests(user).exclude(answered_at=None)
    return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")


def acts(user: User) -> QuerySet[Destruction]:
    """Return acts of destruction, newest first."""
    rows = Destruction.objects.select_related("done_by", "confirmed_by")
    return rows.order_by("-done_at", "-pk") if can_see_subject_requests(user) else rows.none()


def act_for(user: User, act_id: UUID) -> Destruction:
    return _found(acts(user).filter(pk=act_id))


def act_of_request(request: SubjectRequest) -> Destruction | None:
    return Destruction.objects.filter(request_id=request.pk).first()


def extract_of(act: Destruction) -> list[Entry]:
    """Return the log extract of an act (order 179): what the journal says of it, oldest first."""
    if act.log_from is None or act.log_to is None:
        return []
    rows = Entry.objects.filter(pk__range=(act.log_from, act.log_to))
    if act.citizen_id is not None:
        rows = rows.filter(subject=f"citizen:{act.citizen_id}")
    else:
        rows = rows.filter(subject=f"destruction:{act.pk}")
    return list(rows.order_by("pk"))


def last_word_to(request_id: UUID) -> SubjectRequest | None:
    """Return an answered request whose last word still has somewhere to go."""
    found = SubjectRequest.objects.filter(pk=request_id).first()
    return found if found is not None and found.answer_address else None


def request_of_act(act_id: UUID) -> UUID | None:
    return Destruction.objects.filter(pk=act_id).values_list("request_id", flat=True).first()


def _found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise Http404("Не найдено")
    return row
