"""A dialog goes to somebody else: a colleague, a senior, another team, another language, the phone.

The receiver sees the whole dialog and its summary before accepting (`selectors/summary.py`); the
citizen is told in words, repeats nothing and keeps the place: the age of the wish counts on.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from chat import hints
from chat.actions import queueing
from chat.actions._locking import WrongState, locked, move
from chat.actions.ending import end_talk
from chat.actions.messages import clean, say_event
from chat.actions.voice import end_alive
from chat.events import DialogHandedOver
from chat.models import Dialog, HandOver
from chat.policies import can_hand_over, is_worker, leads
from chat.selectors.people import languages, phone_of
from chat.states import DialogState, Ending, Result
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.masking import mask_text
from common.policies import require
from journal import facts as journal
from routing.actions.callbacks import NewCallback, request_callback
from routing.models import CallbackRequest, Line, OperatorSettings
from routing.selectors.callbacks import callback_lines

To = HandOver.To
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is to take it: `to` says which of the others counts. `why` are words for them."""

    to: str
    operator: User | None = None
    team: Team | None = None
    language: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCall:
    """Which number to call, "" for the one we know, and what the caller should know."""

    phone: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Demands:
    """What a hand-over asks of the queue."""

    team: Team
    language: str
    tier: int = 1


@transaction.atomic
def hand_over(*, dialog: Dialog, receiver: Receiver, by: Acts, now: datetime) -> HandOver:
    """Let it wait for somebody else with its age; raises InvalidInput when they can't take it."""
    dialog = locked(dialog)
    require(can_hand_over, by, dialog)
    if dialog.state not in {DialogState.ACTIVE, DialogState.WAITING}:
        raise WrongState("Разговор уже окончен, передавать нечего.")
    asked = _demands(dialog, receiver)
    end_alive(dialog=dialog, by=by, now=now)
    queueing.end_hand_over(dialog, by=None, now=now)
    given = _written(dialog, receiver, asked, by=by, now=now)
    if dialog.state == DialogState.ACTIVE:
        move(dialog, DialogState.WAITING)
    dialog.operator, dialog.team, dialog.language = None, asked.team, asked.language
    dialog.handed_over += 1
    dialog.save(update_fields=["state", "operator", "team", "language", "handed_over"])
    say_event(dialog=dialog, event=f"handed_to_{given.to}", by=by, now=now)
    journal.record(DialogHandedOver(dialog_id=dialog.pk, to=given.to), by=by, at=now)
    queueing.follow(dialog=dialog, by=by, now=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    return given


@transaction.atomic
def call_by_phone(*, dialog: Dialog, call: PhoneCall, by: User, now: datetime) -> HandOver:
    """«Позвонить по номеру»: promise a call, tell the window in the chat, end the talk.

    Who calls sees the whole dialog on the page of the callback; the age counts on (R-021).
    """
    dialog = locked(dialog)
    require(can_hand_over, by, dialog)
    if dialog.state != DialogState.ACTIVE or not leads(by, dialog):
        raise WrongState("Позвонить можно, пока идёт разговор.")
    phone = call.phone or phone_of(dialog)
    if not phone:
        raise InvalidInput("Спросите у человека номер и впишите его.", field="phone")
    line = _line_of(dialog)
    new = NewCallback(
        phone=phone,
        line=line,
        language=dialog.language if dialog.language in line.languages else "ru",
        citizen=dialog.citizen,
        question=_why(call.why) or (dialog.topic.title if dialog.topic else "Разговор из чата"),
        asked_at=dialog.asked_at,
    )
    row, window = request_callback(new=new, by=by, now=now)
    told = {"since": window.begins.isoformat(), "until": window.ends.isoformat()}
    asked = _Demands(dialog.team, new.language)
    receiver = Receiver(to=To.PHONE, why=call.why)
    given = _written(dialog, receiver, asked, by=by, now=now, callback=row)
    dialog.handed_over += 1
    dialog.result = Result.CALLBACK
    dialog.save(update_fields=["handed_over", "result"])
    say_event(dialog=dialog, event="handed_to_phone", by=by, now=now, data=told)
    journal.record(DialogHandedOver(dialog_id=dialog.pk, to=To.PHONE), by=by, at=now)
    end_talk(dialog=dialog, by=SYSTEM, now=now, ending=Ending.PHONE)
    return given


# --- steps of the doors
def _written(
    dialog: Dialog,
    receiver: Receiver,
    asked: _Demands,
    *,
    by: Acts,
    now: datetime,
    callback: CallbackRequest | None = None,
) -> HandOver:
    return HandOver.objects.create(
        dialog=dialog,
        to=receiver.to,
        by=by if isinstance(by, User) else None,
        operator=receiver.operator if receiver.to == To.OPERATOR else None,
        team=asked.team,
        tier=asked.tier,
        language=asked.language,
        callback=callback,
        why=_why(receiver.why),
        at=now,
        over_at=now if callback else None,
    )


def _demands(dialog: Dialog, receiver: Receiver) -> _Demands:
    same = _Demands(dialog.team, dialog.language)
    if receiver.to == To.OPERATOR:
        return _Demands(_team_of(receiver.operator, dialog), dialog.language)
    if receiver.to == To.SENIOR:
        return _Demands(dialog.team, dialog.language, tier=OperatorSettings.Tier.SENIOR)
    if receiver.to == To.TEAM:
        return _Demands(_line_team(receiver.team, dialog), dialog.language)
    if receiver.to == To.LANGUAGE:
        known = languages()
        if receiver.language not in known or receiver.language == dialog.language:
            raise InvalidInput("Выберите другой язык.", field="language")
        return _Demands(dialog.team, receiver.language)
    if receiver.to == To.QUEUE:
        return same
    raise InvalidInput("Выберите, кому передать.", field="to")


def _team_of(operator: User | None, dialog: Dialog) -> Team:
    """Return the team in which a colleague may take it: the dialog's when it is theirs, too."""
    if operator is None or not is_worker(operator):
        raise InvalidInput("Выберите коллегу из списка.", field="operator")
    if operator.pk == dialog.operator_id:
        raise InvalidInput("Этот коллега и так ведёт разговор.", field="operator")
    teams = Team.objects.filter(pk__in=operator.team_ids(), kind=Team.LINE, is_active=True)
    found = sorted(teams, key=lambda team: (team.pk != dialog.team_id, team.title))
    if not found:
        raise InvalidInput("Этот коллега не отвечает в чате.", field="operator")
    return found[0]


def _line_team(team: Team | None, dialog: Dialog) -> Team:
    if team is None or team.kind != Team.LINE or not team.is_active or team.pk == dialog.team_id:
        raise InvalidInput("Выберите другую команду из списка.", field="team")
    return team


def _line_of(dialog: Dialog) -> Line:
    """Return the line that calls back: one that knows the topic, then the team's own, then any."""
    skill = dialog.topic.skill if dialog.topic else ""
    lines = callback_lines()
    if not lines:
        raise InvalidInput("Ни одна линия сейчас не перезванивает. Заведите обращение.")
    return min(lines, key=lambda line: (skill not in line.skills, line.team_id != dialog.team_id))


def _why(words: str) -> str:
    return mask_text(clean(words)[:MOST_LETTERS]).text
