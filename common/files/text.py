"""Plain text: readable in one of the encodings people use, nothing binary inside."""

import codecs
from pathlib import Path

from common.files.refusals import FileTypeRefused

_CHUNK = 64 * 1024
_CONTROLS = {chr(code) for code in range(32)} - {"\t", "\n", "\r", "\f"} | {"\x7f"}


def check_text(path: Path) -> None:
    """Raise FileTypeRefused unless the file reads to its end as UTF-8, UTF-16 with a mark or CP1251."""
    with path.open("rb") as file:
        mark = file.read(2)
    encodings = (
        ["utf-16"] if mark in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else ["utf-8", "cp1251"]
    )
    if not any(_reads(path, encoding) for encoding in encodings):
        raise FileTypeRefused(
            "Этот файл не похож на простой текст. Сохраните его как TXT в кодировке UTF-8 или как PDF."
        )


def _reads(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(_CHUNK):
                if not _CONTROLS.isdisjoint(chunk):
                    return False
    except UnicodeError:
        return False
    return True
