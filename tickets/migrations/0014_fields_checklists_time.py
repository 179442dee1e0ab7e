"""Custom fields, checklists and time spent."""

import common.fields
import common.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0013_transfers'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChecklistLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='что сделать')),
                ('is_required', models.BooleanField(default=False, verbose_name='без неё обращение не решить')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='порядок')),
                ('is_active', models.BooleanField(default=True, verbose_name='действует')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic', verbose_name='тема')),
            ],
            options={
                'verbose_name': 'строка чек-листа',
                'verbose_name_plural': 'чек-листы тем',
                'ordering': ['topic', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Под этим именем поле отдаёт API.', unique=True, verbose_name='код')),
                ('title', models.CharField(max_length=80, verbose_name='название')),
                ('kind', models.CharField(choices=[('text', 'Текст'), ('number', 'Число'), ('date', 'Дата'), ('choice', 'Выбор из списка'), ('yes_no', 'Да или нет')], default='text', max_length=8, verbose_name='вид')),
                ('options', models.TextField(blank=True, help_text='Для выбора из списка, по одному в строке.', verbose_name='варианты')),
                ('hint', models.CharField(blank=True, max_length=160, verbose_name='подсказка')),
                ('is_required', models.BooleanField(default=False, verbose_name='без него обращение не решить')),
                ('is_sensitive', models.BooleanField(default=False, verbose_name='личные данные')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='порядок')),
                ('is_active', models.BooleanField(default=True, verbose_name='действует')),
                ('topics', models.ManyToManyField(blank=True, help_text='Пусто: все темы.', related_name='+', to='topics.topic', verbose_name='темы')),
            ],
            options={
                'verbose_name': 'поле обращения',
                'verbose_name_plural': 'поля обращений',
                'ordering': ['position', 'title'],
            },
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('own', common.fields.EncryptedText(blank=True, default='', verbose_name='своя строка')),
                ('added_at', models.DateTimeField(verbose_name='когда добавлена')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='когда сделано')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто сделал')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checklist', to='tickets.ticket', verbose_name='обращение')),
                ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.checklistline', verbose_name='строка темы')),
            ],
            options={
                'verbose_name': 'пункт чек-листа',
                'verbose_name_plural': 'пункты чек-листов',
                'constraints': [models.UniqueConstraint(condition=models.Q(('line__isnull', False)), fields=('ticket', 'line'), name='tickets_checklistitem_line')],
            },
        ),
        migrations.CreateModel(
            name='FieldValue',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sealed', common.fields.EncryptedText(blank=True, default='', verbose_name='закрытое значение')),
                ('chosen', models.CharField(blank=True, max_length=120, verbose_name='вариант')),
                ('number', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='число')),
                ('day', models.DateField(blank=True, null=True, verbose_name='дата')),
                ('set_at', models.DateTimeField(verbose_name='когда')),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.customfield', verbose_name='поле')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто заполнил')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='field_values', to='tickets.ticket', verbose_name='обращение')),
            ],
            options={
                'verbose_name': 'значение поля',
                'verbose_name_plural': 'значения полей',
                'indexes': [models.Index(condition=models.Q(('chosen', ''), _negated=True), fields=['field', 'chosen'], name='tickets_fieldvalue_chosen')],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'field'), name='tickets_fieldvalue_one')],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('visit', models.UUIDField(blank=True, null=True, verbose_name='заход')),
                ('started_at', models.DateTimeField(verbose_name='начато')),
                ('spent', models.DurationField(verbose_name='сколько')),
                ('counted_until', models.DateTimeField(verbose_name='посчитано по')),
                ('why', common.fields.EncryptedText(blank=True, default='', verbose_name='причина правки')),
                ('corrected_at', models.DateTimeField(blank=True, null=True, verbose_name='исправлено')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_entries', to='tickets.ticket', verbose_name='обращение')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто работал')),
            ],
            options={
                'verbose_name': 'время работы',
                'verbose_name_plural': 'время работы',
                'indexes': [models.Index(fields=['user', 'started_at'], name='tickets_timeentry_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('visit__isnull', False)), fields=('ticket', 'user', 'visit'), name='tickets_timeentry_visit')],
            },
        ),
    ]
