"""The stream of an appeal: reading it and answering into it."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.keys import Scope
from tickets.actions._text import checked_text
from tickets.actions.attachments import Files
from tickets.actions.conversation import reply
from tickets.actions.registration import KeyReused
from tickets.actions.sending import Sending
from tickets.api.base import ApiView, scopes
from tickets.api.inputs import ReplyInput, TimelineInput
from tickets.api.outputs import ItemOutput, TimelineOutput
from tickets.api.schema import BODY_ERRORS, IDEMPOTENCY_KEY, NUMBER, created, operation
from tickets.selectors.feed import public_items, stream_of
from tickets.selectors.visibility import ticket_for


class Timeline(ApiView):
    required_scopes = scopes(get=Scope.TICKETS_READ)
    query_serializer = TimelineInput

    @operation(
        "timeline_list", "Лента обращения: сообщения, ответы, изменения, файлы; без внутренних заметок",
        gives=TimelineOutput, errors=(404,), parameters=(NUMBER, TimelineInput),
    )  # fmt: skip
    def get(self, request: Request, number: int) -> Response:
        ticket = ticket_for(self.key, number)
        page = stream_of(ticket, after=self.query["after"], limit=self.query["limit"])
        return Response(TimelineOutput(page).data)


class Replies(ApiView):
    required_scopes = scopes(post=Scope.TICKETS_REPLY)

    @operation(
        "replies_create", "Ответить гражданину",
        takes=ReplyInput, gives=created(ItemOutput), parameters=(NUMBER, IDEMPOTENCY_KEY),
        errors=(*BODY_ERRORS, 404, 409, 422),
    )  # fmt: skip
    def post(self, request: Request, number: int) -> Response:
        ticket = ticket_for(self.key, number)
        client_key = self.idempotency_key()
        given = self.body(ReplyInput)
        files = Files(tuple(given["attachments"]), given["draft"])
        item = reply(
            ticket=ticket, by=self.key, body=given["body"], sending=Sending(client_key, files),
            now=timezone.now(),
        )  # fmt: skip
        if item.body != checked_text(given["body"]):
            raise KeyReused(
                "Этот ключ повтора уже использован с другим ответом: новый не отправлен."
            )
        return Response(ItemOutput(public_items(ticket).get(pk=item.pk)).data, status=201)
