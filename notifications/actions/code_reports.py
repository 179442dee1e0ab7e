"""What becomes of a one-time code's message is told to `accounts`, which shows it to who waits for it."""

from accounts.actions.codes import note_delivery
from notifications.catalogue import TEMPLATES
from notifications.models import Delivery


def report_code(delivery: Delivery, outcome: str, reason: str = "") -> None:
    """Tell how the sending of a one-time code went; other notices are nobody's code."""
    if TEMPLATES[delivery.template].is_secret:
        note_delivery(code_id=delivery.person_id, outcome=outcome, reason=reason)
