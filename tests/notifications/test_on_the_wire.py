"""The whole way over real sockets: queue, worker, SMTP and SMPP, ledgers, receipts; and being killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, connections
from django.utils import timezone

from common.actors import SYSTEM
from common.crypto import keys
from journal.models import Entry
from neighbours import ledger
from neighbours.storage import read_records
from notifications import carrier, outlets, tasks
from notifications.actions import (
    Recipient,
    apply_open_receipts,
    claim_next,
    notify,
    return_abandoned,
)
from notifications.actions.sending import LEASE
from notifications.gateways import smpp_session
from notifications.gateways.smpp import SmppGateway
from notifications.gateways.smpp_session import SmppServer
from notifications.gateways.smtp import SmtpGateway, SmtpServer
from notifications.models import Delivery, PersonKind
from notifications.states import Status
from tests.neighbours.conftest import catcher, options, smsc  # noqa: F401  fixtures
from tests.notifications.conftest import CONTEXT

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SOMEBODY = UUID("0198f3c2-0000-7000-8000-000000000001")
MARIA, PHONE = "maria@example.org", "+79161234567"
WORKER = (
    "import django; django.setup(); from notifications.carrier import carry_out; carry_out('email')"
)


@pytest.fixture
def fresh_keys(db):
    """An emptied database has lost its data keys: make new ones, as after `migrate`."""
    keys.forget()
    keys.ring()
    yield
    keys.forget()


@pytest.fixture
def queue(fresh_keys):
    """Return a function that queues a notice about a new fact."""

    def put(email=MARIA, phone=PHONE, count=1):
        for _ in range(count):
            now = timezone.now()
            entry = Entry.objects.create(
                event="tickets.TicketRegistered", subject="ticket:1", actor_kind=SYSTEM.kind, at=now
            )
            notify(
                entry_id=entry.pk,
                recipient=Recipient(PersonKind.ADDRESS, SOMEBODY, "ru", email, phone),
                template="ticket_registered",
                context=CONTEXT,
                now=now,
            )

    return put


@pytest.fixture
def wire(monkeypatch, catcher, smsc):  # noqa: F811
    """Return a function that points the gateways at running neighbours and gives the mail port."""
    open_gateways = []
    stack = []

    def connect(**changes):
        mail, sms = catcher(**changes), smsc(**changes)
        stack.extend([mail, sms])
        smtp_port, smpp_port = mail.__enter__(), sms.__enter__()
        server = SmppServer("127.0.0.1", smpp_port, "gosuslugi", "demo", "gosuslugi")
        phone = SmppGateway(server, outlets.keep_receipt)
        open_gateways.append(phone)
        letters = SmtpGateway(SmtpServer("127.0.0.1", smtp_port, "help@example.org"))
        monkeypatch.setattr(outlets, "email_gateway", lambda: letters)
        monkeypatch.setattr(outlets, "sms_gateway", lambda: phone)
        return smtp_port

    yield connect
    for gateway in open_gateways:
        gateway.close()
    for server in reversed(stack):
        server.__exit__(None, None, None)


def wait_for(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def statuses(channel):
    return Counter(Delivery.objects.filter(channel=channel).values_list("status", flat=True))


def swept(channel):
    """Return the statuses after a sweep: a receipt may cross the answer it is about."""
    apply_open_receipts(now=timezone.now())
    return statuses(channel)


def test_the_number_arrives_both_ways_and_the_receipt_comes_back(queue, wire, options):  # noqa: F811
    wire()
    queue()
    tasks.carry_out(channel="email")
    tasks.carry_out(channel="sms")
    wait_for(lambda: swept("sms") == {Status.DELIVERED: 1})
    sms, letter = sorted(ledger.inbox(options.folder), key=lambda item: item.kind, reverse=True)
    delivery = Delivery.objects.get(channel="email")
    assert sms.text == "Обращение 300000001 принято. Сохраните номер. Госуслуги"
    assert sms.total == Delivery.objects.get(channel="sms").parts == 1
    assert letter.subject == "Обращение 300000001 принято"
    assert letter.message_id == f"<{delivery.pk}@example.org>"
    assert statuses("email") == {Status.SENT: 1}


def test_an_unreachable_phone_is_said_in_russian(queue, wire):
    wire()
    queue(phone="+79160000000")
    tasks.carry_out(channel="sms")
    wait_for(lambda: swept("sms") == {Status.UNDELIVERED: 1})
    assert Delivery.objects.get(channel="sms").error == "Абонент недоступен."


def test_mail_that_hangs_does_not_hold_sms_up(queue, wire, monkeypatch, options):  # noqa: F811
    monkeypatch.setattr("notifications.gateways.smtp.WHOLE_TIMEOUT_S", 0.3)
    wire()
    queue(email="hang@example.org", count=5)
    tasks.carry_out(channel="email")
    began = time.monotonic()
    tasks.carry_out(channel="sms")
    assert time.monotonic() - began < 2
    assert len(ledger.texts(options.folder)) == 5
    assert statuses("email") == {Status.QUEUED: 5}
    assert sum(Delivery.objects.filter(channel="email").values_list("attempts", flat=True)) == 3


def test_a_worker_killed_in_the_middle_repeats_one_message_at_most(queue, wire, options):  # noqa: F811
    smtp_port = wire(answer_delay_s=0.05)
    queue(count=12)
    child = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=worker_env(smtp_port))
    mails = options.folder / "mail.jsonl"
    wait_for(lambda: sum(1 for _ in read_records(mails)) >= 4, seconds=20)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert statuses("email")[Status.SENDING] <= 1
    Delivery.objects.filter(status=Status.SENDING).update(lease_until=timezone.now())
    return_abandoned(now=timezone.now())
    tasks.carry_out(channel="email")
    assert statuses("email") == {Status.SENT: 12}
    names = Counter(record["message_id"] for record in read_records(mails))
    expected = {
        f"<{pk}@example.org>"
        for pk in Delivery.objects.filter(channel="email").values_list("pk", flat=True)
    }
    assert set(names) == expected
    assert sum(names.values()) <= 13


def worker_env(smtp_port):
    """Return the environment of a worker on the test's own database and mail server."""
    config = connection.settings_dict
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**config)
    return os.environ | {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "SMTP_FROM": "help@example.org",
    }


