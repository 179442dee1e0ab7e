"""What may be attached: extension and signature, both. The stored type comes from this table only."""

from dataclasses import dataclass
from enum import StrEnum

from common.files.refusals import FileTypeRefused


class Family(StrEnum):
    """Which checks look inside."""

    IMAGE = "image"
    PDF = "pdf"
    OFFICE = "office"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Kind:
    """An allowed kind of file. The first extension is the one names get."""

    code: str
    family: Family
    content_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
KINDS = (
    Kind("jpeg", Family.IMAGE, "image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    Kind("png", Family.IMAGE, "image/png", ("png",)),
    Kind("webp", Family.IMAGE, "image/webp", ("webp",)),
    Kind("gif", Family.IMAGE, "image/gif", ("gif",)),
    Kind("pdf", Family.PDF, "application/pdf", ("pdf",)),
    Kind("docx", Family.OFFICE, f"{_OPEN_XML}.wordprocessingml.document", ("docx",)),
    Kind("xlsx", Family.OFFICE, f"{_OPEN_XML}.spreadsheetml.sheet", ("xlsx",)),
    Kind("odt", Family.OFFICE, "application/vnd.oasis.opendocument.text", ("odt",)),
    Kind("text", Family.TEXT, "text/plain", ("txt",)),
)
BY_CODE = {kind.code: kind for kind in KINDS}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)
TAKEN = "JPG, PNG, WEBP, GIF, PDF, DOCX, XLSX, ODT и TXT"

_ADVICE = {
    (
        "heic",
        "heif",
        "hif",
    ): "Снимки HEIC не принимаются: сохраните снимок как JPG и приложите ещё раз.",
    (
        "doc",
        "rtf",
        "odf",
        "pages",
    ): "Такой документ не принимается: сохраните его как DOCX или PDF.",
    (
        "xls",
        "ods",
        "csv",
        "numbers",
    ): "Такая таблица не принимается: сохраните её как XLSX или PDF.",
    ("docm", "xlsm", "dotm", "xltm", "dotx", "xltx"): (
        "Документы с макросами и шаблоны не принимаются: сохраните документ как DOCX, XLSX или PDF."
    ),
    ("zip", "rar", "7z", "gz", "tar"): "Архивы не принимаются: приложите файлы по одному.",
    (
        "bmp",
        "tif",
        "tiff",
        "avif",
        "svg",
        "svgz",
    ): "Такой рисунок не принимается: сохраните его как JPG или PNG.",
    ("mp4", "mov", "avi", "mkv", "webm", "mp3", "ogg", "wav", "m4a"): (
        "Видео и звук не принимаются: приложите снимок экрана или опишите словами, что на записи."
    ),
}
_ADVICE_BY_EXTENSION = {name: text for names, text in _ADVICE.items() for name in names}


def kind_of_name(extension: str) -> Kind:
    """Return the kind an extension promises; raises FileTypeRefused with advice."""
    kind = BY_EXTENSION.get(extension)
    if kind is None:
        advice = _ADVICE_BY_EXTENSION.get(
            extension, "Сохраните файл в одном из этих видов и приложите ещё раз."
        )
        raise FileTypeRefused(f"Принимаются {TAKEN}. {advice}")
    return kind


def kind_of_head(head: bytes) -> str:
    """Return what the first bytes are: a code of KINDS, "zip", "heic", "unknown" or "text"."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[4:8] == b"ftyp" and head[8:12] in {
        b"heic",
        b"heix",
        b"hevc",
        b"heim",
        b"heis",
        b"mif1",
        b"msf1",
    }:
        return "heic"
    return "unknown" if _is_binary(head) else "text"


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in head or head.startswith(
        (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"L\x00\x00\x00")
    )


def agreed_kind(promised: Kind, head: bytes) -> Kind:
    """Return the kind the name and the first bytes agree on; raises FileTypeRefused.

    A picture under another picture's extension is a common accident of phones: its true kind is
    taken, and the name follows.
    """
    found = kind_of_head(head)
    if found == "heic":
        kind_of_name("heic")
    if promised.family == Family.OFFICE and found == "zip":
        return promised
    real = BY_CODE.get(found)
    if real is not None and real.family == promised.family:
        return real
    raise FileTypeRefused(
        f"Содержимое файла не похоже на {promised.extension.upper()}. Принимаются {TAKEN}: "
        "откройте файл у себя, сохраните его в одном из этих видов и приложите ещё раз."
    )
