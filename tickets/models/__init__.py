"""Tables of appeals: `ticket` itself, its `timeline`, its `clocks`, `conversations` about it, the team's `reference` data,
big downloads (`export_file`), lists people saved (`saved_view`). Side of an appeal: `labels` and tags, `watching`,
`custom_fields`, `checklists`, `time_spent`."""

from tickets.models.answers import PendingAnswer, Rating
from tickets.models.application_checks import ApplicationCheck
from tickets.models.checklists import ChecklistItem, ChecklistLine
from tickets.models.clocks import Clock, SlaPolicy
from tickets.models.conversations import Conversation
from tickets.models.custom_fields import CustomField, FieldValue
from tickets.models.export_file import ExportFile
from tickets.models.guides import TopicGuide
from tickets.models.labels import StateLabel, Tag, TicketTag
from tickets.models.merging import Merge
from tickets.models.reference import AnswerTemplate, TopicRoute
from tickets.models.saved_view import SavedView
from tickets.models.ticket import Ticket, TicketLink
from tickets.models.time_spent import TimeEntry
from tickets.models.timeline import Attachment, Draft, TimelineItem
from tickets.models.transfers import TransferOffer
from tickets.models.watching import Watcher

__all__ = [
    "AnswerTemplate",
    "ApplicationCheck",
    "Attachment",
    "ChecklistItem",
    "ChecklistLine",
    "Clock",
    "Conversation",
    "CustomField",
    "Draft",
    "ExportFile",
    "FieldValue",
    "Merge",
    "PendingAnswer",
    "Rating",
    "SavedView",
    "SlaPolicy",
    "StateLabel",
    "Tag",
    "Ticket",
    "TicketLink",
    "TicketTag",
    "TimeEntry",
    "TimelineItem",
    "TopicGuide",
    "TopicRoute",
    "TransferOffer",
    "Watcher",
]
