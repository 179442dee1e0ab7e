"""A peer: the least a stored chat can be. Raw ASGI, one Redis subscription a process, one INSERT for
all that came while the last one was being stored. No sessions, no rights, nothing sealed or masked,
and the words themselves travel through Redis: what ours costs above it is what it promises above it.
"""

import asyncio
import json
import os
from typing import Any
from urllib.parse import parse_qs

import psycopg2
import redis.asyncio

CHANNEL = "bench.lean"
MOST_AT_ONCE = 128
_STORE = """
WITH said AS (
  SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS said (room, cid, body, n)
), counted AS (
  INSERT INTO bench_room SELECT room, count(*) FROM said GROUP BY room ORDER BY room
  ON CONFLICT (room) DO UPDATE SET last_seq = bench_room.last_seq + excluded.last_seq
  RETURNING room, last_seq)
INSERT INTO bench_row (room, seq, cid, body)
SELECT room, last_seq + 1 - row_number() OVER (PARTITION BY room ORDER BY n DESC), cid, body
FROM said JOIN counted USING (room) RETURNING cid, seq
"""
rooms: dict[str, set[Any]] = {}
said: "asyncio.Queue[tuple[str, dict[str, Any]]]" = asyncio.Queue()
running: list["asyncio.Task[None]"] = []


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one socket of the room its address names."""
    name = parse_qs(scope["query_string"].decode())["room"][0]
    if not running:
        running.extend([asyncio.create_task(_store()), asyncio.create_task(_listen())])
    room = rooms.setdefault(name, set())
    await receive()
    await send({"type": "websocket.accept"})
    room.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            said.put_nowait((name, json.loads(message["text"])))
    finally:
        room.discard(send)


async def _store() -> None:
    home = psycopg2.connect(os.environ["DATABASE_URL"])
    home.autocommit = True
    client = redis.asyncio.Redis.from_url(os.environ["REDIS_URL"])

    def stored(batch: list[tuple[str, dict[str, Any]]]) -> dict[str, int]:
        with home.cursor() as cursor:
            columns = (
                [name for name, _ in batch],
                *([each[key] for _, each in batch] for key in ("cid", "text")),
            )
            cursor.execute(_STORE, columns)
            return dict(cursor.fetchall())

    while True:
        batch = [await said.get()]
        while not said.empty() and len(batch) < MOST_AT_ONCE:
            batch.append(said.get_nowait())
        numbers = await asyncio.to_thread(stored, batch)
        for _, each in batch:
            each["seq"] = numbers[each["cid"]]
        await client.publish(CHANNEL, json.dumps(batch, ensure_ascii=False))


async def _listen() -> None:
    client = redis.asyncio.Redis.from_url(os.environ["REDIS_URL"])
    pubsub = client.pubsub(ignore_subscribe_messages=True)
    await pubsub.subscribe(CHANNEL)
    while True:
        message = await pubsub.get_message(timeout=1)
        if message is None:
            continue
        for name, each in json.loads(message["data"]):
            text = json.dumps(each, ensure_ascii=False, separators=(",", ":"))
            for tell in list(rooms.get(name, ())):
                await tell({"type": "websocket.send", "text": text})
