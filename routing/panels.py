"""What the queue puts on pages of the floors below: the desk's header, an article that did not help."""

from typing import Any

from common.slots import Panel
from routing.policies import can_work_in_queue


def _works(request: Any, _thing: Any) -> bool:
    return can_work_in_queue(request.user)


def _switch(request: Any, _thing: Any) -> dict[str, Any]:
    return {}


PRESENCE_SWITCH = Panel("Присутствие", "routing/_presence_later.html", _switch, _works)


def _may_be_called(request: Any, _thing: Any) -> bool:
    return not getattr(request.user, "is_employee", False)


def _question(_request: Any, reading: Any) -> dict[str, Any]:
    return {"question": reading.version.question}


ARTICLE_CALL = Panel("Перезвоните мне", "routing/_article_next.html", _question, _may_be_called)
