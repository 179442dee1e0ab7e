"""Video help through HTTP: lessons with and without a film, parts of files, counts, the board, the archive."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from faq.actions.videos import (
    ScriptChanged,
    VideoSpec,
    VideoText,
    attach_film,
    create_video,
    review_video,
    show_version,
    write_version,
)
from faq.actions.watching import count_mark
from faq.films import Film, folder_of, keep_film, kept_film, path_of, stem_of
from faq.models import Video, VideoCount, VideoState
from faq.selectors.videos import board
from faq.video_script import parse_script, script_text, subtitles, timed
from journal.models import Entry

pytestmark = pytest.mark.django_db
PAGE, DESK = "/help/video/restore/", "/desk/articles/videos/restore/"
SCRIPT = """\
# Откройте вход
экран: /account/login/
Нажмите «Восстановить пароль».
en: Press “Recover the password”.

# Позвоните
клавиша: 1 — восстановление по телефону
ответ: «Код отправлен»
Нажмите один.
en: Press one.
"""
TEXT = VideoText("Как восстановить пароль", "По телефону или почте.", SCRIPT)
TRACKS = (
    ("voice", "female", "Женский", "ru"),
    ("voice", "male", "Мужской", "ru"),
    ("subtitles", "ru", "Русские", "ru"),
)


def body(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def lesson(make_article: Callable[..., Any], now: datetime) -> Video:
    """A lesson of an article, shown as text: its film is not made."""
    article = make_article("306")
    spec = VideoSpec("restore", "login", topic=article.topic, articles=[article])
    video = create_video(spec=spec, by=SYSTEM, now=now)
    version = write_version(video=video, text=TEXT, by=SYSTEM, now=now)
    show_version(version=version, by=SYSTEM, now=now)
    return video


@pytest.fixture
def films(tmp_path: Path, settings: Any) -> Path:
    settings.VIDEO_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def film_of(films: Path, now: datetime) -> Callable[..., Film]:
    """Return a function that puts a film's folder down: a hundred bytes stand for the picture."""

    def make(version: Any) -> Film:
        scenes = timed(version.scenes, [3.0, 2.0])
        stem = stem_of(version.video.code, scenes, version.title)
        folder = folder_of(stem, films)
        film = Film(folder, scenes, [{"height": 360, "bytes": 100, "bits_a_second": 9}], TRACKS)
        path_of(folder).mkdir()
        path_of(folder, "film.mp4").write_bytes(bytes(range(100)))
        keep_film(film, path_of(folder))
        return film

    return make


def test_a_script_is_read_timed_and_written_back_and_says_which_line_is_wrong() -> None:
    scenes = parse_script(SCRIPT)
    assert (scenes[1]["key"], scenes[1]["key_means"]) == ("1", "восстановление по телефону")
    assert parse_script(script_text(scenes)) == scenes
    told = subtitles(timed(scenes, [3.0, 2.0]), "en")
    assert "00:00:03.500 --> 00:00:05.500\nPress one." in told
    with pytest.raises(InvalidInput, match=r"Строка 2: экран — это адрес на нашем сайте"):
        parse_script("# Глава\nэкран: https://evil.example/\nСлова.")
    with pytest.raises(InvalidInput, match=r"В главе «Глава» нет слов"):
        parse_script("# Глава\nклавиша: 2 — статус")


def test_without_a_film_the_lesson_is_text_and_nothing_is_broken(
    client: Client, lesson: Video, films: Path
) -> None:
    page = body(client.get(PAGE))
    assert "Фильм готовится" in page
    assert "Нажмите «Восстановить пароль»." in page
    assert "На телефоне нажмите <kbd>1</kbd> — восстановление по телефону" in page
    assert "<video" not in page
    assert "bundle/video.js" not in page
    data = json.loads(page.split("ld+json")[1].split(">", 1)[1].split("</script>")[0])
    assert (data["@type"], "contentUrl" in data, len(data["hasPart"])) == ("VideoObject", False, 2)
    assert "Пока текстом: фильм готовится" in body(client.get("/help/video/"))
    assert "Видео по теме" in body(client.get("/help/306/"))


