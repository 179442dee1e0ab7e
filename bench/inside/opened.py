"""The page server on a database whose sealed columns hold plain text: what sealing costs a page.

Only ever on a copy of a bench database; the product has no switch for this.
"""

from collections.abc import Callable
from unittest.mock import patch

from django.db import transaction

from common.crypto import cipher
from common.crypto.columns import Sealing, sealings
from common.fields import Sealed

# as EncryptedText sees it: something came from the table, and text came out
OPEN = {
    "open_sealed": lambda sealed, *, place: sealed.decode(),
    "seal": lambda text, *, place: text.encode(),
    "is_current": lambda sealed: True,
}


def open_up() -> int:
    """Replace every sealed value of this database by its text; return how many."""
    return sum(_open_table(one) for one in sealings() if one.sealed)


def served() -> Callable[..., object]:
    """Return the WSGI application that takes columns for plain text."""
    for name, stand_in in OPEN.items():
        patch.object(cipher, name, stand_in).start()
    from gosuslugi_support.wsgi import application as ours

    return ours


@transaction.atomic
def _open_table(one: Sealing) -> int:
    done = 0
    names = [column.name for column in one.sealed]
    for row in one.model._base_manager.only(*names).iterator(chunk_size=500):
        texts = {
            column.name: Sealed(str(getattr(row, column.attname)).encode())
            for column in one.sealed
            if getattr(row, column.attname) is not None
        }
        one.model._base_manager.filter(pk=row.pk).update(**texts)
        done += len(texts)
    return done
