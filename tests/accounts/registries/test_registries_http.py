"""Registries over the real wire: every answer, every trouble, what is sent and what is not."""

import logging
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from accounts.gateways.registries import Match, Mismatch, Question
from accounts.gateways.registries_http import HttpRegistries
from common.gateways import wire as wire_module
from common.gateways.answers import NotConfigured, Reason, Unavailable
from common.gateways.wire import Endpoint, check_endpoint
from gosuslugi_support import health
from neighbours.registry_trouble import Mood
from tests.accounts.registries.conftest import TOKEN, data_of

PASSPORT = ("passport", "passport_issued_on", "passport_code")
CONTENT = b'{"result": "match"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
GOOD = HEAD % len(CONTENT) + CONTENT
KEYS = {"snils": ("snils",), "passport": PASSPORT, "inn": ("inn",)}


def question(person, registry="snils", **changes):
    return Question(registry, uuid4(), data_of(person, *KEYS[registry]) | changes)


@pytest.mark.parametrize("registry", KEYS)
def test_right_data_match(registries, maria, registry):
    assert registries.check(question(maria, registry)) == Match()


@pytest.mark.parametrize(
    ("registry", "changes", "fields"),
    [
        ("snils", {"snils": "99000000153"}, ("snils",)),
        ("snils", {"first_name": "Марина"}, ("full_name",)),
        (
            "snils",
            {"birth_date": "1990-01-01", "last_name": "Ивановна"},
            ("full_name", "birth_date"),
        ),
        ("passport", {"passport_code": "000019"}, ("passport_code",)),
        ("passport", {"passport_issued_on": "2016-03-12"}, ("passport_issued_on",)),
        ("passport", {"passport": "0016100102"}, ("passport",)),
        ("inn", {"inn": "500100732259"}, ("inn",)),
        ("inn", {"middle_name": "Павловна"}, ("full_name",)),
    ],
)
def test_wrong_data_are_named_and_nothing_more(registries, maria, registry, changes, fields):
    assert registries.check(question(maria, registry, **changes)) == Mismatch(fields)


def test_letters_case_and_yo_do_not_matter_and_what_is_not_sent_is_not_compared(registries, maria):
    asked = question(maria, last_name="ИВАНОВА", middle_name="", birth_date="")
    assert registries.check(asked) == Match()


@pytest.mark.parametrize(
    ("mood", "answer"),
    [
        (Mood.BUSY, Unavailable(Reason.BUSY, 30)),
        (Mood.ERROR, Unavailable(Reason.FAILED)),
        (Mood.BAD_JSON, Unavailable(Reason.BROKEN)),
        (Mood.WRONG_TYPE, Unavailable(Reason.BROKEN)),
        (Mood.TRUNCATED, Unavailable(Reason.BROKEN)),
        (Mood.HUGE, Unavailable(Reason.BROKEN)),
        (Mood.REDIRECT, Unavailable(Reason.BROKEN)),
        (Mood.TRICKLE, Unavailable(Reason.TIMEOUT)),
        (Mood.HANG, Unavailable(Reason.TIMEOUT)),
        (Mood.LOST, Unavailable(Reason.UNREACHABLE)),
        (Mood.DOWN, Unavailable(Reason.UNREACHABLE)),
        (Mood.MISMATCH, Mismatch(("snils",))),
        (Mood.SLOW, Match()),
    ],
)
def test_every_trouble_has_its_own_answer_in_time(registries, simulator, maria, mood, answer):
    simulator.mood(mood, "snils")
    began = time.monotonic()
    assert registries.check(question(maria)) == answer
    assert time.monotonic() - began < 2
    assert registries.check(question(maria, "inn")) == Match()


def test_a_registry_without_an_address_is_not_configured(simulator, maria):
    gateway = HttpRegistries({"snils": simulator.endpoint("snils")})
    assert gateway.check(question(maria, "inn")) == NotConfigured()
    assert simulator.ledger == []


def test_nobody_listening_is_unreachable(maria):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    gateway = HttpRegistries({"snils": Endpoint(f"http://127.0.0.1:{port}/v1/registries/snils")})
    assert gateway.check(question(maria)) == Unavailable(Reason.UNREACHABLE)


def test_a_wrong_token_is_refused(simulator, maria):
    endpoint = Endpoint(simulator.endpoint("snils").url, "another")
    assert HttpRegistries({"snils": endpoint}).check(question(maria)) == Unavailable(Reason.REFUSED)
    assert simulator.ledger == []


def test_the_same_id_has_the_same_answer_and_is_counted_once(registries, simulator, maria):
    asked = question(maria)
    simulator.mood(Mood.LOST, "snils")
    assert registries.check(asked) == Unavailable(Reason.UNREACHABLE)
    simulator.mood(Mood.OK)
    assert [registries.check(asked), registries.check(asked)] == [Match(), Match()]
    assert [record["id"] for record in simulator.ledger] == [str(asked.request_id)]


