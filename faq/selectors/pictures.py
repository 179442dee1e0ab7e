"""Pictures of articles: where they are seen, and by whom."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from faq.models import Audience, Picture
from faq.policies import can_read_inner
from faq.states import State


def address_of(picture: Picture) -> str:
    """Return the address a block of an article carries."""
    return reverse("help:picture", args=[picture.pk])


def picture_for(user: Any, key: UUID) -> tuple[Picture, bool]:
    """Return a picture and whether it is everybody's; Http404 when the reader may not see it."""
    picture = Picture.objects.select_related("article").filter(pk=key).first()
    if picture is None:
        raise Http404("Такой картинки нет.")
    is_public = picture.article.audience == Audience.PUBLIC and _is_shown(picture)
    if not is_public and not can_read_inner(user):
        raise Http404("Такой картинки нет.")
    return picture, is_public


def _is_shown(picture: Picture) -> bool:
    shown = picture.article.versions.filter(state=State.PUBLISHED)
    return shown.filter(blocks__contains=[{"src": address_of(picture)}]).exists()
