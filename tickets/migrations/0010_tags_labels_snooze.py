"""Tags, labels over states, snoozing and watchers of appeals."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_signed_in_sessions'),
        ('tickets', '0009_by_key'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=40, verbose_name='тег')),
                ('is_active', models.BooleanField(default=True, help_text='Снятый с предложения остаётся на обращениях.', verbose_name='предлагается')),
            ],
            options={
                'verbose_name': 'тег',
                'verbose_name_plural': 'теги',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='TicketTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(verbose_name='когда')),
            ],
            options={
                'verbose_name': 'тег обращения',
                'verbose_name_plural': 'теги обращений',
            },
        ),
        migrations.CreateModel(
            name='Watcher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('own', 'По своему желанию'), ('mention', 'Упомянули в заметке')], default='own', max_length=8, verbose_name='почему')),
                ('since', models.DateTimeField(verbose_name='с')),
            ],
            options={
                'verbose_name': 'наблюдатель',
                'verbose_name_plural': 'наблюдатели',
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='snoozed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='отложено'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='snoozed_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='отложено до'),
        ),
        migrations.CreateModel(
            name='StateLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='название')),
                ('status', models.CharField(choices=[('registered', 'Принято'), ('queued', 'В очереди'), ('in_progress', 'В работе'), ('at_department', 'Передано в экспертный отдел'), ('waiting_citizen', 'Нужны действия заявителя'), ('resolved', 'Решено'), ('closed', 'Закрыто'), ('refused', 'Отказано'), ('redirected', 'Переадресовано')], max_length=20, verbose_name='состояние, которое уточняет')),
                ('tone', models.CharField(choices=[('neutral', 'Серый'), ('info', 'Синий'), ('success', 'Зелёный'), ('warning', 'Жёлтый'), ('danger', 'Красный')], default='neutral', max_length=8, verbose_name='цвет')),
                ('public_title', models.CharField(blank=True, help_text='Пусто: заявитель не видит эту метку.', max_length=120, verbose_name='что видит заявитель')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='порядок')),
                ('is_active', models.BooleanField(default=True, verbose_name='действует')),
            ],
            options={
                'verbose_name': 'метка состояния',
                'verbose_name_plural': 'метки состояний',
                'ordering': ['status', 'position', 'title'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('status', 'title'), name='tickets_statelabel_title')],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='label',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.statelabel'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('snoozed_until__isnull', False)), fields=['snoozed_until'], name='tickets_snoozed'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('title'), name='tickets_tag_title'),
        ),
        migrations.AddField(
            model_name='tickettag',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто поставил'),
        ),
        migrations.AddField(
            model_name='tickettag',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.tag', verbose_name='тег'),
        ),
        migrations.AddField(
            model_name='tickettag',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='tickets.ticket', verbose_name='обращение'),
        ),
        migrations.AddField(
            model_name='watcher',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watchers', to='tickets.ticket', verbose_name='обращение'),
        ),
        migrations.AddField(
            model_name='watcher',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто наблюдает'),
        ),
        migrations.AddConstraint(
            model_name='tickettag',
            constraint=models.UniqueConstraint(fields=('ticket', 'tag'), name='tickets_tickettag_one'),
        ),
        migrations.AddConstraint(
            model_name='watcher',
            constraint=models.UniqueConstraint(fields=('ticket', 'user'), name='tickets_watcher_one'),
        ),
    ]
