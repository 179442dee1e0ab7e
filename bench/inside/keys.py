"""What a rotation has left behind."""

from common.crypto import cipher, rotation
from common.crypto.columns import sealings

OPENED_OF_A_TABLE = 20_000


def left(purpose: str) -> dict[str, int]:
    """Return how many rows stand under an old key, and how many values do not open."""
    unreadable = 0
    for one in sealings():
        names = [column.name for column in one.sealed]
        rows = one.model._base_manager.only(*names).order_by("pk") if names else ()
        for row in rows[:OPENED_OF_A_TABLE]:
            for column in one.sealed:
                try:
                    getattr(row, column.attname)
                except cipher.CannotOpen:
                    unreadable += 1
    return {"stale": sum(rotation.stale_rows(purpose).values()), "unreadable": unreadable}
