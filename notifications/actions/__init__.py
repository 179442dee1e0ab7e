"""The doors of notices: the only writers of this app's tables."""

from notifications.actions.dead_letters import ReplayRefused, replay_dead_letter
from notifications.actions.preferences import PreferenceChoice, set_preference
from notifications.actions.queueing import notify
from notifications.actions.receipts import apply_open_receipts, record_receipt
from notifications.actions.retention import forget_texts
from notifications.actions.sending import (
    Claim,
    claim_next,
    mark_failed,
    mark_sent,
    return_abandoned,
)
from notifications.catalogue import BadContextError
from notifications.recipients import Recipient, of_citizen, of_colleague

__all__ = [
    "BadContextError",
    "Claim",
    "PreferenceChoice",
    "Recipient",
    "ReplayRefused",
    "apply_open_receipts",
    "claim_next",
    "forget_texts",
    "mark_failed",
    "mark_sent",
    "notify",
    "of_citizen",
    "of_colleague",
    "record_receipt",
    "replay_dead_letter",
    "return_abandoned",
    "set_preference",
]
