"""Every operation on identity data is a fact quality control finds (C24, R-084)."""

from typing import Any

import pytest

from accounts import events
from accounts.actions.caller_codes import note_code_spoken, start_caller_code
from accounts.actions.changes import request_change
from accounts.actions.identification import answer_question, confirm_in_person
from accounts.models import IdentificationRule
from accounts.reference import shipped_rules
from accounts.selectors.quality import OPERATION_OF, goes_to_quality, operation_of
from journal.facts import history_of
from tests.accounts.identity.papers import SNILS

pytestmark = pytest.mark.django_db


def last(subject: str) -> Any:
    return history_of(subject)[-1]


def test_a_changed_address_goes_to_quality(call: Any, citizen: Any, now: Any) -> None:
    for attribute, said in (
        ("full_name", "Морозова Мария Петровна"),
        ("snils", SNILS),
        ("passport", "4510123456"),
    ):
        answer_question(contact=call, attribute=attribute, said=said, by=call.operator, now=now)
    request_change(
        citizen=citizen,
        attribute="address",
        value="г. Казань, ул. Мира, д. 1",
        contact=call,
        by=call.operator,
        now=now,
    )
    fact = last(f"citizen:{citizen.pk}")
    assert (operation_of(fact), goes_to_quality(fact)) == ("change_address", True)
    IdentificationRule.objects.filter(pk="change_address").update(to_quality=False)
    assert goes_to_quality(fact) is False


def test_questions_alone_do_not(call: Any, now: Any) -> None:
    answer_question(contact=call, attribute="snils", said=SNILS, by=call.operator, now=now)
    fact = last(f"contact:{call.pk}")
    assert (operation_of(fact), goes_to_quality(fact)) == ("", False)


def test_a_spoken_code_always_does(call: Any, now: Any) -> None:
    start_caller_code(contact=call, channel="sms", by=call.operator, now=now)
    note_code_spoken(contact=call, by=call.operator, now=now)
    assert goes_to_quality(last(f"contact:{call.pk}")) is True


def test_a_paper_seen_at_a_counter_always_does(
    papers: Any, citizen: Any, olga_operator: Any, now: Any
) -> None:
    from accounts.actions.contacts import open_contact

    visit = open_contact(citizen=citizen, channel="mfc", by=olga_operator, now=now)
    confirm_in_person(contact=visit, by=olga_operator, now=now)
    assert goes_to_quality(last(f"contact:{visit.pk}")) is True


def test_every_operation_of_the_matrix_has_its_facts() -> None:
    """Only telling about an appeal changes nothing and leaves nothing to look at."""
    attributes = ("full_name", "phone", "email", "address", "snils")
    changes = {OPERATION_OF[events.DataChanged](_fact(attribute=name)) for name in attributes}
    kinds = ("check_status", "start_reset", "unlock", "resend_code", "correct_phone")
    portal = {OPERATION_OF[events.PortalAnswered](_fact(kind=kind)) for kind in kinds}
    plain = {"check_documents", "reveal_documents", "freeze_changes", "lift_freeze"}
    assert {spec.operation for spec in shipped_rules()} == changes | portal | plain | {
        "tell_status"
    }


def _fact(**fields: str) -> Any:
    return type("Event", (), fields)
