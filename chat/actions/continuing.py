"""Links to a dialog: to go on elsewhere, or to read it once more. Sent by e-mail or SMS, never shown (A-16).

What is sent is the row's id under our signature, so the raw link is stored nowhere; the row says
until when it opens. A link to go on is used up by the first browser: the dialog is one person's.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import Citizen, User
from chat.actions._locking import locked
from chat.events import LinkAsked, LinkUsed
from chat.guests import Guest
from chat.models import Dialog, Link
from chat.policies import can_ask_link, owns
from chat.states import TALKING
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from common.phones import parse_phone
from common.policies import require
from journal.facts import record

Purpose = Link.Purpose
LIVES = {Purpose.CONTINUE: timedelta(days=1), Purpose.TRANSCRIPT: timedelta(days=7)}
KEPT = timedelta(days=30)
_SIGNER = signing.Signer(salt="chat.link", sep="~")


class DeadLink(DomainError):
    """The link is too old, or another browser has used it."""

    code = "dead_link"
    http_status = 410


@dataclass(frozen=True, slots=True)
class WantedLink:
    """What is asked for; `address` is a guest's, people with a profile get it where they proved they are."""

    purpose: str
    channel: str
    address: str = ""


@transaction.atomic
def ask_link(*, dialog: Dialog, wanted: WantedLink, by: Acts, now: datetime) -> Link:
    """Have a link sent; raises InvalidInput. Pages limit first how often they are asked."""
    dialog = locked(dialog)
    require(can_ask_link, by, dialog)
    if wanted.purpose == Purpose.CONTINUE and dialog.state not in TALKING:
        raise InvalidInput("Разговор уже окончен: можно прислать его запись.", field="address")
    link = Link.objects.create(
        dialog=dialog,
        purpose=wanted.purpose,
        channel=wanted.channel,
        address=_address(dialog, wanted, by=by),
        asked_at=now,
        expires_at=now + LIVES[Purpose(wanted.purpose)],
    )
    record(LinkAsked(dialog.pk, link.pk, link.purpose), by=by, at=now)
    return link


@transaction.atomic
def use_link(*, link: Link, by: Acts, now: datetime) -> Dialog:
    """Go on with the dialog in this browser; where it was open before, it is no longer. Raises DeadLink."""
    dialog = locked(link.dialog)
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.purpose != Purpose.CONTINUE or link.used_at is not None or link.expires_at <= now:
        raise DeadLink("Эта ссылка уже использована или устарела. Попросите новую в чате.")
    if dialog.guest_digest is None:
        require(owns, by, dialog)
    else:
        _give_over(dialog, by)
    link.used_at = now
    link.save(update_fields=["used_at"])
    record(LinkUsed(dialog.pk, link.pk), by=by, at=now)
    return dialog


def sweep_links(*, now: datetime) -> int:
    """Forget links that opened nothing for a month, with the addresses in them; return how many."""
    return Link.objects.filter(expires_at__lt=now - KEPT).delete()[0]


# --- what a link is
def address_of(link: Link) -> str:
    """Return the whole address, for the letter only."""
    key = base64.urlsafe_b64encode(link.pk.bytes).decode().rstrip("=")
    return settings.PUBLIC_URL + reverse("chat:continue", args=[_SIGNER.sign(key)])


def link_of(token: str, *, now: datetime) -> Link:
    """Return the link a token names while it opens; a forged, an old and no link are one 404."""
    try:
        key = _SIGNER.unsign(token)
        link_id = UUID(bytes=base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (signing.BadSignature, ValueError) as error:
        raise Http404("Ссылка не найдена") from error
    rows: QuerySet[Link] = Link.objects.filter(pk=link_id, expires_at__gt=now)
    link = rows.select_related("dialog__operator", "dialog__ticket", "dialog__line").first()
    if link is None or (link.purpose == Purpose.CONTINUE and link.used_at is not None):
        raise Http404("Ссылка не найдена")
    return link


# --- steps of the doors
def _address(dialog: Dialog, wanted: WantedLink, *, by: Acts) -> str:
    """Return a guest's address; "" for a profile: the letter goes where the profile says then."""
    if isinstance(by, Guest):
        if wanted.channel == "sms":
            return _mobile(wanted.address or dialog.phone)
        return wanted.address.lower()
    if not _is_proved(dialog.citizen, wanted.channel):
        raise InvalidInput(
            "Адрес в профиле ещё не подтверждён. Подтвердите его и попробуйте снова.",
            field="address",
        )
    return ""


def _mobile(text: str) -> str:
    phone = parse_phone(text)
    if not phone.sms_allowed:
        raise InvalidInput(
            "На этот номер не приходят СМС. Укажите мобильный номер России.", field="address"
        )
    return phone.e164


def _is_proved(citizen: Citizen | None, channel: str) -> bool:
    if citizen is None:
        return False
    if channel == "sms":
        return bool(citizen.phone and citizen.phone_verified_at)
    return bool(citizen.email and citizen.email_verified_at)


def _give_over(dialog: Dialog, by: Acts) -> None:
    """The dialog of a guest is of the browser that opened the link; who signed in keeps it in their cabinet."""
    if isinstance(by, Guest):
        dialog.guest_digest = by.digest
    elif isinstance(by, User) and by.is_citizen and dialog.citizen_id in {None, by.citizen.pk}:
        dialog.citizen, dialog.guest_digest = by.citizen, None
    else:
        raise Http404("Ссылка не найдена")
    dialog.save(update_fields=["citizen", "guest_digest"])
