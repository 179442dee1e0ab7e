"""Facts of appeals, past tense, ids and codes only. The first field is the subject."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TicketRegistered:
    """An appeal got its number (R-094, R-100)."""

    ticket_id: UUID
    type: int
    channel: str
    team_id: UUID


@dataclass(frozen=True, slots=True)
class TicketAnswered:
    """A person answered the citizen; the state did not change."""

    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class CitizenWrote:
    """The citizen added a message; `verb` is the move it caused: "", citizen_answered…, reopen."""

    ticket_id: UUID
    item_id: UUID
    verb: str = ""


@dataclass(frozen=True, slots=True)
class NoteAdded:
    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class TicketAssigned:
    """An owner was set; `assignee_id` None means returned to the pool."""

    ticket_id: UUID
    assignee_id: UUID | None
    previous_id: UUID | None


@dataclass(frozen=True, slots=True)
class TicketSentToDepartment:
    ticket_id: UUID
    team_id: UUID
    previous_team_id: UUID


@dataclass(frozen=True, slots=True)
class TicketReturnedFromDepartment:
    ticket_id: UUID
    team_id: UUID
    previous_team_id: UUID


@dataclass(frozen=True, slots=True)
class TicketMovedToTeam:
    """A supervisor gave the appeal to another line; the old team loses sight of it (Z-10)."""

    ticket_id: UUID
    team_id: UUID
    previous_team_id: UUID


@dataclass(frozen=True, slots=True)
class CitizenAsked:
    """The clock of service pauses until the citizen answers."""

    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class TicketResolved:
    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class TicketRefused:
    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class TicketRedirected:
    """Passed to the competent body within 7 days (59-ФЗ art. 8 part 3)."""

    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class TicketExtended:
    """The answer's term was extended with notice (59-ФЗ art. 12 part 2); the item holds the reason."""

    ticket_id: UUID
    item_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TicketReopened:
    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketClosed:
    ticket_id: UUID
    by_silence: bool


@dataclass(frozen=True, slots=True)
class TicketWithdrawn:
    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketEscalated:
    """Brought to a senior specialist by a person (R-062, R-121); the assignee stays."""

    ticket_id: UUID
    senior_id: UUID


@dataclass(frozen=True, slots=True)
class RecheckRequested:
    """Somebody asked to look again (R-062); an answered appeal was reopened by it."""

    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketReclassified:
    """The type never changes: a linked new appeal replaces this one."""

    ticket_id: UUID
    new_ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketContinued:
    """A late reply became a linked new appeal (decisions 15)."""

    ticket_id: UUID
    new_ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketDetailsChanged:
    """Topic, priority, delay reason or official mark corrected."""

    ticket_id: UUID
    fields: list[str]


@dataclass(frozen=True, slots=True)
class AnswerProposed:
    """An official answer waits for a second person."""

    ticket_id: UUID
    pending_id: UUID


@dataclass(frozen=True, slots=True)
class AnswerRejected:
    """The second person sent an official answer back, or its author took it back."""

    ticket_id: UUID
    pending_id: UUID


@dataclass(frozen=True, slots=True)
class TicketRated:
    """The citizen marked an answer 1-5, or changed the mark."""

    ticket_id: UUID
    score: int


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """The citizen opened the answer."""

    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class ClockWarned:
    ticket_id: UUID
    clock: str


@dataclass(frozen=True, slots=True)
class ClockBreached:
    ticket_id: UUID
    clock: str


@dataclass(frozen=True, slots=True)
class ClockEscalated:
    ticket_id: UUID
    clock: str


@dataclass(frozen=True, slots=True)
class SilenceReminded:
    """The citizen was reminded that something is asked of them."""

    ticket_id: UUID
    step: int


@dataclass(frozen=True, slots=True)
class NumbersNearlyFull:
    """90 % of a type's numbers are used (R-098)."""

    type: int
    used: int


@dataclass(frozen=True, slots=True)
class FileAttached:
    """Files came without words; `item_id` is their line in the stream."""

    ticket_id: UUID
    item_id: UUID


@dataclass(frozen=True, slots=True)
class FileChecked:
    ticket_id: UUID | None
    attachment_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ConversationLinked:
    """An operator talks with the person about this appeal."""

    ticket_id: UUID
    contact_id: UUID


@dataclass(frozen=True, slots=True)
class TextRevealed:
    """The hidden parts of one text were shown to a colleague, once; `reason` as of personal data."""

    ticket_id: UUID
    item_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class TextRevealLimitReached:
    """A viewing was refused, the `refused`-th of this hour; leaders are told of the first."""

    ticket_id: UUID
    user_id: UUID
    refused: int


@dataclass(frozen=True, slots=True)
class CodeDemandStopped:
    """An answer asked the citizen for a code and was not sent: a critical error for quality (C14)."""

    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class CardOpened:
    """A colleague opened the appeal on the desk; at most one an hour for each of them."""

    ticket_id: UUID
    citizen_id: UUID | None


@dataclass(frozen=True, slots=True)
class FileDownloaded:
    """A colleague or another system took a file; at most one an hour for each of them."""

    attachment_id: UUID
    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class ReferenceLoaded:
    """Starting routes, policies and templates were created."""

    source: str
    created: int


@dataclass(frozen=True, slots=True)
class ReferenceSaved:
    """A route, a policy or a template was created or changed."""

    kind: str
    row_id: str


@dataclass(frozen=True, slots=True)
class TicketsExported:
    """Somebody downloaded appeals; `filters` are `name:code` pairs, words searched for are not kept."""

    exporter_id: UUID
    format: str
    filters: list[str]


@dataclass(frozen=True, slots=True)
class ExportFileReady:
    """A big download waits for its requester."""

    exporter_id: UUID
    file_id: UUID


@dataclass(frozen=True, slots=True)
class ExportFileTaken:
    """The requester took a big download."""

    exporter_id: UUID
    file_id: UUID
