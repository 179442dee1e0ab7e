"""What the chat shows on citizens' pages of the floors below; wiring puts it there."""

from typing import Any

from common.slots import Panel


def _may_chat(request: Any, _thing: Any) -> bool:
    """Citizens and guests; not on the chat's own pages, where it is open already."""
    is_colleague = getattr(request.user, "is_employee", False)
    return not is_colleague and not request.path.startswith("/chat/")


WIDGET = Panel("Чат", "chat/_widget.html", may_see=_may_chat)
EARLIER = Panel("Разговоры", "chat/_earlier_link.html", may_see=_may_chat)
