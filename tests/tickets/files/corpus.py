"""Forty files that must not be taken under an active type, and twenty-five honest ones (U-03)."""

from tests.tickets.files import builders as make

JPEG = make.picture("JPEG")
PNG = make.picture("PNG")
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
XHTML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200
LNK = b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
RAR = b"Rar!\x1a\x07\x01\x00" + b"\x00" * 64
JS_ACTION = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"

# Refused whole.
BAD: list[tuple[str, bytes]] = [
    ("page.html", HTML),
    ("page.xhtml", XHTML),
    ("page.htm", HTML),
    ("A.HtMl", HTML),
    ("a.jpg.html", JPEG),
    ("a.html.", HTML),
    ("picture.svg", SVG),
    ("picture.svgz", b"\x1f\x8b\x08" + SVG),
    ("data.xml", XHTML),
    ("code.js", b"alert(1)"),
    ("app.hta", HTML),
    ("link.lnk", LNK),
    (".htaccess", b"AddType application/x-httpd-php .txt"),
    ("shell.pht", b"<?php system($_GET[0]); ?>"),
    ("shell.php", b"<?php system($_GET[0]); ?>"),
    ("page.mht", b"MIME-Version: 1.0\r\n" + HTML),
    ("setup.exe", EXE),
    ("photo.jpg", EXE),
    ("photo.png", HTML),
    ("scan.pdf", HTML),
    ("scan.pdf", EXE),
    ("scan.pdf", JPEG),
    ("note.txt", EXE),
    ("note.txt", PNG),
    ("letter.docx", HTML),
    ("letter.docx", OLE),
    ("letter.docx", RAR),
    ("letter.docx", make.archive({"readme.txt": "просто архив"})),
    ("letter.docx", make.xlsx()),
    ("letter.docm", make.docx()),
    ("letter.docx", make.docx({"word/vbaProject.bin": OLE})),
    ("letter.docx", make.docx({"word/embeddings/oleObject1.bin": OLE})),
    ("letter.docx", make.docx({"word/setup.exe": EXE})),
    ("letter.docx", make.docx(main="application/vnd.ms-word.document.macroEnabled.main+xml")),
    ("letter.odt", make.odt({"Basic/Standard/Module1.xml": "<module/>"})),
    ("scan.pdf", make.pdf(JS_ACTION)),
    ("scan.pdf", make.pdf(b"/OpenAction<</S/J#61vaScript/JS(app.alert(1))>>")),
    ("scan.pdf", make.pdf(objects=make.pdf_object_stream(b"5 0 <<" + JS_ACTION + b">>"))),
    ("scan.pdf", make.pdf(b"/Names<</EmbeddedFiles<</Names[]>>>>")),
    ("scan.pdf", make.pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>")),
    ("archive.zip", make.archive({"a.txt": "a"})),
    ("photo.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64),
    ("photo.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64),
    ("", JPEG),
]

# Dangerous names and stowaways that become harmless: stored under the type of their pixels.
TAMED: list[tuple[str, bytes, str]] = [
    ("photo\u202egpj.jpg", JPEG, "photogpj.jpg"),
    ("shell.php\x00.jpg", JPEG, "shell.php.jpg"),
    ("../../../etc/cron.d/x.jpg", JPEG, "x.jpg"),
    ("C:\\fakepath\\снимок.jpg", JPEG, "снимок.jpg"),
    ("a" * 300 + ".jpg", JPEG, "a" * 146 + ".jpg"),
    ("joke.gif", make.gif(2) + b"/*<script>alert(1)</script>*/", "joke.gif"),
    ("both.jpg", JPEG + HTML, "both.jpg"),
    ("phone.jpg", make.picture("WEBP"), "phone.webp"),
]

GOOD: list[tuple[str, bytes, str]] = [
    ("Снимок экрана.jpg", JPEG, "image/jpeg"),
    ("photo.jpeg", make.picture("JPEG", progressive=True), "image/jpeg"),
    ("grey.jpg", make.picture("JPEG", mode="L"), "image/jpeg"),
    ("print.jpg", make.picture("JPEG", mode="CMYK"), "image/jpeg"),
    ("place.jpg", make.jpeg_with_place(), "image/jpeg"),
    ("PHOTO.JPG", JPEG, "image/jpeg"),
    ("screen.png", PNG, "image/png"),
    ("clear.png", make.picture("PNG", mode="RGBA"), "image/png"),
    ("palette.png", make.picture("PNG", mode="P"), "image/png"),
    ("bits.png", make.picture("PNG", mode="1"), "image/png"),
    ("deep.png", make.picture("PNG", mode="I;16"), "image/png"),
    ("web.webp", make.picture("WEBP"), "image/webp"),
    ("clear.webp", make.picture("WEBP", mode="RGBA", lossless=True), "image/webp"),
    ("still.gif", make.gif(1), "image/gif"),
    ("moves.gif", make.gif(20), "image/gif"),
    ("Справка.pdf", make.pdf(), "application/pdf"),
    ("links.pdf", make.pdf(b"/Annots[<</S/URI/URI(https://example.org)>>]"), "application/pdf"),
    (
        "packed.pdf",
        make.pdf(objects=make.pdf_object_stream(b"5 0 <</Type/Font>>")),
        "application/pdf",
    ),
    ("Заявление.docx", make.docx(), f"{make.OPEN_XML}.wordprocessingml.document"),
    (
        "with picture.docx",
        make.docx({"word/media/image1.png": PNG}),
        f"{make.OPEN_XML}.wordprocessingml.document",
    ),
    ("Таблица.xlsx", make.xlsx(), f"{make.OPEN_XML}.spreadsheetml.sheet"),
    ("Письмо.odt", make.odt(), make.ODT),
    ("note.txt", "Здравствуйте! Не приходит код.\r\n".encode(), "text/plain"),
    ("old.txt", "Здравствуйте! Не приходит код.\r\n".encode("cp1251"), "text/plain"),
    ("notepad.txt", "Здравствуйте!\r\n".encode("utf-16"), "text/plain"),
    ("code.txt", b"if a < b: print('<b>')\n", "text/plain"),
]
