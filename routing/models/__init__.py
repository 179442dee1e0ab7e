"""Tables of the queue: `reference`, `lines`, `operators`, `work`, `callbacks`."""

from routing.models.callbacks import CallbackRequest
from routing.models.lines import LanguageService, Line, WaitNorm
from routing.models.operators import (
    OperatorSettings,
    OperatorSkill,
    Posting,
    Presence,
    PresenceSpan,
)
from routing.models.reference import ChannelWeight, PauseReason, RelaxStep, Skill
from routing.models.work import Offer, WaitPromise, WorkItem

__all__ = [
    "CallbackRequest",
    "ChannelWeight",
    "LanguageService",
    "Line",
    "Offer",
    "OperatorSettings",
    "OperatorSkill",
    "PauseReason",
    "Posting",
    "Presence",
    "PresenceSpan",
    "RelaxStep",
    "Skill",
    "WaitNorm",
    "WaitPromise",
    "WorkItem",
]
