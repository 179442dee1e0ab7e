"""What personal data show on pages of other apps: changes that wait, signals; wiring fills the slots."""

from typing import Any

from django.utils import timezone

from accounts.policies import can_decide_changes, can_see_signals
from accounts.selectors.changes import count_waiting
from accounts.selectors.signals import signals_for
from common.slots import Panel


def _may_decide(request: Any, _thing: Any) -> bool:
    return can_decide_changes(request.user)


def _waiting(_request: Any, _thing: Any) -> dict[str, Any]:
    return {"waiting": count_waiting()}


def _may_see_signals(request: Any, _thing: Any) -> bool:
    return can_see_signals(request.user)


def _signals(request: Any, _thing: Any) -> dict[str, Any]:
    return {"signals": signals_for(request.user, now=timezone.now())}


CHANGES_LINK = Panel(
    "Изменения, ждущие второго", "accounts/identity/_nav_changes.html", _waiting, _may_decide
)
SIGNALS = Panel("Сигналы", "accounts/identity/_signals.html", _signals, _may_see_signals)
