"""Which team gets a topic. Reference data, kept in the process for a short time."""

from collections.abc import Mapping

from common.memo import Memo
from tickets.models import Ticket, TopicRoute
from topics.models import Topic

OTHER = "other"


def route_of(topic: Topic) -> TopicRoute:
    """Return the route of a topic, else that of `other`; raises LookupError when neither exists."""
    routes = _routes.get()
    route = routes.get(topic.code) or routes.get(OTHER)
    if route is None:
        raise LookupError("There is no route of a topic: load reference data (manage.py seed).")
    return route


def needs_approval(ticket: Ticket) -> bool:
    """Say whether an official answer to this appeal waits for a second person (decisions 18)."""
    return ticket.is_official and route_of(ticket.topic).needs_approval


def forget_routes() -> None:
    """Drop the kept routes now and after commit; called after a change of reference data."""
    _routes.forget_on_commit()


def _load() -> Mapping[str, TopicRoute]:
    rows = TopicRoute.objects.select_related("team", "department", "topic")
    return {route.topic.code: route for route in rows}


_routes = Memo(_load)
