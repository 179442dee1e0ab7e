"""Browsers that agreed to Web Push: they come, they are gone, and what is sent to one of them."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.own_sessions import sign_in_with
from accounts.models import User
from accounts.selectors import user_of_session
from common import watching
from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from notifications import bell
from notifications.events import PushSubscribed, PushUnsubscribed
from notifications.gateways.base import GatewayError
from notifications.gateways.webpush import OutgoingPush, from_base64, is_known_service
from notifications.models import Delivery, PushSubscription, StaffNotice
from notifications.policies import can_subscribe_to_push
from notifications.push_services import push_services
from notifications.states import Status

MOST_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Browser:
    """What `PushSubscription.toJSON()` of a browser says."""

    endpoint: str
    browser_key: str
    auth: str


@transaction.atomic
def subscribe_browser(
    *, person: User, browser: Browser, session_key: str, by: Acts, now: datetime
) -> PushSubscription:
    """Keep where to push for this session; the same browser again is the newer session's.

    Raises InvalidInput for an unknown push service or keys that are no keys.
    """
    require(can_subscribe_to_push, by, person)
    _check(browser)
    session = sign_in_with(session_key)
    if session is None or session.user_id != person.pk:
        raise InvalidInput("Войдите ещё раз и включите уведомления снова.")
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    PushSubscription.objects.filter(endpoint_index=browser.endpoint).delete()
    if PushSubscription.objects.filter(person=person).count() >= MOST_BROWSERS:
        PushSubscription.objects.filter(person=person).earliest("created_at").delete()
    row = PushSubscription.objects.create(
        person=person,
        session=session,
        endpoint=browser.endpoint,
        browser_key=browser.browser_key,
        auth=browser.auth,
        created_at=now,
    )
    record(PushSubscribed(row.pk, person.pk), by=by, at=now)
    return row


@transaction.atomic
def unsubscribe_browser(*, person: User, endpoint: str, by: Acts, now: datetime) -> None:
    """Forget one's own browser; an unknown one is forgotten already."""
    require(can_subscribe_to_push, by, person)
    row = PushSubscription.objects.filter(person=person, endpoint_index=endpoint).first()
    if row is not None:
        record(PushUnsubscribed(row.pk, person.pk, "asked"), by=by, at=now)
        row.delete()


def push_of(delivery: Delivery, *, now: datetime) -> OutgoingPush | None:
    """Return what goes to the browser now: a kind and a number, nothing else; None when nobody waits.

    Asked again before every attempt: the session may have ended, the appeal gone out of sight, the
    line been read on a page, or a page be in sight that shows it.
    """
    row = (
        PushSubscription.objects.select_related("session", "person")
        .filter(pk=delivery.person_id)
        .first()
    )
    if row is None or user_of_session(row.session.key) != row.person:
        return None
    if _is_told_on_a_page(row.person, delivery.entry_id):
        return None
    told = json.loads(delivery.context)
    shown = bell.shown_to(row.person, [told["thing"]]).get(told["thing"])
    if shown is None:
        return None
    left_s = (delivery.expires_at - now).total_seconds() if delivery.expires_at else 0
    return OutgoingPush(
        delivery_id=delivery.pk,
        endpoint=row.endpoint,
        browser_key=row.browser_key,
        auth=row.auth,
        payload=json.dumps({"kind": told["kind"], "number": shown.number}).encode(),
        ttl_s=max(0, int(left_s)),
        is_urgent=delivery.is_urgent,
    )


@transaction.atomic
def drop_push(
    *, delivery_id: UUID, attempt: int, error: GatewayError | None, by: Acts, now: datetime
) -> None:
    """Put a push aside that no browser waits for; one the service called gone is unsubscribed."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.status != Status.SENDING or delivery.attempts != attempt:
        return
    delivery.status, delivery.lease_until = Status.SKIPPED, None
    delivery.error = str(
        error or "Сеанс закончился, обращение больше не видно или уже показано на странице."
    )[:200]
    delivery.save(update_fields=["status", "lease_until", "error"])
    row = PushSubscription.objects.filter(pk=delivery.person_id).first() if error else None
    if row is not None:
        record(PushUnsubscribed(row.pk, row.person_id, "gone"), by=by, at=now)
        row.delete()


def _is_told_on_a_page(person: User, entry_id: int | None) -> bool:
    if entry_id is not None:
        lines = StaffNotice.objects.filter(entry_id=entry_id, person=person)
        if lines.filter(read_at__isnull=False).exists():
            return True
    return person.pk in watching.watching([person.pk], at=time.time())


def _check(browser: Browser) -> None:
    if not is_known_service(browser.endpoint, push_services()):
        raise InvalidInput("Этот браузер присылает уведомления через службу, которая не разрешена.")
    try:
        key, secret = from_base64(browser.browser_key), from_base64(browser.auth)
    except ValueError:
        raise InvalidInput("Браузер дал неверные ключи. Обновите страницу.") from None
    if len(key) != 65 or key[0] != 4 or len(secret) != 16:
        raise InvalidInput("Браузер дал неверные ключи. Обновите страницу.")
