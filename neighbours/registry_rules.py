"""What the registries and the portal decide, without a wire: answers are plain dictionaries."""

import threading
from dataclasses import dataclass, field
from typing import Any, Final

from neighbours.registry_people import ACTIVE, BLOCKED, Resident, residents

Answer = dict[str, Any]
# What a registry is asked for: the number that finds the person, then what is compared with it.
NAMES: Final = ("last_name", "first_name", "middle_name", "birth_date")
QUESTIONS: Final = {
    "snils": ("snils", NAMES),
    "passport": ("passport", ("passport_issued_on", "passport_code", *NAMES)),
    "inn": ("inn", NAMES),
}
FULL_NAME: Final = {"last_name", "first_name", "middle_name"}
OPERATIONS: Final = ("status", "reset", "unlock", "resend-code", "phone", "freeze")


class BadRequest(ValueError):
    """The body is not what the service takes."""


def check(registry: str, body: Answer) -> Answer:
    """Compare a person with the registry; an unknown number says no more than that.

    What is not sent is not compared; the names are compared without regard to case and ё.
    """
    key, compared = QUESTIONS[registry]
    given = {name: _text(body, name) for name in (key, *compared)}
    if not given[key] or not given["last_name"]:
        raise BadRequest(f"{key} and last_name are needed")
    person = next((one for one in residents() if getattr(one, key) == given[key]), None)
    if person is None:
        return {"result": "mismatch", "fields": [key]}
    wrong = [
        name
        for name in compared
        if given[name] and _folded(given[name]) != _folded(str(getattr(person, name)))
    ]
    fields = list(dict.fromkeys("full_name" if name in FULL_NAME else name for name in wrong))
    return {"result": "mismatch", "fields": fields} if fields else {"result": "match"}


@dataclass(slots=True)
class Account:
    """A person's account on the portal as it stands now."""

    person: Resident
    status: str
    phone: str
    frozen: bool = False


@dataclass(slots=True)
class Portal:
    """The accounts of everybody. What was done is done again from the ledger at start."""

    accounts: list[Account] = field(
        default_factory=lambda: [Account(one, one.account, one.phone) for one in residents()]
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def perform(self, operation: str, body: Answer) -> Answer:
        """Do one operation; the answer says how the account stands afterwards."""
        with self._lock:
            account = self._find(body)
            if account is None:
                return {"result": "refused", "reason": "unknown_account"}
            reason = self._refusal(operation, account)
            if reason:
                return {"result": "refused", "reason": reason, "status": account.status}
            self._apply(operation, account, _text(body, "new_phone"))
            return {"result": "done", "status": account.status, "frozen": account.frozen}

    def account_id_of(self, body: Answer) -> str:
        """Return the id of the account a body is about, empty when there is none."""
        account = self._find(body)
        return account.person.account_id if account else ""

    def _find(self, body: Answer) -> Account | None:
        """Find by account id, else СНИЛС, else the bound phone: the first that is given decides."""
        for name in ("account_id", "snils", "phone"):
            if wanted := _text(body, name):
                return next((one for one in self.accounts if _has(one, name, wanted)), None)
        raise BadRequest("account_id, snils or phone is needed")

    @staticmethod
    def _refusal(operation: str, account: Account) -> str:
        if operation in {"status", "freeze"}:
            return ""
        if account.frozen and operation in {"phone", "reset"}:
            return "frozen"
        if operation == "unlock" and account.status != BLOCKED:
            return "not_blocked"
        if operation == "reset" and account.status != ACTIVE:
            return account.status
        if operation == "resend-code" and account.status == BLOCKED:
            return BLOCKED
        return ""

    @staticmethod
    def _apply(operation: str, account: Account, new_phone: str) -> None:
        if operation == "unlock":
            account.status = ACTIVE
        elif operation == "freeze":
            account.frozen = True
        elif operation == "phone":
            if not (
                new_phone.startswith("+7") and new_phone[1:].isdigit() and len(new_phone) == 12
            ):
                raise BadRequest("new_phone is +7 and ten digits")
            account.phone = new_phone


def _has(account: Account, name: str, wanted: str) -> bool:
    held = account.phone if name == "phone" else getattr(account.person, name)
    return bool(held == wanted)


def _text(body: Answer, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > 120:
        raise BadRequest(f"{name} is a short text")
    return value.strip()


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())
