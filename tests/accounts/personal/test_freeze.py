"""«Заморозить изменения»: at once by anyone verified, lifted by a higher level only (R-189)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.actions.assurance import lift_level
from accounts.actions.changes import approve_change
from accounts.actions.contacts import open_contact
from accounts.actions.documents import record_documents
from accounts.actions.freeze import ChangesAreFrozen, freeze_changes, lift_freeze
from accounts.actions.identification import IdentityRequired, confirm_in_person
from accounts.actions.profiles import FullName, change_contact, update_profile
from accounts.identifiers import Identifier
from accounts.models import ChangeFreeze, Citizen, Contact, DataChange
from accounts.selectors.changes import active_freeze
from common.actors import SYSTEM
from common.errors import DomainError, NotAllowed
from journal.models import Entry
from tests.accounts.personal.test_changes import NEW, ask


def freeze(citizen: Citizen, contact: Contact | None, by: Any, now: datetime) -> ChangeFreeze:
    return freeze_changes(citizen=citizen, contact=contact, by=by, now=now)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("attribute", NEW)
def test_frozen_data_do_not_change_by_any_door(attribute, proved_call, citizen, now):
    freeze(citizen, proved_call, proved_call.operator, now)
    with pytest.raises(ChangesAreFrozen, match="лично в МФЦ"):
        ask(proved_call, attribute, now)
    assert DataChange.objects.count() == 0


def test_frozen_cabinet_changes_nothing_but_the_language(papers, citizen, now):
    freeze(citizen, None, citizen.user, now)
    name = FullName("Белова", "Мария")
    with pytest.raises(ChangesAreFrozen):
        update_profile(citizen=citizen, name=name, language="ru", by=citizen.user, now=now)
    proved = Identifier("sms", "+79255554433")
    with pytest.raises(ChangesAreFrozen):
        change_contact(citizen=citizen, proved=proved, by=citizen.user, now=now)
    for source, by in (("citizen", citizen.user), ("registry", SYSTEM)):
        with pytest.raises(ChangesAreFrozen):
            record_documents(
                citizen=citizen, values={"address": "Казань"}, source=source, by=by, now=now
            )
    same = FullName("Морозова", "Мария", "Петровна")
    update_profile(citizen=citizen, name=same, language="en", by=citizen.user, now=now)
    fresh = Citizen.objects.get(pk=citizen.pk)
    assert (fresh.full_name, fresh.phone, fresh.language) == (
        "Морозова Мария Петровна",
        "+79161234567",
        "en",
    )


def test_frozen_while_a_change_waits_it_is_not_applied(proved_call, senior, citizen, now):
    change = ask(proved_call, "phone", now)
    freeze(citizen, None, citizen.user, now)
    with pytest.raises(ChangesAreFrozen):
        approve_change(change=change, by=senior, now=now)
    assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"


def test_operator_freezes_for_who_proved_the_phone_and_the_name(call, citizen, olga_operator, now):
    with pytest.raises(IdentityRequired):
        freeze(citizen, call, olga_operator, now)
    lift_level(contact=call, level=1, proof="code", now=now)
    with pytest.raises(IdentityRequired):
        freeze(citizen, call, olga_operator, now)
    assert active_freeze(citizen) is None
    from accounts.actions.identification import answer_question

    said = "Морозова Мария Петровна"
    answer_question(contact=call, attribute="full_name", said=said, by=olga_operator, now=now)
    done = freeze(citizen, call, olga_operator, now)
    assert (done.level, done.set_by) == (1, olga_operator)
    assert freeze(citizen, call, olga_operator, now) == done
    assert Entry.objects.filter(event="accounts.ChangesFrozen").count() == 1


@pytest.mark.parametrize(
    "who", ["olga_operator", "senior", "administrator", "data_officer", "other_citizen"]
)
def test_nobody_freezes_without_a_conversation(who, request, papers, citizen, now):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        freeze(citizen, None, getattr(person, "user", person), now)
    assert ChangeFreeze.objects.count() == 0


def test_only_a_higher_level_lifts(proved_call, citizen, olga_operator, now):
    freeze(citizen, None, citizen.user, now)
    with pytest.raises(IdentityRequired):
        lift_freeze(citizen=citizen, contact=proved_call, by=olga_operator, now=now)
    with pytest.raises(NotAllowed):
        lift_freeze(citizen=citizen, contact=proved_call, by=citizen.user, now=now)
    assert active_freeze(citizen) is not None
    visit = open_contact(citizen=citizen, channel="mfc", by=olga_operator, now=now)
    confirm_in_person(contact=visit, by=olga_operator, now=now)
    done = lift_freeze(citizen=citizen, contact=visit, by=olga_operator, now=now)
    assert (done.lifted_by, done.lifted_at) == (olga_operator, now)
    assert active_freeze(citizen) is None
    with pytest.raises(DomainError, match="Заморозки уже нет"):
        lift_freeze(citizen=citizen, contact=visit, by=olga_operator, now=now)
    events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    assert events.count("accounts.FreezeLifted") == 1


def test_what_was_frozen_in_person_is_lifted_in_person(papers, citizen, olga_operator, now):
    visit = open_contact(citizen=citizen, channel="mfc", by=olga_operator, now=now)
    confirm_in_person(contact=visit, by=olga_operator, now=now)
    assert freeze(citizen, visit, olga_operator, now).level == 3
    lift_freeze(citizen=citizen, contact=visit, by=olga_operator, now=now)
    assert active_freeze(citizen) is None


def test_after_a_code_the_system_freezes(papers, citizen, now):
    done = freeze(citizen, None, SYSTEM, now)
    assert (done.level, done.set_by) == (1, None)
