"""Who may do what with a dialog. Visibility is in `selectors.dialogs`; here it is assumed.

`by` is a user or a guest; the system is let through by `require`. Every predicate is pure: it asks
the dialog as it is locked or just read, so a change by SQL alone takes effect at the next word.
"""

from typing import Any

from accounts.models import Citizen, Role, User
from accounts.policies import LEADERS, WORKERS
from chat.guests import Guest
from chat.models import Dialog, VoiceCall
from chat.states import TALKING, DialogState
from tickets.policies import own_profiles

LED = frozenset({DialogState.ACTIVE, DialogState.WRAP_UP})


# --- who somebody is to a dialog
def is_worker(by: Any) -> bool:
    return isinstance(by, User) and by.is_active and by.is_employee and by.role in WORKERS


def owns(by: Any, dialog: Dialog) -> bool:
    """The citizen whose dialog it is, or the guest's browser it was opened in.

    A dialog claimed by somebody who signed in has lost its digest: the browser may be shared.
    """
    if isinstance(by, Guest):
        return bytes(dialog.guest_digest or b"") == by.digest
    if not isinstance(by, User) or not by.is_active or not by.is_citizen:
        return False
    if dialog.citizen_id is None:
        return False
    own = getattr(by, "citizen", None)
    return (own is not None and own.pk == dialog.citizen_id) or (
        dialog.citizen_id in own_profiles(by)
    )


def keep_profiles(known: Any, by: Any) -> None:
    """Give a user the profiles asked for a moment ago (`own_profiles` keeps them); None: ask anew."""
    if known is None:
        vars(by).pop("_own_profiles", None)
    elif "_own_profiles" in vars(known):
        vars(by)["_own_profiles"] = own_profiles(known)


def works(by: Any, dialog: Dialog) -> bool:
    """A worker of the dialog's team, or the operator it was given to."""
    return is_worker(by) and (dialog.team_id in by.team_ids() or dialog.operator_id == by.pk)


def leads(by: Any, dialog: Dialog) -> bool:
    """The operator who talks now, or writes up what was said."""
    return is_worker(by) and dialog.operator_id == by.pk and dialog.state in LED


# --- reading and writing
def can_open(by: Any, citizen: Citizen | None) -> bool:
    """Begin a dialog: a guest, or a citizen for themselves or an organisation they represent."""
    if isinstance(by, Guest):
        return citizen is None
    if not isinstance(by, User) or not by.is_active or not by.is_citizen or citizen is None:
        return False
    return citizen.pk in own_profiles(by)


def can_read(by: Any, dialog: Dialog) -> bool:
    """Whose it is, who works on it, and the quality controllers of the team."""
    if owns(by, dialog) or works(by, dialog):
        return True
    reads = isinstance(by, User) and by.is_active and by.is_employee and by.role == Role.QUALITY
    return reads and dialog.team_id in by.team_ids()


def can_write(by: Any, dialog: Dialog) -> bool:
    """Say something both sides hear: the citizen, and the operator who leads while they talk."""
    if owns(by, dialog):
        return dialog.state in TALKING
    return leads(by, dialog) and dialog.state == DialogState.ACTIVE


def can_note(by: Any, dialog: Dialog) -> bool:
    """Leave a note, or whisper to the operator: everybody who works on it, to its end."""
    return works(by, dialog) and dialog.state != DialogState.ENDED


def can_change_words(by: Any, dialog: Dialog, *, is_inner: bool) -> bool:
    """Edit or delete one's own words: where one may still write them."""
    return can_note(by, dialog) if is_inner else can_write(by, dialog)


def can_mark(by: Any, dialog: Dialog) -> bool:
    """Note «доставлено» and «прочитано»: the two who talk, not who only looks on."""
    return owns(by, dialog) or leads(by, dialog)


# --- the life of a dialog
def can_ask_operator(by: Any, dialog: Dialog) -> bool:
    return owns(by, dialog) and dialog.state == DialogState.OPENING


