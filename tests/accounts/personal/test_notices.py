"""Who is told of changes and freezes: the old and the new contact, with the way to stop it (C13, R-191)."""

import re
from datetime import datetime
from typing import Any

import pytest

from accounts.actions.documents import record_documents
from accounts.actions.freeze import freeze_changes
from accounts.actions.profiles import FullName, change_contact, update_profile
from accounts.identifiers import Identifier
from accounts.models import DataChange
from common.actors import SYSTEM
from journal.facts import fact_of
from journal.models import Entry
from notifications.models import Delivery
from notifications.protection import tell_of_change, tell_of_freeze
from tests.accounts.personal.test_changes import ask


def told(name: str, handler: Any = tell_of_change) -> list[tuple[str, str]]:
    """Run the handler twice over the facts, as the worker may; return (address, words)."""
    for entry in Entry.objects.filter(event=f"accounts.{name}").order_by("pk"):
        handler(fact_of(entry))
        handler(fact_of(entry))
    return sorted((row.address, row.body) for row in Delivery.objects.all())


@pytest.mark.usefixtures("alone")
def test_changed_phone_is_told_to_the_old_and_the_new(proved_call, citizen, now):
    change = ask(proved_call, "phone", now)
    found = told("DataChanged")
    assert [address for address, _ in found] == [
        "+79161234567",
        "+79255554433",
        "maria@example.org",
    ]
    for _, words in found:
        assert "20.11.2026 12:00" in words
        assert re.search(rf"/account/freeze/{change.pk}/", words)
        assert "телефон" in words
        assert not re.search(r"\+?7?9(16|25)[0-9]{7}", words)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("attribute", "word"), [("snils", "СНИЛС"), ("full_name", "ФИО"), ("address", "адрес")]
)
def test_changed_document_is_told_without_its_value(attribute, word, proved_call, citizen, now):
    ask(proved_call, attribute, now)
    found = told("DataChanged")
    assert [address for address, _ in found] == ["+79161234567", "maria@example.org"]
    for _, words in found:
        assert word in words
        assert "Белова" not in words
        assert "Казань" not in words
        assert "98765432183" not in words


def test_cabinet_tells_of_contact_and_name_but_not_of_language(citizen, now):
    update_profile(
        citizen=citizen, name=FullName("Морозова", "Мария", "Петровна"), language="en",
        by=citizen.user, now=now,
    )  # fmt: skip
    assert told("ProfileUpdated") == []
    update_profile(
        citizen=citizen, name=FullName("Белова", "Мария"), language="en", by=citizen.user, now=now
    )
    found = told("ProfileUpdated")
    assert [address for address, _ in found] == ["+79161234567", "maria@example.org"]
    assert all("name" in words and "/account/freeze/" in words for _, words in found)
    change_contact(
        citizen=citizen, proved=Identifier("email", "new@example.org"), by=citizen.user, now=now
    )
    links = {words for address, words in told("ContactChanged") if address.endswith("@example.org")}
    assert {address for address, _ in told("ContactChanged")} == {
        "+79161234567", "maria@example.org", "new@example.org",
    }  # fmt: skip
    change = DataChange.objects.get(attribute="email")
    assert sum(f"/account/freeze/{change.pk}/" in words for words in links) >= 1


def test_freeze_is_told(citizen, now: datetime) -> None:
    freeze_changes(citizen=citizen, contact=None, by=citizen.user, now=now)
    found = told("ChangesFrozen", tell_of_freeze)
    assert [address for address, _ in found] == ["+79161234567", "maria@example.org"]
    assert all("заморожены" in words and "МФЦ" in words for _, words in found)


def test_documents_of_a_registry_are_not_a_change_to_warn_of(citizen, now: datetime) -> None:
    values = {"snils": "11223344595"}
    record_documents(citizen=citizen, values=values, source="registry", by=SYSTEM, now=now)
    assert not Entry.objects.filter(event="accounts.DataChanged").exists()
