"""Tables of appeals: `ticket` itself, its `timeline`, its `clocks`, `conversations` about it, the team's `reference` data,
big downloads (`export_file`)."""

from tickets.models.clocks import Clock, SlaPolicy
from tickets.models.conversations import Conversation
from tickets.models.export_file import ExportFile
from tickets.models.reference import AnswerTemplate, TopicRoute
from tickets.models.ticket import PendingAnswer, Rating, Ticket, TicketLink
from tickets.models.timeline import Attachment, Draft, TimelineItem

__all__ = [
    "AnswerTemplate",
    "Attachment",
    "Clock",
    "Conversation",
    "Draft",
    "ExportFile",
    "PendingAnswer",
    "Rating",
    "SlaPolicy",
    "Ticket",
    "TicketLink",
    "TimelineItem",
    "TopicRoute",
]
