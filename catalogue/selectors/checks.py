"""What the page of the check draws: the service, its papers as they were ticked, the outcome, the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.checking import (
    DATA,
    Checked,
    Error,
    File,
    Given,
    Have,
    advice_of,
    examine,
    read_files,
    told_of,
)
from catalogue.models import Service, ServiceDocument
from catalogue.selectors.services import Group, find_services, grouped, known_service
from catalogue.selectors.systems import SystemNow, troubles_now
from schedules.deadlines import local_date

__all__ = ["Check", "Error", "File", "check_for", "documents_of"]
MOST_TEXT = 300
# Parts of the portal that an application goes through.
NEEDED = ("applications", "files", "payments")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what was said of it."""

    document: ServiceDocument
    have: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the form: its kind, title and what was typed."""

    kind: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check. Without a service there is only the list to choose from."""

    service: Service | None
    groups: list[Group]
    query: str = ""
    papers: Sequence[Paper] = ()
    asked: Sequence[Asked] = ()
    files_text: str = ""
    files: Sequence[File] = ()
    checked: Checked | None = None
    troubles: Sequence[SystemNow] = ()
    advice: str = ""

    @property
    def missing_codes(self) -> str:
        return " ".join(paper.code for paper in self.checked.missing) if self.checked else ""

    @property
    def error_codes(self) -> str:
        return " ".join(self.checked.errors) if self.checked else ""


def check_for(
    fields: Mapping[str, str], *, is_asked: bool, files: Sequence[File] = (), now: datetime
) -> Check:
    """Return the check that the form's `fields` describe; nothing is examined unless `is_asked`."""
    query = fields.get("q", "")[:MOST_TEXT]
    service = known_service(fields.get("service", "")[:6])
    if service is None:
        return Check(None, grouped(find_services(query)), query)
    documents = list(service.documents.all())
    files_text = fields.get("files", "")[:4000]
    given = Given(
        documents={paper.code: _have(fields, paper) for paper in documents},
        data={kind: fields.get(kind, "")[:MOST_TEXT] for kind in service.asked_data},
        files=(*files, *read_files(files_text)),
    )
    troubles = troubles_now(now=now, codes=NEEDED)
    checked = examine(service, documents, given, today=local_date(now)) if is_asked else None
    return Check(
        service=service,
        groups=[],
        papers=[Paper(paper, given.documents[paper.code].value) for paper in documents],
        asked=[
            Asked(kind, DATA[kind][0], given.data[kind])
            for kind in service.asked_data
            if kind in DATA
        ],
        files_text=files_text,
        files=files,
        checked=checked,
        troubles=troubles,
        advice=_advice(service, checked, troubles) if checked else "",
    )


def _advice(service: Service, checked: Checked, troubles: Sequence[SystemNow]) -> str:
    """Add to the words what of the portal fails now and when to come back (R-051)."""
    words = [f"{one.system.title}: {one.label.lower()}, просим {one.retry}." for one in troubles]
    return "\n\n".join([advice_of(service, checked), *words])


def documents_of(service: Service, codes: Sequence[str]) -> list[ServiceDocument]:
    """Return papers of a service by their codes, in the service's order; unknown codes are left out."""
    return [paper for paper in service.documents.all() if paper.code in codes]


def _have(fields: Mapping[str, str], paper: ServiceDocument) -> Have:
    said = fields.get(f"paper-{paper.code}", "")
    return Have(said) if said in set(Have) else told_of(paper, Given())
