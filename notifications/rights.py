"""Reactions to a person's requests about their data: to the person, the officer, the second person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.actions.subject_requests import forget_answer_address
from accounts.events import SubjectErased, SubjectExportReady, SubjectRequestLate
from accounts.models import Role, SubjectExport, SubjectRequest
from accounts.selectors import main_profile, staff
from accounts.selectors.rights import last_word_to, request_of_act
from journal.facts import Fact
from notifications.actions import notify
from notifications.models import PersonKind
from notifications.recipients import Recipient, of_citizen, of_colleague
from notifications.states import Channel

DONE = "выполнен"
REFUSED = "в нём отказано"


def tell_received(fact: Fact) -> None:
    """Say that a request was taken and by when it is answered; an archive speaks for itself."""
    request = _request(fact.event.request_id)
    if request.kind == SubjectRequest.Kind.EXPORT and request.registered_by_id is None:
        return
    context = {"due_date": _day(request.due_at), "link": _own_link()}
    _to_person(fact, request, "subject_received", context)


def tell_answered(fact: Fact) -> None:
    """Say that a request was done or refused; the words of the answer are in the cabinet."""
    request = _request(fact.event.request_id)
    is_refused = request.state == SubjectRequest.State.REFUSED
    context = {"outcome": REFUSED if is_refused else DONE, "link": _own_link()}
    if is_refused:
        context["article"] = str(request.get_article_display())
    _to_person(fact, request, "subject_answered", context)


def tell_export_ready(fact: Fact) -> None:
    """Say that the archive waits; the link alone opens nothing."""
    event: SubjectExportReady = fact.event
    export = SubjectExport.objects.select_related("request__citizen").get(pk=event.export_id)
    request = export.request
    if export.expires_at is None or request.registered_by_id is not None:
        return
    link = settings.PUBLIC_URL + reverse("accounts:export")
    notify(
        entry_id=fact.entry_id,
        recipient=of_citizen(main_profile(request.citizen)),
        template="subject_export_ready",
        context={"until": _moment(export.expires_at), "link": link},
        now=fact.at,
    )


def tell_erased(fact: Fact) -> None:
    """Say the last word to an address the profile holds no more, and forget the address."""
    event: SubjectErased = fact.event
    request_id = request_of_act(event.destruction_id)
    request = last_word_to(request_id) if request_id else None
    if request is None:
        return
    address = request.answer_address
    by_mail = request.answer_channel == Channel.EMAIL
    notify(
        entry_id=fact.entry_id,
        recipient=Recipient(
            PersonKind.ADDRESS,
            request.pk,
            email=address if by_mail else "",
            phone="" if by_mail else address,
        ),
        template="subject_erased",
        context={"erased_on": _day(fact.at)},
        now=fact.at,
    )
    forget_answer_address(request=request)


def tell_officers(fact: Fact) -> None:
    """Tell the data officers that a term comes or is over; of a late one the administrators too."""
    is_late = isinstance(fact.event, SubjectRequestLate)
    roles = [Role.DATA_OFFICER, *([Role.ADMINISTRATOR] if is_late else [])]
    _to_staff(fact, roles, "срок нарушен" if is_late else "срок подходит")


def tell_confirmers(fact: Fact) -> None:
    """Ask a second person to confirm an erasure."""
    _to_staff(fact, [Role.SUPERVISOR, Role.ADMINISTRATOR], "ждёт вашего подтверждения")


def _to_person(fact: Fact, request: SubjectRequest, template: str, context: dict[str, str]) -> None:
    notify(
        entry_id=fact.entry_id,
        recipient=of_citizen(main_profile(request.citizen)),
        template=template,
        context={"what": str(request.get_kind_display())} | context,
        now=fact.at,
    )


def _to_staff(fact: Fact, roles: Sequence[str], state: str) -> None:
    request = _request(fact.event.request_id)
    if not request.is_open:
        return
    context = {
        "what": str(request.get_kind_display()),
        "state": state,
        "due_date": _day(request.due_at),
        "link": settings.PUBLIC_URL + reverse("subjects:request", args=[request.pk]),
    }
    for colleague in staff().filter(role__in=roles):
        notify(
            entry_id=fact.entry_id,
            recipient=of_colleague(colleague),
            template="subject_due",
            context=context,
            now=fact.at,
        )


def _request(request_id: UUID) -> SubjectRequest:
    return SubjectRequest.objects.select_related("citizen").get(pk=request_id)


def _own_link() -> str:
    return settings.PUBLIC_URL + reverse("accounts:requests")


def _day(at: datetime) -> str:
    with translation.override("ru"):
        return date_format(timezone.localtime(at), "j E Y")


def _moment(at: datetime) -> str:
    with translation.override("ru"):
        return date_format(timezone.localtime(at), "j E Y, H:i")
