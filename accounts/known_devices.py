"""Browsers somebody has signed in from: an attacker's tries never lock them out (A-08).

A signed cookie names the device and, as keyed digests, whom it has let in; neither opens anything.
It only gives tries of their own to the password of one of these people.
"""

import secrets
from typing import TypedDict

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "__Host-device"
LASTS_S = 180 * 24 * 3600
MOST_PEOPLE = 4
_SALT = "accounts.known_devices"


class Known(TypedDict):
    device: str
    people: list[str]


def device_of(request: HttpRequest, identifier: str) -> str:
    """Return the device's own name when this person signed in from it before, else ""."""
    known = _read(request)
    mine = _digest(identifier)
    if any(constant_time_compare(mine, other) for other in known["people"]):
        return known["device"]
    return ""


def remember_device(request: HttpRequest, response: HttpResponse, identifier: str) -> HttpResponse:
    """Note in the browser that this person has just proved who they are here."""
    known = _read(request)
    mine = _digest(identifier)
    people = [mine, *(other for other in known["people"] if other != mine)][:MOST_PEOPLE]
    value = signing.dumps({"device": known["device"], "people": people}, salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=LASTS_S, secure=True, httponly=True, samesite="Lax", path="/"
    )
    return response


def _read(request: HttpRequest) -> Known:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS_S)
        return Known(device=str(kept["device"]), people=[str(one) for one in kept["people"]])
    except (signing.BadSignature, TypeError, KeyError):
        return Known(device=secrets.token_urlsafe(12), people=[])


def _digest(identifier: str) -> str:
    return salted_hmac(_SALT, identifier.lower(), algorithm="sha256").hexdigest()[:32]
