"""All articles for those who keep them, with filters in the address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from faq.forms import ListForm
from faq.policies import can_keep_words, can_see_usage
from faq.selectors.editing import late_reviews
from faq.selectors.editors import all_categories, listed
from faq.states import State
from faq.views.access import writers_only

ONLY = [
    ("mine", "Мои"),
    ("approval", "Ждут проверки"),
    ("late", "Пересмотр просрочен"),
    ("stale", "Пора обновить"),
    ("worst", "Не помогают"),
]


@writers_only
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """List articles; every filter is a link that keeps the others."""
    now, wanted = timezone.now(), ListForm(request.GET).wanted
    found = listed(request.user, wanted, now=now)
    kept = {name: value for name, value in wanted.items() if name != "after"}
    context = {
        "found": found,
        "wanted": wanted,
        "today": timezone.localdate(),
        "chips": [
            ("Что показать", _chips(kept, "only", ONLY)),
            ("Состояние", _chips(kept, "state", State.choices)),
            (
                "Раздел",
                _chips(kept, "category", [(row.code, row.title) for row in all_categories()]),
            ),
        ],
        "next_url": f"?{urlencode(kept | {'after': found.after})}" if found.after else "",
        "late": late_reviews(request.user, now=now).count(),
        "may_keep_words": can_keep_words(request.user),
        "may_see_usage": can_see_usage(request.user),
    }
    part = "faq/desk/articles.html"
    return render(request, f"{part}#found" if request.htmx else part, context)


def _chips(
    kept: dict[str, str], name: str, choices: list[tuple[str, str]]
) -> list[tuple[str, str, bool]]:
    """Return (label, address, is chosen); a chosen one leads to the list without it."""
    chips = []
    for value, label in choices:
        is_on = kept.get(name) == value
        rest = {key: one for key, one in kept.items() if key != name}
        query = urlencode(rest if is_on else rest | {name: value})
        chips.append((str(label), f"?{query}", is_on))
    return chips
