"""Pieces of pages kept drawn in this process: equal values are not drawn twice.

A list is fetched again on every poke and one of its rows has changed. The key holds everything the
piece shows, so a kept piece is never stale; at most MOST are kept, the longest unused leave first.
They live in memory only and may hold what the page shows, never more.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any

from django.template.loader import get_template

MOST = 4000
_kept: "OrderedDict[tuple[str, Hashable], str]" = OrderedDict()
_lock = threading.Lock()


def drawn(template: str, key: Hashable, values: Mapping[str, Any]) -> str:
    """Return the template drawn with `values`; `key` names all of them that it shows.

    Without a key the piece is drawn and not kept.
    """
    if key is None:
        return get_template(template).render(dict(values))
    place = (template, key)
    with _lock:
        found = _kept.get(place)
        if found is not None:
            _kept.move_to_end(place)
            return found
    piece = get_template(template).render(dict(values))
    with _lock:
        _kept[place] = piece
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return piece


def forget() -> None:
    """Drop every kept piece (tests that count what is drawn)."""
    with _lock:
        _kept.clear()