def test_with_a_film_the_page_needs_no_scripts_and_a_link_begins_at_its_time(
    client: Client, lesson: Video, film_of: Callable[..., Film], now: datetime
) -> None:
    film = film_of(lesson.versions.get())
    attach_film(version=lesson.versions.get(), film=film, by=SYSTEM, now=now)
    response = client.get(f"{PAGE}?t=3")
    page = body(response)
    assert f'src="/help/video/{film.folder}/film.mp4#t=3"' in page
    assert f'src="/help/video/{film.folder}/ru.vtt"' in page
    assert 'href="?t=3#player"' in page
    assert ("Женский" in page, "Мужской" in page) == (True, True)
    policy = response["Content-Security-Policy"]
    assert "media-src 'self' blob:" in policy
    assert "media-src" not in client.get("/help/video/")["Content-Security-Policy"]
    path_of(
        film.folder, "film.json"
    ).unlink()  # files lost: the page says so instead of a black box
    assert "Фильм готовится" in body(client.get(PAGE))


def test_files_are_given_out_in_the_part_asked_for(
    client: Client, lesson: Video, film_of: Callable[..., Film]
) -> None:
    folder, whole = film_of(lesson.versions.get()).folder, bytes(range(100))
    address = f"/help/video/{folder}/film.mp4"

    def part(asked: str) -> tuple[int, str, bytes]:
        answer = client.get(address, headers={"Range": asked} if asked else {})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, answer.get("Content-Range", ""), content

    assert part("bytes=10-19") == (206, "bytes 10-19/100", whole[10:20])
    assert part("bytes=90-") == (206, "bytes 90-99/100", whole[90:])
    assert part("bytes=-5") == (206, "bytes 95-99/100", whole[95:])
    assert part("bytes=100-") == (416, "bytes */100", b"")
    assert part("bytes=-0") == (416, "bytes */100", b"")
    assert part("bytes=0-1,5-6") == part("lines=1-2") == part("") == (200, "", whole)
    for wrong in ("film.json", "..%2Ffilm.mp4", "film.exe"):
        assert client.get(f"/help/video/{folder}/{wrong}").status_code == 404


