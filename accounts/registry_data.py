"""What goes to the registries and to the portal of a person's data, by the names of docs/registries.md.

The only place that puts documents on a wire. An empty value is not sent and not compared.
"""

from typing import Final

from accounts.attributes import documents_of
from accounts.models import Attribute, Citizen, PortalOperation, RegistryInquiry

Registry = RegistryInquiry.Registry
# What a registry finds the person by, and what else it compares besides name and birth date.
KEYS: Final = {
    Registry.SNILS: (Attribute.SNILS, ()),
    Registry.PASSPORT: (
        Attribute.PASSPORT,
        (Attribute.PASSPORT_ISSUED_ON, Attribute.PASSPORT_CODE),
    ),
    Registry.INN: (Attribute.INN, ()),
}


def vouched_by(registry: str) -> list[str]:
    """Return the documents a match of the registry vouches for."""
    key, others = KEYS[Registry(registry)]
    return [str(attribute.value) for attribute in (key, *others)]


def missing_for(citizen: Citizen, registry: str) -> list[Attribute]:
    """Return what the profile lacks for the question, nothing when it can be asked."""
    data, (key, _) = question_data(citizen, registry), KEYS[Registry(registry)]
    missing = [] if data.get(key.value) else [key]
    named = data.get("last_name") and data.get("first_name")
    return missing if named else [*missing, Attribute.FULL_NAME]


def question_data(citizen: Citizen, registry: str) -> dict[str, str]:
    """Return a person as the registry is asked about them."""
    key, others = KEYS[Registry(registry)]
    documents = documents_of(citizen)
    kept = {"inn": citizen.inn} | {
        attribute.value: str(getattr(documents, attribute.value, ""))
        for attribute in (key, *others, Attribute.BIRTH_DATE)
        if attribute is not Attribute.INN
    }
    wanted = {name: kept[name] for name in (*vouched_by(registry), Attribute.BIRTH_DATE.value)}
    named = {
        "last_name": citizen.last_name,
        "first_name": citizen.first_name,
        "middle_name": citizen.middle_name,
    }
    return {name: value for name, value in (named | wanted).items() if value}


def account_data(citizen: Citizen, kind: str) -> dict[str, str]:
    """Return how the portal finds the person's account: one sure name of it, the surest first.

    Empty when there is none. A phone to be corrected cannot be what the account is found by.
    """
    documents = documents_of(citizen)
    names = {
        "account_id": documents.account_id if documents else "",
        "snils": documents.snils if documents else "",
        "phone": citizen.phone if kind != PortalOperation.Kind.CORRECT_PHONE else "",
    }
    found = next(({name: value} for name, value in names.items() if value), {})
    if not found or kind != PortalOperation.Kind.CORRECT_PHONE:
        return found
    return found | {"new_phone": citizen.phone} if citizen.phone else {}
