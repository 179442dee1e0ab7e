"""`manage.py faq_report [FILE …]`: how well the search answers, with what it gets wrong.

FILE has JSON lines `{"query": …, "faq_code": …}`. Without files only wordings are cross-validated.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from faq.search.trial import Pairs, Trial, cross_validated, missed, tried
from faq.selectors.search import engine_for, published_documents, synonym_groups


class Command(BaseCommand):
    help = "Say how well articles are found: by files of queries, and by wordings taken out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="JSON lines: query, faq_code")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            pairs, engine = _pairs(path), engine_for("ru")
            self._say(path.name, tried(engine, pairs))
            for code, query, codes in missed(engine, pairs):
                self.stdout.write(f"    {query} → {', '.join(codes) or 'nothing'}, not {code}")
        trial = cross_validated(published_documents("ru"), synonym_groups())
        self._say("wordings taken out", trial)

    def _say(self, name: str, trial: Trial) -> None:
        self.stdout.write(
            f"{name}: {trial.number} queries, first {trial.first:.1%}, among three {trial.three:.1%}"
        )


def _pairs(path: Path) -> Pairs:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(str(row["faq_code"]), str(row["query"])) for row in rows]
