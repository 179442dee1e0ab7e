"""SMPP 3.4 protocol data units as bytes: the part of the standard an SMS centre needs.

Section numbers are those of «Short Message Peer to Peer Protocol Specification v3.4».
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

HEADER = struct.Struct(">IIII")
LARGEST_PDU = 128 * 1024
RESPONSE = 0x80000000


class Command(IntEnum):
    """Command ids (5.1.2.1). A response is the request's id with the top bit set."""

    GENERIC_NACK = 0x80000000
    BIND_RECEIVER = 0x00000001
    BIND_TRANSMITTER = 0x00000002
    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015


class Status(IntEnum):
    """Command statuses (5.1.3)."""

    OK = 0x00
    INVALID_MESSAGE_LENGTH = 0x01
    INVALID_COMMAND_LENGTH = 0x02
    INVALID_COMMAND = 0x03
    WRONG_BIND_STATE = 0x04
    ALREADY_BOUND = 0x05
    SYSTEM_ERROR = 0x08
    INVALID_DESTINATION = 0x0B
    INVALID_PASSWORD = 0x0E
    INVALID_SYSTEM_ID = 0x0F
    THROTTLED = 0x58
    BAD_OPTIONAL_PARAMETERS = 0xC0


class Tag(IntEnum):
    """Optional parameters (5.3.2)."""

    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427
    SC_INTERFACE_VERSION = 0x0210


class MalformedPduError(Exception):
    """Bytes that are not SMPP; `status` is the answer they deserve."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit: header fields and the body still as bytes."""

    command: int
    sequence: int
    status: int = 0
    body: bytes = b""

    def encode(self) -> bytes:
        """Return the unit as it goes over the wire."""
        length = HEADER.size + len(self.body)
        return HEADER.pack(length, self.command, self.status, self.sequence) + self.body

    def reply(self, status: int = Status.OK, body: bytes = b"") -> "Pdu":
        """Return the response to this request."""
        return Pdu(self.command | RESPONSE, self.sequence, status, body)


@dataclass(frozen=True, slots=True)
class Bind:
    """Body of bind_transmitter, bind_receiver and bind_transceiver (4.1)."""

    system_id: str
    password: str


@dataclass(frozen=True, slots=True)
class Address:
    """Type of number, numbering plan and digits or letters (5.2.5-5.2.9)."""

    digits: str
    ton: int = 1
    npi: int = 1

    def encode(self) -> bytes:
        """Return the address as three mandatory fields."""
        return bytes((self.ton, self.npi)) + cstring(self.digits)


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """Body of submit_sm and deliver_sm (4.4.1, 4.6.1); they share one layout."""

    source: Address
    destination: Address
    short_message: bytes = b""
    esm_class: int = 0
    data_coding: int = 0
    registered_delivery: int = 0
    validity_period: str = ""
    tlvs: dict[int, bytes] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        """The octets of the text, wherever the sender put them."""
        return self.tlvs.get(Tag.MESSAGE_PAYLOAD, self.short_message)

    def encode(self) -> bytes:
        """Return the body as bytes."""
        head = cstring("") + self.source.encode() + self.destination.encode()
        flags = bytes((self.esm_class, 0, 0)) + cstring("") + cstring(self.validity_period)
        tail = bytes((self.registered_delivery, 0, self.data_coding, 0, len(self.short_message)))
        tlvs = b"".join(struct.pack(">HH", tag, len(v)) + v for tag, v in self.tlvs.items())
        return head + flags + tail + self.short_message + tlvs


def cstring(text: str) -> bytes:
    """Encode a C-octet string: ASCII closed by a zero."""
    return text.encode("ascii", "replace") + b"\0"


def split_header(header: bytes) -> tuple[int, Pdu]:
    """Return the length of the body that follows and the unit without it."""
    length, command, status, sequence = HEADER.unpack(header)
    if not HEADER.size <= length <= LARGEST_PDU:
        raise MalformedPduError(Status.INVALID_COMMAND_LENGTH)
    return length - HEADER.size, Pdu(command, sequence, status)


def parse_bind(body: bytes) -> Bind:
    """Read who knocks and with what password."""
    cursor = _Cursor(body)
    return Bind(system_id=cursor.cstring(16), password=cursor.cstring(9))


def parse_short_message(body: bytes) -> ShortMessage:
    """Read a submit_sm or deliver_sm body."""
    cursor = _Cursor(body)
    cursor.cstring(6)  # service_type
    source, destination = cursor.address(), cursor.address()
    esm_class = cursor.octet()
    cursor.octets(2)  # protocol_id, priority_flag
    cursor.cstring(17)  # schedule_delivery_time
    validity_period = cursor.cstring(17)
    registered_delivery = cursor.octet()
    cursor.octet()  # replace_if_present_flag
    data_coding = cursor.octet()
    cursor.octet()  # sm_default_msg_id
    length = cursor.octet()
    if length == 255:
        raise MalformedPduError(Status.INVALID_MESSAGE_LENGTH)
    return ShortMessage(
        source=source,
        destination=destination,
        short_message=cursor.octets(length),
        esm_class=esm_class,
        data_coding=data_coding,
        registered_delivery=registered_delivery,
        validity_period=validity_period,
        tlvs=cursor.tlvs(),
    )


class _Cursor:
    """Reads fields one after another and refuses to run past the end."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def octets(self, count: int) -> bytes:
        chunk = self._body[self._at : self._at + count]
        if len(chunk) != count:
            raise MalformedPduError(Status.INVALID_COMMAND_LENGTH)
        self._at += count
        return chunk

    def octet(self) -> int:
        return self.octets(1)[0]

    def cstring(self, limit: int) -> str:
        end = self._body.find(b"\0", self._at, self._at + limit)
        if end < 0:
            raise MalformedPduError(Status.INVALID_COMMAND_LENGTH)
        text = self._body[self._at : end].decode("ascii", "replace")
        self._at = end + 1
        return text

    def address(self) -> Address:
        ton, npi = self.octets(2)
        return Address(self.cstring(21), ton, npi)

    def tlvs(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, length = struct.unpack(">HH", self.octets(4))
            found[tag] = self.octets(length)
        return found
