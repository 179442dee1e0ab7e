"""Links to the pages of notices in the headers of other pages; wiring puts them into slots."""

from typing import Any

from common.slots import Panel
from notifications.policies import can_see_deliveries


def _may_see_deliveries(request: Any, _thing: Any) -> bool:
    return can_see_deliveries(request.user)


DELIVERIES_LINK = Panel(
    "Доставка уведомлений", "notifications/_nav_deliveries.html", may_see=_may_see_deliveries
)
