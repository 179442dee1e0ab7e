"""Keys known before INSERT and growing with time (UUID version 7, RFC 9562)."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Return a UUIDv7: rows of one table stay close to each other on disk."""
    return uuid_utils.compat.uuid7()
