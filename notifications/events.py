"""Facts of deliveries worth remembering: past tense, ids only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DeliveryDied:
    """A notice could not be delivered and waits for a person's decision."""

    delivery_id: UUID
    channel: str
    template: str


@dataclass(frozen=True, slots=True)
class DeliveryReplayed:
    """A person sent a dead letter again."""

    delivery_id: UUID


@dataclass(frozen=True, slots=True)
class PreferenceSet:
    """A person chose how to be told."""

    person_id: UUID
    person_kind: str
    by_email: bool
    by_sms: bool


# --- colleagues: the bell and Web Push
@dataclass(frozen=True, slots=True)
class BellChoiceSet:
    """A colleague chose what to hear of."""

    person_id: UUID
    has_sound: bool
    is_quiet_off_line: bool


@dataclass(frozen=True, slots=True)
class PushSubscribed:
    """A browser of a colleague agreed to Web Push."""

    subscription_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PushUnsubscribed:
    """`why` is asked or gone (the push service knows the browser no more)."""

    subscription_id: UUID
    person_id: UUID
    why: str
