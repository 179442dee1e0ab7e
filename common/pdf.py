"""PDF documents with Cyrillic letters (fpdf2). The typeface is an npm package, see `settings.PDF_FONTS`."""

from io import BytesIO

import segno
from django.conf import settings
from fpdf import FPDF

FAMILY = "text"
MARGIN_MM = 18


def new_document(title: str) -> FPDF:
    """Return an A4 document with one page begun, regular and bold letters at hand as `FAMILY`."""
    document = FPDF(format="A4")
    document.set_title(title)
    document.set_lang("ru")
    document.add_font(FAMILY, "", settings.PDF_FONTS / "DejaVuSans.ttf")
    document.add_font(FAMILY, "B", settings.PDF_FONTS / "DejaVuSans-Bold.ttf")
    document.set_margin(MARGIN_MM)
    document.set_auto_page_break(True, margin=MARGIN_MM)
    document.add_page()
    document.set_font(FAMILY, size=11)
    return document


def qr_png(text: str) -> BytesIO:
    """Return a QR code as a picture for a document."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=2)
    out.seek(0)
    return out
