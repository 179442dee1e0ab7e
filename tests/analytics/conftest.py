"""The queue's own cast, and appeals that wait in it."""

from tests.routing.conftest import operator, queue, waits

__all__ = ["operator", "queue", "waits"]
