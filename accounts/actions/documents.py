"""Documents written down: by the person in the cabinet, by a registry that confirmed them (R-079)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.actions.freeze import refuse_frozen
from accounts.actions.writing import Was, locked_person, note_change, vouch, write_attribute
from accounts.attributes import DOCUMENTS, documents_of, parsed, value_of
from accounts.events import DocumentsRecorded, OwnDocumentsShown
from accounts.models import Assurance, Attribute, Citizen, PersonalData
from accounts.policies import can_edit_documents
from accounts.selectors.personal import is_vouched
from common.actors import Acts, actor_of
from common.errors import DomainError, InvalidInput, NotAllowed
from common.policies import require
from journal.facts import record

Source = PersonalData.Source


class DocumentVouched(DomainError):
    """The document was matched: the person alone does not change it in the cabinet."""

    code = "document_vouched"


@transaction.atomic
def record_documents(
    *, citizen: Citizen, values: Mapping[str, str], source: str, by: Acts, now: datetime
) -> list[str]:
    """Write documents down and return the attributes that are new or newly vouched for.

    `source` citizen: the person, in the cabinet; what a registry or an operator has matched stays.
    Other sources: the system, after a registry or ESIA said so. Operators change documents by
    `request_change`. Raises InvalidInput (field is the attribute), ChangesAreFrozen, DocumentVouched.
    """
    _require_source(citizen, source, by)
    today = now.date()
    given = {name: parsed(name, text, today=today, field=name) for name, text in values.items()}
    if not set(given) <= DOCUMENTS:
        raise InvalidInput("Здесь записываются только документы.")
    citizen = locked_person(citizen.pk)
    data = documents_of(citizen)
    old = {name: value_of(citizen, name, data) for name in given}
    changed = [name for name, value in given.items() if value != old[name]]
    if changed:
        refuse_frozen(citizen)
    if source == Source.CITIZEN:
        _refuse_vouched(data, changed)
    level = Assurance.PHONE if source == Source.CITIZEN else Assurance.DOCUMENTS
    for name in changed:
        write_attribute(citizen=citizen, attribute=name, value=given[name], source=source, now=now)
        note_change(citizen=citizen, was=Was(name, old[name], level), by=by, now=now)
    confirmed = [] if source == Source.CITIZEN else [name for name in given if name not in changed]
    if confirmed:
        vouch(citizen=citizen, attributes=confirmed, source=source, now=now)
    done = [str(Attribute(name).value) for name in (*changed, *confirmed)]
    if done:
        record(DocumentsRecorded(citizen.pk, done, str(source)), by=by, at=now)
    return done


@transaction.atomic
def note_own_documents_shown(*, citizen: Citizen, by: Acts, now: datetime) -> None:
    """Record that a person looked at their own documents; the page asks for a proof first (A-18)."""
    require(can_edit_documents, by, citizen)
    record(OwnDocumentsShown(citizen.pk), by=by, at=now)


def _require_source(citizen: Citizen, source: str, by: Acts) -> None:
    if source == Source.CITIZEN:
        require(can_edit_documents, by, citizen)
    elif source not in {Source.REGISTRY, Source.ESIA} or not actor_of(by).is_system:
        raise NotAllowed("Документы меняются запросом на изменение.", policy="record_documents")


def _refuse_vouched(data: PersonalData | None, changed: list[str]) -> None:
    for name in changed:
        if is_vouched(data, name):
            label = Attribute(name).label
            raise DocumentVouched(
                f"{label}: сведения сверены, в кабинете они не меняются. Позвоните нам или "
                "придите в МФЦ с документом."
            )
