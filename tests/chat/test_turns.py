"""Words wait by turns: a flood of one keeps nobody else waiting, each one's own stay in order (F-23)."""

import asyncio
from uuid import UUID, uuid4

from chat.protocol import Send
from chat.turns import Turns

DIALOG = UUID(int=1)


def said(text: str) -> Send:
    return Send(DIALOG, uuid4(), text, None, (), (), is_inner=False)


async def test_f23_one_of_each_in_turn_and_the_rest_in_order() -> None:
    turns: Turns[str] = Turns(most=4, most_chars=1000)
    for number in range(6):
        turns.put("flood", said(f"f{number}"))
    turns.put("calm", said("c0"))
    turns.put("other", said("o0"))
    turns.put("calm", said("c1"))
    batches = [[(who, send.text) for who, send in await turns.take()] for _ in range(3)]
    assert batches == [
        [("flood", "f0"), ("calm", "c0"), ("other", "o0"), ("flood", "f1")],
        [("calm", "c1"), ("flood", "f2"), ("flood", "f3"), ("flood", "f4")],
        [("flood", "f5")],
    ]
    assert turns.waiting == {}
    assert not turns.has_some.is_set()


async def test_long_words_make_short_batches() -> None:
    turns: Turns[str] = Turns(most=100, most_chars=10)
    for _ in range(3):
        turns.put("flood", said("x" * 9))
    turns.put("calm", said("y"))
    assert [len(await turns.take()) for _ in range(2)] == [2, 2]


async def test_nothing_said_is_waited_for() -> None:
    turns: Turns[str] = Turns(most=1, most_chars=1)
    taking = asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    assert not taking.done()
    turns.put("one", said("x"))
    assert [send.text for _, send in await taking] == ["x"]
