"""Where the citizen's rights show on other pages: the staff's header, the user's menu, a person's card."""

from typing import Any

from django.utils import timezone

from accounts.models import Citizen
from accounts.policies import can_see_subject_requests
from accounts.selectors.consents import lines_of
from common.slots import Panel


def _may_see(request: Any, _thing: Any) -> bool:
    return can_see_subject_requests(request.user)


def _is_citizen(request: Any, _thing: Any) -> bool:
    return bool(getattr(request.user, "is_citizen", False))


def _consents(_request: Any, citizen: Citizen) -> dict[str, Any]:
    return {"consent_lines": lines_of(citizen, now=timezone.now())}


SUBJECTS_LINK = Panel("Запросы о данных", "accounts/officer/_nav.html", may_see=_may_see)
OWN_DATA_MENU = Panel("Мои данные", "accounts/rights/_menu.html", may_see=_is_citizen)
CONSENTS_CARD = Panel("Согласия", "accounts/desk/_card_consents.html", _consents)
