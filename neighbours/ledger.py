"""What the neighbours have received, newest first: letters with their text, SMS put together, pushes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from heapq import merge
from itertools import islice
from pathlib import Path

from neighbours.segments import decode
from neighbours.storage import Record, read_records_backwards

MOST_RECORDS = 5000  # how far back a reader looks; a demo needs no more


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as a person would read it."""

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    kind: str = "mail"


@dataclass(frozen=True, slots=True)
class Sms:
    """One text put together from its parts; `arrived` of `total` parts are here."""

    id: str
    at: datetime
    sender: str
    number: str
    text: str
    arrived: int
    total: int
    delivered: bool
    outcome: str
    kind: str = "sms"

    @property
    def is_whole(self) -> bool:
        """Tell whether every part has arrived."""
        return self.arrived == self.total


@dataclass(frozen=True, slots=True)
class Push:
    """What one browser of the push service has opened."""

    id: str
    at: datetime
    text: str
    urgency: str
    kind: str = "push"


def letters(folder: Path, *, address: str = "", limit: int = 50) -> list[Letter]:
    """Return the newest mails, of those whose recipient contains `address`."""
    found = (r for r in _recent(folder / "mail.jsonl") if _matches(address, *r["to"]))
    return [_read_letter(folder, record) for record in islice(found, limit)]


def texts(folder: Path, *, address: str = "", limit: int = 50) -> list[Sms]:
    """Return the newest SMS, of those whose number contains the digits of `address`."""
    groups: dict[object, list[Record]] = {}
    for record in _recent(folder / "sms.jsonl"):
        if not _matches(address, record["to"]):
            continue
        key = _message_key(record)
        if key not in groups and len(groups) > limit:
            break
        groups.setdefault(key, []).append(record)
    return [_put_together(parts) for parts in islice(groups.values(), limit)]


def pushes(folder: Path, *, limit: int = 50) -> list[Push]:
    """Return the newest pushes, as their browsers opened them."""
    found = islice(_recent(folder / "push.jsonl"), limit)
    return [
        Push(row["id"], datetime.fromisoformat(row["at"]), row["text"], row["urgency"])
        for row in found
    ]


def inbox(folder: Path, *, address: str = "", limit: int = 50) -> list[Letter | Sms | Push]:
    """Return mails, SMS and, unless an address is looked for, pushes together, newest first."""
    both: list[list[Letter | Sms | Push]] = [
        [*letters(folder, address=address, limit=limit)],
        [*texts(folder, address=address, limit=limit)],
        [*(() if address else pushes(folder, limit=limit))],
    ]
    return list(islice(merge(*both, key=lambda item: item.at, reverse=True), limit))


def fingerprint(items: list[Letter | Sms | Push]) -> str:
    """Return a text that changes whenever the inbox does."""
    arrived = sum(item.arrived for item in items if isinstance(item, Sms))
    return f"{items[0].id}-{len(items)}-{arrived}" if items else "empty"


def _recent(path: Path) -> Iterator[Record]:
    return islice(read_records_backwards(path), MOST_RECORDS)


def _matches(wanted: str, *addresses: str) -> bool:
    """Compare mail addresses as text and phone numbers by their last ten digits."""
    wanted = wanted.strip().lower()
    digits = "".join(filter(str.isdigit, wanted))
    if wanted and "@" not in wanted and digits and not any(map(str.isalpha, wanted)):
        return any(digits[-10:] in address for address in addresses)
    return any(wanted in address.lower() for address in addresses)


def _read_letter(folder: Path, record: Record) -> Letter:
    path = folder / "mail" / f"{record['id']}.eml"
    content = path.read_bytes() if path.exists() else b""
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
    return Letter(
        id=record["id"],
        at=datetime.fromisoformat(record["at"]),
        sender=record["from"] or "",
        recipients=tuple(record["to"]),
        subject=record["subject"],
        text=body.get_content().replace("\r\n", "\n") if body is not None else "",
        message_id=record["message_id"],
    )


def _message_key(record: Record) -> object:
    """Return what the parts of one text share; a text of one part shares with nobody."""
    if record["total"] == 1:
        return record["id"]
    return (
        record["from"],
        record["to"],
        record["reference"],
        record["total"],
        record["user_reference"],
    )


def _put_together(parts: list[Record]) -> Sms:
    """Join the newest copy of every part; octets first, a letter may be cut in two."""
    newest = {part["part"]: part for part in reversed(parts)}
    first, last = min(newest.items())[1], parts[0]
    octets = b"".join(bytes.fromhex(newest[number]["payload"]) for number in sorted(newest))
    outcomes = [part["outcome"][0] for part in newest.values()]
    return Sms(
        id=first["id"],
        at=datetime.fromisoformat(last["at"]),
        sender=first["from"],
        number=first["to"],
        text=decode(octets, first["coding"]),
        arrived=len(newest),
        total=first["total"],
        delivered=set(outcomes) == {"DELIVRD"},
        outcome=next((o for o in outcomes if o != "DELIVRD"), "DELIVRD"),
    )
