"""The MFC over HTTP (docs/catalogue.md)."""

import logging
import time
from datetime import date
from typing import Any

from catalogue.gateways.mfc import Answer, Application, Question, Stage, Unknown
from common.gateways.answers import NotConfigured, Reason, Unavailable
from common.gateways.breaker import guarded
from common.gateways.wire import Endpoint, WireError, check_endpoint, post

logger = logging.getLogger(__name__)
NAME = "mfc"
LONGEST_CODE = 40


class HttpMfc:
    """Asks the MFC at its address; without one it is not configured."""

    def __init__(self, endpoint: Endpoint | None) -> None:
        if endpoint is not None:
            check_endpoint(endpoint)
        self._endpoint = endpoint

    def status(self, question: Question) -> Answer:
        if self._endpoint is None:
            return NotConfigured()
        began = time.monotonic()
        answer = self._ask(self._endpoint, question)
        logger.info(
            "The MFC was asked",
            extra={
                "request": str(question.request_id),
                "answer": type(answer).__name__,
                "reason": answer.reason.value if isinstance(answer, Unavailable) else "",
                "ms": round((time.monotonic() - began) * 1000),
            },
        )
        return answer

    @staticmethod
    def _ask(endpoint: Endpoint, question: Question) -> Answer:
        def exchange() -> Answer:
            body = {"number": question.number}
            return _read(post(endpoint, "/status", request_id=question.request_id, body=body))

        try:
            return guarded(NAME, exchange)
        except WireError as error:
            return Unavailable(error.reason, error.retry_after_s)


def _read(answer: Any) -> Answer:
    """Return the answer, or raise WireError when it is not one of docs/catalogue.md."""
    try:
        if answer["result"] == "unknown":
            return Unknown()
        if answer["result"] == "found":
            return Application(
                stage=Stage(answer["stage"]),
                changed_on=date.fromisoformat(answer["changed_on"]),
                due_on=date.fromisoformat(answer["due_on"]) if answer.get("due_on") else None,
                service=_code(answer, "service"),
                office=_code(answer, "office"),
            )
    except (KeyError, TypeError, ValueError):
        pass
    raise WireError(Reason.BROKEN)


def _code(answer: dict[str, Any], name: str) -> str:
    code = answer.get(name, "")
    return code if isinstance(code, str) and len(code) <= LONGEST_CODE else ""
