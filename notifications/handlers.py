"""Reactions to facts of people: codes to send, warnings about what opens an account."""

from uuid import UUID

from django.conf import settings

from accounts.events import CodeRequested, SecondFactorChanged
from accounts.models import Citizen, OneTimeCode, User
from accounts.selectors import code_for_delivery
from journal.facts import Fact
from notifications.actions import notify
from notifications.models import PersonKind
from notifications.quiet import MOSCOW
from notifications.recipients import Recipient, of_citizen, of_colleague
from notifications.states import Channel

# Asked for by somebody who has proved nothing yet: limited to three a day per address.
BY_STRANGERS = {
    OneTimeCode.Purpose.SIGNUP,
    OneTimeCode.Purpose.RECOVERY,
    OneTimeCode.Purpose.PUBLIC_STATUS,
    OneTimeCode.Purpose.FREEZE,
    OneTimeCode.Purpose.CHAT,
}
# What a person is told of their second factor, by the change and the method of the fact.
CHANGES = {
    "ru": {"added": "подключено", "removed": "отключено", "reset": "заменено"},
    "en": {"added": "added", "removed": "removed", "reset": "replaced"},
}
FACTORS = {
    "ru": {
        "totp": "приложение с кодами",
        "webauthn": "ключ доступа",
        "recovery_codes": "резервные коды",
    },
    "en": {
        "totp": "authenticator app",
        "webauthn": "passkey",
        "recovery_codes": "recovery codes",
    },
}


def send_code(fact: Fact) -> None:
    """Send a one-time code to the address it was asked for."""
    event: CodeRequested = fact.event
    code = code_for_delivery(event.code_id)
    if code is None:
        return
    template, context = "one_time_code", {"purpose": OneTimeCode.Purpose(code.purpose).label}
    if code.purpose == OneTimeCode.Purpose.CALLER:
        template, context = "caller_code", {"link": f"{settings.PUBLIC_URL}/confirm/"}
    notify(
        entry_id=fact.entry_id,
        recipient=_address(code.code_id, code.channel, code.address),
        template=template,
        context={"code": code.code, **context},
        anonymous_trigger=code.purpose in BY_STRANGERS,
        now=fact.at,
    )


def warn_of_password(fact: Fact) -> None:
    """Tell a person that their password was changed: the thief of a session is noticed (A-18)."""
    for recipient in _owners(fact.event.user_id):
        notify(
            entry_id=fact.entry_id,
            recipient=recipient,
            template="password_changed",
            context={"changed_at": _moment(fact)},
            now=fact.at,
        )


def warn_of_second_factor(fact: Fact) -> None:
    """Tell a person which second factor was added, removed or replaced (A-18)."""
    event: SecondFactorChanged = fact.event
    for recipient in _owners(event.user_id):
        spoken = recipient.language if recipient.language in CHANGES else "ru"
        what = f"{CHANGES[spoken][event.change]}: {FACTORS[spoken][event.method]}"
        notify(
            entry_id=fact.entry_id,
            recipient=recipient,
            template="second_factor_changed",
            context={"what": what, "changed_at": _moment(fact)},
            now=fact.at,
        )


def _owners(user_id: UUID) -> list[Recipient]:
    """Return how the owner of a sign-in is reached: a colleague by e-mail, a citizen by their ways."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return []
    if user.is_citizen:
        return [of_citizen(person) for person in Citizen.objects.filter(user=user)]
    return [of_colleague(user)]


def _moment(fact: Fact) -> str:
    return f"{fact.at.astimezone(MOSCOW):%d.%m.%Y %H:%M}"


def _address(owner_id: UUID, channel: str, address: str) -> Recipient:
    """Return an address as a recipient of its own: nobody's preferences apply to it."""
    if channel == Channel.SMS:
        return Recipient(PersonKind.ADDRESS, owner_id, phone=address)
    return Recipient(PersonKind.ADDRESS, owner_id, email=address)
