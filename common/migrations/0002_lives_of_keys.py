import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="datakey",
            name="state",
            field=models.CharField(
                choices=[
                    ("published", "известен"),
                    ("current", "действующий"),
                    ("retired", "только для чтения"),
                    ("dropped", "удалён"),
                ],
                default="current",
                max_length=10,
                verbose_name="состояние",
            ),
        ),
        migrations.AddField(
            model_name="datakey",
            name="state_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="в состоянии с"
            ),
        ),
        migrations.AddConstraint(
            model_name="datakey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "current")),
                fields=("purpose",),
                name="common_datakey_one_current",
            ),
        ),
    ]
