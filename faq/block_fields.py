"""Blocks of an instruction as fields of a plain form: no script is needed to write them. Pure.

A block is a few text fields named `block-<n>-<field>`. Lists are lines: a step a line, «2 — что она
делает», «Название | https://…». Order, adding and removing are `do` of the pressed button.
"""

from collections.abc import Mapping

from faq.blocks import KINDS, MOST_BLOCKS, Block, plain_lines

FIELDS = ("kind", "text", "tone", "src", "alt", "caption")
LINE_HINTS = {
    "steps": "Один шаг — одна строка.",
    "keys": "Строка: «2 — что делает клавиша».",
    "links": "Строка: «Название | https://адрес» или «Название | /наша-страница/».",
}
_DASHES = (" — ", " - ", "—")


def to_fields(blocks: list[Block]) -> list[dict[str, str]]:
    """Return what the form shows of blocks."""
    return [_shown(block) for block in blocks]


def read_fields(posted: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the blocks as they stand in a sent form, numbered from 0 without gaps."""
    found = []
    for number in range(MOST_BLOCKS + 1):
        values = {name: posted.get(f"block-{number}-{name}", "") for name in FIELDS}
        if values["kind"] not in KINDS:
            break
        found.append(values)
    return found


def to_blocks(fields: list[dict[str, str]]) -> list[Block]:
    """Return the blocks that fields describe; `faq.blocks.clean_blocks` says what is wrong with them."""
    return [_block(values) for values in fields]


def rearranged(fields: list[dict[str, str]], do: str) -> list[dict[str, str]] | None:
    """Return the fields after «add-steps», «remove-2», «up-2», «down-2»; None for anything else."""
    verb, _, what = do.partition("-")
    if verb == "add" and what in KINDS:
        return [*fields, {**dict.fromkeys(FIELDS, ""), "kind": what, "tone": "info"}]
    if not what.isdigit() or int(what) >= len(fields):
        return None
    at, rest = int(what), list(fields)
    if verb == "remove":
        del rest[at]
        return rest
    to = {"up": at - 1, "down": at + 1}.get(verb)
    if to is None:
        return None
    rest.insert(max(0, to), rest.pop(at))
    return rest


def _shown(block: Block) -> dict[str, str]:
    kind = block["kind"]
    values = {name: str(block.get(name, "")) for name in FIELDS}
    if kind == "links":
        values["text"] = "\n".join(f"{one['title']} | {one['url']}" for one in block["items"])
    elif kind in ("steps", "keys"):
        values["text"] = "\n".join(plain_lines(block))
    return values


def _block(values: dict[str, str]) -> Block:
    kind, text = values["kind"], values["text"]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if kind == "steps":
        return {"kind": kind, "items": lines}
    if kind == "keys":
        return {"kind": kind, "items": [_key(line) for line in lines]}
    if kind == "links":
        return {"kind": kind, "items": [_link(line) for line in lines]}
    if kind == "picture":
        return {"kind": kind, **{name: values[name] for name in ("src", "alt", "caption")}}
    if kind == "note":
        return {"kind": kind, "text": text, "tone": values["tone"] or "info"}
    return {"kind": kind, "text": text}


def _key(line: str) -> Block:
    for dash in _DASHES:
        key, found, meaning = line.partition(dash)
        if found:
            return {"key": key.strip(), "meaning": meaning.strip()}
    return {"key": line, "meaning": ""}


def _link(line: str) -> Block:
    title, _, url = line.rpartition("|")
    return {"title": title.strip(), "url": url.strip()}
