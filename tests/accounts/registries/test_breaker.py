"""The circuit: opens after three failures, rests, tries once, closes; shared by processes."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
import redis
import time_machine
from django.conf import settings as django_settings

from accounts.gateways.registries import Match, Question
from common.gateways import breaker
from common.gateways.answers import Reason, Unavailable
from common.gateways.breaker import FAILURES_TO_REST, REST_S, is_resting
from neighbours.registry_trouble import Mood
from tests.accounts.registries.conftest import data_of

ROOT = Path(__file__).parents[3]
NAME = "registry:snils"
OTHER_PROCESS = """
import django; django.setup()
from common.gateways.breaker import guarded
from common.gateways.wire import WireError
try:
    print(guarded("registry:snils", lambda: "asked"))
except WireError as error:
    print(error.reason)
"""


@pytest.fixture
def ask(registries, maria):
    return lambda: registries.check(Question("snils", uuid4(), data_of(maria, "snils")))


@pytest.fixture
def fail(simulator, ask):
    """Let the registry fail until its circuit opens."""

    def work():
        simulator.mood(Mood.ERROR, "snils")
        for _ in range(FAILURES_TO_REST):
            assert ask() == Unavailable(Reason.FAILED)

    return work


def test_after_failures_in_a_row_it_rests_without_asking(fail, ask, simulator):
    fail()
    simulator.mood(Mood.OK)
    answer = ask()
    assert answer.reason is Reason.RESTING
    assert REST_S - 2 <= answer.retry_after_s <= REST_S + 1
    assert is_resting(NAME)
    assert simulator.ledger == []


def test_a_success_between_failures_starts_the_count_anew(simulator, ask):
    for mood in (Mood.ERROR, Mood.ERROR, Mood.OK, Mood.ERROR, Mood.ERROR):
        simulator.mood(mood, "snils")
        ask()
    assert not is_resting(NAME)


def test_after_the_rest_one_request_tries_and_closes_it(fail, ask, simulator):
    fail()
    simulator.mood(Mood.OK)
    with time_machine.travel(breaker.datetime.now(breaker.UTC).timestamp() + REST_S + 1):
        assert [ask(), ask()] == [Match(), Match()]
    assert not is_resting(NAME)
    assert len(simulator.ledger) == 2


def test_a_failed_try_opens_it_again_at_once(fail, ask):
    fail()
    later = breaker.datetime.now(breaker.UTC).timestamp() + REST_S + 1
    with time_machine.travel(later):
        assert ask() == Unavailable(Reason.FAILED)
        assert ask().reason is Reason.RESTING
        assert is_resting(NAME)


def test_a_refusal_is_no_failure_of_the_neighbour(simulator, registries, maria):
    asked = Question("snils", uuid4(), data_of(maria, "snils"))
    registries.check(asked)
    reused = Question("snils", asked.request_id, {**asked.data, "first_name": "Анна"})
    for _ in range(FAILURES_TO_REST + 1):
        assert registries.check(reused) == Unavailable(Reason.REUSED)
    assert not is_resting(NAME)


def test_one_resting_registry_does_not_stop_another(fail, registries, maria):
    fail()
    assert registries.check(Question("inn", uuid4(), data_of(maria, "inn"))) == Match()


def test_another_process_knows_it_too(fail, settings):
    def other():
        env = os.environ | {"BREAKER_PREFIX": settings.BREAKER_PREFIX}
        return subprocess.run(
            [sys.executable, "-c", OTHER_PROCESS],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    assert other() == "asked"
    fail()
    assert other() == "resting"


def test_without_redis_everything_is_asked(fail, ask, simulator, monkeypatch):
    def away(_name):
        raise redis.ConnectionError

    fail()
    monkeypatch.setattr(breaker, "_shared", away)
    simulator.mood(Mood.OK)
    assert ask() == Match()


def test_the_state_holds_nothing_of_the_person(fail, maria, settings):
    fail()
    client = redis.Redis.from_url(django_settings.BREAKER_REDIS)
    kept = {key: client.get(key) for key in client.keys(f"{settings.BREAKER_PREFIX}*")}
    assert {key.rpartition(b":")[2] for key in kept} == {
        b"state",
        b"fail_counter",
        b"success_counter",
        b"opened_at",
    }
    assert maria.snils not in str(kept)
