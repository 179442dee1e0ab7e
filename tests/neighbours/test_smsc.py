"""The SMS centre as a client meets it: bytes over a socket."""

import json
import struct
from pathlib import Path

import pytest

from neighbours import ledger
from neighbours.pdu import Command, Pdu, Status, Tag, parse_short_message
from tests.neighbours.conftest import WireClient

NUMBER = "79161234567"


def ledger_lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "sms.jsonl").read_text().splitlines()]


class TestBinding:
    @pytest.mark.parametrize(
        "command", [Command.BIND_TRANSMITTER, Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER]
    )
    def test_the_right_password_opens_every_kind_of_session(self, smsc, command):
        with smsc() as port, WireClient(port) as client:
            answer = client.bind(command)
        assert (answer.command, answer.status) == (command | Command.GENERIC_NACK, Status.OK)
        assert answer.body == b"gosuslugi\0"

    def test_a_wrong_password_is_refused_and_nothing_can_be_sent(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            assert client.bind(password="guess").status == Status.INVALID_PASSWORD
            assert client.submit(NUMBER, b"hello").status == Status.WRONG_BIND_STATE
        assert ledger_lines(options.folder) == []

    def test_a_second_bind_is_refused(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            assert client.bind().status == Status.ALREADY_BOUND

    def test_a_receiver_may_not_submit(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind(Command.BIND_RECEIVER)
            assert client.submit(NUMBER, b"hello").status == Status.WRONG_BIND_STATE
        assert ledger_lines(options.folder) == []

    def test_unbinding_ends_the_conversation(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            assert client.ask(Command.UNBIND).status == Status.OK
            assert client.read() is None


class TestProtocol:
    def test_enquire_link_is_answered(self, smsc):
        with smsc() as port, WireClient(port) as client:
            assert client.ask(Command.ENQUIRE_LINK).status == Status.OK

    def test_a_silent_client_is_asked_then_dropped(self, smsc):
        with smsc(enquire_link_s=0.05) as port, WireClient(port) as client:
            assert client.read().command == Command.ENQUIRE_LINK

    def test_an_unknown_command_gets_generic_nack(self, smsc):
        with smsc() as port, WireClient(port) as client:
            answer = client.ask(0x00000123)
        assert (answer.command, answer.status) == (Command.GENERIC_NACK, Status.INVALID_COMMAND)

    def test_an_impossible_length_gets_generic_nack_and_a_hang_up(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.socket.sendall(struct.pack(">IIII", 0xFFFFFFF0, 4, 0, 9))
            assert client.read().status == Status.INVALID_COMMAND_LENGTH
            assert client.read() is None

    def test_a_cut_body_is_refused_not_stored(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            answer = client.ask(Command.SUBMIT_SM, b"\0\x01\x01")
        assert answer.status == Status.INVALID_COMMAND_LENGTH
        assert ledger_lines(options.folder) == []


class TestSubmitting:
    def test_the_ledger_holds_the_message_before_the_answer(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            answer = client.submit(NUMBER, "Привет".encode("utf-16-be"), data_coding=8)
            (line,) = ledger_lines(options.folder)
        assert answer.body == line["id"].encode() + b"\0"
        assert (line["to"], line["text"], line["from"]) == (NUMBER, "Привет", "gosuslugi")

    def test_gsm_letters_and_the_escape_table_are_read(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            client.submit(NUMBER, b"\x00 \x1b\x65 ok")
        assert ledger_lines(options.folder)[0]["text"] == "@ € ok"

    def test_parts_with_a_header_become_one_text_even_when_a_letter_is_cut(self, smsc, options):
        octets = "ab😀cd".encode("utf-16-be")
        with smsc() as port, WireClient(port) as client:
            client.bind()
            for number, chunk in ((2, octets[6:]), (1, octets[:6])):
                header = bytes((5, 0, 3, 77, 2, number))
                client.submit(NUMBER, header + chunk, esm_class=0x40, data_coding=8)
        (sms,) = ledger.texts(options.folder)
        assert (sms.text, sms.arrived, sms.total, sms.is_whole) == ("ab😀cd", 2, 2, True)

    def test_parts_with_sar_parameters_become_one_text(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            for number, chunk in ((1, b"first "), (2, b"second")):
                tlvs = {
                    Tag.SAR_MSG_REF_NUM: b"\x01\x02",
                    Tag.SAR_TOTAL_SEGMENTS: b"\x02",
                    Tag.SAR_SEGMENT_SEQNUM: bytes((number,)),
                }
                client.submit(NUMBER, chunk, tlvs=tlvs)
        assert [sms.text for sms in ledger.texts(options.folder)] == ["first second"]

    def test_a_long_payload_comes_in_its_own_parameter(self, smsc, options):
        text = "Длинный текст. " * 40
        with smsc() as port, WireClient(port) as client:
            client.bind()
            payload = {Tag.MESSAGE_PAYLOAD: text.encode("utf-16-be")}
            assert client.submit(NUMBER, b"", data_coding=8, tlvs=payload).status == Status.OK
        assert ledger.texts(options.folder)[0].text == text

    def test_throttling_begins_after_the_allowance_of_a_second(self, smsc, options):
        with smsc(messages_per_s=1) as port, WireClient(port) as client:
            client.bind()
            statuses = [client.submit(NUMBER, b"x").status for _ in range(4)]
        assert Status.THROTTLED in statuses
        assert len(ledger_lines(options.folder)) == statuses.count(Status.OK)


class TestTrouble:
    def test_a_refused_number_is_not_in_the_ledger(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            assert client.submit("79160000003", b"x").status == Status.INVALID_DESTINATION
        assert ledger_lines(options.folder) == []

    def test_a_busy_number_yields_at_the_third_try(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            statuses = [client.submit("79160000004", b"x").status for _ in range(3)]
        assert statuses == [Status.THROTTLED, Status.THROTTLED, Status.OK]

    def test_a_dropped_answer_leaves_the_message_in_the_ledger(self, smsc, options):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            try:
                answer = client.submit("79160000006", b"x")
            except ConnectionError:
                answer = None
        assert answer is None
        assert len(ledger_lines(options.folder)) == 1

    def test_asleep_nothing_is_refused(self, smsc, options):
        with smsc(trouble=False) as port, WireClient(port) as client:
            client.bind()
            for ending in ("0000", "0003", "0004", "0005", "0006", "0007"):
                assert client.submit(f"7916000{ending}", b"x").status == Status.OK
        assert len(ledger_lines(options.folder)) == 6


class TestReceipts:
    @pytest.mark.parametrize(
        ("number", "state", "error"),
        [(NUMBER, "DELIVRD", "000"), ("79160000000", "UNDELIV", "001")],
    )
    def test_the_receipt_has_the_customary_words(self, smsc, number, state, error):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            message_id = client.submit(number, b"x").body.rstrip(b"\0").decode()
            unit = client.read()
            client.acknowledge(unit)
        receipt = parse_short_message(unit.body)
        text = receipt.short_message.decode()
        assert unit.command == Command.DELIVER_SM
        assert receipt.esm_class == 0x04
        assert text.startswith(f"id:{message_id} sub:001 dlvrd:00")
        assert f"stat:{state} err:{error}" in text
        assert receipt.tlvs[Tag.RECEIPTED_MESSAGE_ID] == message_id.encode() + b"\0"

    def test_no_receipt_unless_asked(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            client.submit(NUMBER, b"x", registered_delivery=0)
            client.submit(NUMBER, b"y")
            receipts = [parse_short_message(client.read().body)]
            client.socket.settimeout(0.2)
            with pytest.raises(TimeoutError):
                receipts.append(client.read())
        assert len(receipts) == 1

    def test_a_receipt_refused_by_the_client_comes_again(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind()
            client.submit(NUMBER, b"x")
            first = client.read()
            client.socket.sendall(first.reply(Status.SYSTEM_ERROR).encode())
            second = client.read()
            client.acknowledge(second)
        assert second.body == first.body

    def test_a_receipt_not_acknowledged_survives_a_restart_of_the_centre(self, smsc):
        with smsc() as port, WireClient(port) as client:
            client.bind(Command.BIND_TRANSMITTER)
            message_id = client.submit(NUMBER, b"x").body.rstrip(b"\0").decode()
        with smsc() as port, WireClient(port) as client:
            client.bind()
            unit: Pdu = client.read()
            client.acknowledge(unit)
            client.ask(Command.UNBIND)
        assert f"id:{message_id} " in parse_short_message(unit.body).short_message.decode()
        with smsc() as port, WireClient(port) as client:
            client.bind()
            client.socket.settimeout(0.2)
            with pytest.raises(TimeoutError):
                client.read()
