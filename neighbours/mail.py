"""A mail server that takes everything and passes nothing on: each letter is a file on disk."""

import asyncio
import secrets
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from neighbours.options import Options
from neighbours.storage import Ledger, write_durably
from neighbours.trouble import Mood, Trouble

LETTERS, LEDGER = "mail", "mail.jsonl"
LARGEST_LETTER = 32 * 1024 * 1024
LONG_SILENCE_S = 3600


class MailCatcher:
    """The server, its folder of letters and its ledger."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._mood = Mood(awake=options.trouble)
        self._folder = options.folder / LETTERS
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ledger = Ledger(options.folder / LEDGER)
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; return the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._protocol, self.options.host, self.options.smtp_port
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and close the ledger."""
        if self._server is not None:
            self._server.close()
        self._ledger.close()

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            hostname="catcher.local",
            ident="Mail catcher",
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST_LETTER,
            loop=asyncio.get_running_loop(),
        )

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        """Answer 250 only when letter and ledger line are on disk."""
        recipients = list(envelope.rcpt_tos)
        trouble = next(filter(None, map(self._mood.for_mailbox, recipients)), Trouble.NONE)
        await asyncio.sleep(self.options.answer_delay_s)
        if trouble is Trouble.REFUSE:
            return "550 5.1.1 No such mailbox"
        if trouble is Trouble.BUSY:
            return "451 4.2.1 Mailbox busy, try later"
        if trouble is Trouble.HANG:
            await asyncio.sleep(LONG_SILENCE_S)
        letter_id = await self._store(envelope, recipients)
        if trouble is Trouble.DROP:
            _transport(server).abort()
        if trouble is Trouble.TRICKLE:
            await self._trickle(server)
        return f"250 2.0.0 Taken as {letter_id}"

    async def _store(self, envelope: Envelope, recipients: list[str]) -> str:
        letter_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"
        content = envelope.original_content or b""
        path = self._folder / f"{letter_id}.eml"
        await asyncio.to_thread(write_durably, path, content)
        letter = message_from_bytes(content, policy=policy.default)
        await self._ledger.append(
            {
                "id": letter_id,
                "at": datetime.now(UTC).isoformat(),
                "from": envelope.mail_from,
                "to": recipients,
                "message_id": str(letter["message-id"] or ""),
                "subject": str(letter["subject"] or ""),
            }
        )
        return letter_id

    async def _trickle(self, server: SMTP) -> None:
        """Keep the client waiting with an answer that grows by one byte a second."""
        transport = _transport(server)
        for character in "250-" + "." * 600:
            if transport.is_closing():
                return
            transport.write(character.encode())
            await asyncio.sleep(1)


def _transport(server: SMTP) -> asyncio.Transport:
    """Return the line to the client; aiosmtpd has it open while a command is handled."""
    return cast(asyncio.Transport, server.transport)
