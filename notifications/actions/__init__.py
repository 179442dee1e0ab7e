"""The doors of notices: the only writers of this app's tables."""

from notifications.actions.bell import (
    BellWishes,
    Ring,
    forget_old_notices,
    mark_read,
    set_bell_choice,
    settle_notices,
    tell_staff,
)
from notifications.actions.dead_letters import ReplayRefused, replay_dead_letter
from notifications.actions.preferences import PreferenceChoice, set_preference
from notifications.actions.pushing import (
    Browser,
    drop_push,
    push_of,
    subscribe_browser,
    unsubscribe_browser,
)
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
    "BellWishes",
    "Browser",
    "Claim",
    "PreferenceChoice",
    "Recipient",
    "ReplayRefused",
    "Ring",
    "apply_open_receipts",
    "claim_next",
    "drop_push",
    "forget_old_notices",
    "forget_texts",
    "mark_failed",
    "mark_read",
    "mark_sent",
    "notify",
    "of_citizen",
    "of_colleague",
    "push_of",
    "record_receipt",
    "replay_dead_letter",
    "return_abandoned",
    "set_bell_choice",
    "set_preference",
    "settle_notices",
    "subscribe_browser",
    "tell_staff",
    "unsubscribe_browser",
]
