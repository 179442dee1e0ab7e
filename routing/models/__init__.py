"""Tables of the queue: `reference`, `operators`, `work`."""

from routing.models.operators import OperatorSettings, OperatorSkill, Presence, PresenceSpan
from routing.models.reference import ChannelWeight, PauseReason, RelaxStep, Skill
from routing.models.work import Offer, WorkItem

__all__ = [
    "ChannelWeight",
    "Offer",
    "OperatorSettings",
    "OperatorSkill",
    "PauseReason",
    "Presence",
    "PresenceSpan",
    "RelaxStep",
    "Skill",
    "WorkItem",
]
