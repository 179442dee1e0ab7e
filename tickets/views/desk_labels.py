"""Tags of an appeal and the label over its state, put on and taken off from the desk."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.errors import InvalidInput
from tickets.actions.labels import add_tags, create_tag, remove_tags, set_label
from tickets.models import Tag
from tickets.policies import can_create_tag
from tickets.selectors.labels import label_by_id, tag_by_title
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_side import deed


@workers_only
@require_POST
def tags(request: HttpRequest, number: int) -> HttpResponse:
    """Put on the tag that is typed, or take off the one that is named in `off`."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        if off := tag_by_title(request.POST.get("off", "")):
            remove_tags(ticket=found, tags=[off], by=request.user, now=now)
            return f"Тег «{off}» снят."
        tag = _typed(request)
        add_tags(ticket=found, tags=[tag], by=request.user, now=now)
        return f"Тег «{tag}» поставлен."

    return deed(request, found, "tags", act)


@workers_only
@require_POST
def label(request: HttpRequest, number: int) -> HttpResponse:
    """Refine the state, or take the label off when none is chosen."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        key = request.POST.get("label", "")
        chosen = label_by_id(int(key)) if key.isdecimal() else None
        if key and chosen is None:
            raise InvalidInput("Этой метки больше нет: выберите другую.", field="label")
        set_label(ticket=found, label=chosen, by=request.user, now=now)
        return f"Метка: {chosen}." if chosen else "Метка снята."

    return deed(request, found, "", act)


def _typed(request: HttpRequest) -> Tag:
    """Return the tag of these words; a new one is made by whoever may make it."""
    title = request.POST.get("tag", "")
    known = tag_by_title(title)
    if known is not None:
        return known
    if title.strip() and not can_create_tag(request.user):
        raise InvalidInput(
            "Такого тега нет в словаре. Выберите из подсказки или попросите старшего завести его.",
            field="tag",
        )
    return create_tag(title=title, by=request.user, now=timezone.now())
