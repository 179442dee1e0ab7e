"""One SMS out of a short message: its alphabet, and which part of a longer text it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from neighbours.pdu import ShortMessage, Tag

HAS_HEADER = 0x40  # esm_class bit: the payload starts with a user data header
# GSM 03.38. This is the receiving side's own table: had it been shared with the sender, a wrong
# letter would look right on both ends.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True))
_CODECS = {1: "ascii", 3: "latin-1", 6: "iso8859-5", 8: "utf-16-be"}
_ESCAPE = 0x1B


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text as octets, and its place among `total` pieces of one message."""

    octets: bytes
    coding: int
    reference: int | None = None
    part: int = 1
    total: int = 1


def read_segment(message: ShortMessage) -> Segment:
    """Take the segment out of a short message: header of the payload or `sar_*` parameters."""
    octets, coding = message.payload, message.data_coding
    if message.esm_class & HAS_HEADER and octets:
        header, octets = octets[1 : octets[0] + 1], octets[octets[0] + 1 :]
        for element, value in _header_elements(header):
            if element == 0x00 and len(value) == 3:
                return Segment(octets, coding, value[0], value[2], value[1])
            if element == 0x08 and len(value) == 4:
                return Segment(octets, coding, value[0] << 8 | value[1], value[3], value[2])
        return Segment(octets, coding)
    tlvs = message.tlvs
    if Tag.SAR_MSG_REF_NUM in tlvs and tlvs.get(Tag.SAR_TOTAL_SEGMENTS):
        reference = int.from_bytes(tlvs[Tag.SAR_MSG_REF_NUM], "big")
        part = int.from_bytes(tlvs.get(Tag.SAR_SEGMENT_SEQNUM, b"\x01"), "big")
        return Segment(octets, coding, reference, part, tlvs[Tag.SAR_TOTAL_SEGMENTS][0])
    return Segment(octets, coding)


def decode(octets: bytes, coding: int) -> str:
    """Return the text of whole octets; what cannot be read is marked, never dropped."""
    if coding in _CODECS:
        return octets.decode(_CODECS[coding], "replace")
    if coding == 0:
        return "".join(_gsm_characters(octets))
    return octets.decode("latin-1")


def _header_elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    while len(header) >= 2:
        end = 2 + header[1]
        yield header[0], header[2:end]
        header = header[end:]


def _gsm_characters(octets: bytes) -> Iterator[str]:
    escaped = False
    for octet in octets:
        if escaped:
            yield _EXTENDED.get(octet, " ")
        elif octet < len(_BASIC) and octet != _ESCAPE:
            yield _BASIC[octet]
        elif octet != _ESCAPE:
            yield "\N{REPLACEMENT CHARACTER}"
        escaped = octet == _ESCAPE and not escaped
