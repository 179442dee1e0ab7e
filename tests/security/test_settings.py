"""What holds before the first request: A-01 deployment checks, A-02 cookies, R-03 Celery, R-08 locks."""

import json
import os
import pickle
import re
import subprocess
import sys
from importlib.metadata import version
from uuid import uuid4

import pytest
from kombu import Connection, Queue
from kombu.exceptions import ContentDisallowed
from packaging.requirements import Requirement

from gosuslugi_support.celery import app
from tests.architecture.house import ROOT

SHOWN = (
    "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG",
    "DEMO", "STAFF_SECOND_FACTOR", "SILENCED_SYSTEM_CHECKS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
)  # fmt: skip
TELL = (
    "import json; from django.conf import settings;"
    f"print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}))"
)
LOCKS = ("base", "dev")


def in_production(*command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the environment of a production deployment; nothing is connected to."""
    unset = {"DEMO", "DEBUG", "STAFF_SECOND_FACTOR", "LIVE_PREFIX"}
    given = {name: value for name, value in os.environ.items() if name not in unset}
    production = {
        "DJANGO_SETTINGS_MODULE": "gosuslugi_support.settings",
        "PUBLIC_URL": "https://support.example.org",
        "ALLOWED_HOSTS": "support.example.org",
        "SECRET_KEY": "q8Zr3-vT5_mW1xKc9pLs7YdHf2Gj6NbUa4QeRtIoXw0ZyAqSwEdCr",
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=given | production, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_a01_deployment_checklist_is_clean() -> None:
    done = in_production(
        "-m", "django", "check", "--deploy", "--fail-level", "WARNING", "--verbosity", "1"
    )
    assert done.returncode == 0, done.stderr


def test_a01_production_is_strict_by_itself() -> None:
    told = json.loads(in_production("-c", TELL).stdout.splitlines()[-1])
    assert told.pop("SECURE_HSTS_SECONDS") >= 31_536_000
    assert told == {
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "DEBUG": False,
        "DEMO": False,
        "STAFF_SECOND_FACTOR": True,
        "SILENCED_SYSTEM_CHECKS": ["security.W021"],
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
    }


def test_r03_lost_work_comes_back_and_one_message_is_held_at_a_time() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.worker_prefetch_multiplier == 1
    assert (conf.task_serializer, list(conf.accept_content)) == ("json", ["json"])
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit
    assert conf.broker_transport_options["visibility_timeout"] > conf.task_time_limit


def test_r03_pickled_message_pushed_by_hand_is_rejected_unread() -> None:
    ran: list[int] = []

    class Poison:
        def __reduce__(self) -> tuple[object, tuple[int]]:
            return ran.append, (1,)

    with Connection(app.conf.broker_url) as connection:
        queue = Queue(f"test-{uuid4()}")(connection.channel())
        queue.declare()
        with connection.Producer() as producer:
            producer.publish(
                pickle.dumps(Poison()),
                routing_key=queue.name,
                content_type="application/x-python-serialize",
                content_encoding="binary",
            )
        message = queue.get(accept=app.conf.accept_content)
        with pytest.raises(ContentDisallowed):
            _ = message.payload
        message.ack()
        queue.delete()
    assert ran == []


@pytest.mark.parametrize("lock", LOCKS)
def test_r08_every_dependency_is_locked_with_its_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    assert "://" not in "".join(entries)


def test_r08_what_is_installed_is_what_is_locked() -> None:
    text = (ROOT / "requirements" / "dev.lock").read_text("utf-8")
    lines = re.findall(r"(?m)^([\w.\[\]-]+==[^\\\n]+?)\s*\\?$", text)
    wanted = [Requirement(line) for line in lines]
    here = [one for one in wanted if one.marker is None or one.marker.evaluate()]
    other = {one.name: version(one.name) for one in here if not one.specifier.contains(version(one.name), prereleases=True)}  # fmt: skip
    assert other == {}


def test_r08_every_install_asks_for_hashes() -> None:
    assert '"--require-hashes"' in (ROOT / "scripts" / "bootstrap.py").read_text("utf-8")
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8")
    for name in ("Dockerfile", "Makefile", ".ci/run"):
        installs = re.findall(r"pip3? install[^\n]*", (ROOT / name).read_text("utf-8"))
        assert [line for line in installs if "--require-hashes" not in line] == [], name
