import django.db.models.deletion
import tickets.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('tickets', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='ticket',
            name='tickets_ticket_resolved_at_set',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='tickets_ticket_closed_at_iff_final',
        ),
        migrations.AddField(
            model_name='pendinganswer',
            name='verb',
            field=models.CharField(choices=[('resolve', 'Ответ по существу'), ('refuse', 'Отказ')], default='resolve', max_length=8, verbose_name='решение по обращению'),
        ),
        migrations.AddField(
            model_name='rating',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='исправлена'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='home_assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто ведёт, пока отвечает отдел'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', False), ('status', tickets.states.Status['RESOLVED'])), models.Q(('resolved_at', None), ('status__in', [tickets.states.Status['AT_DEPARTMENT'], tickets.states.Status['IN_PROGRESS'], tickets.states.Status['QUEUED'], tickets.states.Status['REGISTERED'], tickets.states.Status['WAITING_CITIZEN']])), ('status__in', [tickets.states.Status['CLOSED'], tickets.states.Status['REDIRECTED'], tickets.states.Status['REFUSED']]), _connector='OR'), name='tickets_ticket_resolved_at_fits'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('home_team__isnull', False), ('status', tickets.states.Status['AT_DEPARTMENT'])), models.Q(('home_assignee', None), ('home_team', None), ('status__in', [tickets.states.Status['IN_PROGRESS'], tickets.states.Status['QUEUED'], tickets.states.Status['REGISTERED']])), ('status__in', [tickets.states.Status['CLOSED'], tickets.states.Status['REDIRECTED'], tickets.states.Status['REFUSED'], tickets.states.Status['RESOLVED'], tickets.states.Status['WAITING_CITIZEN']]), _connector='OR'), name='tickets_ticket_home_team_fits'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', [tickets.states.Status['CLOSED'], tickets.states.Status['REDIRECTED'], tickets.states.Status['REFUSED']])), models.Q(models.Q(('status__in', [tickets.states.Status['CLOSED'], tickets.states.Status['REDIRECTED'], tickets.states.Status['REFUSED']]), _negated=True), ('closed_at', None)), _connector='OR'), name='tickets_ticket_closed_at_iff_final'),
        ),
    ]
