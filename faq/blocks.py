"""Blocks of a full instruction: the JSON of a version, checked here once. Pure.

{"kind": "text", "text": "…"}                                  a paragraph
{"kind": "steps", "items": ["…", "…"]}                         numbered
{"kind": "note", "text": "…", "tone": "info" | "warning"}
{"kind": "picture", "src": "/help/picture/…/", "alt": "…", "caption": "…"}
{"kind": "keys", "items": [{"key": "2", "meaning": "…"}]}      what to press on the phone
{"kind": "links", "items": [{"title": "…", "url": "…"}]}
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from common.errors import InvalidInput

Block = dict[str, Any]
MOST_BLOCKS = 30
MOST_ITEMS = 30
LONGEST_TEXT = 2000
LONGEST_ITEM = 600
OWN_PICTURES = ("/help/picture/", "/static/", "/media/")
TONES = ("info", "warning")
KINDS = {
    "text": "Текст",
    "steps": "Шаги",
    "note": "Примечание",
    "picture": "Картинка",
    "keys": "Клавиши",
    "links": "Ссылки",
}


def clean_blocks(blocks: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Return the blocks as they are kept. Raises InvalidInput (`field="blocks"`) with what to mend."""
    if len(blocks) > MOST_BLOCKS:
        raise _wrong(f"Блоков больше {MOST_BLOCKS}: разделите статью на две.")
    return [_clean(number, block) for number, block in enumerate(blocks, 1)]


def plain_lines(block: Mapping[str, Any]) -> list[str]:
    """Return the words of a block, a line each: for the search, differences and insertion."""
    kind = block["kind"]
    if kind == "steps":
        return list(block["items"])
    if kind == "keys":
        return [f"{item['key']} — {item['meaning']}" for item in block["items"]]
    if kind == "links":
        return [f"{item['title']} ({item['url']})" for item in block["items"]]
    if kind == "picture":
        return [line for line in (block["alt"], block["caption"]) if line]
    return [block["text"]]


def plain_text(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return the whole instruction as text: steps are numbered, the rest are paragraphs."""
    parts = []
    for block in blocks:
        lines = plain_lines(block)
        if block["kind"] == "steps":
            lines = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _wrong(message: str) -> InvalidInput:
    return InvalidInput(message, field="blocks")


def _clean(number: int, block: Mapping[str, Any]) -> Block:
    kind = block.get("kind")
    if kind not in _CLEANERS:
        raise _wrong(f"Блок {number}: неизвестный вид.")
    return {"kind": kind, **_CLEANERS[str(kind)](f"Блок {number} «{KINDS[str(kind)]}»", block)}


def _words(where: str, value: object, most: int, what: str, *, empty: bool = False) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text and not empty:
        raise _wrong(f"{where}: заполните {what}.")
    if len(text) > most:
        raise _wrong(f"{where}: {what} длиннее {most} знаков.")
    return text


def _items(where: str, block: Mapping[str, Any]) -> list[Any]:
    items = block.get("items")
    if not isinstance(items, list) or not items:
        raise _wrong(f"{where}: добавьте хотя бы одну строку.")
    if len(items) > MOST_ITEMS:
        raise _wrong(f"{where}: строк больше {MOST_ITEMS}.")
    return items


def _text(where: str, block: Mapping[str, Any]) -> Block:
    return {"text": _words(where, block.get("text"), LONGEST_TEXT, "текст")}


def _steps(where: str, block: Mapping[str, Any]) -> Block:
    return {"items": [_words(where, item, LONGEST_ITEM, "шаг") for item in _items(where, block)]}


def _note(where: str, block: Mapping[str, Any]) -> Block:
    tone = block.get("tone", "info")
    if tone not in TONES:
        raise _wrong(f"{where}: выберите вид примечания из списка.")
    return {"text": _words(where, block.get("text"), LONGEST_TEXT, "текст"), "tone": tone}


def _picture(where: str, block: Mapping[str, Any]) -> Block:
    src = _words(where, block.get("src"), 200, "картинку: выберите файл")
    if not src.startswith(OWN_PICTURES) or ".." in src:
        raise _wrong(f"{where}: загрузите картинку: с чужих сайтов они не берутся.")
    return {
        "src": src,
        "alt": _words(where, block.get("alt"), 300, "описание для тех, кто её не видит"),
        "caption": _words(where, block.get("caption"), 300, "подпись", empty=True),
    }


def _keys(where: str, block: Mapping[str, Any]) -> Block:
    items = [item for item in _items(where, block) if isinstance(item, Mapping)]
    return {
        "items": [
            {
                "key": _words(where, item.get("key"), 20, "клавишу"),
                "meaning": _words(where, item.get("meaning"), 300, "что она делает"),
            }
            for item in items
        ]
    }


def _links(where: str, block: Mapping[str, Any]) -> Block:
    items = [item for item in _items(where, block) if isinstance(item, Mapping)]
    return {"items": [_link(where, item) for item in items]}


def _link(where: str, item: Mapping[str, Any]) -> Block:
    url = _words(where, item.get("url"), 500, "адрес")
    is_own = url.startswith("/") and not url.startswith("//")
    if not (is_own or url.startswith("https://")):
        raise _wrong(f"{where}: адрес начинается с https:// или с / (наша страница).")
    return {"title": _words(where, item.get("title"), 200, "название"), "url": url}


_CLEANERS: dict[str, Callable[[str, Mapping[str, Any]], Block]] = {
    "text": _text,
    "steps": _steps,
    "note": _note,
    "picture": _picture,
    "keys": _keys,
    "links": _links,
}
