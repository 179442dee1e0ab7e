"""Small real files of every kind, made on the spot."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX_MAIN = f"{OPEN_XML}.wordprocessingml.document.main+xml"
XLSX_MAIN = f"{OPEN_XML}.spreadsheetml.sheet.main+xml"
ODT = "application/vnd.oasis.opendocument.text"


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **save: Any) -> bytes:
    image = Image.new(
        mode, size, 90 if mode in {"L", "P", "1", "I;16"} else tuple([90] * len(mode))
    )
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def noise_picture(kind: str, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).save(out, kind)
    return out.getvalue()


def jpeg_with_place() -> bytes:
    """A photograph that tells where and with what it was taken, turned by its camera."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 21.0)
    image = Image.new("RGB", (40, 20), (200, 10, 10))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret-comment")
    return out.getvalue()


def png_flood(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims any number of pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 200_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def gif(frames: int, size: tuple[int, int] = (4, 4)) -> bytes:
    images = [Image.new("P", size, number % 250) for number in range(frames)]
    for number, image in enumerate(images):
        image.putpalette([number % 256, 0, 0] * 256)
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=40)
    return out.getvalue()


def pdf(extra: bytes = b"", objects: bytes = b"") -> bytes:
    body = (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R "
        + extra
        + b">>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>\nendobj\n" + objects
    )
    return (
        body
        + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n"
        + (str(len(body)).encode() + b"\n%%EOF\n")
    )


def pdf_object_stream(inside: bytes) -> bytes:
    packed = zlib.compress(inside)
    head = b"7 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(
        packed
    )
    return head + packed + b"\nendstream\nendobj\n"


def archive(entries: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in entries.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0)), body, compress_type=how)
    return out.getvalue()


def types_xml(main: str) -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main}"/></Types>'
    )


def docx(extra: dict[str, bytes | str] | None = None, main: str = DOCX_MAIN) -> bytes:
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": types_xml(main),
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": '<?xml version="1.0"?><document><p>Текст заявления</p></document>',
    }
    return archive(entries | (extra or {}))


def xlsx(extra: dict[str, bytes | str] | None = None) -> bytes:
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": types_xml(XLSX_MAIN),
        "xl/workbook.xml": "<workbook/>",
        "xl/worksheets/sheet1.xml": "<worksheet><row/></worksheet>",
    }
    return archive(entries | (extra or {}))


def odt(extra: dict[str, bytes | str] | None = None) -> bytes:
    entries: dict[str, bytes | str] = {
        "mimetype": ODT,
        "content.xml": '<?xml version="1.0"?><office><p>Текст</p></office>',
        "META-INF/manifest.xml": "<manifest/>",
        "ObjectReplacements/Object 1": b"plain",
    }
    return archive(entries | (extra or {}), stored=("mimetype",))


def zip_bomb(gigabytes: int) -> bytes:
    """An xlsx whose sheet expands to that many gigabytes; the deflate stream repeats one block."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = raw.compress(b"\x00" * 32 * 1024 * 1024) + raw.flush(zlib.Z_FULL_FLUSH)
    times = gigabytes * 32
    packed = block * times + raw.flush()
    size = min(times * 32 * 1024 * 1024, 0xFFFFFFFE)
    name = b"xl/worksheets/sheet1.xml"
    sizes = struct.pack("<III", 0, len(packed), size)
    start = b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x00\x00" + sizes
    local = start + struct.pack("<HH", len(name), 0) + name + packed
    entry = b"PK\x01\x02\x14\x00\x14\x00\x00\x00\x08\x00\x00\x00\x00\x00" + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06\x00\x00\x00\x00" + struct.pack("<HHIIH", 1, 1, len(entry), len(local), 0)
    return local + entry + end
