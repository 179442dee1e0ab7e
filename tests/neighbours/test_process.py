"""`python -m neighbours` as a process: starts, survives being killed, stops on request."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neighbours import ledger
from neighbours.pdu import Status
from tests.neighbours.conftest import WireClient, free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def process(folder: Path, smtp: int, smpp: int) -> Iterator[subprocess.Popen]:
    env = os.environ | {
        "NEIGHBOURS_DIR": str(folder),
        "SMTP_PORT": str(smtp),
        "SMPP_PORT": str(smpp),
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "neighbours"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        for _line in range(2):
            child.stdout.readline()
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_killed_and_started_again_it_has_everything_it_answered_for(tmp_path):
    smtp, smpp = free_port(), free_port()
    with process(tmp_path, smtp, smpp) as child:
        mail = smtplib.SMTP("127.0.0.1", smtp)
        client = WireClient(smpp)
        client.bind()
        assert client.submit("79161234567", b"kept").status == Status.OK
        mail.sendmail("a@example.org", ["b@example.org"], "Subject: kept\r\n\r\ntext")
        child.send_signal(signal.SIGKILL)
        child.wait()
        mail.close()
        client.close()
    with process(tmp_path, smtp, smpp) as child:
        with WireClient(smpp) as client:
            client.bind()
            assert client.submit("79161234567", b"again").status == Status.OK
        child.send_signal(signal.SIGTERM)
        assert child.wait(5) == 0
    assert [m.text for m in ledger.texts(tmp_path)] == ["again", "kept"]
    assert [m.subject for m in ledger.letters(tmp_path)] == ["kept"]


def test_a_taken_port_is_said_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = os.environ | {
            "NEIGHBOURS_DIR": str(tmp_path),
            "SMTP_PORT": str(taken.getsockname()[1]),
        }
        started = time.monotonic()
        child = subprocess.run(
            [sys.executable, "-m", "neighbours"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    assert child.returncode == 1
    assert child.stdout.startswith("Почта и СМС демо не запущены: ")
    assert time.monotonic() - started < 10
