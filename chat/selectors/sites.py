"""Sites that may show the widget. Kept in the process for a minute: every framed page asks."""

from collections.abc import Mapping

from chat.models import Site
from common.memo import Memo

FRESH_S = 60.0


def site_by_code(code: str) -> Site | None:
    """Return an active site, None for a code we don't know."""
    return _sites.get().get(code)


def forget() -> None:
    _sites.forget_on_commit()


def _load() -> Mapping[str, Site]:
    rows = Site.objects.filter(is_active=True).select_related("line__team")
    return {site.code: site for site in rows}


_sites = Memo(_load, seconds=FRESH_S)