def test_an_id_never_answers_another_question(registries, simulator, maria):
    asked = question(maria)
    registries.check(asked)
    other = Question("snils", asked.request_id, {**asked.data, "last_name": "Петрова"})
    assert registries.check(other) == Unavailable(Reason.REUSED)
    assert len(simulator.ledger) == 1


def test_only_connecting_is_tried_again(registries, simulator, maria, monkeypatch):
    tried = []
    real = wire_module.HTTPConnection.connect

    def connect(self):
        tried.append(1)
        if len(tried) == 1:
            raise ConnectionRefusedError
        real(self)

    monkeypatch.setattr(wire_module.HTTPConnection, "connect", connect)
    assert registries.check(question(maria)) == Match()
    assert len(tried) == 2
    simulator.mood(Mood.ERROR, "snils")
    registries.check(question(maria))
    assert len(tried) == 3


def test_personal_data_go_in_the_body_only(maria, caplog):
    """A bare socket keeps every byte of the request: nothing of the person stands before the body."""
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as server:
        received: list[bytes] = []
        threading.Thread(target=_receive, args=(server, received), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1/registries/snils"
        asked = question(maria)
        gateway = HttpRegistries({"snils": Endpoint(url, TOKEN)})
        assert gateway.check(asked) == Match()
    head, _, body = received[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/registries/snils/check HTTP/1.1\r\n")
    assert f"Request-Id: {asked.request_id}".encode() in head
    assert maria.snils.encode() in body
    for text in (maria.snils, maria.last_name, str(maria.birth_date)):
        assert text.encode() not in head
        assert text not in caplog.text
        assert text not in repr(asked)


def _receive(server, received):
    connection, _ = server.accept()
    with connection:
        data = b""
        while b"birth_date" not in data:
            data += connection.recv(65536)
        received.append(data)
        connection.sendall(GOOD)


@pytest.mark.parametrize(
    "answer",
    [
        b"[]",
        b"{}",
        b'{"result": "perhaps"}',
        b'{"result": "mismatch"}',
        b'{"result": "mismatch", "fields": []}',
        b'{"result": "mismatch", "fields": ["salary"]}',
        b'{"result": "mismatch", "fields": [{"snils": 1}]}',
        b"[" * 60000,
    ],
)
def test_an_answer_outside_the_agreement_is_broken(maria, answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer, args=(server, answer), daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1/registries/snils"
        gateway = HttpRegistries({"snils": Endpoint(url)})
        assert gateway.check(question(maria)) == Unavailable(Reason.BROKEN)


def _answer(server, content):
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(HEAD % len(content) + content)
        connection.recv(1)


@pytest.mark.parametrize(
    "url",
    [
        "http://registry.example.org/v1",
        "ftp://127.0.0.1/v1",
        "https://user:secret@registry.example.org/v1",
        "https://registry.example.org/v1?who=me",
        "registry.example.org",
    ],
)
def test_an_unsafe_address_stops_the_start(url):
    with pytest.raises(ValueError, match=r"registry|address"):
        check_endpoint(Endpoint(url))


@contextmanager
def _tls_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            for _ in range(2):
                plain, _address = server.accept()
                with suppress(OSError), context.wrap_socket(plain, server_side=True) as line:
                    line.recv(65536)
                    line.sendall(GOOD)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def _certificate(folder):
    """Write a certificate for localhost, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "registry.pem"
    path.write_bytes(
        made.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


def test_https_is_verified(maria, tmp_path):
    """A self-signed certificate is not trusted; named as an authority, it is."""
    certificate = _certificate(tmp_path)
    with _tls_server(certificate) as port:
        url = f"https://localhost:{port}/v1/registries/snils"
        assert HttpRegistries({"snils": Endpoint(url)}).check(question(maria)) == Unavailable(
            Reason.UNTRUSTED
        )
        trusting = Endpoint(url, authorities=str(certificate))
        assert HttpRegistries({"snils": trusting}).check(question(maria)) == Match()


def test_health_names_a_registry_that_is_away(simulator):
    """`/healthz` asks each address there is; one without an address is no part of the house."""
    up = simulator.endpoint("snils").url
    with socket.create_server(("127.0.0.1", 0)) as taken:
        away = f"http://127.0.0.1:{taken.getsockname()[1]}/v1/portal"
    probes = health.outside({"snils": up, "inn": "", "portal": away})
    assert {name: health._state(probe) for name, probe in probes.items()} == {
        "registry_snils": "up",
        "portal": "down",
    }
