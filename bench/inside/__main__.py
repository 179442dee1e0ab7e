"""Run one task and print what it found as the last line."""

import json
import sys

import django

TASKS = {
    "found": "bench.seeding.filling:found_new",
    "fill": "bench.seeding.filling:fill_new",
    "visitors": "bench.inside.visitors:visitors",
    "bare-visitor": "bench.inside.bare_visitor:visitor",
    "statements": "bench.inside.statements:statements",
    "numbers": "bench.inside.numbers:numbers",
    "sweep": "bench.inside.sweep:cost",
    "due": "bench.inside.sweep:make_due",
    "come-due": "bench.inside.sweep:let_come_due",
    "sealed": "bench.inside.sealed:sealed",
    "keyed-words": "bench.inside.sealed:keyed_queries",
    "open-up": "bench.inside.opened:open_up",
    "people": "bench.inside.people:found_in",
    "sealing": "bench.inside.sealing:sealing",
    "queue-fill": "bench.inside.queue:fill",
    "faq-search": "bench.inside.faq:articles",
    "bulk": "bench.inside.bulk:bulk",
    "seats": "bench.inside.queue:seats",
    "queue-here": "bench.inside.queue:here",
    "queue-pace": "bench.inside.queue:pace",
    "queue-twice": "bench.inside.queue:owned_twice",
    "keys-left": "bench.inside.keys:left",
    "chat": "bench.inside.chat:seed",
    "chat-ledger": "bench.inside.chat:ledger",
    "topic-detection": "bench.inside.topics:detection",
}


def main() -> None:
    django.setup()
    from django.utils.module_loading import import_string

    task, given = sys.argv[1], json.loads(sys.argv[2])
    found = import_string(TASKS[task].replace(":", "."))(**given)
    print(json.dumps(found, default=str), flush=True)


if __name__ == "__main__":
    main()
