"""What the queue puts into the desk's header."""

from typing import Any

from common.slots import Panel
from routing.policies import can_work_in_queue


def _works(request: Any, _thing: Any) -> bool:
    return can_work_in_queue(request.user)


def _switch(request: Any, _thing: Any) -> dict[str, Any]:
    return {}


PRESENCE_SWITCH = Panel("Присутствие", "routing/_presence_later.html", _switch, _works)
