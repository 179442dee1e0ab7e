"""The mail catcher as a mail client meets it."""

import smtplib
from email.message import EmailMessage

import pytest

from neighbours import ledger


def letter(
    to: str, subject: str = "Обращение принято", text: str = "Здравствуйте!"
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "help@example.org", to, subject
    message["Message-ID"] = "<1@example.org>"
    message.set_content(text)
    return message


def test_a_letter_is_on_disk_when_250_comes(catcher, options):
    with catcher() as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(letter("maria@example.org"))
        (found,) = ledger.letters(options.folder)
    assert found.recipients == ("maria@example.org",)
    assert (found.subject, found.text) == ("Обращение принято", "Здравствуйте!\n")
    assert found.message_id == "<1@example.org>"
    assert (options.folder / "mail" / f"{found.id}.eml").stat().st_size > 0


@pytest.mark.parametrize(("mailbox", "code"), [("refuse", 550), ("busy", 451)])
def test_mailboxes_that_refuse_leave_no_trace(catcher, options, mailbox, code):
    message = letter(f"{mailbox}@example.org")
    with (
        catcher() as port,
        smtplib.SMTP("127.0.0.1", port) as client,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        client.send_message(message)
    assert refused.value.smtp_code == code
    assert ledger.letters(options.folder) == []


def test_a_dropped_answer_leaves_the_letter(catcher, options):
    with catcher() as port:
        client = smtplib.SMTP("127.0.0.1", port)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.send_message(letter("drop@example.org"))
        client.close()
    assert len(ledger.letters(options.folder)) == 1


def test_asleep_every_mailbox_takes(catcher, options):
    with catcher(trouble=False) as port, smtplib.SMTP("127.0.0.1", port) as client:
        for mailbox in ("refuse", "busy", "hang", "drop", "trickle"):
            client.send_message(letter(f"{mailbox}@example.org"))
    assert len(ledger.letters(options.folder)) == 5
