"""The demo's video help at work: a week of watching, a look that is late, a script that waits for its film."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from common.actors import SYSTEM
from faq.actions.videos import VideoText, review_video, write_version
from faq.actions.watching import count_mark
from faq.models import Video, VideoVersion
from faq.models.videos import NO, PLAY, QUARTERS, YES
from faq.selectors.videos import playlist
from faq.video_script import script_text

DAYS = 7
# Who looked at it last so long ago that the month is over, or nearly.
LATE, SOON = timedelta(days=34), timedelta(days=28)
MORE = (
    "\nНа общем компьютере не сохраняйте пароль в браузере."
    "\nen: Do not let a shared computer keep your password."
)


def watch_videos(staff: Mapping[str, User], *, now: datetime) -> None:
    """Let people watch for a week; the editor is late with one lesson and rewrites another."""
    chance = random.Random(7)  # noqa: S311 -- a story told the same way every time
    shown = {one.video.code: one for _, _, lessons in playlist() for one in lessons}
    for lesson in shown.values():
        for day in range(DAYS):
            for _ in range(chance.randrange(3)):
                _watched(lesson.version, chance, now - timedelta(days=day))
    editor = staff["editor"]
    for code, ago in (("failed-payment", LATE), ("sms-code", SOON)):
        review_video(video=Video.objects.get(code=code), by=editor, now=now - ago)
    lesson = shown["restore-password"]
    script = script_text(lesson.version.scenes) + MORE
    text = VideoText(lesson.version.title, lesson.version.about, script, "Добавлена фраза")
    write_version(video=lesson.video, text=text, by=editor, now=now - timedelta(days=2))


def _watched(version: VideoVersion, chance: random.Random, at: datetime) -> None:
    reached = chance.randrange(len(QUARTERS) + 1)
    marks = [PLAY, *QUARTERS[:reached]]
    marks += [f"ch{number}" for number in range(min(reached + 1, len(version.scenes)))]
    if chance.random() < 0.4:
        marks.append(YES if chance.random() < 0.8 else NO)
    for mark in marks:
        count_mark(version=version, mark=mark, by=SYSTEM, now=at)
