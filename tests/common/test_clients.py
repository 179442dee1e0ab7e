"""The address of a client: what the front says, never what the client says (A-09)."""

from typing import Any

import pytest
from django.test import RequestFactory

from common.clients import client_address, client_network


def ask(**headers: str) -> str:
    return client_address(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", **headers))


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.1, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.1,evil, 198.51.100.7", "198.51.100.7"),
        ("not an address", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_outermost_trusted_hop_counts(settings: Any, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = 1
    assert ask(HTTP_X_FORWARDED_FOR=forwarded) == address


def test_without_a_front_the_header_is_not_read(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    assert ask(HTTP_X_FORWARDED_FOR="203.0.113.1") == "127.0.0.1"


def test_two_fronts_count_from_the_right(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 2
    assert ask(HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.7, 10.0.0.1") == "198.51.100.7"
    assert ask(HTTP_X_FORWARDED_FOR="10.0.0.1") == "127.0.0.1"


def test_other_headers_are_not_looked_at(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    forged = {
        "HTTP_X_REAL_IP": "6.6.6.6",
        "HTTP_CF_CONNECTING_IP": "6.6.6.6",
        "HTTP_FORWARDED": "for=6.6.6.6",
    }
    assert ask(**forged) == "127.0.0.1"


def test_one_household_is_one_network(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    def network(address: str) -> str:
        return client_network(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=address))

    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network("198.51.100.7") == "198.51.100.7"
