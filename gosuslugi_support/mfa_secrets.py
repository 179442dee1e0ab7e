"""Secrets of second factors: allauth keeps them in JSON, sealed by our adapter, so rotation is told."""

import base64
from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from common.crypto import cipher

PLACE = "mfa_authenticator.data.secret"
_PLAIN = ("secret", "seed")
_LISTED = "migrated_codes"


def seal(text: str) -> str:
    return base64.b64encode(cipher.seal(text, place=PLACE)).decode()


def open_sealed(text: str) -> str:
    return cipher.open_sealed(base64.b64decode(text), place=PLACE)


class MfaSecrets:
    """Second factors as `common.crypto.rotation` sees them."""

    name = "mfa_authenticator"

    def numbers(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for row in Authenticator.objects.iterator(chunk_size=500):
            found.update(cipher.key_number(base64.b64decode(text)) for text in _sealed_in(row.data))
        return found

    def renew(self) -> int:
        done = 0
        for key in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
            done += _renew(key)
        return done


@transaction.atomic
def _renew(key: int) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=key).first()
    stale = [text for text in _sealed_in(row.data) if _is_stale(text)] if row else []
    if row is None or not stale:
        return 0
    for name in _PLAIN:
        if row.data.get(name) in stale:
            row.data[name] = seal(open_sealed(row.data[name]))
    if _LISTED in row.data:
        row.data[_LISTED] = [seal(open_sealed(text)) for text in row.data[_LISTED]]
    row.save(update_fields=["data"])
    return len(stale)


def _is_stale(text: str) -> bool:
    return not cipher.is_current(base64.b64decode(text))


def _sealed_in(data: dict[str, Any]) -> Iterator[str]:
    yield from (data[name] for name in _PLAIN if data.get(name))
    yield from data.get(_LISTED, ())
