"""A team's list narrowed to a topic is read by its own index, however rare the topic is there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_board_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["team", "topic", "-activity_at", "-id"], name="tickets_by_team_topic"
            ),
        ),
    ]
