"""The load: appeals over the API, each under a key of its own, retried until it is acknowledged."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from bench import texts

KINDS = ("application", "complaint", "question")
GIVE_UP_AFTER_S = 60.0
REPEAT_EVERY = 10


@dataclass(frozen=True, slots=True)
class Sent:
    """One appeal: its key, whom it is from, and the number it was acknowledged with."""

    key: str
    phone: str
    email: str
    number: str | None
    tries: int
    took_s: float


@dataclass(slots=True)
class Load:
    """Some clients that register at a pace until they are told to stop: 2 appeals/s together.

    That is the load of the plan (`reliability.md` 2): a blow is judged, not how much two cores carry.
    """

    port: int
    bearer: str
    clients: int = 6
    every_s: float = 3.0
    sent: list[Sent] = field(default_factory=list)
    # keys that were sent once more after the answer: (key, first number, second number)
    repeated: list[tuple[str, str, str]] = field(default_factory=list)
    failures: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _texts: list[texts.Text] = field(default_factory=lambda: texts.pool(200, seed=31))

    def start(self) -> None:
        for _ in range(self.clients):
            thread = threading.Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Let every client finish what it has begun."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=GIVE_UP_AFTER_S + 30)

    def _work(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            number = next(self._numbers)
            sent, body = self._register(number)
            self.sent.append(sent)
            if sent.number and number % REPEAT_EVERY == 0:
                again = self._ask(body, sent.key)
                if again:
                    self.repeated.append((sent.key, sent.number, again))
            self._stop.wait(max(0.0, began + self.every_s - time.monotonic()))

    def _register(self, number: int) -> tuple[Sent, bytes]:
        phone, email = f"+7901{number:07d}", f"chaos{number}@example.net"
        person = {"phone": phone, "email": email, "last_name": "Соколова", "first_name": "Анна"}
        given = {"kind": KINDS[number % 3], "body": self._texts[number % 200].body}
        body = json.dumps(given | {"citizen": person}).encode()
        key, began, tries, answer = str(uuid4()), time.monotonic(), 0, None
        while answer is None and time.monotonic() - began < GIVE_UP_AFTER_S:
            tries += 1
            answer = self._ask(body, key)
            if answer is None:
                self.failures += 1
                time.sleep(0.5)
        took = time.monotonic() - began
        return Sent(key, phone, email, answer, tries, took), body

    def _ask(self, body: bytes, key: str) -> str | None:
        """Return the number of an acknowledged appeal; None for any other answer, or none."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            headers["Authorization"] = f"Bearer {self.bearer}"
            link.request("POST", "/api/v1/tickets/", body, headers)
            answer = link.getresponse()
            content = answer.read()
            return str(json.loads(content)["number"]) if answer.status == 201 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            link.close()
