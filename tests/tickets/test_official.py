"""Which appeals are official (requirements 3.6, 3.7)."""

import pytest

from tickets.models.ticket import Kind
from tickets.official import can_be_official, official_by_default

A, P, C = Kind.APPLICATION, Kind.PROPOSAL, Kind.COMPLAINT
Q, I = Kind.QUESTION, Kind.INFO_REQUEST  # noqa: E741  (columns of the table below)
CHANNELS = ["cabinet", "phone", "mfc", "api", "email", "chat"]


@pytest.mark.parametrize(
    ("kind", "official"),
    [
        (A, ["cabinet"]),
        (P, ["cabinet"]),
        (C, ["cabinet", "phone", "mfc", "api"]),
        (Q, []),
        (I, []),
    ],
)
def test_the_mark_an_appeal_gets_by_itself(kind, official):
    assert [channel for channel in CHANNELS if official_by_default(kind, channel)] == official


def test_a_request_for_information_only_by_the_setting():
    with_setting = [c for c in CHANNELS if official_by_default(I, c, info_requests=True)]
    assert with_setting == ["cabinet"]


@pytest.mark.parametrize("kind", [A, P, C, I])
def test_a_person_may_say_so_where_the_citizen_is_identified(kind):
    possible = [channel for channel in CHANNELS if can_be_official(kind, channel)]
    assert possible == ["cabinet", "phone", "mfc", "api"]


def test_a_question_never_is():
    assert not any(can_be_official(Q, channel) for channel in CHANNELS)
