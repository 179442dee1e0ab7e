"""The invented population of the registries: a few hundred people, the same at every start.

Nobody here exists. Numbers have right control digits, so that every check passes, and come from
ranges that are given to nobody:

    СНИЛС             990-0NN-NNN    blocks this high are not assigned
    passport series   00YY           no region has the code 00
    department code   000-0NN        the same (kept and sent as six digits)
    ИНН               0099…          no tax office has the code 0099
    phone             +7 900 000…    as in the demo; account id: 1 000 000 000 and on

The demo's own people come first, so what their profiles say is what the registries know.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gosuslugi_support.demo.people import KNOWN, SEED, Person, people

NUMBER = 320
TODAY = date(2026, 6, 1)  # passports are the ones that were in force on this day
ACTIVE, BLOCKED, UNCONFIRMED = "active", "blocked", "unconfirmed"
INN_WEIGHTS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


@dataclass(frozen=True, slots=True)
class Resident:
    """One invented person as every registry knows them. `passport` is series and number."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    snils: str
    passport: str
    passport_issued_on: date
    passport_code: str
    inn: str
    account_id: str
    phone: str
    email: str
    account: str

    @property
    def account_words(self) -> str:
        return {ACTIVE: "активна", BLOCKED: "заблокирована"}.get(self.account, "не подтверждена")

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name} {self.middle_name}"


@cache
def residents() -> tuple[Resident, ...]:
    """Return everybody: the demo's own sign-in first, then the demo's people in their order."""
    return tuple(
        resident(person, index)
        for index, person in enumerate([KNOWN, *people(NUMBER - 1, seed=SEED)])
    )


@cache
def resident_by_phone(phone: str) -> Resident | None:
    """Return who has the number in the demo; for those who fill the demo's profiles."""
    return next((one for one in residents() if one.phone == phone), None)


def resident(person: Person, index: int) -> Resident:
    """Return the papers of a person; they depend on the place in the list only."""
    chance = random.Random(f"{SEED}:{index}")  # noqa: S311  a story, not a secret
    born = _birth_date(chance)
    issued = _issued_on(born, chance)
    return Resident(
        last_name=person.last,
        first_name=person.first,
        middle_name=person.middle,
        birth_date=born,
        snils=_with_control(f"990{index * 173 % 1_000_000:06}"),
        passport=f"00{issued:%y}{100_101 + index * 2_111}",
        passport_issued_on=issued,
        passport_code=f"{chance.randrange(1, 100):06}",
        inn=_with_digits(f"0099{index * 211 % 1_000_000:06}"),
        account_id=str(1_000_000_000 + index * 37),
        phone=person.phone,
        email=person.email,
        account=_account(index),
    )


def _birth_date(chance: random.Random) -> date:
    """Return a birthday whose owner has no passport to change for some years to come."""
    years = range(1955, 1980) if chance.random() < 0.4 else range(1986, 2005)
    return date(chance.choice(years), 1, 1) + timedelta(days=chance.randrange(365))


def _issued_on(born: date, chance: random.Random) -> date:
    age = 45 if born.year < 1980 else 20
    day = born.replace(day=min(born.day, 28), year=born.year + age)
    return min(day + timedelta(days=chance.randrange(5, 60)), TODAY)


def _account(index: int) -> str:
    """Most accounts are well; every seventh is blocked, every eleventh unconfirmed."""
    if index and index % 7 == 0:
        return BLOCKED
    return UNCONFIRMED if index and index % 11 == 0 else ACTIVE


def _with_control(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return f"{number}{total % 101 % 100:02}"


def _with_digits(number: str) -> str:
    for weights in INN_WEIGHTS:
        pairs = zip(number, weights, strict=True)
        number += str(sum(int(digit) * weight for digit, weight in pairs) % 11 % 10)
    return number
