"""Making films, the parts that need neither ffmpeg nor a voice: what is refused, timed, listed, drawn."""

import wave
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from common.actors import SYSTEM
from faq.actions.videos import (
    VideoSpec,
    VideoText,
    call_reviews,
    create_video,
    next_review,
    show_version,
    write_version,
)
from faq.filming import cards, encoding, maker, voices
from faq.films import Film, folder_of, keep_film, stem_of
from faq.models import VideoVersion
from journal.models import Entry

SCRIPT = "# Позвоните\nклавиша: 2 — статус\nНажмите два.\nen: Press two."


@pytest.fixture
def shown(db: None, now: datetime, tmp_path: Path, settings: Any) -> VideoVersion:
    settings.VIDEO_ROOT = tmp_path
    video = create_video(spec=VideoSpec("status", "payment"), by=SYSTEM, now=now)
    text = VideoText("Как узнать статус", "По телефону.", SCRIPT)
    version = write_version(video=video, text=text, by=SYSTEM, now=now)
    return show_version(version=version, by=SYSTEM, now=now)


def test_without_the_tools_nothing_is_made_and_it_says_what_to_install(
    shown: VideoVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker.shutil, "which", lambda _: None)
    before = Entry.objects.count()
    with pytest.raises(CommandError, match="apt install ffmpeg espeak-ng"):
        call_command("make_videos")
    assert VideoVersion.objects.get().film == ""
    assert (list(tmp_path.iterdir()), Entry.objects.count()) == ([], before)


def test_a_film_made_before_is_taken_over_without_the_tools(
    shown: VideoVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker, "TOOLS", ())
    folder = f"{stem_of('status', shown.scenes, shown.title)}-0a1b2c3d"
    (tmp_path / folder).mkdir()
    keep_film(
        Film(folder, shown.scenes, [], [("voice", "male", "Мужской", "ru")]), tmp_path / folder
    )
    call_command("make_videos", stdout=StringIO())
    version = VideoVersion.objects.get()
    assert (version.film, [track.label for track in version.tracks.all()]) == (folder, ["Мужской"])
    said = StringIO()
    call_command("make_videos", stdout=said)
    assert "Every lesson has its film" in said.getvalue()


def test_each_voice_takes_the_slot_of_the_slowest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = {"female": [1.0, 2.0], "male": [1.5, 0.5]}

    def hummed(voice: Any, _line: str, at: Path, number: int) -> Path:
        path = at / f"{voice.code}-{number}.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(b"\1\1" * round(8000 * lengths[voice.code][number]))
        return path

    monkeypatch.setattr(voices, "_sentence", hummed)
    assert voices.speak(["Раз.", "Два."], tmp_path) == [1.5, 2.0]
    for code in lengths:
        with wave.open(str(tmp_path / f"{code}.wav")) as whole:
            assert whole.getnframes() / 8000 == 1.5 + 0.5 + 2.0 + 0.5


def test_the_list_of_a_film_names_voices_subtitles_and_sizes(tmp_path: Path) -> None:
    sizes = [{"height": height, "bytes": 9, "bits_a_second": 50_000} for height in (360, 720)]
    encoding._write_master(sizes, [("ru", "Русские"), ("en", "English")], tmp_path)
    listed = (tmp_path / "master.m3u8").read_text("utf-8")
    assert listed.count("TYPE=AUDIO") == listed.count("TYPE=SUBTITLES") == 2
    assert listed.count("DEFAULT=YES") == 1
    assert 'RESOLUTION=1280x720,FRAME-RATE=10.000,CODECS="avc1.4d401f,mp4a.40.2"' in listed
    assert listed.splitlines()[-1] == "v720.m3u8"


def test_a_chapter_without_a_screen_is_a_card_with_its_key(tmp_path: Path) -> None:
    scene = {"title": "Позвоните", "key": "2", "key_means": "статус", "lines": []}
    cards.frame(scene, "1/1", None, tmp_path / "card.png")
    cards.poster("Как узнать статус", "Оплата", tmp_path / "poster.jpg")
    with Image.open(tmp_path / "card.png") as card:
        assert card.size == cards.SIZE
        assert card.convert("RGB").getpixel((1200, 16)) == (0xD9, 0x30, 0x25)  # the key's badge
    named = folder_of("status-0a1b", tmp_path)
    (tmp_path / "card.png").write_bytes(b"another page")
    assert folder_of("status-0a1b", tmp_path) != named


def test_times_of_a_month_go_on_from_its_last_look(shown: VideoVersion, now: datetime) -> None:
    assert str(next_review(datetime(2027, 1, 31).date())) == "2027-02-28"
    assert call_reviews(by=SYSTEM, now=now) == 0
    late = now + timedelta(days=35)
    assert (call_reviews(by=SYSTEM, now=late), call_reviews(by=SYSTEM, now=late)) == (1, 0)
    assert Entry.objects.filter(event="faq.VideoReviewDue").count() == 1
