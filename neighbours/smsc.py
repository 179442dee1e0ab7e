"""An SMS centre that speaks SMPP 3.4: every message is in the ledger before it is answered."""

import asyncio
import logging
import secrets
from datetime import UTC, datetime

from neighbours import pdu
from neighbours.options import Options
from neighbours.pdu import Command, MalformedPduError, Pdu, ShortMessage, Status, Tag
from neighbours.receipts import ReceiptDesk
from neighbours.segments import decode, read_segment
from neighbours.storage import Ledger, Record, read_records
from neighbours.trouble import Mood, Trouble, outcome_of

log = logging.getLogger("neighbours.smsc")

MESSAGES, RECEIPTS = "sms.jsonl", "receipts.jsonl"
SENDERS = {Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER}
RECEIVERS = {Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER}
ANSWER_TIMEOUT_S = 5.0
FINAL_RECEIPT = 0x03  # registered_delivery bits that ask for a receipt (5.2.17)
REFUSALS = {
    Trouble.REFUSE: Status.INVALID_DESTINATION,
    Trouble.BUSY: Status.THROTTLED,
    Trouble.ERROR: Status.SYSTEM_ERROR,
}


class Smsc:
    """The centre: its ledgers, its receipts and whoever is connected."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.mood = Mood(awake=options.trouble)
        self.messages = Ledger(options.folder / MESSAGES)
        self._acknowledged = Ledger(options.folder / RECEIPTS)
        self.receipts = ReceiptDesk(self._acknowledged, options.receipt_delay_s)
        self._server: asyncio.Server | None = None
        self._sessions: set[Session] = set()
        self._conversations: set[asyncio.Task[None]] = set()
        self._minute: tuple[int, int] = (0, 0)

    async def start(self) -> int:
        """Listen, resume the receipts owed from before; return the port."""
        options = self.options
        self._server = await asyncio.start_server(self._welcome, options.host, options.smpp_port)
        self.receipts.expect(self._owed())
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening, part with the clients, close the ledgers."""
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*(session.part() for session in tuple(self._sessions)))
        if self._conversations:
            await asyncio.wait(self._conversations, timeout=1.0)
        await self.receipts.stop()
        self.messages.close()
        self._acknowledged.close()

    def is_throttled(self) -> bool:
        """Tell whether the allowance of this second is used up, counting this message."""
        second = int(asyncio.get_running_loop().time())
        count = self._minute[1] + 1 if self._minute[0] == second else 1
        self._minute = (second, count)
        return 0 < self.options.messages_per_s < count

    async def accept(self, message: ShortMessage) -> Record:
        """Put the message in the ledger; when this returns, nothing can lose it."""
        segment = read_segment(message)
        record = {
            "id": secrets.token_hex(8),
            "at": datetime.now(UTC).isoformat(),
            "from": message.source.digits,
            "to": message.destination.digits,
            "coding": segment.coding,
            "payload": segment.octets.hex(),
            "text": decode(segment.octets, segment.coding),
            "reference": segment.reference,
            "part": segment.part,
            "total": segment.total,
            "user_reference": message.tlvs.get(Tag.USER_MESSAGE_REFERENCE, b"").hex(),
            "validity": message.validity_period,
            "receipt": bool(message.registered_delivery & FINAL_RECEIPT),
            "outcome": outcome_of(message.destination.digits),
        }
        await self.messages.append(record)
        return record

    def _owed(self) -> list[Record]:
        folder = self.options.folder
        acknowledged = {record["id"] for record in read_records(folder / RECEIPTS)}
        return [r for r in read_records(folder / MESSAGES) if r["id"] not in acknowledged]

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self, reader, writer)
        self._sessions.add(session)
        if (task := asyncio.current_task()) is not None:
            self._conversations.add(task)
            task.add_done_callback(self._conversations.discard)
        try:
            await session.run()
        finally:
            self._sessions.discard(session)
            self.receipts.leave(session)


