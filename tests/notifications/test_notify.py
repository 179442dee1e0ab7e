"""Asking for a notice: channels, once only, limits."""

from datetime import timedelta

import pytest
from django.db import connection

from journal.models import Entry
from notifications.actions import (
    BadContextError,
    PreferenceChoice,
    Recipient,
    notify,
    of_citizen,
    of_colleague,
    set_preference,
)
from notifications.models import Delivery, PersonKind
from notifications.states import Channel, Status
from tests.notifications.conftest import CONTEXT

MARIA = "maria@example.org"


@pytest.fixture
def ask(make_entry, citizen, now):
    """Return a function that asks for a notice to the citizen about a new fact."""

    def ask_for(template="ticket_registered", recipient=None, **fields):
        values = {"entry_id": make_entry(), "context": CONTEXT, "now": now} | fields
        return notify(template=template, recipient=recipient or of_citizen(citizen), **values)

    return ask_for


def kinds(deliveries):
    return [(delivery.channel, delivery.status) for delivery in deliveries]


class TestChannels:
    def test_the_number_goes_both_ways_at_once(self, ask, now):
        email, sms = ask()
        assert kinds([email, sms]) == [("email", "queued"), ("sms", "queued")]
        assert (email.address, sms.address) == (MARIA, "+79161234567")
        assert email.subject == "Обращение 300000001 принято"
        assert sms.body.startswith("Обращение 300000001 принято.")
        assert (sms.parts, email.parts) == (1, 0)
        assert (email.due_at, sms.due_at) == (now, now)

    def test_a_lesser_notice_goes_by_letter(self, ask):
        assert kinds(ask("ticket_closed")) == [("email", "queued")]

    def test_without_an_email_it_goes_by_sms(self, ask, citizen):
        citizen.email = ""
        assert kinds(ask("ticket_closed")) == [("sms", "queued")]

    def test_a_landline_gets_no_sms(self, ask, citizen):
        citizen.phone = "+78123051010"
        assert kinds(ask()) == [("email", "queued")]

    def test_nobody_to_reach_is_no_delivery(self, ask):
        assert ask(recipient=Recipient(PersonKind.CITIZEN, ask()[0].person_id)) == []

    def test_staff_are_told_of_deadlines_by_letter(self, ask, sveta_supervisor):
        due = {"due_at": "20.11.2026 18:00"}
        (letter,) = ask("sla_breached", of_colleague(sveta_supervisor), context=CONTEXT | due)
        assert (letter.address, letter.person_kind) == ("sveta@example.org", "staff")

    def test_the_language_of_the_person_is_spoken(self, ask, citizen):
        citizen.language = "en"
        assert [d.language for d in ask()] == ["en", "en"]

    @pytest.mark.parametrize(
        ("by_email", "by_sms", "template", "channels"),
        [
            (False, True, "ticket_closed", ["sms"]),
            (True, False, "ticket_answered", ["email"]),
            (False, False, "ticket_answered", []),
            (False, False, "ticket_registered", ["email", "sms"]),  # the number must arrive
            (False, True, "ticket_registered", ["sms"]),
        ],
    )
    def test_preferences_choose(self, ask, citizen, now, by_email, by_sms, template, channels):
        set_preference(
            person_kind=PersonKind.CITIZEN,
            person_id=citizen.pk,
            choice=PreferenceChoice(by_email=by_email, by_sms=by_sms),
            by=citizen.user,
            now=now,
        )
        assert [d.channel for d in ask(template)] == channels


class TestOnce:
    def test_asked_again_it_adds_nothing(self, ask, make_entry):
        entry_id = make_entry()
        first, second = ask(entry_id=entry_id), ask(entry_id=entry_id)
        assert [d.pk for d in first] == [d.pk for d in second]
        assert Delivery.objects.count() == 2

    def test_another_fact_is_another_notice(self, ask):
        ask()
        ask()
        assert Delivery.objects.count() == 4

    def test_a_foreign_word_leaves_no_row(self, ask):
        with pytest.raises(BadContextError):
            ask(context=CONTEXT | {"number": "Купите слона"})
        assert Delivery.objects.count() == 0

    def test_nothing_personal_is_readable_in_the_table(self, ask):
        ask()
        with connection.cursor() as cursor:
            cursor.execute("SELECT d::text FROM notifications_delivery d")
            dump = "".join(row[0] for row in cursor.fetchall())
        for secret in (MARIA, "9161234567", "300000001"):
            assert secret not in dump
            assert secret.encode().hex() not in dump

    def test_the_journal_gets_nothing(self, ask):
        ask()
        assert Entry.objects.count() == 1


