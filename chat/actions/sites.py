"""Sites that may show the chat: reference data."""

import re
from datetime import datetime

from django.db import transaction

from chat.events import SiteSaved
from chat.models import Site
from chat.policies import can_edit_sites
from chat.selectors import sites
from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record

# Scheme, host and port as a browser spells them: exact, so neither a path nor a wildcard (W-01).
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://localhost(:[0-9]{1,5})?")


@transaction.atomic
def save_site(*, site: Site, by: Acts, now: datetime) -> Site:
    """Write a site, new or changed; raises InvalidInput for what is no exact origin."""
    require(can_edit_sites, by)
    wrong = [origin for origin in site.origins if not ORIGIN.fullmatch(origin)]
    if wrong or not site.origins:
        raise InvalidInput(
            "Адрес сайта — протокол, имя и порт без пути, например https://www.example.ru",
            field="origins",
        )
    site.full_clean(validate_unique=False)
    site.save()
    sites.forget()
    record(SiteSaved(site.code), by=by, at=now)
    return site
