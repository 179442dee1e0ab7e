"""The protocol of a consultation as a document on paper."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from fpdf import FPDF

from catalogue.models import Consultation, Service
from catalogue.selectors.legal import LIMITS
from common.pdf import FAMILY, new_document, qr_png

QR_MM = 30


def protocol_pdf(consultation: Consultation) -> bytes:
    """Return the protocol as PDF: who asked what, what was explained, where to go next."""
    document = new_document(f"Протокол {consultation.number}")
    _line(document, "Госуслуги · Поддержка · Правовая консультация", size=9)
    _line(document, f"Протокол консультации № {consultation.number}", size=17, style="B")
    moment = date_format(timezone.localtime(consultation.at), "j E Y, H:i")
    _facts(document, consultation, moment)
    _part(document, "Вопрос", consultation.question)
    _part(document, "Разъяснение", consultation.explanation)
    if consultation.service is not None:
        _service(document, consultation.service)
    _part(document, "Границы консультации", f"{' '.join(LIMITS)} {consultation.area.limits}")
    return bytes(document.output())


def _facts(document: FPDF, consultation: Consultation, moment: str) -> None:
    document.ln(2)
    citizen = consultation.citizen
    rows = [
        ("Дата и время", f"{moment} по московскому времени"),
        ("Направление", consultation.area.title),
        ("Заявитель", (citizen.full_name if citizen else "") or "не назван"),
        ("Консультант", consultation.lawyer.full_name),
    ]
    if consultation.corrects is not None:
        rows.append(("Взамен протокола", consultation.corrects.number))
    for title, value in rows:
        _line(document, f"{title}: {value}", size=10)


def _service(document: FPDF, service: Service) -> None:
    link = settings.PUBLIC_URL + reverse("services:service", args=[service.code])
    _part(document, "Куда обратиться", f"{service.title} ({service.agency}), код {service.code}")
    _line(document, link, size=9)
    document.image(qr_png(link), w=QR_MM, alt_text=link)


def _part(document: FPDF, title: str, text: str) -> None:
    document.ln(4)
    _line(document, title, size=12, style="B")
    _line(document, text)


def _line(document: FPDF, text: str, *, size: int = 11, style: str = "") -> None:
    document.set_font(FAMILY, style, size)
    document.multi_cell(document.epw, size * 0.55, text, new_x="LMARGIN", new_y="NEXT", align="L")
