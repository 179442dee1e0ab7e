"""Letters over SMTP."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr

from notifications.gateways.base import GatewayError, OutgoingEmail, Taken

CONNECT_TIMEOUT_S = 5.0
STEP_TIMEOUT_S = 10.0
WHOLE_TIMEOUT_S = 20.0  # a server that trickles bytes resets the step timer, never this one
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters go and from whom they come."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False

    @property
    def domain(self) -> str:
        """The domain of Message-ID: the sender's."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


class SmtpGateway:
    """Sends one letter per connection with explicit time limits."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    def send(self, email: OutgoingEmail) -> Taken:
        """Hand the letter over; return its Message-ID."""
        message = build(email, self._server, at=datetime.now().astimezone())
        try:
            with self._connection() as client, _deadline(client, WHOLE_TIMEOUT_S):
                client.send_message(
                    message, from_addr=parseaddr(self._server.sender)[1], to_addrs=[email.to]
                )
        except (smtplib.SMTPException, OSError) as error:
            # The original names the address in its text, so it goes neither into logs nor tables.
            raise _explain(error, self._server) from None
        return Taken((message["Message-ID"],))

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        client = smtplib.SMTP(server.host, server.port, timeout=CONNECT_TIMEOUT_S)
        try:
            if client.sock is not None:
                client.sock.settimeout(STEP_TIMEOUT_S)
            if server.tls:
                client.starttls(context=ssl.create_default_context())
            if server.user:
                client.login(server.user, server.password)
            yield client
            try:
                client.quit()
            except (smtplib.SMTPException, OSError):
                return  # the letter is taken; how the server says goodbye is its own affair
        finally:
            client.close()


def build(email: OutgoingEmail, server: SmtpServer, *, at: datetime) -> EmailMessage:
    """Write the letter: one recipient, no line break in any header, a lasting Message-ID (U-19)."""
    _check_address(email.to)
    if any(character in email.subject for character in "\r\n\0"):
        raise GatewayError("В теме письма есть перевод строки.", permanent=True)
    message = EmailMessage(policy=SMTP_POLICY.clone(max_line_length=200))
    message["From"] = server.sender
    message["To"] = email.to
    message["Subject"] = email.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{email.delivery_id}@{server.domain}>"
    message["Content-Language"] = email.language
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: other robots must not answer
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(email.text, cte="base64")
    return message


def _check_address(address: object) -> None:
    """Refuse what is not exactly one plain address."""
    if not isinstance(address, str) or len(address) > LONGEST_ADDRESS:
        raise GatewayError("Адрес почты не похож на адрес.", permanent=True)
    name, domain = address.rpartition("@")[::2]
    strange = set(' \t\r\n\0,;:<>()[]"\\') & set(address)
    if (
        not name
        or "." not in domain
        or strange
        or not address.isascii()
        or not address.isprintable()
    ):
        raise GatewayError("Адрес почты не похож на адрес.", permanent=True)


@contextmanager
def _deadline(client: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Cut the connection when the whole conversation takes too long."""
    sock = client.sock
    timer = threading.Timer(seconds, _cut, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the conversation ended by itself a moment earlier


def _explain(error: Exception, server: SmtpServer) -> GatewayError:
    """Translate a failure: refused for ever, refused for now, or the server is down."""
    where = f"Почтовый сервер {server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return _refusal(code, where, permanent=500 <= code < 600)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, where, permanent=500 <= error.smtp_code < 600)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return GatewayError(f"{where} не принял пароль.", permanent=False, outage=True)
    if isinstance(error, smtplib.SMTPResponseException):
        # The sender or the session was refused: our settings or their trouble, not this letter.
        text = f"{where} ответил {error.smtp_code}."
        return GatewayError(text, permanent=False, outage=True)
    if isinstance(error, TimeoutError):
        return GatewayError(f"{where} не отвечает.", permanent=False, outage=True)
    return GatewayError(f"{where}: связь прервалась.", permanent=False, outage=True)


def _refusal(code: int, where: str, *, permanent: bool) -> GatewayError:
    if not 400 <= code < 600:  # an answer cut short
        return GatewayError(f"{where}: связь прервалась.", permanent=False, outage=True)
    words = "не принимает письма на этот адрес" if permanent else "просит зайти позже"
    return GatewayError(f"{where} {words} ({code}).", permanent=permanent)
