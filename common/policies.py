"""How a door asks a policy: `require(can_resolve, by, ticket)`."""

from collections.abc import Callable
from typing import Any

from common.actors import Acts, actor_of
from common.errors import NotAllowed


def require(
    can: Callable[..., bool],
    by: Acts,
    *things: Any,
    message: str = "Это действие вам недоступно.",
) -> None:
    """Raise NotAllowed unless `can(by, *things)`. The system may do everything."""
    if actor_of(by).is_system:
        return
    if not can(by, *things):
        raise NotAllowed(message, policy=getattr(can, "__name__", ""))
