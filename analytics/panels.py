"""What the wallboard puts into the staff's header."""

from typing import Any

from analytics.policies import can_see_wall
from common.slots import Panel


def _may_see(request: Any, _thing: Any) -> bool:
    return can_see_wall(request.user)


WALL_LINK = Panel("Табло", "analytics/_nav.html", may_see=_may_see)
