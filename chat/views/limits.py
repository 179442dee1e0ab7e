"""How often strangers may begin, upload, have something sent. Counted before the door, in autocommit."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from chat.models import Dialog
from common.clients import client_network
from common.ratelimit import bucket_key, limit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS_TOO_OFTEN = (
    "С вашего адреса слишком часто начинают разговоры. Подождите немного или позвоните нам."
)
SENT_TOO_OFTEN = "Ссылок и кодов на сегодня достаточно. Попробуйте завтра."


def admit_begin(request: HttpRequest, *, now: datetime) -> None:
    """Count one beginning of a network; raises TooManyRequests."""
    key = bucket_key("chat-begin", client_network(request))
    limit(key, most=60, window=HOUR, now=now, message=BEGINS_TOO_OFTEN)


def admit_sending(request: HttpRequest, dialog: Dialog, *, now: datetime) -> None:
    """Count one letter, SMS or code: nobody uses a dialog to bomb a stranger (A-15)."""
    network = bucket_key("chat-send-network", client_network(request))
    limit(network, most=20, window=HOUR, now=now, message=SENT_TOO_OFTEN)
    own = bucket_key("chat-send", dialog.pk)
    limit(own, most=5, window=DAY, now=now, message=SENT_TOO_OFTEN)
