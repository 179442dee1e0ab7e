"""Which team gets a topic. Reference data, kept in the process for a short time."""

import time

from topics.models import Topic

from tickets.models import TopicRoute

TTL_S = 30.0
_routes: dict[int, TopicRoute] = {}
_read_at = 0.0


def route_of(topic: Topic) -> TopicRoute:
    """Return the route of a topic, else that of `other`; raises LookupError when neither exists."""
    global _read_at
    if topic.pk not in _routes or time.monotonic() - _read_at > TTL_S:
        rows = TopicRoute.objects.select_related("team", "department", "topic")
        by_code = {route.topic.code: route for route in rows}
        _routes.clear()
        _routes.update({route.topic_id: route for route in by_code.values()})
        if topic.pk not in _routes and "other" in by_code:
            _routes[topic.pk] = by_code["other"]
        _read_at = time.monotonic()
    if topic.pk not in _routes:
        raise LookupError("Нет маршрута темы: загрузите справочники (manage.py seed).")
    return _routes[topic.pk]


def forget_routes() -> None:
    """Drop what this process remembers (after a change in the admin, and in tests)."""
    _routes.clear()
