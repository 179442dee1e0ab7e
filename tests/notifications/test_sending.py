"""Claiming, handing over, failing, resting: by fakes of the gateways and a given clock."""

from datetime import timedelta

import pytest

from journal.models import Entry
from notifications import carrier, health
from notifications.actions import (
    claim_next,
    mark_failed,
    mark_sent,
    notify,
    of_citizen,
    return_abandoned,
)
from notifications.actions.sending import LEASE, MAX_ATTEMPTS
from notifications.gateways.base import GatewayError
from notifications.models import ChannelHealth, Delivery
from notifications.states import Channel, Status
from tests.notifications.conftest import CONTEXT, outage, refusal


@pytest.fixture
def queue(make_entry, citizen, now):
    """Return a function that queues a notice and gives its deliveries by channel."""

    def put(template="ticket_registered", at=now, **extra):
        made = notify(
            entry_id=make_entry(),
            recipient=of_citizen(citizen),
            template=template,
            context=CONTEXT | extra,
            now=at,
        )
        return {delivery.channel: delivery for delivery in made}

    return put


def reloaded(delivery):
    return Delivery.objects.get(pk=delivery.pk)


def fail(claim, error, now):
    mark_failed(delivery_id=claim.delivery.pk, attempt=claim.attempt, error=error, now=now)


def send(claim, now, ids=("a",)):
    mark_sent(delivery_id=claim.delivery.pk, attempt=claim.attempt, provider_ids=ids, now=now)


class TestClaiming:
    def test_a_claim_is_a_lease(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.EMAIL, now=now)
        row = reloaded(claim.delivery)
        assert (row.status, row.attempts, row.lease_until) == (Status.SENDING, 1, now + LEASE)
        assert claim_next(channel=Channel.EMAIL, now=now) is None

    def test_what_is_urgent_goes_first(self, queue, now):
        queue("ticket_closed", at=now - timedelta(hours=1))
        urgent = queue()[Channel.EMAIL]
        assert claim_next(channel=Channel.EMAIL, now=now).delivery.pk == urgent.pk

    def test_what_is_not_due_is_left(self, queue, now):
        queue(at=now + timedelta(minutes=1))
        assert claim_next(channel=Channel.EMAIL, now=now) is None

    def test_a_due_sms_is_put_off_when_the_night_has_come(self, queue, citizen, now):
        citizen.email = ""
        citizen.save(update_fields=["email", "email_index"])
        sms = queue("ticket_closed")[Channel.SMS]
        night = now + timedelta(hours=10)
        assert claim_next(channel=Channel.SMS, now=night) is None
        assert reloaded(sms).due_at == now + timedelta(hours=21)

    def test_only_so_many_are_in_flight_on_one_channel(self, queue, now):
        for _ in range(4):
            queue()
        claims = [claim_next(channel=Channel.EMAIL, now=now) for _ in range(3)]
        assert [claim is not None for claim in claims] == [True, True, False]
        assert claim_next(channel=Channel.SMS, now=now) is not None


class TestMarking:
    def test_sent_is_sent(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.SMS, now=now)
        send(claim, now, ids=("x", "y"))
        row = reloaded(claim.delivery)
        assert (row.status, row.sent_at, row.lease_until) == (Status.SENT, now, None)
        assert list(row.taken.order_by("position").values_list("position", "provider_id")) == [
            (1, "x"),
            (2, "y"),
        ]

    def test_marked_twice_it_is_sent_once(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.SMS, now=now)
        send(claim, now)
        send(claim, now + timedelta(minutes=1), ids=("b",))
        assert reloaded(claim.delivery).taken.count() == 1

    def test_a_late_success_is_kept_while_nobody_else_sends(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.EMAIL, now=now)
        later = now + LEASE * 2
        return_abandoned(now=later)
        send(claim, later)
        assert reloaded(claim.delivery).status == Status.SENT
        assert claim_next(channel=Channel.EMAIL, now=later) is None

    def test_a_late_word_about_a_lost_lease_changes_nothing(self, queue, now):
        queue()
        first = claim_next(channel=Channel.EMAIL, now=now)
        later = now + LEASE * 2
        return_abandoned(now=later)
        second = claim_next(channel=Channel.EMAIL, now=later)
        fail(first, refusal(permanent=True), later)
        send(first, later)
        row = reloaded(second.delivery)
        assert (row.status, row.attempts) == (Status.SENDING, 2)

    def test_a_refusal_for_ever_is_a_dead_letter_at_once(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.EMAIL, now=now)
        fail(claim, refusal(permanent=True), now)
        row = reloaded(claim.delivery)
        assert (row.status, row.attempts, row.error) == (Status.DEAD, 1, "не принимает.")
        died = Entry.objects.get(event="notifications.DeliveryDied")
        assert died.data["delivery_id"] == str(row.pk)

    def test_a_refusal_for_now_waits_longer_each_time_and_then_for_a_person(self, queue, now):
        delivery, moment, pauses = queue()[Channel.EMAIL], now, []
        for _ in range(MAX_ATTEMPTS):
            claim = claim_next(channel=Channel.EMAIL, now=moment)
            fail(claim, refusal(permanent=False), moment)
            row = reloaded(delivery)
            pauses.append((row.due_at - moment).total_seconds())
            moment = max(row.due_at, moment)
        assert (row.status, row.attempts) == (Status.DEAD, MAX_ATTEMPTS)
        for number, pause in enumerate(pauses[:-1]):
            assert 8 * 2**number <= pause <= 12 * 2**number or 1440 <= pause <= 2160

    def test_parts_taken_before_a_failure_are_remembered(self, queue, now):
        delivery = queue()[Channel.SMS]
        claim = claim_next(channel=Channel.SMS, now=now)
        error = GatewayError("сбой", permanent=False, accepted=["p1", "p2"])
        fail(claim, error, now)
        again = claim_next(channel=Channel.SMS, now=now + timedelta(minutes=1))
        assert (again.delivery.pk, again.parts_taken) == (delivery.pk, 2)

    def test_a_lesser_notice_that_no_mailbox_takes_goes_by_sms(self, queue, now):
        queue("ticket_closed")
        fail(claim_next(channel=Channel.EMAIL, now=now), refusal(permanent=True), now)
        sms = Delivery.objects.get(channel=Channel.SMS)
        assert (sms.status, sms.template, sms.address) == (
            "queued",
            "ticket_closed",
            "+79161234567",
        )
        assert sms.body.startswith("Обращение 300000001 закрыто.")

    def test_the_number_is_not_sent_by_sms_twice(self, queue, now):
        queue()
        fail(claim_next(channel=Channel.EMAIL, now=now), refusal(permanent=True), now)
        assert Delivery.objects.filter(channel=Channel.SMS).count() == 1


