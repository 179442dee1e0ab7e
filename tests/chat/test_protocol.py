"""The protocol by itself: whatever comes, one operation or one of twelve codes (W-06, W-07, W-08)."""

import json
from typing import Any

import pytest

from chat.protocol import CODES, MOST_FRAME, OPERATIONS, BadFrame, Change, Mark, Open, Send, parse

# The same in every worker: the names of tests are made of them.
DIALOG = "018f0000-0000-7000-8000-000000000001"
CID = "018f0000-0000-7000-8000-000000000002"


def frame(**fields: Any) -> str:
    return json.dumps({"dialog": DIALOG} | fields)


def test_operations_are_understood() -> None:
    assert parse(frame(op="open", after=7)) == Open(parse(frame(op="open")).dialog, 7)
    said = parse(frame(op="send", cid=CID, text="Да", quote=3, inner=True))
    assert isinstance(said, Send)
    assert (said.text, said.quote, said.is_inner, said.files) == ("Да", 3, True, ())
    assert parse(frame(op="delete", cid=CID, target=4)) == Change(said.dialog, said.cid, 4, "")
    assert parse(frame(op="seen", seq=5)) == Mark(said.dialog, 5, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_frame"),
        (None, "bad_frame"),
        (b"\x00\xff", "bad_frame"),
        ("[]", "bad_frame"),
        ("null", "bad_frame"),
        ("1" * 5000, "bad_frame"),
        ("[" * 60_000, "bad_frame"),
        ("x" * (MOST_FRAME + 1), "too_big"),
        ('{"event":"base"}', "bad_frame"),
        ('{"type":"websocket.disconnect"}', "bad_frame"),
        ('{"type":"chat.force_logout","op":"ping"}', "bad_frame"),
        ('{"op":"__class__"}', "unknown_op"),
        ('{"op":["ping"]}', "bad_frame"),
        (frame(op="open", after=-1), "bad_frame"),
        (frame(op="open", after=True), "bad_frame"),
        (frame(op="open", after=10**30), "bad_frame"),
        (frame(op="open", dialog="dialog:1"), "bad_frame"),
        (frame(op="send", cid=CID, text=5), "bad_frame"),
        (frame(op="send", cid="1", text="Да"), "bad_frame"),
        (frame(op="send", cid=CID, text="Да", side="operator"), "bad_frame"),
        (frame(op="send", cid=CID, text="Да", files=["x"]), "bad_frame"),
        (frame(op="send", cid=CID, text="Да", files=[CID] * 11), "bad_frame"),
        (frame(op="edit", cid=CID, target=1, text="  "), "bad_frame"),
        (frame(op="signal", call=CID, data={"sdp": "x" * 30_000}), "bad_frame"),
    ],
)
def test_everything_else_is_an_error_with_a_known_code(text: Any, code: str) -> None:
    with pytest.raises(BadFrame) as refused:
        parse(text)
    assert refused.value.code == code


def test_there_are_no_more_than_twelve_codes() -> None:
    assert len(CODES) == 12
    assert set(OPERATIONS) == {
        "open", "close", "send", "edit", "delete", "got", "seen", "typing", "signal", "ping",
    }  # fmt: skip


def test_an_error_names_the_message_it_is_about() -> None:
    with pytest.raises(BadFrame) as refused:
        parse(frame(op="send", cid=CID, text=None))
    assert str(refused.value.cid) == CID
