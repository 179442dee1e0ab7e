"""Tables of appeals: `ticket` itself, its `timeline`, its `clocks`, `conversations` about it, the team's `reference` data,
big downloads (`export_file`), lists people saved (`saved_view`). Side of an appeal: `labels` and tags, `watching`."""

from tickets.models.answers import PendingAnswer, Rating
from tickets.models.clocks import Clock, SlaPolicy
from tickets.models.conversations import Conversation
from tickets.models.export_file import ExportFile
from tickets.models.guides import TopicGuide
from tickets.models.labels import StateLabel, Tag, TicketTag
from tickets.models.merging import Merge
from tickets.models.reference import AnswerTemplate, TopicRoute
from tickets.models.saved_view import SavedView
from tickets.models.ticket import Ticket, TicketLink
from tickets.models.timeline import Attachment, Draft, TimelineItem
from tickets.models.transfers import TransferOffer
from tickets.models.watching import Watcher

__all__ = [
    "AnswerTemplate",
    "Attachment",
    "Clock",
    "Conversation",
    "Draft",
    "ExportFile",
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
    "TimelineItem",
    "TopicGuide",
    "TopicRoute",
    "TransferOffer",
    "Watcher",
]
