"""A picture for an article: the checks of any file, drawn anew, made small enough for a phone."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common import policies
from common.files import store
from common.files.images import shrink_image
from common.files.inspection import check_name, inspect
from common.files.kinds import Family
from common.files.refusals import FileTooBig, FileTypeRefused
from faq.events import PictureBrought
from faq.models import Article, Picture
from faq.pictures import LONGEST_SIDE, path_of
from faq.policies import can_write_article
from journal.facts import record


def bring_picture(*, article: Article, file: Any, by: User, now: datetime) -> Picture:
    """Check a picture and keep it; nobody but colleagues sees it until a version with it comes out.

    Raises FileRefused, NoSpace, NotAllowed; then neither a row nor a byte is left.
    """
    policies.require(can_write_article, by, message="Картинки загружают те, кто пишет статьи.")
    named = check_name(file.name or "")
    if named.kind.family != Family.IMAGE:
        raise FileTypeRefused("Это не картинка. Подойдут JPEG, PNG, WebP и GIF.")
    if (file.size or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise FileTooBig
    name = store.new_name()
    source, small = store.incoming(name), store.incoming(f"{name}.webp")
    try:
        store.receive(file.chunks(), source, most=settings.ATTACHMENT_MAX_BYTES)
        inspect(source, named)
        with store.full_disk_said():
            shrink_image(source, small, most=LONGEST_SIDE)
        return _keep(article, name, by, now)
    finally:
        source.unlink(missing_ok=True)
        small.unlink(missing_ok=True)


@transaction.atomic
def _keep(article: Article, name: str, by: User, now: datetime) -> Picture:
    """Put the file in its place, then write its row: a file nobody names does no harm."""
    small = store.incoming(f"{name}.webp")
    measured = store.measure(small)
    digest = measured.sha256.hex()
    target = path_of(digest)
    with store.full_disk_said():
        target.parent.mkdir(mode=store.FOLDER_MODE, parents=True, exist_ok=True)
        small.chmod(store.FILE_MODE)
        small.replace(target)
    row = Picture.objects.create(
        article=article, digest=digest, size=measured.size, uploader=by, uploaded_at=now
    )
    record(PictureBrought(article.pk, row.pk), by=by, at=now)
    return row
