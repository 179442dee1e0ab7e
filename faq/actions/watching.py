"""How far people get in a video and whether it helped: counts of a day, nobody's in particular. No facts."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from common.actors import Acts, actor_of
from common.errors import InvalidInput
from faq.models import VideoCount, VideoVersion
from faq.models.videos import NO, PLAY, QUARTERS, YES
from schedules.deadlines import local_date


@transaction.atomic
def count_mark(*, version: VideoVersion, mark: str, by: Acts, now: datetime) -> None:
    """Count that somebody began, got so far, began a chapter or judged (`by` is only checked to be somebody)."""
    actor_of(by)
    if mark not in marks_of(version):
        raise InvalidInput("Такой отметки у этого видео нет.", field="mark")
    row, _ = VideoCount.objects.get_or_create(version=version, day=local_date(now), mark=mark)
    VideoCount.objects.filter(pk=row.pk).update(number=F("number") + 1)


def marks_of(version: VideoVersion) -> list[str]:
    """Return everything that is counted of a version."""
    chapters = [f"ch{number}" for number in range(len(version.scenes))]
    return [PLAY, *QUARTERS, YES, NO, *chapters]