def test_two_workers_never_take_the_same_message(queue, wire, options):  # noqa: F811
    wire()
    queue(count=20)
    failures = []

    def work():
        try:
            while carrier.carry_out("email"):
                pass
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert statuses("email") == {Status.SENT: 20}
    names = Counter(record["message_id"] for record in read_records(options.folder / "mail.jsonl"))
    assert (len(names), max(names.values())) == (20, 1)


def test_the_sweep_finds_what_nobody_was_woken_for(queue, fresh_keys, monkeypatch):
    woken = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda _name, **o: woken.append(o["kwargs"])
    )
    queue()
    woken.clear()
    tasks.sweep_deliveries()
    assert woken == [{"channel": "email"}, {"channel": "sms"}]


def test_the_sweep_frees_what_a_dead_worker_held(queue, fresh_keys, monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda _name, **_options: None)
    queue()
    claim = claim_next(channel="email", now=timezone.now() - LEASE - timedelta(seconds=1))
    assert claim is None  # not due at that moment yet
    claim = claim_next(channel="email", now=timezone.now())
    Delivery.objects.filter(pk=claim.delivery.pk).update(lease_until=timezone.now())
    tasks.sweep_deliveries()
    assert statuses("email") == {Status.QUEUED: 1}


def test_receipts_owed_from_before_a_restart_are_heard(queue, wire, monkeypatch):
    monkeypatch.setattr(smpp_session, "TICK_S", 0.05)
    monkeypatch.setattr("celery.current_app.send_task", lambda _name, **_options: None)
    wire(receipt_delay_s=0.3)
    queue()
    tasks.carry_out(channel="sms")
    outlets.sms_gateway().close()  # the worker stops before the receipt comes
    assert statuses("sms") == {Status.SENT: 1}
    time.sleep(0.4)
    tasks.sweep_deliveries()
    wait_for(lambda: swept("sms") == {Status.DELIVERED: 1})
