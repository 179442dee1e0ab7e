"""Names are kept for people and never used as paths or header text as they came (U-10)."""

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 150
NAMELESS = "файл"
# RFC 5987 attr-char: everything else is percent-encoded.
_ATTR_CHARS = "!#$&+-.^_`|~"
_PATH = re.compile(r"[/\\]")
_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """Return the last part of a name without invisible, turning or unassigned characters."""
    text = unicodedata.normalize("NFC", name[:4000])
    text = "".join(char for char in text if unicodedata.category(char) not in _HARMFUL)
    text = _PATH.split(text)[-1]
    text = " ".join(text.split()).rstrip(". ")
    return _shortened(text) or NAMELESS


def extension_of(name: str) -> str:
    """Return the extension of a cleaned name in lower case; "" for `.htaccess` and `README`."""
    stem, dot, extension = name.rpartition(".")
    return extension.casefold() if dot and stem.strip(". ") else ""


def with_extension(name: str, extension: str) -> str:
    """Return the name ending with the given extension."""
    return f"{name.rpartition('.')[0]}.{extension}"


def disposition(name: str, *, inline: bool = False) -> str:
    """Return a Content-Disposition of one line, readable by old and new browsers (RFC 6266)."""
    how = "inline" if inline else "attachment"
    extension = re.sub(r"[^a-z0-9]", "", extension_of(name))[:8]
    plain = f"file.{extension}" if extension else "file"
    if re.fullmatch(r"[A-Za-z0-9 ._()-]+", name):
        plain = name
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR_CHARS)}"


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    extension = extension_of(name)
    if not extension or len(extension) > 10:
        return name[:MAX_NAME].rstrip(". ")
    return f"{name[: MAX_NAME - len(extension) - 1].rstrip('. ')}.{extension}"
