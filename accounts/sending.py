"""Pages ask for a code through here: limits of the network, the code, what waits for it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts import pending
from accounts.actions.codes import CodeFor, request_code
from accounts.identifiers import Identifier
from accounts.throttle import admit_code_request
from common.actors import SYSTEM
from common.clients import client_network


def send_code(
    request: HttpRequest,
    purpose: str,
    to: Identifier,
    *,
    deliver: bool = True,
    next_url: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Ask for a code and remember what it is for; raises TooManyRequests."""
    now = timezone.now()
    admit_code_request(network=client_network(request), now=now)
    by = request.user if request.user.is_authenticated else SYSTEM
    code = request_code(
        wanted=CodeFor(
            purpose, to.channel, to.value, pending.session_key(request), deliver=deliver
        ),
        by=by,
        now=now,
    )
    kept = (data or {}) | {"deliver": deliver}
    pending.remember(
        request, pending.Pending(purpose, code.pk, to.channel, to.value, next_url, kept)
    )
