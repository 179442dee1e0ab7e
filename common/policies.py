"""How a door asks a policy: `require(can_resolve, by, ticket)`."""

from collections.abc import Callable
from typing import Any

import structlog

from common.actors import Acts, actor_of
from common.errors import NotAllowed

# The rule that said no, in the log lines and, if the request ends so, in the journal's row.
DENIED_BY = "denied_by"


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
        policy = getattr(can, "__name__", "")
        structlog.contextvars.bind_contextvars(**{DENIED_BY: policy})
        raise NotAllowed(message, policy=policy)
