"""Office documents are archives of XML: every entry is unpacked within bounds and read (U-06, U-07).

Bounds hold twice: for what the archive declares, before a byte is unpacked, and for what comes
out while unpacking. XML goes through defusedxml: no DTD, no entities. Nothing is written to disk.
"""

import stat
import struct
import zlib
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from common.files.kinds import Kind
from common.files.refusals import FileBroken, FileDangerous, FileTypeRefused

MAX_ENTRIES = 2_000
MAX_DIRECTORY_BYTES = 512 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
RATIO_MATTERS_FROM = 1024 * 1024
MAX_XML_DEPTH = 200
_CHUNK = 64 * 1024
_END = b"PK\x05\x06"
_END_BYTES = 22
_COMMENT_BYTES = 65_535
_XML = (".xml", ".rels")
_MACROS = (
    "vbaproject",
    "vbadata",
    "/activex/",
    "basic/",
    "scripts/",
    "/macrosheets/",
    "/dialogsheets/",
)
_INNER_FILES = ("/embeddings/",)
_PASSIVE = (
    ".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp",
    ".bin", ".odttf", ".fntdata", ".ttf", ".otf", ".rdf", ".vml", "layout-cache", "mimetype",
)  # fmt: skip
_MAIN_TYPE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_LOADED_BY_ITSELF = (
    "attachedTemplate",
    "oleObject",
    "frame",
    "subDocument",
    "externalLinkPath",
    "package",
)
_SAVE_AS_PDF = "Сохраните документ как PDF и приложите его."


def check_office(path: Path, kind: Kind) -> None:
    """Raise FileTypeRefused, FileDangerous or FileBroken unless the archive is a plain document."""
    _check_directory(path)
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _check_declared(entries)
            _check_entries(entries)
            _check_is(kind, archive)
            left = MAX_UNPACKED
            for entry in entries:
                left -= _unpack(archive, entry, left)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise FileBroken from error


def _check_directory(path: Path) -> None:
    """Look at the archive's own count before its directory is read: 100 000 entries cost nothing."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise FileBroken
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    if entries > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        _too_complex()


def _check_declared(entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        _too_complex()
    for entry in entries:
        if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(
            entry.compress_size, 1
        ):
            _too_complex()


def _check_entries(entries: list[ZipInfo]) -> None:
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise FileBroken
    for entry in entries:
        name = entry.orig_filename.replace("\\", "/").casefold()
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in name:
            raise FileDangerous(f"Внутри документа есть недопустимые пути. {_SAVE_AS_PDF}")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise FileDangerous(f"Внутри документа есть ссылки на чужие файлы. {_SAVE_AS_PDF}")
        if entry.flag_bits & 0x1:
            raise FileDangerous(
                "Документ защищён паролем, его нельзя проверить. Снимите пароль и приложите ещё раз."
            )
        if any(mark in f"/{name}" for mark in _MACROS):
            raise FileDangerous(f"В документе есть макросы. {_SAVE_AS_PDF}")
        if any(mark in f"/{name}" for mark in _INNER_FILES):
            raise FileDangerous(f"В документ вложен другой файл. {_SAVE_AS_PDF}")
        if not (
            entry.is_dir() or name.endswith(_PASSIVE) or name.startswith("objectreplacements/")
        ):
            raise FileDangerous(f"Внутри документа лежит посторонний файл. {_SAVE_AS_PDF}")


def _check_is(kind: Kind, archive: ZipFile) -> None:
    """Refuse an archive that is not the document its name says."""
    mark = "mimetype" if kind.code == "odt" else "[Content_Types].xml"
    try:
        with archive.open(mark) as file:
            text = file.read(_CHUNK).decode("utf-8", "replace")
    except KeyError:
        text = ""
    if "macroEnabled" in text or "vbaProject" in text:
        raise FileDangerous(f"В документе есть макросы. {_SAVE_AS_PDF}")
    right = (
        text.strip() == kind.content_type if kind.code == "odt" else _MAIN_TYPE[kind.code] in text
    )
    if not right:
        raise FileTypeRefused(f"Этот архив — не документ {kind.extension.upper()}. {_SAVE_AS_PDF}")


def _unpack(archive: ZipFile, entry: ZipInfo, left: int) -> int:
    """Read one entry to its end, XML through the parser; return how many bytes came out."""
    name = entry.filename.casefold()
    reader = _XmlReader() if name.endswith(_XML) else None
    out = 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            out += len(chunk)
            if out > left:
                _too_complex()
            if out == len(chunk) and chunk[:4] in {
                b"PK\x03\x04",
                b"Rar!",
                b"7z\xbc\xaf",
                b"\xd0\xcf\x11\xe0",
            }:
                raise FileDangerous(f"В документ вложен другой файл. {_SAVE_AS_PDF}")
            if reader:
                reader.feed(chunk)
    if reader and out:
        reader.close()
    return out


class _XmlReader:
    """Feeds XML to defusedxml: no DTD, no entities, bounded depth, no outside parts loaded at opening."""

    def __init__(self) -> None:
        self.parser = DefusedExpatParser(forbid_dtd=True)
        self.parser.setContentHandler(_Watcher())

    def feed(self, chunk: bytes) -> None:
        self._run(lambda: self.parser.feed(chunk))

    def close(self) -> None:
        self._run(self.parser.close)

    def _run(self, step: "object") -> None:
        try:
            step()  # type: ignore[operator]
        except DefusedXmlException as error:
            raise FileDangerous(
                f"Внутри документа есть недопустимая разметка. {_SAVE_AS_PDF}"
            ) from error
        except SAXException as error:
            raise FileBroken from error


class _Watcher(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  SAX's name
        self.depth += 1
        if self.depth > MAX_XML_DEPTH:
            _too_complex()
        if name == "Relationship" and attrs.get("TargetMode") == "External":
            kind = str(attrs.get("Type", "")).rsplit("/", 1)[-1]
            if kind in _LOADED_BY_ITSELF:
                raise FileDangerous(f"Документ подгружает чужие файлы. {_SAVE_AS_PDF}")

    def endElement(self, name: str) -> None:  # noqa: N802  SAX's name
        self.depth -= 1


def _too_complex() -> None:
    raise FileDangerous(f"Документ распаковывается в слишком большой объём. {_SAVE_AS_PDF}")
