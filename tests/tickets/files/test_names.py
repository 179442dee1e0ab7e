"""U-10: names break neither headers nor paths."""

import pytest

from common.files.names import clean_name, disposition, extension_of

SPELT = {
    'a".jpg': 'a".jpg',
    "a\r\nSet-Cookie: x=1.jpg": "aSet-Cookie: x=1.jpg",
    "a;filename=x.html;.jpg": "a;filename=x.html;.jpg",
    "%0d%0aX: 1.jpg": "%0d%0aX: 1.jpg",
    "Справка о составе семьи.pdf": "Справка о составе семьи.pdf",
    "снимок 📷.jpg": "снимок 📷.jpg",
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Users\\x\\doc.pdf": "doc.pdf",
    "a\x00b.jpg": "ab.jpg",
    "\u202egpj.exe": "gpj.exe",
    "half\ud800.jpg": "half.jpg",
    "name.pdf. . ": "name.pdf",
    "": "файл",
    "...": "файл",
}


@pytest.mark.parametrize(("given", "kept"), SPELT.items())
def test_u10_name_is_kept_readable_and_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize("name", SPELT)
def test_u10_header_is_one_line_with_both_spellings(name: str) -> None:
    header = disposition(clean_name(name))
    assert header.isascii()
    assert header.isprintable()
    assert header.count("filename=") == 1
    assert header.count("filename*=UTF-8''") == 1
    plain = header.split('filename="')[1].split('"')[0]
    assert "." not in plain or plain.rsplit(".", 1)[1] in {"jpg", "pdf", "txt", "exe"}


def test_u10_header_of_a_cyrillic_name() -> None:
    assert (
        disposition("Акт.pdf")
        == "attachment; filename=\"file.pdf\"; filename*=UTF-8''%D0%90%D0%BA%D1%82.pdf"
    )


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.JPG", "jpg"),
        ("a.jpg.html", "html"),
        (".htaccess", ""),
        ("README", ""),
        ("a.", ""),
        (" .jpg", ""),
    ],
)
def test_extension_is_what_comes_last(name: str, extension: str) -> None:
    assert extension_of(name) == extension
