"""Telling a person who was asked to wait how the recheck with a registry ended."""

from accounts.events import RegistryAnswered
from accounts.models import Citizen
from accounts.selectors.registries import DOCUMENT_NAMES, Registry, advice_for_person
from journal.facts import Fact
from notifications.actions import notify
from notifications.recipients import of_citizen


def tell_recheck(fact: Fact) -> None:
    """Say how it ended and where to go; the data themselves are in no notice."""
    event: RegistryAnswered = fact.event
    citizen = Citizen.objects.get(pk=event.citizen_id)
    if not event.after_wait or citizen.erased_at is not None:
        return
    notify(
        entry_id=fact.entry_id,
        recipient=of_citizen(citizen),
        template="registry_rechecked",
        context={
            "what": DOCUMENT_NAMES[Registry(event.registry)],
            "result": advice_for_person(event.registry, event.state),
        },
        now=fact.at,
    )
