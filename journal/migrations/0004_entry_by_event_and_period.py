"""Find facts by their kind and by a period: the journal's page. Built without stopping writers."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journal", "0003_seal")]

    operations = [
        AddIndexConcurrently(
            "entry", models.Index(fields=["event", "id"], name="journal_entry_event")
        ),
        AddIndexConcurrently(
            "entry", BrinIndex(fields=["at"], name="journal_entry_at", autosummarize=True)
        ),
    ]
