"""The printable sheet of an article (R-140): steps to follow without the site, a QR code back to it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from fpdf import FPDF

from common.pdf import FAMILY, new_document, qr_png
from faq.blocks import plain_lines
from faq.selectors.articles import Reading

QR_MM = 32
STEP_INDENT_MM = 9


def sheet_pdf(
    reading: Reading, link: str, words: Mapping[str, str], video: tuple[str, str] | None = None
) -> bytes:
    """Return the sheet as PDF; without a link no code and no address is printed.

    `video` is the title and the address of a lesson: its code stands at the end.
    """
    version = reading.version
    document = new_document(version.question)
    _head(document, reading, link)
    document.set_font(FAMILY, size=12)
    _paragraph(document, version.solution)
    for block in version.blocks:
        _block(document, block, words)
    if link:
        document.ln(4)
        _paragraph(document, f"{words['voice']} {reading.article.code}.")
    if link and video:
        _video(document, *video)
    return bytes(document.output())


def _head(document: FPDF, reading: Reading, link: str) -> None:
    top, width = document.get_y(), document.epw
    if link:
        left = document.w - document.r_margin - QR_MM
        document.image(qr_png(link), x=left, y=top, w=QR_MM, alt_text=link)
        width -= QR_MM + 6
    document.set_font(FAMILY, size=9)
    at = reading.version.published_at
    dated = date_format(timezone.localtime(at), "j E Y") if at else ""
    document.multi_cell(
        width, 5, f"Госуслуги · Поддержка · {dated}", new_x="LMARGIN", new_y="NEXT", align="L"
    )
    document.set_font(FAMILY, "B", 17)
    document.multi_cell(
        width, 8, reading.version.question, new_x="LMARGIN", new_y="NEXT", align="L"
    )
    if link:
        document.set_font(FAMILY, size=9)
        document.multi_cell(width, 5, link, new_x="LMARGIN", new_y="NEXT", align="L", link=link)
        document.set_y(max(document.get_y(), top + QR_MM))
    document.ln(4)


def _video(document: FPDF, title: str, link: str) -> None:
    if document.will_page_break(QR_MM + 6):
        document.add_page()
    document.ln(4)
    top = document.get_y()
    document.image(qr_png(link), x=document.l_margin, y=top, w=QR_MM, alt_text=link)
    document.set_xy(document.l_margin + QR_MM + 6, top + QR_MM / 3)
    document.multi_cell(
        document.epw - QR_MM - 6, 6, f"Видео: {title}\n{link}", align="L", link=link
    )


def _block(document: FPDF, block: Mapping[str, Any], words: Mapping[str, str]) -> None:
    kind, lines = block["kind"], plain_lines(block)
    document.ln(3)
    title = _title(block, words)
    if title:
        document.set_font(FAMILY, "B", 12)
        _paragraph(document, title)
    document.set_font(FAMILY, size=11)
    for number, line in enumerate(lines, 1):
        mark = f"{number}." if kind == "steps" else "•" if kind in ("keys", "links") else ""
        _item(document, mark, line)


def _title(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    kind = block["kind"]
    if kind == "note":
        return words["warning" if block.get("tone") == "warning" else "note"]
    return words[kind] if kind in ("steps", "keys", "links") else ""


def _item(document: FPDF, mark: str, text: str) -> None:
    if not mark:
        _paragraph(document, text)
        return
    document.cell(STEP_INDENT_MM, 6, mark)
    document.multi_cell(
        document.epw - STEP_INDENT_MM, 6, text, new_x="LMARGIN", new_y="NEXT", align="L"
    )
    document.ln(1)


def _paragraph(document: FPDF, text: str) -> None:
    document.multi_cell(document.epw, 6, text, new_x="LMARGIN", new_y="NEXT", align="L")
