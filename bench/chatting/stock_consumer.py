"""The consumer of `bench/chatting/stock.py`: loaded once Django is up."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import connection, transaction

from accounts.selectors import user_of_session

_STORE = """
WITH next AS (
  INSERT INTO bench_room VALUES (%s, 1)
  ON CONFLICT (room) DO UPDATE SET last_seq = bench_room.last_seq + 1 RETURNING last_seq)
INSERT INTO bench_row (room, seq, cid, body) SELECT %s, last_seq, %s, %s FROM next RETURNING seq
"""


class Talk(AsyncJsonWebsocketConsumer):
    """One socket in the group of its room."""

    stores = True

    async def connect(self) -> None:
        self.room = parse_qs(self.scope["query_string"].decode())["room"][0]
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME)
        await database_sync_to_async(user_of_session)(key)
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        if self.stores:
            content["seq"] = await database_sync_to_async(self.store)(content)
        await self.channel_layer.group_send(self.room, {"type": "talk.said", "said": content})

    async def talk_said(self, event: dict[str, Any]) -> None:
        await self.send_json(event["said"])

    def store(self, content: Any) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_STORE, [self.room, self.room, content["cid"], content["text"]])
            return int(cursor.fetchone()[0])


class Passing(Talk):
    stores = False
