"""The demo's use of the catalogue: works ahead, scripts followed, a refusal that stands, protocols."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import Role, User
from catalogue.actions.legal import NewConsultation, record_consultation
from catalogue.actions.reference import Edit, save_reference
from catalogue.actions.scripts import Answer, answer_step, begin_script
from catalogue.models import LegalArea, PlannedWork, Service
from catalogue.selectors.checks import check_for
from catalogue.selectors.scripts import scripts_for
from common.ids import new_id
from tickets.actions.application_checks import Found, hold_application
from tickets.actions.assignment import take_ticket
from tickets.models import Ticket
from tickets.states import Status

MOST_RUNS = 14
MINUTE = timedelta(minutes=1)
WORKS = (
    (
        3,
        3,
        "Обновление загрузки документов",
        ("files",),
        "Файлы не прикладываются, черновики целы.",
    ),
    (9, 5, "Перенос платёжной системы", ("payments",), "Оплатить пошлину можно будет утром."),
)
PROTOCOLS = (
    (
        "civil",
        "NED-03",
        "В выписке неверная площадь квартиры, росреестр просит документы. С чего начать?",
        (
            "Описка исправляется по заявлению собственника с документом о верной площади. Если второй владелец спорит, "
            "заявление заверяет нотариус; отказ можно обжаловать в суде."
        ),
    ),
    (
        "tax",
        "NAL-03",
        "За лечение отца платил сын. Кто из них получит вычет и какие нужны бумаги?",
        (
            "Вычет получает тот, кто платил и есть в договоре: договор, чеки, справка об оплате и документ о родстве. "
            "Срок проверки — до трёх месяцев."
        ),
    ),
)


def use_catalogue(staff: Mapping[str, User], *, now: datetime) -> None:
    """Play what colleagues have done with services, scripts and protocols of late."""
    _plan(staff["admin"], now)
    tickets = list(
        Ticket.objects.filter(assignee__isnull=False, merged_into=None)
        .select_related("assignee", "topic")
        .order_by("-activity_at")[:MOST_RUNS]
    )
    for number, ticket in enumerate(tickets):
        _follow_script(ticket, number, now - (number + 1) * 40 * MINUTE)
    _hold(now - 50 * MINUTE)
    for number, (area, service, question, explanation) in enumerate(PROTOCOLS):
        new = NewConsultation(
            id=new_id(),
            area=LegalArea.objects.get(pk=area),
            question=question,
            explanation=explanation,
            service=Service.objects.get(pk=service),
        )
        at = now - timedelta(days=len(PROTOCOLS) - number, hours=2)
        record_consultation(new=new, by=staff["lidia"], now=at)


def _plan(by: User, now: datetime) -> None:
    night = now.replace(hour=21, minute=0, second=0, microsecond=0)
    for days, hours, title, systems, details in WORKS:
        begins = night + timedelta(days=days)
        work = PlannedWork(
            title=title, begins_at=begins, ends_at=begins + timedelta(hours=hours), details=details
        )
        save_reference(edit=Edit(work, related={"systems": systems}), by=by, now=now)


def _follow_script(ticket: Ticket, number: int, at: datetime) -> None:
    """Go through the topic's script: every fourth conversation leaves a step out, one in five stops half-way."""
    script = scripts_for(ticket.topic_id)[0]
    run = begin_script(script=script, matter=ticket.pk, by=ticket.assignee, now=at)
    steps = 0
    while run.current is not None and not (number % 5 == 4 and steps == 3):
        steps += 1
        branch = run.current.branches.first()
        answer = Answer(
            run.current.pk,
            branch.pk if branch else None,
            is_skipped=number % 4 == 3 and steps == 2,
        )
        run = answer_step(run=run, answer=answer, by=ticket.assignee, now=at + steps * MINUTE)


def _hold(at: datetime) -> None:
    """Refuse one application until documents are supplied."""
    ticket = _worked_on(at)
    if ticket is None:
        return
    check = check_for({"service": "PAS-02", "paper-photo": "yes"}, is_asked=True, now=at)
    found = Found(check.service, check.missing_codes.split(), check.error_codes.split())
    hold_application(ticket=ticket, found=found, text=check.advice, by=ticket.assignee, now=at)


def _worked_on(at: datetime) -> Ticket | None:
    """Return an appeal that is worked on; when there is none, one that waits is taken first."""
    rows = Ticket.objects.select_related("assignee", "team").order_by("registered_at")
    if (
        found := rows.filter(status=Status.IN_PROGRESS, assignee__isnull=False).first()
    ) is not None:
        return found
    waits = rows.filter(status__in=[Status.REGISTERED, Status.QUEUED], registered_at__lt=at).first()
    if waits is None:
        return None
    team = User.objects.filter(memberships__team=waits.team, role=Role.OPERATOR)
    return take_ticket(ticket=waits, by=team.order_by("email").first(), now=at)
