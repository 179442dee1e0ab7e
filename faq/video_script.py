"""The script of a video: chapters, what is said, what is on the screen. One text to write, JSON to keep.

    # Откройте страницу статуса
    экран: /status/
    рамка: form input
    клавиша: 2 — статус заявления
    ввод: девять цифр номера обращения
    ответ: «Код отправлен»
    Номер обращения состоит из девяти цифр.
    en: An appeal number has nine digits.

A line of its own is one sentence of the voice and one subtitle; `en:` is its translation. The keys
of the options are `OPTIONS`. Times are estimated here and measured when the film is made.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from common.errors import InvalidInput

OPTIONS = {
    "экран": "screen",
    "рамка": "frame",
    "клавиша": "key",
    "ввод": "enter",
    "ответ": "expect",
}
MOST_SCENES, MOST_LINES, LONGEST_LINE = 12, 8, 200
LONGEST_TITLE, LONGEST_OPTION = 80, 200
# How fast a voice reads, and the silence after a sentence and at a film's end.
LETTERS_A_SECOND, PAUSE_S = 13.0, 0.5
TRANSLATION = "en:"

Scene = dict[str, Any]


def parse_script(text: str) -> list[Scene]:
    """Return the scenes of a script with estimated times; InvalidInput names the line that is wrong."""
    scenes: list[Scene] = []
    for number, line in enumerate(text.replace("\x00", "").splitlines(), 1):
        if words := " ".join(line.split()):
            _take(scenes, words, number)
    if not scenes:
        raise _wrong("напишите хотя бы одну главу: строку, которая начинается с «#».", 1)
    for scene in scenes:
        if not scene["lines"]:
            raise InvalidInput(f"В главе «{scene['title']}» нет слов для диктора.", field="script")
    return timed(scenes)


def script_text(scenes: Sequence[Scene]) -> str:
    """Write scenes as the text they are parsed from."""
    return "\n\n".join("\n".join(_written(scene)) for scene in scenes)


def timed(scenes: Sequence[Scene], spoken: Sequence[float] = ()) -> list[Scene]:
    """Return the scenes with the times of their lines: as `spoken` lasts, or as it may last."""
    lasts = iter(spoken)
    at, made = 0.0, []
    for scene in scenes:
        lines = []
        for line in scene["lines"]:
            length = next(lasts, None) or max(1.5, len(line["text"]) / LETTERS_A_SECOND)
            lines.append(line | {"start": round(at, 2), "end": round(at + length, 2)})
            at += length + PAUSE_S
        made.append(scene | {"lines": lines, "start": lines[0]["start"]})
    return made


def length_of(scenes: Sequence[Scene]) -> float:
    """Return how many seconds the scenes take."""
    return float(scenes[-1]["lines"][-1]["end"]) + PAUSE_S


def lines_of(scenes: Sequence[Scene]) -> Iterator[dict[str, Any]]:
    for scene in scenes:
        yield from scene["lines"]


def is_translated(scenes: Sequence[Scene]) -> bool:
    """Whether every sentence has its translation: half of the subtitles would be no subtitles."""
    return all(line.get("en") for line in lines_of(scenes))


def subtitles(scenes: Sequence[Scene], language: str = "ru") -> str:
    """Return WebVTT of what is said."""
    field = "text" if language == "ru" else language
    cues = [
        f"{_clock(line['start'])} --> {_clock(line['end'])}\n{_plain(line[field])}"
        for line in lines_of(scenes)
    ]
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _take(scenes: list[Scene], words: str, number: int) -> None:
    if words.startswith("#"):
        title = words.lstrip("# ")
        if not title or len(title) > LONGEST_TITLE:
            raise _wrong(f"название главы — до {LONGEST_TITLE} знаков.", number)
        if len(scenes) == MOST_SCENES:
            raise _wrong(f"глав не больше {MOST_SCENES}.", number)
        scenes.append({"title": title, "lines": []})
        return
    if not scenes:
        raise _wrong("сначала название главы: «# Что делаем».", number)
    _into(scenes[-1], words, number)


def _into(scene: Scene, words: str, number: int) -> None:
    name, _, value = words.partition(":")
    if name.lower() in OPTIONS and value.strip():
        _option(scene, OPTIONS[name.lower()], value.strip(), number)
    elif words.lower().startswith(TRANSLATION):
        if not scene["lines"]:
            raise _wrong("перевод стоит под своей фразой.", number)
        scene["lines"][-1]["en"] = words[len(TRANSLATION) :].strip()[:LONGEST_LINE]
    elif len(words) > LONGEST_LINE:
        raise _wrong(f"фраза длиннее {LONGEST_LINE} знаков, разделите её.", number)
    elif len(scene["lines"]) == MOST_LINES:
        raise _wrong(f"в главе не больше {MOST_LINES} фраз.", number)
    else:
        scene["lines"].append({"text": words})


def _option(scene: Scene, key: str, value: str, number: int) -> None:
    if len(value) > LONGEST_OPTION:
        raise _wrong(f"короче {LONGEST_OPTION} знаков, пожалуйста.", number)
    if key == "screen" and (not value.startswith("/") or value.startswith("//")):
        raise _wrong("экран — это адрес на нашем сайте, он начинается с «/».", number)
    if key == "key":
        press, _, means = value.partition("—")
        if not press.strip() or not set(press.strip()) <= set("0123456789*# "):
            raise _wrong("клавиша — это цифры телефона: «2 — статус заявления».", number)
        scene |= {"key": press.strip(), "key_means": means.strip()}
        return
    scene[key] = value


def _written(scene: Scene) -> Iterator[str]:
    yield f"# {scene['title']}"
    for name, key in OPTIONS.items():
        if value := scene.get(key):
            means = scene.get("key_means") if key == "key" else ""
            yield f"{name}: {value} — {means}" if means else f"{name}: {value}"
    for line in scene["lines"]:
        yield line["text"]
        if line.get("en"):
            yield f"{TRANSLATION} {line['en']}"


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def _plain(text: str) -> str:
    """WebVTT reads tags and arrows; a sentence has none."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wrong(words: str, number: int) -> InvalidInput:
    return InvalidInput(f"Строка {number}: {words}", field="script")
