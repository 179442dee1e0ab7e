"""Links to the pages of notices in the headers of other pages; wiring puts them into slots."""

from typing import Any

from django.conf import settings

from common.slots import Panel
from notifications.models import PersonKind
from notifications.policies import can_have_bell, can_see_deliveries
from notifications.selectors import preference_for


def _may_see_deliveries(request: Any, _thing: Any) -> bool:
    return can_see_deliveries(request.user)


def _is_demo(_request: Any, _thing: Any) -> bool:
    return bool(settings.DEMO)


def _letters(_request: Any, user: Any) -> dict[str, Any]:
    return {"by_email": preference_for(PersonKind.STAFF, user.pk).by_email}


def _has_bell(request: Any, _thing: Any) -> bool:
    return can_have_bell(request.user)


BELL = Panel("Уведомления", "notifications/bell/_later.html", may_see=_has_bell)
DELIVERIES_LINK = Panel(
    "Доставка уведомлений", "notifications/_nav_deliveries.html", may_see=_may_see_deliveries
)
INBOX_FOOTER = Panel("Демо: почта и СМС", "notifications/_footer_inbox.html", may_see=_is_demo)
INBOX_MENU = Panel("Демо: почта и СМС", "notifications/_menu_inbox.html", may_see=_is_demo)
STAFF_LETTERS = Panel("Письма о работе", "notifications/_staff_letters.html", _letters)
