"""All checks of one received file, in order, cheapest first."""

from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.conf import settings

from common.files.archives import check_office
from common.files.images import rewrite_image
from common.files.kinds import Family, Kind, agreed_kind, kind_of_name
from common.files.names import clean_name, extension_of, with_extension
from common.files.pdf import check_pdf
from common.files.refusals import FileTooBig, FileTypeRefused
from common.files.store import full_disk_said
from common.files.text import check_text

_HEAD = 4096
# What the second opinion may call our kinds; office documents are archives to it.
_ALSO = {
    "jpeg": {".jpg", ".jpeg", ".jfif", ".jpe"},
    "docx": {".zip"},
    "xlsx": {".zip"},
    "odt": {".zip"},
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name fit to keep and the kind it promises."""

    name: str
    kind: Kind


def check_name(name: str) -> Named:
    """Return the cleaned name and its promised kind, before a byte is read; raises FileTypeRefused."""
    clean = clean_name(name)
    return Named(clean, kind_of_name(extension_of(clean)))


def inspect(path: Path, named: Named) -> Named:
    """Return what the file really is, its name corrected; raises FileRefused.

    A picture is replaced by its re-encoded pixels in place.
    """
    with path.open("rb") as file:
        kind = agreed_kind(named.kind, file.read(_HEAD))
    _ask_second_opinion(path, kind)
    match kind.family:
        case Family.IMAGE:
            _replace_image(path, kind)
        case Family.PDF:
            check_pdf(path)
        case Family.OFFICE:
            check_office(path, kind)
        case Family.TEXT:
            check_text(path)
    if extension_of(named.name) in kind.extensions:
        return Named(named.name, kind)
    return Named(with_extension(named.name, kind.extension), kind)


def _ask_second_opinion(path: Path, kind: Kind) -> None:
    """Refuse when puremagic, which knows many more signatures, sees something else.

    Text has no signature: any certain find means it is not text.
    """
    try:
        found = {guess.extension for guess in puremagic.magic_file(path) if guess.confidence >= 0.5}
    except (puremagic.PureError, ValueError):
        found = set()
    expected = _ALSO.get(kind.code, set()) | {f".{extension}" for extension in kind.extensions}
    if kind.family == Family.TEXT:
        return
    if found and found.isdisjoint(expected):
        raise FileTypeRefused(
            "Внутри файла не то, что обещает его имя. Откройте файл у себя, сохраните заново и приложите ещё раз."
        )


def _replace_image(path: Path, kind: Kind) -> None:
    rewritten = path.with_name(f"{path.name}.new")
    try:
        with full_disk_said():
            rewrite_image(path, rewritten, kind)
        if rewritten.stat().st_size > settings.ATTACHMENT_MAX_BYTES:
            raise FileTooBig
        rewritten.replace(path)
    finally:
        rewritten.unlink(missing_ok=True)
