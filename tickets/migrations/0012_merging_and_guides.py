"""Appeals joined into one, new ways to link them, and what to do about a topic."""

import common.fields
import common.ids
import django.core.validators
import django.db.models.deletion
import tickets.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_signed_in_sessions'),
        ('tickets', '0011_saved_views'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('merged_at', models.DateTimeField(verbose_name='объединены')),
                ('before', models.JSONField(default=dict, verbose_name='как было')),
                ('asked', common.fields.EncryptedText(blank=True, default='', verbose_name='что было нужно от заявителя')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='отменено')),
            ],
            options={
                'verbose_name': 'объединение обращений',
                'verbose_name_plural': 'объединения обращений',
            },
        ),
        migrations.CreateModel(
            name='TopicGuide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hint', models.CharField(blank=True, max_length=200, verbose_name='главное')),
                ('steps', models.TextField(help_text='По одному на строке, в порядке выполнения.', verbose_name='шаги')),
                ('article', models.CharField(blank=True, help_text='Полный адрес статьи или инструкции, если она есть.', max_length=300, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='статья')),
                ('is_active', models.BooleanField(default=True, verbose_name='действует')),
            ],
            options={
                'verbose_name': 'подсказка по теме',
                'verbose_name_plural': 'подсказки по темам',
                'ordering': ['topic__order'],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_count',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='присоединено обращений'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='tickets.ticket', verbose_name='объединено с'),
        ),
        migrations.AlterField(
            model_name='ticketlink',
            name='relation',
            field=models.CharField(choices=[('reclassified', 'Перерегистрировано как'), ('continued', 'Продолжение'), ('related', 'Связано'), ('duplicate', 'Дубликат обращения'), ('parent', 'Главное для'), ('split', 'Выделено в')], max_length=16, verbose_name='связь'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('status', tickets.states.Status['CLOSED']), _connector='OR'), name='tickets_ticket_merged_is_closed'),
        ),
        migrations.AddField(
            model_name='merge',
            name='merged_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто объединил'),
        ),
        migrations.AddField(
            model_name='merge',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='tickets.ticket', verbose_name='присоединённое обращение'),
        ),
        migrations.AddField(
            model_name='merge',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='tickets.ticket', verbose_name='главное обращение'),
        ),
        migrations.AddField(
            model_name='merge',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто отменил'),
        ),
        migrations.AddField(
            model_name='topicguide',
            name='template',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.answertemplate', verbose_name='шаблон ответа'),
        ),
        migrations.AddField(
            model_name='topicguide',
            name='topic',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guide', to='topics.topic', verbose_name='тема'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('source',), name='tickets_merge_one'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='tickets_merge_of_two'),
        ),
    ]
