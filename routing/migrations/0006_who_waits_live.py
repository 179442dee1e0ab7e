"""Who waits in the chat comes before letters, those who wait already too."""

from django.conf import settings
from django.db import migrations, models

LIVE = """
UPDATE routing_workitem SET is_live = true
WHERE subject LIKE 'dialog:%' AND state IN ('waiting', 'offered', 'taken');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_code_for_chat"),
        ("routing", "0005_appeals_weigh_as_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="is_live",
            field=models.BooleanField(default=False, verbose_name="ждёт на связи"),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("is_live", True), ("state", "waiting")),
                fields=["team", "entered_at"],
                name="routing_live",
            ),
        ),
        migrations.RunSQL(LIVE, migrations.RunSQL.noop),
    ]
