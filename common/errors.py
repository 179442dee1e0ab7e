"""Refusals. `str(error)` is a Russian sentence for the person who asked; `code` is for machines.

How a refusal is answered is decided once, in `common.problems` (API) and by the views (pages).
"""

from typing import ClassVar


class DomainError(Exception):
    """An anticipated refusal: nothing was written. Pages answer 422, the API 409."""

    code: ClassVar[str] = "refused"
    http_status: int = 409

    def __init__(self, message: str, **extra: object) -> None:
        super().__init__(message)
        self.extra = extra


class InvalidInput(DomainError):
    """What was given cannot be understood; `field` names where. The API answers 400."""

    code = "invalid"
    http_status = 400

    def __init__(self, message: str, *, field: str | None = None, **extra: object) -> None:
        super().__init__(message, **extra)
        self.field = field


class NotAllowed(DomainError):
    """The thing is visible, the deed is not this person's to do. Answered 403."""

    code = "forbidden"
    http_status = 403


class TooManyRequests(DomainError):
    """A limit is reached; `retry_after_s` says when to come back. Answered 429."""

    code = "too_many_requests"
    http_status = 429

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s
