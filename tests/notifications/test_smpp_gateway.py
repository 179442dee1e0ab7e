"""SMS over the real wire: parts, names, receipts, sessions that die."""

import queue
import socket
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from neighbours import ledger
from neighbours.pdu import Status
from notifications.gateways import smpp, smpp_session
from notifications.gateways.base import GatewayError, OutgoingSms
from notifications.gateways.smpp import SmppGateway
from notifications.gateways.smpp_session import SmppReceipt, SmppServer
from tests.neighbours.conftest import free_port, options, smsc  # noqa: F401  fixtures

DELIVERY = UUID("0198f3c2-0000-7000-8000-00000000ab4d")
SMS = OutgoingSms(DELIVERY, "+79161234567", "Обращение 300000001 принято")
LONG = "Ваше обращение принято. " * 10  # 240 letters: four parts


def server(port: int) -> SmppServer:
    return SmppServer("127.0.0.1", port, "gosuslugi", "demo", "gosuslugi")


class Phone:
    """A gateway and the receipts it has been given."""

    def __init__(self, port: int) -> None:
        self.receipts: queue.SimpleQueue[SmppReceipt] = queue.SimpleQueue()
        self.gateway = SmppGateway(server(port), self.receipts.put)

    def __enter__(self) -> "Phone":
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.close()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp, "PAUSE_S", 0.01)
    monkeypatch.setattr(smpp_session, "ANSWER_TIMEOUT_S", 5.0)
    monkeypatch.setattr(smpp_session, "TICK_S", 0.05)


