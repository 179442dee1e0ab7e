"""The chat's protocol: a frame of text in, one operation out. Pure; the table is in docs/chat.md.

What a client sends chooses nothing but an entry of OPERATIONS (W-07); whatever else it is, the
answer is an error with one of CODES (W-06).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from common.errors import DomainError

MOST_FRAME = 64 * 1024
MOST_SIGNAL = 24 * 1024
MOST_FILES = 10
MOST_SEQ = 2**31 - 1
# Close codes.
SESSION_ENDED = 4401
TOO_MANY_SOCKETS = 4429
TRY_LATER = 1013


class Code(StrEnum):
    """Everything that can go wrong, as a client is told it. Twelve at most."""

    BAD_FRAME = "bad_frame"
    UNKNOWN_OP = "unknown_op"
    TOO_BIG = "too_big"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    WRONG_STATE = "wrong_state"
    INVALID = "invalid"
    TOO_LATE = "too_late"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


CODES = frozenset(Code)


class BadFrame(Exception):
    """What came is no operation."""

    def __init__(self, code: Code, cid: UUID | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.cid = cid


@dataclass(frozen=True, slots=True)
class Open:
    dialog: UUID
    after: int


@dataclass(frozen=True, slots=True)
class Close:
    dialog: UUID


@dataclass(frozen=True, slots=True)
class Send:
    dialog: UUID
    cid: UUID
    text: str
    quote: int | None
    files: tuple[UUID, ...]
    articles: tuple[str, ...]
    is_inner: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An edit, or without words a deletion."""

    dialog: UUID
    cid: UUID
    target: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    dialog: UUID
    got: int
    seen: int


@dataclass(frozen=True, slots=True)
class Typing:
    dialog: UUID


@dataclass(frozen=True, slots=True)
class Signal:
    dialog: UUID
    call: str
    data: Any


@dataclass(frozen=True, slots=True)
class Ping:
    pass


Operation = Open | Close | Send | Change | Mark | Typing | Signal | Ping


def parse(text: str | bytes | None) -> Operation:
    """Return the one operation a frame names; raise BadFrame for everything else."""
    if not isinstance(text, str):
        raise BadFrame(Code.BAD_FRAME)
    if len(text) > MOST_FRAME:
        raise BadFrame(Code.TOO_BIG)
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    return operation_of(frame)


def operation_of(frame: Any) -> Operation:
    """Return the operation of a frame that is JSON already."""
    if not isinstance(frame, dict):
        raise BadFrame(Code.BAD_FRAME)
    name = frame.get("op")
    if not isinstance(name, str):
        raise BadFrame(Code.BAD_FRAME)
    if name not in OPERATIONS:
        raise BadFrame(Code.UNKNOWN_OP)
    known, made = OPERATIONS[name]
    try:
        if not known.issuperset(frame.keys() - {"op"}):
            raise ValueError
        return made(frame)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadFrame(Code.BAD_FRAME, _cid_if_any(frame)) from None


def error(
    code: Code | str,
    *,
    cid: UUID | None = None,
    dialog: UUID | None = None,
    message: str = "",
    retry_after: int | None = None,
) -> dict[str, Any]:
    """Return the frame of an error; `message` is a sentence of ours for the person, if there is one."""
    told: dict[str, Any] = {"op": "error", "code": str(code)}
    if cid is not None:
        told["cid"] = str(cid)
    if dialog is not None:
        told["dialog"] = str(dialog)
    if message:
        told["message"] = message
    if retry_after is not None:
        told["retry_after"] = retry_after
    return told


def refusal(
    refused: DomainError, *, cid: UUID | None = None, dialog: UUID | None = None
) -> dict[str, Any]:
    """Return the frame of an anticipated refusal; other codes of the house read as `invalid`."""
    code = Code(refused.code) if refused.code in CODES else Code.INVALID
    if refused.code == "too_many_requests":
        code = Code.RATE_LIMITED
    retry = refused.extra.get("retry_after_s")
    return error(
        code,
        cid=cid,
        dialog=dialog,
        message=str(refused),
        retry_after=retry if isinstance(retry, int) else None,
    )


# --- values, each believed only in its one shape
def _uuid(frame: dict[str, Any], name: str) -> UUID:
    value = frame[name]
    if not isinstance(value, str) or len(value) != 36:
        raise ValueError
    return UUID(value)


def _seq(frame: dict[str, Any], name: str) -> int:
    value = frame[name]
    if type(value) is not int or not 0 <= value <= MOST_SEQ:
        raise ValueError
    return value


def _text(frame: dict[str, Any]) -> str:
    value = frame.get("text", "")
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(frame: dict[str, Any], name: str) -> list[str]:
    value = frame.get(name) or []
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise ValueError
    if not all(isinstance(item, str) and len(item) <= 64 for item in value):
        raise ValueError
    return value


def _cid_if_any(frame: dict[str, Any]) -> UUID | None:
    try:
        return _uuid(frame, "cid")
    except (ValueError, TypeError, KeyError):
        return None


# --- operations
def _open(frame: dict[str, Any]) -> Open:
    return Open(_uuid(frame, "dialog"), _seq(frame, "after") if "after" in frame else 0)


def _send(frame: dict[str, Any]) -> Send:
    inner = frame.get("inner", False)
    if not isinstance(inner, bool):
        raise TypeError
    return Send(
        dialog=_uuid(frame, "dialog"),
        cid=_uuid(frame, "cid"),
        text=_text(frame),
        quote=None if frame.get("quote") is None else _seq(frame, "quote"),
        files=tuple(UUID(item) for item in _list(frame, "files")),
        articles=tuple(_list(frame, "articles")),
        is_inner=inner,
    )


def _edit(frame: dict[str, Any]) -> Change:
    text = _text(frame)
    if not text.strip():
        raise ValueError
    return Change(_uuid(frame, "dialog"), _uuid(frame, "cid"), _seq(frame, "target"), text)


def _delete(frame: dict[str, Any]) -> Change:
    return Change(_uuid(frame, "dialog"), _uuid(frame, "cid"), _seq(frame, "target"), "")


def _signal(frame: dict[str, Any]) -> Signal:
    call = str(_uuid(frame, "call"))
    if not isinstance(frame["data"], dict) or len(json.dumps(frame["data"])) > MOST_SIGNAL:
        raise ValueError
    return Signal(_uuid(frame, "dialog"), call, frame["data"])


_SAID = frozenset({"dialog", "cid", "text", "quote", "files", "articles", "inner"})
# Name -> the keys it may have, and what it makes.
OPERATIONS: dict[str, tuple[frozenset[str], Callable[[dict[str, Any]], Operation]]] = {
    "open": (frozenset({"dialog", "after"}), _open),
    "close": (frozenset({"dialog"}), lambda frame: Close(_uuid(frame, "dialog"))),
    "send": (_SAID, _send),
    "edit": (frozenset({"dialog", "cid", "target", "text"}), _edit),
    "delete": (frozenset({"dialog", "cid", "target"}), _delete),
    "got": (
        frozenset({"dialog", "seq"}),
        lambda frame: Mark(_uuid(frame, "dialog"), _seq(frame, "seq"), 0),
    ),
    "seen": (
        frozenset({"dialog", "seq"}),
        lambda frame: Mark(_uuid(frame, "dialog"), _seq(frame, "seq"), _seq(frame, "seq")),
    ),
    "typing": (frozenset({"dialog"}), lambda frame: Typing(_uuid(frame, "dialog"))),
    "signal": (frozenset({"dialog", "call", "data"}), _signal),
    "ping": (frozenset(), lambda frame: Ping()),
}
