"""Joining profiles of one person: candidates side by side, the proof, and undoing it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import joining
from accounts.actions.lookups import look_up
from accounts.forms_desk import JoinForm, SearchForm
from accounts.models import Citizen, ProfileJoin
from accounts.policies import can_join_profiles
from accounts.selectors import FOUND_AT_MOST, cards
from accounts.views.desk._page import card_page, citizen_of, finders_only, refusal_of, to_card
from common.errors import DomainError
from common.policies import require


@dataclass(frozen=True, slots=True)
class Candidate:
    """One profile beside the one that stays: what agrees, what would move, what may prove it."""

    profile: Citizen
    same_name: bool
    same_phone: bool
    same_email: bool
    contacts: int
    form: JoinForm


@finders_only
@never_cache
@require_http_methods(["GET", "POST"])
def joins(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Show similar profiles beside this one, or join the one that was chosen."""
    citizen = citizen_of(citizen_id)
    require(can_join_profiles, request.user)
    if request.method != "POST":
        return _shown(request, citizen, cards.similar_profiles(citizen))
    other = get_object_or_404(Citizen, pk=_uuid(request.POST.get("joined", "")))
    form = JoinForm(request.POST, proofs=joining.fitting_proofs(citizen, other))
    if form.is_valid():
        proof, now = form.cleaned_data["proof"], timezone.now()
        try:
            joining.join_profiles(kept=citizen, joined=other, proof=proof, by=request.user, now=now)
            messages.success(request, "Профили объединены: теперь у них одна история.")
            return to_card(request, citizen)
        except DomainError as error:
            form.add_refusal(refusal_of(error))
    rows = [row for row in cards.similar_profiles(citizen) if row.pk != other.pk]
    return _shown(request, citizen, [other, *rows], refused=form, status=422)


@finders_only
@never_cache
@require_POST
def search(request: HttpRequest, citizen_id: UUID) -> HttpResponse:
    """Look for a profile by phone, e-mail or name: by POST, so that none stands in an address."""
    citizen = citizen_of(citizen_id)
    require(can_join_profiles, request.user)
    form = SearchForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    looked_up = look_up(text=text, by=request.user, now=timezone.now(), most=FOUND_AT_MOST)
    found = cards.fitting(looked_up, citizen, kind=citizen.kind)
    return _shown(request, citizen, found, text=text)


@finders_only
@require_POST
def undo(request: HttpRequest, citizen_id: UUID, join_id: int) -> HttpResponse:
    """Part two profiles again."""
    citizen = citizen_of(citizen_id)
    join = get_object_or_404(ProfileJoin, pk=join_id, kept=citizen)
    try:
        joining.undo_join(join=join, by=request.user, now=timezone.now())
        messages.success(request, "Объединение отменено: у каждого профиля снова своя история.")
    except DomainError as error:
        messages.warning(request, str(refusal_of(error)))
    return to_card(request, citizen)


def _shown(
    request: HttpRequest,
    citizen: Citizen,
    profiles: list[Citizen],
    *,
    text: str = "",
    refused: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    contacts = cards.contacts_of([citizen, *profiles])
    context: dict[str, Any] = {
        "candidates": [_candidate(citizen, row, contacts[row], refused) for row in profiles],
        "contacts": contacts[citizen],
        "search": SearchForm(initial={"q": text}),
        "text": text,
        "form": refused,
    }
    return card_page(request, "joins", citizen, context, status=status)


def _candidate(
    citizen: Citizen, other: Citizen, contacts: int, refused: JoinForm | None
) -> Candidate:
    proofs = joining.fitting_proofs(citizen, other)
    form = JoinForm(proofs=proofs, initial={"joined": other.pk, "proof": proofs[0]})
    if refused is not None and refused.data.get("joined") == str(other.pk):
        form = refused
    return Candidate(
        profile=other,
        same_name=_same_name(citizen, other),
        same_phone=bool(other.phone) and other.phone == citizen.phone,
        same_email=bool(other.email) and other.email == citizen.email,
        contacts=contacts,
        form=form,
    )


def _same_name(citizen: Citizen, other: Citizen) -> bool:
    if citizen.kind == Citizen.ORGANISATION:
        return citizen.organisation.casefold() == other.organisation.casefold()
    known = bool(other.last_name)
    return known and joining.same_name(citizen, other.last_name, other.first_name)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
