"""Letters over the real wire, and letters that must not leave."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from uuid import UUID

import pytest

from neighbours import ledger
from notifications.gateways import smtp
from notifications.gateways.base import GatewayError, OutgoingEmail
from notifications.gateways.smtp import SmtpGateway, SmtpServer, build
from tests.neighbours.conftest import catcher, free_port, options  # noqa: F401  fixtures

DELIVERY = UUID("0198f3c2-0000-7000-8000-00000000abcd")
LETTER = OutgoingEmail(DELIVERY, "maria@example.org", "Обращение принято", "Здравствуйте!\n")


def server(port: int) -> SmtpServer:
    return SmtpServer("127.0.0.1", port, "Поддержка <help@example.org>")


def test_the_letter_arrives_with_a_lasting_name(catcher, options):  # noqa: F811
    with catcher() as port:
        taken = SmtpGateway(server(port)).send(LETTER)
    (letter,) = ledger.letters(options.folder)
    raw = (options.folder / "mail" / f"{letter.id}.eml").read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert taken.provider_ids == (f"<{DELIVERY}@example.org>",)
    assert letter.message_id == f"<{DELIVERY}@example.org>"
    assert (letter.recipients, letter.subject) == (("maria@example.org",), "Обращение принято")
    assert letter.text == "Здравствуйте!\n"
    assert message["From"] == "Поддержка <help@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_all("To") == ["maria@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org,b@example.org",
        "a@example.org b@example.org",
        "<a@example.org>",
        "Имя <a@example.org>",
        "a@example.org\0",
        "@example.org",
        "a@example",
        "a" * 250 + "@example.org",
        "",
        ["a@example.org", "b@example.org"],
        {"a@example.org": 1},
        None,
    ],
)
def test_what_is_not_one_plain_address_never_leaves(catcher, options, address):  # noqa: F811
    with catcher() as port, pytest.raises(GatewayError) as refused:
        SmtpGateway(server(port)).send(replace(LETTER, to=address))
    assert refused.value.permanent
    assert ledger.letters(options.folder) == []


@pytest.mark.parametrize("subject", ["a\r\nBcc: b@example.org", "a\nb", "a\rb", "a\0b"])
def test_a_line_break_in_the_subject_never_leaves(subject):
    with pytest.raises(GatewayError) as refused:
        build(replace(LETTER, subject=subject), server(25), at=datetime(2026, 11, 22, tzinfo=UTC))
    assert refused.value.permanent


@pytest.mark.parametrize(
    ("mailbox", "permanent", "outage"), [("refuse", True, False), ("busy", False, False)]
)
def test_a_refusal_says_whether_to_try_again(catcher, mailbox, permanent, outage):  # noqa: F811
    with catcher() as port, pytest.raises(GatewayError) as refused:
        SmtpGateway(server(port)).send(replace(LETTER, to=f"{mailbox}@example.org"))
    assert (refused.value.permanent, refused.value.outage) == (permanent, outage)
    assert "@example.org" not in str(refused.value)


def test_a_closed_port_is_an_outage():
    with pytest.raises(GatewayError) as refused:
        SmtpGateway(server(free_port())).send(LETTER)
    assert (refused.value.permanent, refused.value.outage) == (False, True)


@pytest.mark.parametrize("mailbox", ["hang", "trickle"])
def test_a_server_that_never_finishes_is_cut_off(catcher, monkeypatch, mailbox):  # noqa: F811
    monkeypatch.setattr(smtp, "WHOLE_TIMEOUT_S", 0.4)
    started = time.monotonic()
    with catcher() as port, pytest.raises(GatewayError) as refused:
        SmtpGateway(server(port)).send(replace(LETTER, to=f"{mailbox}@example.org"))
    assert refused.value.outage
    assert time.monotonic() - started < 3
