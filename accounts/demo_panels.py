"""Links to the demo's registries in the headers of other pages; wiring puts them into slots."""

from typing import Any

from django.conf import settings

from common.slots import Panel


def _is_demo(_request: Any, _thing: Any) -> bool:
    return bool(settings.DEMO)


REGISTRIES_FOOTER = Panel(
    "Демо: реестры", "accounts/demo/_footer_registries.html", may_see=_is_demo
)
REGISTRIES_MENU = Panel("Демо: реестры", "accounts/demo/_menu_registries.html", may_see=_is_demo)
