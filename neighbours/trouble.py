"""Numbers and mailboxes with a character, so that failure can be tried by hand and by tests.

Receipts always follow the end of the number: 0000 nobody answers, 0001 never came into coverage,
0002 rejected by the network. The rest wakes only with NEIGHBOURS_TROUBLE=1:

    number ends with   mailbox          what happens
    0003               refuse@          refused for ever
    0004               busy@            told to come later, twice
    0005               hang@            no answer at all
    0006               drop@            taken, then the line dies before the answer, once
    0007               -                a system error, twice
    -                  trickle@         the answer comes one byte a second
"""

from collections import Counter
from enum import StrEnum


class Trouble(StrEnum):
    """How a neighbour may misbehave."""

    REFUSE = "refuse"
    BUSY = "busy"
    HANG = "hang"
    DROP = "drop"
    ERROR = "error"
    TRICKLE = "trickle"
    NONE = ""


OUTCOMES = {"0000": ("UNDELIV", "001"), "0001": ("EXPIRED", "002"), "0002": ("REJECTD", "003")}
BY_NUMBER = {
    "0003": Trouble.REFUSE,
    "0004": Trouble.BUSY,
    "0005": Trouble.HANG,
    "0006": Trouble.DROP,
    "0007": Trouble.ERROR,
}
TIMES = {Trouble.BUSY: 2, Trouble.DROP: 1, Trouble.ERROR: 2}


def outcome_of(number: str) -> tuple[str, str]:
    """Return the final state and error code a delivery receipt for the number reports."""
    return OUTCOMES.get(number[-4:], ("DELIVRD", "000"))


class Mood:
    """Decides what goes wrong for an address, remembering what has already gone wrong."""

    def __init__(self, *, awake: bool) -> None:
        self._awake = awake
        self._seen: Counter[str] = Counter()

    def for_number(self, number: str) -> Trouble:
        """Return the trouble an SMS to the number meets this time."""
        return self._limited(number, BY_NUMBER.get(number[-4:], Trouble.NONE))

    def for_mailbox(self, address: str) -> Trouble:
        """Return the trouble a mail to the address meets this time."""
        name = address.partition("@")[0].lower()
        kind = Trouble(name) if name in set(Trouble) else Trouble.NONE
        return self._limited(address, kind)

    def _limited(self, address: str, kind: Trouble) -> Trouble:
        if not self._awake or kind is Trouble.NONE:
            return Trouble.NONE
        self._seen[address] += 1
        if self._seen[address] > TIMES.get(kind, self._seen[address]):
            return Trouble.NONE
        return kind
