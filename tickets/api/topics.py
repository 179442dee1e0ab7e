"""Topics another system may name when it registers an appeal."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.keys import Scope
from tickets.api.base import ApiView, scopes
from tickets.api.outputs import TopicsOutput
from tickets.api.schema import operation
from topics.selectors import active_topics


class Topics(ApiView):
    required_scopes = scopes(get=Scope.TICKETS_READ)

    @operation("topics_list", "Темы обращений", gives=TopicsOutput)
    def get(self, request: Request) -> Response:
        return Response(TopicsOutput({"items": active_topics()}).data)