def test_a_short_text_arrives_and_its_receipt_comes_back(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        taken = phone.gateway.send(SMS)
        receipt = phone.receipts.get(timeout=5)
    (message,) = ledger.texts(options.folder)
    assert (message.text, message.number, message.sender) == (SMS.text, "79161234567", "gosuslugi")
    assert receipt == SmppReceipt(taken.provider_ids[0], "DELIVRD", "000")


def test_a_long_text_arrives_in_counted_parts(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        taken = phone.gateway.send(replace(SMS, text=LONG))
    (message,) = ledger.texts(options.folder)
    assert (message.text, message.total, len(taken.provider_ids)) == (LONG, 4, 4)


def test_latin_goes_in_the_cheap_alphabet(smsc, options):  # noqa: F811
    text = "Code 123456 [€]" + "x" * 200
    with smsc() as port, Phone(port) as phone:
        phone.gateway.send(replace(SMS, text=text))
    (message,) = ledger.texts(options.folder)
    assert (message.text, message.total) == (text, 2)


def test_parts_already_taken_are_not_sent_again(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        phone.gateway.send(replace(SMS, text=LONG))
        phone.gateway.send(replace(SMS, text=LONG, already_taken=3))
    lines = (options.folder / "sms.jsonl").read_text().splitlines()
    (message,) = ledger.texts(options.folder)
    assert (len(lines), message.text) == (5, LONG)


def test_an_unreachable_person_is_reported(smsc):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        phone.gateway.send(replace(SMS, to="+79160000000"))
        assert phone.receipts.get(timeout=5).outcome == "UNDELIV"


def test_a_code_does_not_outlive_its_use(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        phone.gateway.send(replace(SMS, valid_for=timedelta(minutes=10)))
    assert '"validity":"000000001000000R"' in (options.folder / "sms.jsonl").read_text()


def test_a_refused_number_is_refused_for_ever(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone, pytest.raises(GatewayError) as refused:
        phone.gateway.send(replace(SMS, to="+79160000003"))
    assert (refused.value.permanent, refused.value.outage) == (True, False)
    assert "7916" not in str(refused.value)
    assert ledger.texts(options.folder) == []


@pytest.mark.parametrize("number", ["", "abc", "+7916", "+79161234567\r\n", "9" * 20])
def test_what_is_not_a_number_never_leaves(number):
    with Phone(free_port()) as phone, pytest.raises(GatewayError) as refused:
        phone.gateway.send(replace(SMS, to=number))
    assert refused.value.permanent


def test_a_throttled_centre_is_given_time(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        assert len(phone.gateway.send(replace(SMS, to="+79160000004")).provider_ids) == 1
    assert len(ledger.texts(options.folder)) == 1


def test_a_system_error_is_tried_again_later_by_the_queue(smsc):  # noqa: F811
    with smsc() as port, Phone(port) as phone, pytest.raises(GatewayError) as refused:
        phone.gateway.send(replace(SMS, to="+79160000007"))
    assert (refused.value.permanent, refused.value.outage) == (False, False)


def test_silence_about_one_number_leaves_the_session_open_to_others(
    smsc,  # noqa: F811
    options,  # noqa: F811
    monkeypatch,
):
    with smsc() as port, Phone(port) as phone:
        monkeypatch.setattr(smpp_session, "ANSWER_TIMEOUT_S", 0.3)
        with pytest.raises(GatewayError) as refused:
            phone.gateway.send(replace(SMS, to="+79160000005"))
        monkeypatch.setattr(smpp_session, "ANSWER_TIMEOUT_S", 5.0)
        phone.gateway.send(SMS)
    assert refused.value.permanent is False
    assert len(ledger.texts(options.folder)) == 1


def test_a_line_cut_before_the_answer_is_renewed(smsc, options):  # noqa: F811
    with smsc() as port, Phone(port) as phone:
        with pytest.raises(GatewayError) as refused:
            phone.gateway.send(replace(SMS, to="+79160000006"))
        phone.gateway.send(SMS)
    assert refused.value.outage
    assert len(ledger.texts(options.folder)) == 2


def test_a_restarted_centre_is_found_again(smsc, options):  # noqa: F811
    port = free_port()
    phone = Phone(port)
    with smsc(smpp_port=port):
        phone.gateway.send(SMS)
    with pytest.raises(GatewayError) as refused:
        phone.gateway.send(SMS)
    with smsc(smpp_port=port), phone:
        phone.gateway.send(SMS)
    assert refused.value.outage
    assert len(ledger.texts(options.folder)) == 2


def test_a_wrong_password_is_an_outage_not_the_end_of_the_message(smsc):  # noqa: F811
    with smsc() as port, pytest.raises(GatewayError) as refused:
        SmppGateway(replace(server(port), password="wrong"), print).send(SMS)
    assert (refused.value.permanent, refused.value.outage) == (False, True)


def test_a_centre_that_accepts_and_says_nothing_is_an_outage(monkeypatch):
    monkeypatch.setattr(smpp_session, "CONNECT_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        gateway = SmppGateway(server(deaf.getsockname()[1]), print)
        with pytest.raises(GatewayError) as refused:
            gateway.send(SMS)
    assert refused.value.outage


def test_threads_share_one_session(smsc, options):  # noqa: F811
    def send_some(number: int) -> None:
        for _ in range(5):
            phone.gateway.send(replace(SMS, to=f"+7916123456{number}"))

    with smsc() as port, Phone(port) as phone:
        threads = [threading.Thread(target=send_some, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        sessions = {t.name for t in threading.enumerate() if t.name == "smpp-_read"}
        readers = [t for t in threading.enumerate() if t.name == "smpp-_read" and t.is_alive()]
    assert len(ledger.texts(options.folder)) == 20
    assert (len(sessions), len(readers)) == (1, 1)


def test_a_receipt_that_cannot_be_kept_comes_again(smsc):  # noqa: F811
    seen: queue.SimpleQueue[SmppReceipt] = queue.SimpleQueue()

    def keep(receipt: SmppReceipt) -> None:
        seen.put(receipt)
        if seen.qsize() == 1:
            raise RuntimeError("the database is away")

    with smsc() as port:
        gateway = SmppGateway(server(port), keep)
        gateway.send(SMS)
        first, second = seen.get(timeout=5), seen.get(timeout=5)
        gateway.close()
    assert first == second


def test_the_idle_session_asks_whether_the_centre_is_there(smsc, monkeypatch):  # noqa: F811
    monkeypatch.setattr(smpp_session, "ENQUIRE_LINK_S", 0.05)
    with smsc() as port, Phone(port) as phone:
        phone.gateway.send(SMS)
        threading.Event().wait(0.5)
        assert len(phone.gateway.send(SMS).provider_ids) == 1


def test_statuses_that_no_repeat_will_change():
    assert {Status.INVALID_DESTINATION, Status.INVALID_MESSAGE_LENGTH} <= smpp.PERMANENT
    assert Status.THROTTLED not in smpp.PERMANENT
