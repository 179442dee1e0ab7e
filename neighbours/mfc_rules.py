"""What the MFC's register answers, without a wire: the same number always gets the same application.

The last digit says the stage, 0 is a number nobody has. Days count back from today.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from neighbours.registry_rules import Answer, BadRequest

STAGES: Final = {
    "1": ("accepted", 1, 20),
    "2": ("at_agency", 4, 12),
    "3": ("at_agency", 9, 3),
    "4": ("needs_papers", 2, 25),
    "5": ("ready", 1, None),
    "6": ("ready", 6, None),
    "7": ("issued", 15, None),
    "8": ("refused", 3, None),
    "9": ("accepted", 0, 30),
}
SERVICES: Final = ("PAS-01", "PAS-02", "ZAG-01", "REG-01", "NED-02", "SOC-01", "SOC-03", "NAL-01")
OFFICES: Final = ("kazan-pushkina", "kazan-pobedy", "ufa-lenina", "moscow-arbat", "spb-nevsky")
DIGITS = 12


def status(body: Answer) -> Answer:
    """Return the application of a number, or that there is none."""
    number: Any = body.get("number")
    if not isinstance(number, str) or not number.isdecimal() or len(number) != DIGITS:
        raise BadRequest("number has 12 digits")
    if number[-1] == "0":
        return {"result": "unknown"}
    stage, ago, left = STAGES[number[-1]]
    seed = int(hashlib.sha256(number.encode()).hexdigest()[:8], 16)
    today = datetime.now(UTC).date()
    answer = {
        "result": "found",
        "stage": stage,
        "changed_on": (today - timedelta(days=ago)).isoformat(),
        "service": SERVICES[seed % len(SERVICES)],
        "office": OFFICES[seed % len(OFFICES)],
    }
    if left is not None:
        answer["due_on"] = (today + timedelta(days=left)).isoformat()
    return answer
