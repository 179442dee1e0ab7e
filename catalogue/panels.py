"""What the catalogue puts on pages of the floors below, by wiring."""

from typing import Any

from catalogue.policies import can_use_catalogue
from common.slots import Panel


def _works(request: Any, _thing: Any) -> bool:
    return can_use_catalogue(request.user)


SERVICES_LINK = Panel("Услуги", "catalogue/desk/_nav.html", may_see=_works)
HOME_CARDS = Panel("Справочник", "catalogue/public/_home.html")
FOOTER_LINKS = Panel("Справочник", "catalogue/public/_footer.html")