def can_lead(by: Any, dialog: Dialog) -> bool:
    """Take it: a worker of the team that has it now."""
    return is_worker(by) and dialog.team_id in by.team_ids() and dialog.state != DialogState.ENDED


# --- the operator's side
def can_take_dialog(by: Any, dialog: Dialog) -> bool:
    """Answer a waiting citizen."""
    return can_lead(by, dialog) and dialog.state == DialogState.WAITING


def can_end_talk(by: Any, dialog: Dialog) -> bool:
    """Say that the conversation is over: either of the two who talk."""
    return (owns(by, dialog) and dialog.state in TALKING) or (
        leads(by, dialog) and dialog.state == DialogState.ACTIVE
    )


def can_resume(by: Any, dialog: Dialog) -> bool:
    """Go on with a talk that has just ended."""
    return (owns(by, dialog) or leads(by, dialog)) and dialog.state == DialogState.WRAP_UP


def can_write_up(by: Any, dialog: Dialog) -> bool:
    """Name the topic, the result and tags, make an appeal of it: who leads it."""
    return leads(by, dialog)


def can_hand_over(by: Any, dialog: Dialog) -> bool:
    """Give it to somebody else: who talks, or a leader of the team."""
    if dialog.state == DialogState.ACTIVE and leads(by, dialog):
        return True
    steers = is_worker(by) and by.role in LEADERS and dialog.team_id in by.team_ids()
    return steers and dialog.state in {DialogState.WAITING, DialogState.ACTIVE}


def can_see_statistics(by: Any) -> bool:
    """Figures of the chat, of one's own teams."""
    return is_worker(by) and by.role in LEADERS


# --- voice
def can_call(by: Any, dialog: Dialog) -> bool:
    """Ring the other side: the two who talk, while they talk."""
    return dialog.state == DialogState.ACTIVE and (owns(by, dialog) or leads(by, dialog))


def can_speak(by: Any, dialog: Dialog, call: VoiceCall) -> bool:
    """Answer, end, pass signals of a call: the two it is between. After a hand-over it is nobody's."""
    if call.dialog_id != dialog.pk:
        return False
    return owns(by, dialog) or (leads(by, dialog) and call.operator_id == by.pk)


# --- the citizen's side
def can_choose_topic(by: Any, dialog: Dialog) -> bool:
    """Say what it is about while the helper asks."""
    return owns(by, dialog) and dialog.state == DialogState.OPENING


def can_name_guest(by: Any, dialog: Dialog) -> bool:
    """Say how to call the guest and by which number, until a code has proved it."""
    return isinstance(by, Guest) and owns(by, dialog) and not dialog.is_phone_proved


def can_claim(by: Any, dialog: Dialog) -> bool:
    """Take a guest's dialog into one's cabinet: nobody's yet, or proved to be of one's own profile.

    That the guest's key is in the same browser is asked by the door.
    """
    if not isinstance(by, User) or not by.is_active or not by.is_citizen:
        return False
    own = getattr(by, "citizen", None)
    return own is not None and (dialog.citizen_id is None or dialog.citizen_id in own_profiles(by))


def can_ask_link(by: Any, dialog: Dialog) -> bool:
    """Have a link to the dialog sent, or its text."""
    return owns(by, dialog)


def can_rate(by: Any, dialog: Dialog) -> bool:
    """Say how it was, once somebody has answered and it is over."""
    return owns(by, dialog) and dialog.state not in TALKING and dialog.taken_at is not None


def can_leave_ticket(by: Any, dialog: Dialog) -> bool:
    """Not wait for a person: an appeal is made of what was said."""
    return owns(by, dialog) and dialog.state in {DialogState.OPENING, DialogState.WAITING}


def can_edit_sites(by: Any) -> bool:
    """Say which sites may show the chat."""
    return isinstance(by, User) and by.is_active and by.role == Role.ADMINISTRATOR
