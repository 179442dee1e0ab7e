"""A Redis cache that stores JSON: a poisoned value can never run code (R-02)."""

import json
from typing import Any

from django.core.cache.backends.redis import RedisCache


class JsonSerializer:
    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class JsonRedisCache(RedisCache):
    """Django's Redis cache with JSON instead of pickle."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        params.setdefault("OPTIONS", {})["serializer"] = JsonSerializer
        super().__init__(server, params)
