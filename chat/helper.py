"""The beginning of a dialog: consent, topic, ready answers; what pages do in one step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.consents import give_consents
from accounts.models import Citizen, ConsentText, User
from accounts.selectors.consents import current_texts, unasked_texts
from chat.actions.helping import name_answers, note_consents
from chat.actions.messages import Words
from chat.actions.opening import NewDialog, open_dialog
from chat.models import Dialog, Site
from chat.selectors.help import guess_of, hits_for
from common.actors import Acts
from common.ids import new_id
from routing.models import Line


@dataclass(frozen=True, slots=True)
class Beginning:
    """What somebody who comes to the chat has said."""

    text: str
    line: Line
    language: str = "ru"
    site: Site | None = None
    consents: tuple[ConsentText, ...] = ()


@transaction.atomic
def begin(*, beginning: Beginning, by: Acts, now: datetime) -> Dialog:
    """Open a dialog, keep the consents, guess the topic and name ready answers; one dialog a person."""
    citizen: Citizen | None = getattr(by, "citizen", None) if isinstance(by, User) else None
    if citizen is not None and isinstance(by, User) and beginning.consents:
        give_consents(citizen=citizen, texts=beginning.consents, by=by, now=now)
    guess = guess_of(beginning.text)
    new = NewDialog(
        line=beginning.line,
        words=Words(cid=new_id(), text=beginning.text),
        citizen=citizen,
        language=beginning.language,
        topic=guess.topic,
        confidence=guess.confidence,
        site=beginning.site,
    )
    dialog = open_dialog(new=new, by=by, now=now)
    if beginning.consents:
        versions = {text.purpose: text.version for text in beginning.consents}
        note_consents(dialog=dialog, versions=versions, by=by, now=now)
    help_out(dialog=dialog, text=beginning.text, now=now)
    return dialog


def help_out(*, dialog: Dialog, text: str, now: datetime) -> None:
    """Let the helper answer words while no person was asked for."""
    if dialog.state == Dialog.State.OPENING:
        hits = hits_for(text, language=dialog.language)
        name_answers(dialog=dialog, hits=hits, now=now)


def asked_consents(by: Acts | None, *, now: datetime) -> list[ConsentText]:
    """Return the texts to be agreed to before the first word; whoever has agreed is not asked again."""
    citizen = getattr(by, "citizen", None) if isinstance(by, User) else None
    if citizen is not None:
        return unasked_texts(citizen, now=now)
    return [text for text in current_texts(now=now) if text.is_required]
