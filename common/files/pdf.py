"""PDF is kept byte for byte, so it must be whole and must hold nothing that acts by itself.

Refused: JavaScript, launching programs, embedded files, rich media, XFA forms, passwords. Object
streams are unpacked within bounds, names with `#4a` escapes are read as readers read them.
Links and ordinary form fields are allowed. What remains is for the virus scanner.
"""

import mmap
import re
import zlib
from pathlib import Path

from common.files.refusals import FileBroken, FileDangerous

_TAIL = 2048
_OBJECT_STREAM_BYTES = 8 * 1024 * 1024
_OBJECT_STREAMS_BYTES = 64 * 1024 * 1024
_DICTIONARY = 2048
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPED = re.compile(rb"/[0-9A-Za-z]{0,30}(?:#[0-9A-Fa-f]{2}[0-9A-Za-z]{0,30}){1,30}")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt)(?![0-9A-Za-z])")
_PAGES = (
    "Напечатайте документ в PDF («Печать» → «Сохранить как PDF») и приложите то, что получилось."
)
_WHY = {
    b"/Encrypt": "Документ защищён паролем, его нельзя проверить.",
    b"/XFA": "Документ содержит динамическую форму.",
}


def check_pdf(path: Path) -> None:
    """Raise FileBroken or FileDangerous."""
    if path.stat().st_size < 64:
        raise FileBroken
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tail = data[-_TAIL:]
        if b"%%EOF" not in tail or b"startxref" not in tail:
            raise FileBroken
        _refuse_active(data)
        _look_into_object_streams(data)


def _refuse_active(data: "mmap.mmap | bytes") -> None:
    found = _ACTIVE.search(data)
    if found:
        _refuse(found.group())
    for escaped in _ESCAPED.finditer(data):
        plain = re.sub(
            rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), escaped.group()
        )
        if _ACTIVE.match(plain):
            _refuse(plain)


def _refuse(name: bytes) -> None:
    why = _WHY.get(name, "В документе есть сценарий, вложенный файл или запуск программы.")
    raise FileDangerous(f"{why} {_PAGES}")


def _look_into_object_streams(data: mmap.mmap) -> None:
    """Unpack object streams, where a writer may hide the dictionaries from a plain search."""
    left = _OBJECT_STREAMS_BYTES
    position = 0
    while start := _STREAM.search(data, position):
        end = data.find(b"endstream", start.end())
        if end < 0:
            raise FileBroken
        head = data[max(position, start.start() - _DICTIONARY) : start.start()]
        if b"/ObjStm" in head:
            left -= _check_object_stream(head, data[start.end() : end])
            if left < 0:
                raise FileDangerous(
                    f"Документ устроен слишком сложно, чтобы его проверить. {_PAGES}"
                )
        position = end + len(b"endstream")


def _check_object_stream(head: bytes, packed: bytes) -> int:
    """Refuse active names inside one object stream; return how many bytes it held."""
    if b"/Filter" not in head:
        return len(packed)
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(packed, _OBJECT_STREAM_BYTES)
    except zlib.error as error:
        raise FileDangerous(f"Часть документа нельзя прочитать для проверки. {_PAGES}") from error
    if unpacker.unconsumed_tail:
        raise FileDangerous(f"Документ устроен слишком сложно, чтобы его проверить. {_PAGES}")
    _refuse_active(plain)
    return len(plain)
