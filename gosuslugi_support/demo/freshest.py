"""What has just come in: appeals of the demo's citizen whose notices really go out at the start."""

from datetime import datetime, timedelta

from accounts.models import Citizen
from tickets.actions.registration import NewTicket, register_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind
from topics.models import Topic

KEY = "demo-latest-"
LATEST = (
    (
        34,
        Kind.INFO_REQUEST,
        "otp_codes",
        "Не приходит код подтверждения",
        "Здравствуйте! С утра не приходит код из СМС, а без него не подтвердить запись к врачу. Номер в профиле верный, другие сообщения приходят.",
    ),
    (
        12,
        Kind.COMPLAINT,
        "payment",
        "Пошлина оплачена, а заявление остановлено",
        "Пошлина оплачена в пятницу, деньги списаны, но заявление остановлено как неоплаченное. Прошу проверить платёж и продолжить рассмотрение.",
    ),
)


def tell_the_latest(citizen: Citizen, *, now: datetime) -> None:
    """Register the last appeals of the demo's citizen, minutes before now."""
    topics = {topic.code: topic for topic in Topic.objects.all()}
    for minutes, kind, topic, subject, body in LATEST:
        new = NewTicket(
            kind=kind,
            body=body,
            subject=subject,
            channel="cabinet",
            citizen=citizen,
            topic=topics[topic],
            client_key=f"{KEY}{minutes}",
        )
        register_ticket(new=new, by=citizen.user, now=now - timedelta(minutes=minutes))


def is_told() -> bool:
    """Say whether the demo was filled to its end."""
    return Ticket.objects.filter(client_key=f"{KEY}{LATEST[-1][0]}").exists()
