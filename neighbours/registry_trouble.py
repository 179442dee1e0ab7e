"""How the registries misbehave on purpose, so that failure can be tried by hand and by tests.

The moods are one file in the neighbours' folder, read at every request: the demo's page
«Демо: реестры» and this command write it, the process obeys at once.

    python -m neighbours.registry_trouble                    print the moods
    python -m neighbours.registry_trouble snils=slow inn=down
    python -m neighbours.registry_trouble all=ok
"""

import json
import sys
from enum import StrEnum
from pathlib import Path

from neighbours.options import Options
from neighbours.storage import write_durably

FILE = "registries-mood.json"
SERVICES = ("snils", "passport", "inn", "portal", "mfc")


class Mood(StrEnum):
    """What a service does with a well-formed request."""

    OK = "ok"
    SLOW = "slow"
    MISMATCH = "mismatch"
    BUSY = "busy"
    ERROR = "error"
    BAD_JSON = "bad_json"
    WRONG_TYPE = "wrong_type"
    TRUNCATED = "truncated"
    HUGE = "huge"
    REDIRECT = "redirect"
    TRICKLE = "trickle"
    HANG = "hang"
    LOST = "lost"
    DOWN = "down"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Mood.OK: "Работает",
    Mood.SLOW: "Отвечает через три секунды",
    Mood.MISMATCH: "Ничего не находит: всегда «не совпало»",
    Mood.BUSY: "Перегружен: просит прийти через 30 секунд",
    Mood.ERROR: "Ошибка 500",
    Mood.BAD_JSON: "Испорченный JSON",
    Mood.WRONG_TYPE: "Страница HTML вместо JSON",
    Mood.TRUNCATED: "Ответ обрывается на середине",
    Mood.HUGE: "Ответ в мегабайты",
    Mood.REDIRECT: "Отправляет на другой адрес",
    Mood.TRICKLE: "Отвечает по байту в секунду",
    Mood.HANG: "Принимает запрос и молчит",
    Mood.LOST: "Выполняет запрос и рвёт связь до ответа",
    Mood.DOWN: "Рвёт связь сразу",
}


def moods(folder: Path) -> dict[str, Mood]:
    """Return the mood of every service; a missing or broken file means that all is well."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        kept = {}
    known = kept if isinstance(kept, dict) else {}
    return {
        service: Mood(known[service]) if known.get(service) in set(Mood) else Mood.OK
        for service in SERVICES
    }


def set_moods(folder: Path, **changes: Mood) -> dict[str, Mood]:
    """Change the mood of some services and return them all."""
    folder.mkdir(parents=True, exist_ok=True)
    now = moods(folder) | changes
    write_durably(folder / FILE, json.dumps(now, indent=1).encode())
    return now


def main(arguments: list[str]) -> int:
    """Obey `service=mood` pairs; 2 when one is not understood."""
    folder = Options.from_env().folder
    changes: dict[str, Mood] = {}
    for argument in arguments:
        name, _, value = argument.partition("=")
        if value not in set(Mood) or (name not in SERVICES and name != "all"):
            print(__doc__)
            print("Moods:", ", ".join(Mood))
            return 2
        names = SERVICES if name == "all" else (name,)
        changes |= dict.fromkeys(names, Mood(value))
    for service, mood in set_moods(folder, **changes).items():
        print(f"{service:<10} {mood:<12} {mood.label}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
