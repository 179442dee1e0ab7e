"""The registries as a process and as a population: starts, survives a kill, obeys its moods."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest

from common.checks.inn import check_person_inn
from common.checks.passport import Passport, check_passport
from common.checks.snils import check_snils
from gosuslugi_support.demo.people import KNOWN, SEED, people
from neighbours import registry_trouble
from neighbours.registries import LEDGER
from neighbours.registry_people import NUMBER, resident_by_phone, residents
from neighbours.registry_trouble import Mood, moods, set_moods
from neighbours.storage import read_records
from tests.neighbours.conftest import free_port
from tests.neighbours.test_process import ROOT


@contextmanager
def process(folder, port):
    env = os.environ | {
        "NEIGHBOURS_DIR": str(folder),
        "REGISTRIES_PORT": str(port),
        "REGISTRIES_TOKEN": "t",
    }
    command = [sys.executable, "-m", "neighbours.registries"]
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == f"Registries listen on 127.0.0.1:{port}\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def ask(port, path, body, *, request_id=None, token="t", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    given = {"Request-Id": str(request_id or uuid4()), "Authorization": f"Bearer {token}"}
    given |= {"Content-Type": "application/json"} | headers
    connection.request("POST", path, body=json.dumps(body), headers=given)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content)


def test_killed_and_started_again_it_has_everything_it_answered_for(tmp_path):
    port, request_id, blocked = free_port(), uuid4(), residents()[7]
    body = {"account_id": blocked.account_id}
    with process(tmp_path, port) as child:
        first = ask(port, "/v1/portal/unlock", body, request_id=request_id)
        assert first[1] | {"request_id": ""} == {
            "request_id": "",
            "result": "done",
            "status": "active",
            "frozen": False,
        }
        child.send_signal(signal.SIGKILL)
        child.wait()
    with process(tmp_path, port) as child:
        assert ask(port, "/v1/portal/unlock", body, request_id=request_id) == first
        assert ask(port, "/v1/portal/status", body)[1]["status"] == "active"
        child.send_signal(signal.SIGTERM)
        assert child.wait(5) == 0
    assert [record["operation"] for record in read_records(tmp_path / LEDGER)] == [
        "unlock",
        "status",
    ]


def test_requests_that_are_none_are_refused_and_not_counted(tmp_path):
    port, path = free_port(), "/v1/registries/snils/check"
    body = {"snils": "1", "last_name": "И"}
    with process(tmp_path, port):
        assert ask(port, path, body, token="other") == (401, {"error": "unauthorized"})
        assert ask(port, path, body, request_id="not-an-id") == (400, {"error": "bad_request"})
        assert ask(port, path, ["list"]) == (400, {"error": "bad_request"})
        assert ask(port, path, {"snils": "1"}) == (400, {"error": "bad_request"})
        assert ask(port, path, {"snils": 1, "last_name": "И"}) == (400, {"error": "bad_request"})
        assert ask(port, path, body, **{"Content-Type": "text/plain"})[0] == 400
        assert ask(port, "/v1/registries/salary/check", body) == (404, {"error": "not_found"})
    assert list(read_records(tmp_path / LEDGER)) == []


def test_the_ledger_names_nobody(tmp_path):
    port, maria = free_port(), residents()[0]
    with process(tmp_path, port):
        ask(
            port,
            "/v1/registries/snils/check",
            {"snils": maria.snils, "last_name": maria.last_name},
        )
    text = (tmp_path / LEDGER).read_text("utf-8")
    assert '"result":"match"' in text
    assert maria.snils not in text
    assert maria.last_name not in text


def test_a_taken_port_is_said_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = os.environ | {
            "NEIGHBOURS_DIR": str(tmp_path),
            "REGISTRIES_PORT": str(taken.getsockname()[1]),
        }
        child = subprocess.run(
            [sys.executable, "-m", "neighbours.registries"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    assert child.returncode == 1
    assert child.stdout.startswith("Реестры демо не запущены: ")


def test_the_population_is_the_same_every_time_and_passes_every_check():
    everybody = residents()
    assert len(everybody) == NUMBER
    assert [one.phone for one in everybody[:3]] == [
        KNOWN.phone,
        *(person.phone for person in people(2, seed=SEED)),
    ]
    maria = everybody[0]
    assert (maria.snils, maria.passport, maria.inn) == ("99000000052", "0016100101", "009900000056")
    assert resident_by_phone(KNOWN.phone) is maria
    assert resident_by_phone("+79161234567") is None
    for name in ("snils", "passport", "inn", "account_id", "phone"):
        assert len({getattr(one, name) for one in everybody}) == NUMBER
    for one in everybody:
        code = f"{one.passport_code[:3]}-{one.passport_code[3:]}"
        passport = Passport(
            one.passport[:4], one.passport[4:], code, one.passport_issued_on, one.birth_date
        )
        checks = [
            check_snils(one.snils),
            check_person_inn(one.inn),
            check_passport(passport, today=date(2026, 11, 22)),
        ]
        assert [(check.errors, check.warnings) for check in checks] == [((), ())] * 3


def test_nobody_has_a_number_of_a_real_range():
    for one in residents():
        assert one.snils.startswith("990")
        assert one.passport.startswith("00")
        assert one.passport_code.startswith("000")
        assert one.inn.startswith("0099")


@pytest.mark.parametrize("content", ["", "[]", "{broken", '{"snils": "asleep"}'])
def test_a_broken_file_of_moods_means_that_all_is_well(tmp_path, content):
    (tmp_path / registry_trouble.FILE).write_text(content)
    assert set(moods(tmp_path).values()) == {Mood.OK}


def test_moods_are_kept_and_changed_one_by_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NEIGHBOURS_DIR", str(tmp_path / "new"))
    assert registry_trouble.main(["snils=slow", "portal=down"]) == 0
    assert registry_trouble.main(["snils=busy"]) == 0
    assert moods(tmp_path / "new") == {
        "snils": Mood.BUSY,
        "passport": Mood.OK,
        "inn": Mood.OK,
        "portal": Mood.DOWN,
        "mfc": Mood.OK,
    }
    assert registry_trouble.main(["all=ok"]) == 0
    assert set(moods(tmp_path / "new").values()) == {Mood.OK}
    capsys.readouterr()
    for wrong in ("snils", "snils=asleep", "salary=ok"):
        assert registry_trouble.main([wrong]) == 2
    assert set_moods(tmp_path / "new")["snils"] is Mood.OK
