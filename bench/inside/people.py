"""How long people take to be found: by phone in four spellings, by name whole, in part, mistyped."""

import time
from collections.abc import Callable
from random import Random

from accounts.models import Citizen
from accounts.selectors import find_citizens

SPELLINGS: dict[str, Callable[[str], str]] = {
    "+7…": lambda phone: phone,
    "8 (…) …": lambda phone: f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]}-{phone[10:]}",
    "7 … … …": lambda phone: f"7 {phone[2:5]} {phone[5:8]} {phone[8:]}",
    "digits": lambda phone: phone[2:],
}


def found_in(count: int) -> dict[str, list[float]]:
    """Return the seconds of each kind of search; raises when somebody was not found."""
    chance = Random(11)
    keys = list(Citizen.objects.order_by("pk").values_list("pk", flat=True)[:20_000])
    people = list(Citizen.objects.filter(pk__in=chance.sample(keys, min(count, len(keys)))))
    kinds = {f"phone {name}": make for name, make in SPELLINGS.items()}
    times: dict[str, list[float]] = {}
    find_citizens(people[0].phone)
    for person in people:
        for name, make in kinds.items():
            times.setdefault(name, []).append(_seconds(make(person.phone), person))
        times.setdefault("e-mail", []).append(_seconds(person.email.upper(), person))
        whole = f"{person.last_name} {person.first_name}"
        for name, text in (
            ("name, whole", whole),
            ("name, a part", person.last_name[:-2]),
            ("name, mistyped", _mistyped(person.last_name) + " " + person.first_name),
        ):
            times.setdefault(name, []).append(_seconds(text, None))
    return times


def _seconds(text: str, person: Citizen | None) -> float:
    began = time.perf_counter()
    found = find_citizens(text)
    took = time.perf_counter() - began
    if not found or (person is not None and person not in found):
        raise LookupError("Somebody who is there was not found.")
    return took


def _mistyped(name: str) -> str:
    return name[:2] + name[3:]
