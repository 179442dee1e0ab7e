"""What the queue puts into the desk's header."""

from typing import Any

from common.slots import Panel
from routing.policies import can_work_in_queue
from routing.selectors.desk import switch_of


def _works(request: Any, _thing: Any) -> bool:
    return can_work_in_queue(request.user)


def _switch(request: Any, _thing: Any) -> dict[str, Any]:
    return switch_of(request.user)


PRESENCE_SWITCH = Panel("Присутствие", "routing/_presence.html", _switch, _works)
