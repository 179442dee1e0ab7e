"""The portal's accounts over HTTP (docs/registries.md)."""

import logging
import time
from typing import Any, Final

from accounts.gateways.portal import AccountStatus, Done, Order, Outcome, Refusal, Refused
from common.gateways.answers import NotConfigured, Reason, Unavailable
from common.gateways.breaker import guarded
from common.gateways.wire import Endpoint, WireError, check_endpoint, post

logger = logging.getLogger(__name__)
# Operation (`PortalOperation.Kind`) → path on the wire.
PATHS: Final = {
    "check_status": "/status",
    "start_reset": "/reset",
    "unlock": "/unlock",
    "resend_code": "/resend-code",
    "correct_phone": "/phone",
    "freeze": "/freeze",
}


class HttpPortal:
    """Asks the portal at its address; without one it is not configured."""

    def __init__(self, endpoint: Endpoint | None) -> None:
        if endpoint is not None:
            check_endpoint(endpoint)
        self._endpoint = endpoint

    def perform(self, order: Order) -> Outcome:
        if self._endpoint is None:
            return NotConfigured()
        began = time.monotonic()
        outcome = self._ask(self._endpoint, order)
        logger.info(
            "The portal was asked",
            extra={
                "operation": order.operation,
                "request": str(order.request_id),
                "answer": type(outcome).__name__,
                "reason": outcome.reason.value if isinstance(outcome, Unavailable) else "",
                "ms": round((time.monotonic() - began) * 1000),
            },
        )
        return outcome

    @staticmethod
    def _ask(endpoint: Endpoint, order: Order) -> Outcome:
        def exchange() -> Outcome:
            path, body = PATHS[order.operation], dict(order.data)
            return _read(post(endpoint, path, request_id=order.request_id, body=body))

        try:
            return guarded("portal", exchange)
        except WireError as error:
            return Unavailable(error.reason, error.retry_after_s)


def _read(answer: Any) -> Outcome:
    """Return the outcome, or raise WireError when it is not one of docs/registries.md."""
    try:
        if answer["result"] == "done":
            return Done(AccountStatus(answer["status"]), answer.get("frozen") is True)
        if answer["result"] == "refused":
            return Refused(Refusal(answer["reason"]))
    except (KeyError, TypeError, ValueError):
        pass
    raise WireError(Reason.BROKEN)