class TestAbandoned:
    def test_a_dead_worker_s_message_comes_back_after_the_lease(self, queue, now):
        queue()
        claim = claim_next(channel=Channel.EMAIL, now=now)
        assert return_abandoned(now=now + LEASE) == 0
        assert return_abandoned(now=now + LEASE + timedelta(seconds=1)) == 1
        row = reloaded(claim.delivery)
        assert (row.status, row.attempts) == (Status.QUEUED, 1)

    def test_a_message_that_kills_its_workers_is_buried(self, queue, now):
        delivery = queue()[Channel.EMAIL]
        for _ in range(MAX_ATTEMPTS):
            claim_next(channel=Channel.EMAIL, now=now)
            now += LEASE * 2
            return_abandoned(now=now)
        assert reloaded(delivery).status == Status.DEAD


class TestCircuit:
    def break_channel(self, now, times):
        for _ in range(times):
            fail(claim_next(channel=Channel.EMAIL, now=now), outage(), now)

    def test_three_outages_in_a_row_make_the_channel_rest(self, queue, now):
        for _ in range(5):
            queue()
        self.break_channel(now, 3)
        assert claim_next(channel=Channel.EMAIL, now=now) is None
        assert claim_next(channel=Channel.SMS, now=now) is not None
        assert ChannelHealth.objects.get(pk="email").open_until == now + timedelta(seconds=10)

    def test_then_one_message_tries_and_its_success_opens_the_way(self, queue, now):
        for _ in range(6):
            queue()
        self.break_channel(now, 3)
        later = now + timedelta(seconds=11)
        probe = claim_next(channel=Channel.EMAIL, now=later)
        assert probe is not None
        assert claim_next(channel=Channel.EMAIL, now=later) is None
        send(probe, later)
        assert claim_next(channel=Channel.EMAIL, now=later) is not None
        assert ChannelHealth.objects.get(pk="email").failures == 0

    def test_a_failed_probe_rests_twice_as_long(self, queue, now):
        for _ in range(5):
            queue()
        self.break_channel(now, 3)
        later = now + timedelta(seconds=11)
        self.break_channel(later, 1)
        assert ChannelHealth.objects.get(pk="email").open_until == later + timedelta(seconds=20)

    def test_an_outage_does_not_use_the_attempts_up(self, queue, now):
        delivery = queue()[Channel.EMAIL]
        moment = now
        for _ in range(MAX_ATTEMPTS + 5):
            fail(claim_next(channel=Channel.EMAIL, now=moment), outage(), moment)
            moment += timedelta(seconds=2200)
        assert reloaded(delivery).status == Status.QUEUED

    def test_after_a_day_of_outage_a_person_decides(self, queue, now):
        delivery = queue()[Channel.EMAIL]
        later = now + timedelta(hours=25)
        fail(claim_next(channel=Channel.EMAIL, now=later), outage(), later)
        assert reloaded(delivery).status == Status.DEAD

    def test_a_bad_mailbox_is_no_outage(self, queue, now):
        for _ in range(5):
            queue()
        for _ in range(4):
            fail(claim_next(channel=Channel.EMAIL, now=now), refusal(permanent=True), now)
        assert health.may_try(Channel.EMAIL, now=now)


class TestCarrier:
    @pytest.fixture(autouse=True)
    def frozen(self, monkeypatch, now):
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def test_everything_due_goes_out_once(self, queue, gateways):
        for _ in range(5):
            queue()
        assert carrier.carry_out("email") == 5
        assert carrier.carry_out("sms") == 5
        assert carrier.carry_out("email") == 0
        assert (len(gateways.email.sent), len(gateways.sms.sent)) == (5, 5)
        assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}

    def test_one_failure_does_not_stop_the_others(self, queue, gateways):
        for _ in range(3):
            queue()
        gateways.email.failures = [refusal(permanent=True), ValueError("bug")]
        carrier.carry_out("email")
        statuses = Delivery.objects.filter(channel="email").values_list("status", flat=True)
        assert sorted(statuses) == ["dead", "queued", "sent"]

    def test_an_unforeseen_failure_names_no_personal_data(self, queue, gateways):
        delivery = queue()[Channel.EMAIL]
        gateways.email.failures = [ValueError("maria@example.org")]
        carrier.carry_out("email")
        assert reloaded(delivery).error == "Внутренняя ошибка: ValueError."

    def test_the_gateway_gets_what_was_queued(self, queue, gateways):
        delivery = queue()[Channel.EMAIL]
        carrier.carry_out("email")
        (letter,) = gateways.email.sent
        assert (letter.delivery_id, letter.to) == (delivery.pk, "maria@example.org")
        assert (letter.subject, letter.text) == (delivery.subject, delivery.body)
