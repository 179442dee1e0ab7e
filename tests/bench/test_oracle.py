"""The judge of `make chaos`: every kind of loss is found, nothing is found where nothing is lost."""

from dataclasses import replace

import pytest

from bench.chaos.oracle import Appeal, Facts, judge

WELL = Facts(
    acknowledged={"k1": "100000001", "k2": "300000001"},
    unanswered=[],
    repeated=[("k1", "100000001", "100000001")],
    appeals=[Appeal("100000001", "k1", 1), Appeal("300000001", "k2", 1)],
    counters={"1": 1, "3": 1},
    due={"letter": ["a@example.net"], "SMS": ["+79010000001"]},
    taken={"letter": {"a@example.net": 1}, "SMS": {"+79010000001": 1}},
    may_repeat=1,
)


def broken(facts: Facts) -> list[str]:
    return [finding.promise for finding in judge(facts) if not finding.is_kept]


def test_all_is_well():
    assert broken(WELL) == []


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"acknowledged": {"k9": "100000009"}}, "acknowledged and not there"),
        ({"acknowledged": {"k1": "100000002"}}, "acknowledged and not there"),
        ({"unanswered": ["k3"]}, "never acknowledged within a minute"),
        ({"repeated": [("k1", "100000001", "100000002")]}, "repeated key answered otherwise"),
        ({"counters": {"1": 2, "3": 1}}, "gap or double among numbers of type 1"),
        (
            {"appeals": [Appeal("100000001", "k1", 0), Appeal("300000001", "k2", 1)]},
            "appeal without exactly one fact of its registration",
        ),
        ({"taken": {"letter": {}, "SMS": {"+79010000001": 1}}}, "letter due and not delivered"),
        (
            {"taken": {"letter": {"a@example.net": 1}, "SMS": {"+79010000001": 3}}},
            "SMS delivered once more",
        ),
        ({"back": {"relay at 5 s": 9.0, "sockets at 9 s": None}}, "blow not got over in 10 s"),
        ({"away": [1.0, 10.5]}, "desk without a socket for more than 10 s"),
        ({"latest_reaction_s": 61.0}, "reaction later than 60 s"),
        ({"steps": (40, 41)}, "step of a clock told twice"),
        ({"stuck": 1}, "connection stuck in a transaction"),
    ],
)
def test_a_loss_is_found(change, promise):
    assert broken(replace(WELL, **change)) == [promise]


def test_a_key_with_two_appeals_is_found():
    twice = [*WELL.appeals, Appeal("300000002", "k2", 1)]
    found = broken(replace(WELL, appeals=twice, counters={"1": 1, "3": 2}))
    assert "key with more than one appeal" in found


def test_one_repeat_is_within_the_allowance():
    taken = {"letter": {"a@example.net": 2}, "SMS": {"+79010000001": 1}}
    assert broken(replace(WELL, taken=taken)) == []