def test_watching_is_counted_by_day_without_a_name_and_no_more_than_a_network_may(
    client: Client, lesson: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = Entry.objects.count()
    for mark in ("play", "q25", "ch0", "play"):
        assert client.post(PAGE, {"mark": mark}).status_code == 204
    assert client.post(PAGE, {"mark": "ch7"}).status_code == 422
    assert client.post(PAGE, {"mark": "yes"}).status_code == 204
    counts = dict(VideoCount.objects.values_list("mark", "number"))
    assert counts == {"play": 2, "q25": 1, "ch0": 1}
    monkeypatch.setattr("faq.views.videos.MOST_MARKS", 5)
    assert client.post(PAGE, {"mark": "play"}).status_code == 204
    assert client.post(PAGE, {"mark": "play"}).status_code == 204
    assert VideoCount.objects.get(mark="play").number == 2
    assert {field.name for field in VideoCount._meta.fields} == {
        "id", "version", "day", "mark", "number"
    }  # fmt: skip
    assert Entry.objects.count() == entries


def test_a_no_is_counted_and_led_on_with_the_topic_filled(client: Client, lesson: Video) -> None:
    assert client.post(PAGE, {}).status_code == 422
    page = body(client.post(PAGE, {"helped": "no"}))
    assert "тема уже будет заполнена" in page
    assert "topic=payment" in page
    assert dict(VideoCount.objects.values_list("mark", "number")) == {"no": 1}


def test_the_board_counts_rows_and_ends_the_look_of_the_month(
    client_for: Callable[..., Client], editor: Any, senior: Any, lesson: Video, now: datetime
) -> None:
    version = lesson.versions.get()
    for mark in ["play"] * 4 + ["q25"] * 4 + ["q50"] * 2 + ["q75", "yes", "yes", "no"]:
        count_mark(version=version, mark=mark, by=SYSTEM, now=now)
    count_mark(version=version, mark="play", by=SYSTEM, now=now - timedelta(days=40))
    row = board(now - timedelta(days=30), now)[0]
    assert (row.watched.plays, row.watched.quarters) == (4, (100, 50, 25, 0))
    assert (row.watched.share, row.watched.helped, row.is_late) == (44, 67, False)
    late = now + timedelta(days=40)
    assert board(late - timedelta(days=90), late)[0].is_late
    with pytest.raises(NotAllowed):
        review_video(video=lesson, by=senior, now=late)
    assert Video.objects.get().reviewed_at is None
    review_video(video=lesson, by=editor, now=late)
    assert not board(late - timedelta(days=90), late)[0].is_late
    page = body(client_for(editor).get("/desk/articles/videos/?days=90"))
    assert "Досмотрели до четверти" in page
    answer = client_for(editor).post("/desk/articles/videos/", {"video": "restore", "do": "review"})
    assert answer.status_code == 303
    assert Entry.objects.filter(event="faq.VideoReviewed").count() == 2


def test_a_new_version_waits_for_its_film_and_the_old_one_is_kept(
    client: Client, client_for: Callable[..., Client], editor: Any, lesson: Video,
    film_of: Callable[..., Film], now: datetime,
) -> None:  # fmt: skip
    desk = client_for(editor)
    new = {"do": "save", "title": "Пароль: как вернуть", "about": "Коротко.", "seen": "0"}
    assert desk.post(DESK, new | {"script": "Без главы"}).status_code == 422
    script = SCRIPT.replace("Нажмите один.", "Нажмите два.")
    assert desk.post(DESK, new | {"script": script}).status_code == 303
    assert desk.post(DESK, new | {"script": SCRIPT}).status_code == 422  # somebody saved since
    assert "Нажмите один." in body(client.get(PAGE))
    waiting = lesson.versions.get(state=VideoState.PREPARING)
    film = film_of(waiting)
    waiting.revision = 0
    with pytest.raises(ScriptChanged):
        attach_film(version=waiting, film=film, by=SYSTEM, now=now)
    waiting.refresh_from_db()
    attach_film(version=waiting, film=film, by=SYSTEM, now=now)
    assert kept_film(film.folder.rpartition("-")[0]) == Film(**vars_of(film))
    assert "Нажмите два." in body(client.get(PAGE))
    old = body(desk.get(f"{DESK}?version=1"))
    assert "В архиве" in old
    assert "Версия 1" in old
    assert desk.get(f"{DESK}?version=9").status_code == 404
    assert desk.post(DESK, {"do": "archive"}).status_code == 303
    assert client.get(PAGE).status_code == 404
    assert desk.post(DESK, {"do": "show", "version": "1"}).status_code == 303
    assert "Нажмите один." in body(client.get(PAGE))
    assert lesson.versions.count() == 2


def vars_of(film: Film) -> dict[str, Any]:
    """A film as it is read from its folder: tracks are a list."""
    return {
        "folder": film.folder,
        "scenes": film.scenes,
        "renditions": film.renditions,
        "tracks": list(film.tracks),
    }


def test_a_lesson_begins_from_an_article_and_an_application_reads_the_playlist(
    client_for: Any, editor: Any, senior: Any, lesson: Video, make_article: Any, films: Path
) -> None:
    steps = [{"kind": "steps", "items": ["Откройте: историю. " + "слово " * 50, "Нажмите."]}]
    make_article("307", words={"blocks": steps})
    board_page = "/desk/articles/videos/"
    assert client_for(senior).post(board_page, {"do": "begin", "article": "307"}).status_code == 403
    made = client_for(editor).post(board_page, {"do": "begin", "article": "307"})
    assert made["Location"] == f"{board_page}answer-307/"
    version = Video.objects.get(code="answer-307").versions.get()
    assert (version.state, version.title) == (VideoState.PREPARING, "Где взять квитанцию?")
    assert version.scenes[-1]["key"] == "307"
    client_for(editor).post(board_page, {"do": "begin", "article": "307"})
    assert version.video.versions.count() == 1
    told = Client().get("/help/video/?format=json").json()["directions"]
    [entry] = [one for row in told for one in row["lessons"]]
    assert (entry["code"], entry["film"]) == ("restore", None)
    assert entry["url"].endswith("/help/video/restore/")
