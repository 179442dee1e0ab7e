"""What Redis is told, how numbers come under many writers, how the server of sockets is started."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from chat import hints
from chat.actions.messages import Words, say
from chat.models import Message
from gosuslugi_support.running import processes
from tests.factories.chat import make_dialog


@pytest.mark.django_db(transaction=True)
def test_w16_hints_and_signals_carry_no_words_of_people(citizen: Any, now: Any) -> None:
    dialog = make_dialog(citizen=citizen)
    words = Words(cid=uuid4(), text="PDTOKEN Иванова")
    with hints.gathered() as frames:
        say(dialog=dialog, words=words, by=citizen.user, now=now)
    signal = hints.sealed_signal(dialog.pk, "citizen", str(uuid4()), {"candidate": "192.0.2.7"})
    assert len(frames) == 1
    for frame in [*frames, signal]:
        assert b"PDTOKEN" not in frame
        assert b"192.0.2.7" not in frame
        assert str(citizen.pk).encode() not in frame


@pytest.mark.django_db(transaction=True)
def test_w13_a_reader_after_the_last_number_misses_nothing(citizen: Any, now: Any) -> None:
    dialog = make_dialog(citizen=citizen)
    each, writers = 15, 4

    def write(_: int) -> None:
        for _number in range(each):
            words = Words(cid=uuid4(), text="Да")
            say(dialog=dialog, words=words, by=citizen.user, now=now)
        connection.close()

    read: list[int] = []
    with ThreadPoolExecutor(writers) as pool:
        jobs = [pool.submit(write, number) for number in range(writers)]
        while len(read) < each * writers and not any(
            job.done() and job.exception() for job in jobs
        ):
            after = read[-1] if read else 0
            found = Message.objects.filter(dialog=dialog, seq__gt=after).order_by("seq")
            read += found.values_list("seq", flat=True)
    assert read == list(range(1, each * writers + 1))


def test_w08_w19_the_server_bounds_frames_and_finds_dead_peers() -> None:
    command = " ".join(processes.ws().command)
    for option in (
        "--ws-max-size 65536",
        "--ws-per-message-deflate false",
        "--ws-ping-interval 20",
        "--ws-ping-timeout 20",
    ):
        assert option in command
