"""The API client and its keys, shared with the tests of the API."""

from tests.tickets.api.conftest import (
    _files_of_their_own,
    api,
    key_a,
    new_ticket,
    reader,
    reference,
    ticket_a,
    ticket_b,
)

__all__ = [
    "_files_of_their_own",
    "api",
    "key_a",
    "new_ticket",
    "reader",
    "reference",
    "ticket_a",
    "ticket_b",
]
