"""What automation shows on pages of the floors below; wiring puts these into slots."""

from typing import Any

from django.conf import settings

from automation.forms import sealed_query
from automation.policies import can_open_macros, can_see_rules, can_start_bulk
from common.slots import Panel


def _works(request: Any, _thing: Any) -> bool:
    return can_start_bulk(request.user)


def _writes(request: Any, _thing: Any) -> bool:
    return can_open_macros(request.user)


def _sees_rules(request: Any, _thing: Any) -> bool:
    return can_see_rules(request.user)


def _filter(_request: Any, filters: Any) -> dict[str, Any]:
    return {"filter": sealed_query(filters.form.query()), "most": settings.BULK_MOST}


def _ticket(_request: Any, ticket: Any) -> dict[str, Any]:
    return {"ticket": ticket}


def _menu(request: Any, _thing: Any) -> dict[str, Any]:
    return {"may_bulk": can_start_bulk(request.user)}


BULK_BAR = Panel("Массовые действия", "automation/_bulk_bar.html", _filter, _works)
BULK_NOW = Panel("Идёт массовое действие", "automation/_bulk_now_later.html", may_see=_works)
MACRO_KEY = Panel("Макросы", "automation/_macro_key.html", _ticket, _works)
MENU_LINKS = Panel("Макросы", "automation/_menu_links.html", _menu, _writes)
RULES_MENU = Panel("Правила", "automation/rules/_menu.html", may_see=_sees_rules)