class TestWaking:
    def test_a_worker_is_woken_after_the_commit_with_a_channel_only(
        self, ask, monkeypatch, django_capture_on_commit_callbacks
    ):
        woken = []
        monkeypatch.setattr(
            "celery.current_app.send_task",
            lambda name, **options: woken.append((name, options["kwargs"])),
        )
        with django_capture_on_commit_callbacks(execute=True):
            ask()
            assert woken == []
        assert woken == [
            ("notifications.tasks.carry_out", {"channel": "email"}),
            ("notifications.tasks.carry_out", {"channel": "sms"}),
        ]

    def test_a_broker_that_is_away_does_not_break_the_asker(
        self, ask, monkeypatch, django_capture_on_commit_callbacks
    ):
        def refuse(*_: object, **__: object) -> None:
            raise ConnectionError("redis is away")

        monkeypatch.setattr("celery.current_app.send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            ask()
        assert Delivery.objects.filter(status=Status.QUEUED).count() == 2


class TestLimits:
    def test_a_stranger_causes_three_messages_a_day_per_channel(self, ask, now):
        made = [d for _ in range(20) for d in ask(anonymous_trigger=True)]
        queued = [d.channel for d in made if d.status == Status.QUEUED]
        assert (queued.count(Channel.SMS), queued.count(Channel.EMAIL)) == (3, 3)
        held = Delivery.objects.filter(status=Status.SKIPPED).first()
        assert (held.body, held.context) == ("", "")
        assert held.error == "Сегодня на этот адрес уже отправлено три сообщения по чужим запросам."

    def test_other_spellings_of_the_address_do_not_help(self, ask, citizen):
        for spelling in (MARIA, MARIA.upper(), "Maria@Example.org", "mARIA@example.org"):
            citizen.email = spelling
            last = ask("ticket_closed", anonymous_trigger=True)
        assert kinds(last) == [("email", "skipped")]

    def test_the_next_day_begins_24_hours_later(self, ask, now):
        for _ in range(4):
            ask("ticket_closed", anonymous_trigger=True)
        later = now + timedelta(hours=24)
        assert kinds(ask("ticket_closed", anonymous_trigger=True, now=later)) == [
            ("email", "queued")
        ]

    def test_one_victim_at_the_limit_does_not_silence_another(self, ask, other_citizen):
        for _ in range(4):
            ask(anonymous_trigger=True)
        made = ask(recipient=of_citizen(other_citizen), anonymous_trigger=True)
        assert kinds(made) == [("email", "queued"), ("sms", "queued")]

    def test_proven_people_are_not_counted_with_strangers(self, ask):
        for _ in range(4):
            ask(anonymous_trigger=True)
        assert kinds(ask()) == [("email", "queued"), ("sms", "queued")]

    def test_the_eleventh_ordinary_sms_of_a_day_is_held_but_not_the_number(self, ask, citizen):
        citizen.email = ""
        made = [ask("ticket_closed")[0].status for _ in range(11)]
        assert made == ["queued"] * 10 + ["skipped"]
        assert kinds(ask()) == [("sms", "queued")]


class TestQuietHours:
    def test_an_ordinary_sms_waits_for_the_morning(self, ask, citizen, now):
        citizen.email = ""
        night = now + timedelta(hours=10)  # 22:00 in Moscow
        (sms,) = ask("ticket_closed", now=night)
        assert sms.due_at == now + timedelta(hours=21)  # 09:00

    def test_the_number_and_letters_do_not_wait(self, ask, now):
        night = now + timedelta(hours=10)
        assert {d.due_at for d in ask(now=night)} == {night}
        assert ask("ticket_closed", now=night)[0].due_at == night
