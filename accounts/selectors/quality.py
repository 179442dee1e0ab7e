"""Which facts are operations on identity data, so that quality control looks at every one (C24, R-084).

The facts are the list; nothing is written twice. `docs/identity.md` explains them to readers above.
"""

from collections.abc import Callable
from typing import Any, Final

from accounts import events
from accounts.attributes import CHANGE_NEEDS
from accounts.models import Attribute, IdentificationRule, PortalOperation
from accounts.operations import CHECK_DOCUMENTS, OPERATIONS
from journal.facts import Fact


def _of_change(event: Any) -> str:
    return CHANGE_NEEDS[Attribute(event.attribute)]


def _of_portal(event: Any) -> str:
    return OPERATIONS[PortalOperation.Kind(event.kind)]


# Event -> the row of the identification matrix it was done under. All have citizen_id and contact_id
# (None: the person did it in the cabinet, or a registry answered later).
OPERATION_OF: Final[dict[type, Callable[[Any], str]]] = {
    events.RegistryAnswered: lambda event: CHECK_DOCUMENTS,
    events.PortalAnswered: _of_portal,
    events.PersonalDataRevealed: lambda event: "reveal_documents",
    events.ChangeRequested: _of_change,
    events.DataChanged: _of_change,
    events.ChangeRefused: _of_change,
    events.ChangesFrozen: lambda event: "freeze_changes",
    events.FreezeLifted: lambda event: "lift_freeze",
}
# Looked at whatever the matrix says: something went wrong in how a person was checked.
ALWAYS: Final = (events.CallerCodeSpoken, events.IdentityConfirmedInPerson)


def operation_of(fact: Fact) -> str:
    """Return the operation of the matrix a fact is about, "" for anything else."""
    name = OPERATION_OF.get(type(fact.event))
    return name(fact.event) if name else ""


def goes_to_quality(fact: Fact) -> bool:
    """Whether quality control must look at this fact: by the matrix as it is now."""
    if isinstance(fact.event, ALWAYS):
        return True
    operation = operation_of(fact)
    rule = IdentificationRule.objects.filter(pk=operation).first() if operation else None
    return rule is not None and rule.to_quality
