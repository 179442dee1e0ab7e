"""`manage.py train_topics`: learn the model behind the stems anew from topics/training."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from topics.detection import StemRule
from topics.detection.model import SOURCE, save
from topics.detection.training import UNSEEN, calibrated, cross_validate, learn, texts_of
from topics.figures import figures_of
from topics.reference import reference_topics


class Command(BaseCommand):
    help = "Learn the model of topic detection from the training texts and the shipped stems."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only cross-validate, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        topics = reference_topics()
        rules = [StemRule(t.code, stem, weight) for t in topics for stem, weight in t.stems]
        codes, texts = [topic.code for topic in topics], texts_of()
        if options["check"]:
            judged = cross_validate(rules, codes, texts)
            pairs = [(right, max(given, key=lambda code: given[code])) for right, given in judged]
            self.stdout.write(figures_of(pairs).summary())
            return
        model = learn(rules, codes, texts)
        model = calibrated(model, rules, texts_of(UNSEEN))
        save(model)
        self.stdout.write(f"{SOURCE.name}: {len(model.pieces)} pieces, T={model.temperature}.")