class Session:
    """One connection: bound or not, and what it still waits an answer for."""

    def __init__(
        self, smsc: Smsc, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._smsc = smsc
        self._reader = reader
        self._writer = writer
        self._bound: int | None = None
        self._sequence = 0
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self._submitting: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Read units until the client leaves, breaks the protocol or falls silent."""
        try:
            while (unit := await self._next_unit()) is not None:
                if not await self._answer(unit):
                    break
        except MalformedPduError as error:
            await self._send(Pdu(Command.GENERIC_NACK, 0, error.status))
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            log.debug("connection lost")
        finally:
            self.close()

    async def part(self) -> None:
        """Say goodbye as the standard asks, then hang up."""
        if self._bound is not None:
            await self._ask(Command.UNBIND, timeout_s=1.0)
        self.close()

    def close(self) -> None:
        """Hang up and let go of whoever waits."""
        for future in self._waiting.values():
            future.cancel()
        self._writer.close()

    async def deliver(self, message: ShortMessage) -> bool:
        """Hand a deliver_sm over; True once the client has acknowledged it."""
        answer = await self._ask(Command.DELIVER_SM, message.encode())
        return answer is not None and answer.status == Status.OK

    async def _next_unit(self) -> Pdu | None:
        """Return the next unit; a silent client is asked whether it is there, then dropped."""
        idle = self._smsc.options.enquire_link_s
        header_task = asyncio.ensure_future(self._reader.readexactly(pdu.HEADER.size))
        done, _ = await asyncio.wait({header_task}, timeout=idle)
        if not done:
            self._write(Pdu(Command.ENQUIRE_LINK, self._next_sequence()))
            done, _ = await asyncio.wait({header_task}, timeout=ANSWER_TIMEOUT_S)
        if not done:
            header_task.cancel()
            return None
        length, unit = pdu.split_header(header_task.result())
        body = await asyncio.wait_for(self._reader.readexactly(length), ANSWER_TIMEOUT_S)
        return Pdu(unit.command, unit.sequence, unit.status, body)

    async def _answer(self, unit: Pdu) -> bool:
        """Do what the unit asks; False when the conversation is over."""
        if unit.command & pdu.RESPONSE:
            if (future := self._waiting.pop(unit.sequence, None)) and not future.done():
                future.set_result(unit)
        elif unit.command in SENDERS | RECEIVERS:
            await self._bind(unit)
        elif unit.command == Command.SUBMIT_SM:
            task = asyncio.create_task(self._submit(unit))
            self._submitting.add(task)
            task.add_done_callback(self._submitting.discard)
        elif unit.command == Command.ENQUIRE_LINK:
            await self._send(unit.reply())
        elif unit.command == Command.UNBIND:
            await self._send(unit.reply())
            return False
        else:
            await self._send(Pdu(Command.GENERIC_NACK, unit.sequence, Status.INVALID_COMMAND))
        return True

    async def _bind(self, unit: Pdu) -> None:
        options, who = self._smsc.options, pdu.parse_bind(unit.body)
        name = pdu.cstring(options.smpp_system_id)
        if self._bound is not None:
            await self._send(unit.reply(Status.ALREADY_BOUND))
        elif who.system_id != options.smpp_system_id:
            await self._send(unit.reply(Status.INVALID_SYSTEM_ID))
        elif not secrets.compare_digest(who.password.encode(), options.smpp_password.encode()):
            await self._send(unit.reply(Status.INVALID_PASSWORD))
        else:
            self._bound = unit.command
            await self._send(unit.reply(body=name))
            if self._bound in RECEIVERS:
                await self._smsc.receipts.join(self)

    async def _submit(self, unit: Pdu) -> None:
        try:
            message = pdu.parse_short_message(unit.body)
        except MalformedPduError as error:
            await self._send(unit.reply(error.status))
            return
        status = self._refusal(message)
        trouble = Trouble.NONE
        if status is Status.OK:
            trouble = self._smsc.mood.for_number(message.destination.digits)
            status = REFUSALS.get(trouble, Status.OK)
        if trouble is Trouble.HANG:
            return
        await asyncio.sleep(self._smsc.options.answer_delay_s)
        if status is not Status.OK:
            await self._send(unit.reply(status))
            return
        record = await self._smsc.accept(message)
        if trouble is Trouble.DROP:
            self._writer.transport.abort()
        else:
            await self._send(unit.reply(body=pdu.cstring(record["id"])))
        self._smsc.receipts.expect([record])

    def _refusal(self, message: ShortMessage) -> Status:
        """Return what is formally wrong with the message, OK for nothing."""
        if self._bound not in SENDERS:
            return Status.WRONG_BIND_STATE
        if not message.destination.digits.isdigit():
            return Status.INVALID_DESTINATION
        if message.short_message and Tag.MESSAGE_PAYLOAD in message.tlvs:
            return Status.BAD_OPTIONAL_PARAMETERS
        return Status.THROTTLED if self._smsc.is_throttled() else Status.OK

    async def _ask(
        self, command: Command, body: bytes = b"", timeout_s: float = ANSWER_TIMEOUT_S
    ) -> Pdu | None:
        """Send a request of our own and wait for the response; None when none came."""
        unit = Pdu(command, self._next_sequence(), body=body)
        future = asyncio.get_running_loop().create_future()
        self._waiting[unit.sequence] = future
        self._write(unit)
        try:
            done, _ = await asyncio.wait({future}, timeout=timeout_s)
            return future.result() if done and not future.cancelled() else None
        finally:
            self._waiting.pop(unit.sequence, None)

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % 0x7FFFFFFF + 1
        return self._sequence

    def _write(self, unit: Pdu) -> None:
        if not self._writer.is_closing():
            self._writer.write(unit.encode())

    async def _send(self, unit: Pdu) -> None:
        self._write(unit)
        try:
            await self._writer.drain()
        except ConnectionError:
            log.debug("the client left before the answer")
