"""Words that wait to be stored, taken by turns: who says a great deal keeps nobody else waiting (F-23)."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

from chat.protocol import Send

Speaker = TypeVar("Speaker")


class Turns(Generic[Speaker]):
    """Each speaker's words in their order; one of each speaker in turn, up to a number and a size."""

    def __init__(self, most: int, most_chars: int) -> None:
        self.most, self.most_chars = most, most_chars
        self.waiting: dict[Speaker, deque[Send]] = {}
        self.has_some = asyncio.Event()

    def put(self, speaker: Speaker, send: Send) -> None:
        self.waiting.setdefault(speaker, deque()).append(send)
        self.has_some.set()

    async def take(self) -> list[tuple[Speaker, Send]]:
        """Wait for words; return what is stored at once; others come first the next time."""
        await self.has_some.wait()
        batch: list[tuple[Speaker, Send]] = []
        chars = 0
        while self.waiting and len(batch) < self.most and chars < self.most_chars:
            speaker = next(iter(self.waiting))
            sends = self.waiting.pop(speaker)
            batch.append((speaker, sends.popleft()))
            chars += len(batch[-1][1].text)
            if sends:
                self.waiting[speaker] = sends
        if not self.waiting:
            self.has_some.clear()
        return batch
