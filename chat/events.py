"""Facts of the chat: past tense, ids and codes only. What is said is not a fact but a row."""

from dataclasses import dataclass
from uuid import UUID


# --- the life of a dialog
@dataclass(frozen=True, slots=True)
class DialogOpened:
    dialog_id: UUID
    line: str


@dataclass(frozen=True, slots=True)
class OperatorAsked:
    dialog_id: UUID
    team_id: UUID


# --- words that are no longer what they were
@dataclass(frozen=True, slots=True)
class MessageEdited:
    dialog_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    dialog_id: UUID
    seq: int


# --- the operator's side
@dataclass(frozen=True, slots=True)
class DialogTaken:
    dialog_id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class DialogHandedOver:
    """`to`: a code of HandOver.To; «queue» when its operator was lost."""

    dialog_id: UUID
    to: str


@dataclass(frozen=True, slots=True)
class TopicSet:
    dialog_id: UUID
    topic: str


@dataclass(frozen=True, slots=True)
class CitizenReminded:
    dialog_id: UUID


@dataclass(frozen=True, slots=True)
class TalkEnded:
    dialog_id: UUID
    ending: str


@dataclass(frozen=True, slots=True)
class DialogResumed:
    dialog_id: UUID


@dataclass(frozen=True, slots=True)
class DialogWrittenUp:
    dialog_id: UUID
    result: str


@dataclass(frozen=True, slots=True)
class DialogTicketMade:
    dialog_id: UUID
    ticket_id: UUID


# --- the citizen's side
@dataclass(frozen=True, slots=True)
class FileChecked:
    """The virus scanner's verdict on a file of a dialog."""

    dialog_id: UUID
    file_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class FileDownloaded:
    """A colleague took a file of a dialog."""

    dialog_id: UUID
    file_id: UUID


@dataclass(frozen=True, slots=True)
class DialogRated:
    dialog_id: UUID
    stars: int


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """A link to go on or to read once more is to be sent."""

    dialog_id: UUID
    link_id: UUID
    purpose: str


@dataclass(frozen=True, slots=True)
class LinkUsed:
    """Another browser goes on with the dialog."""

    dialog_id: UUID
    link_id: UUID


@dataclass(frozen=True, slots=True)
class DialogClaimed:
    """A guest signed in and keeps the dialog of this browser in their cabinet."""

    dialog_id: UUID


@dataclass(frozen=True, slots=True)
class GuestNamed:
    """A guest said how to call them and by which number; `is_proved`: by a code."""

    dialog_id: UUID
    is_proved: bool


# --- voice
@dataclass(frozen=True, slots=True)
class CallRang:
    """`side`: who rings."""

    dialog_id: UUID
    call_id: UUID
    side: str


@dataclass(frozen=True, slots=True)
class CallAnswered:
    dialog_id: UUID
    call_id: UUID


@dataclass(frozen=True, slots=True)
class CallEnded:
    """`state`: ended, refused, missed, failed; `reason` of a failure; seconds of talk, 0 without any."""

    dialog_id: UUID
    call_id: UUID
    state: str
    reason: str
    talked_s: int


@dataclass(frozen=True, slots=True)
class SiteSaved:
    """A site that may show the chat, new or changed."""

    site: str
