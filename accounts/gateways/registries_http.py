"""The registries over HTTP (docs/registries.md)."""

import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from accounts.gateways.registries import Answer, Match, Mismatch, Question
from common.gateways.answers import NotConfigured, Reason, Unavailable
from common.gateways.breaker import guarded
from common.gateways.wire import Endpoint, WireError, check_endpoint, post

logger = logging.getLogger(__name__)
# The wire's names → codes of `models.identity.Attribute`: everything else in an answer is a defect.
FIELDS: Final = frozenset(
    {
        "snils",
        "passport",
        "passport_issued_on",
        "passport_code",
        "inn",
        "full_name",
        "birth_date",
    }
)


class HttpRegistries:
    """Asks every registry at its own address; a registry without one is not configured."""

    def __init__(self, endpoints: Mapping[str, Endpoint]) -> None:
        for endpoint in endpoints.values():
            check_endpoint(endpoint)
        self._endpoints = dict(endpoints)

    def check(self, question: Question) -> Answer:
        endpoint = self._endpoints.get(question.registry)
        if endpoint is None:
            return NotConfigured()
        began = time.monotonic()
        answer = self._ask(endpoint, question)
        logger.info(
            "A registry was asked",
            extra={
                "registry": question.registry,
                "inquiry": str(question.request_id),
                "answer": type(answer).__name__,
                "reason": answer.reason.value if isinstance(answer, Unavailable) else "",
                "ms": round((time.monotonic() - began) * 1000),
            },
        )
        return answer

    @staticmethod
    def _ask(endpoint: Endpoint, question: Question) -> Answer:
        def exchange() -> Answer:
            body = dict(question.data)
            return _read(post(endpoint, "/check", request_id=question.request_id, body=body))

        try:
            return guarded(f"registry:{question.registry}", exchange)
        except WireError as error:
            return Unavailable(error.reason, error.retry_after_s)


def _read(answer: Any) -> Answer:
    """Return the answer, or raise WireError when it is not one of docs/registries.md."""
    if isinstance(answer, dict) and answer.get("result") == "match":
        return Match()
    if isinstance(answer, dict) and answer.get("result") == "mismatch":
        fields = answer.get("fields")
        if isinstance(fields, list) and fields and all(_is_known(name) for name in fields):
            return Mismatch(tuple(dict.fromkeys(fields)))
    raise WireError(Reason.BROKEN)


def _is_known(name: object) -> bool:
    return isinstance(name, str) and name in FIELDS
