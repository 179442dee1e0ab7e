"""Appeals: list, register, read."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.keys import Scope
from accounts.models import Contact
from tickets.actions.intake import register_from_system
from tickets.actions.registration import NewTicket
from tickets.api.base import ApiView, scopes
from tickets.api.inputs import PRIORITIES, TYPES, NewTicketInput, TicketsInput, caller_of
from tickets.api.outputs import ReceiptOutput, TicketOutput, TicketsOutput
from tickets.api.schema import BODY_ERRORS, IDEMPOTENCY_KEY, NUMBER, created, operation
from tickets.models.ticket import Kind
from tickets.selectors.feed import FeedQuery, feed_of
from tickets.selectors.merging import answering


class Tickets(ApiView):
    required_scopes = scopes(get=Scope.TICKETS_READ, post=Scope.TICKETS_WRITE)
    query_serializer = TicketsInput

    @operation(
        "tickets_list", "Обращения команд ключа, последние изменения первыми",
        gives=TicketsOutput, parameters=(TicketsInput,),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        given = dict(self.query)
        cursor, limit = given.pop("cursor"), given.pop("limit")
        given["status"] = tuple(given["status"])
        if "type" in given:
            given["type"] = TYPES[given["type"]].value
        if "number" in given:
            given["number"] = int(given["number"])
        page = feed_of(self.key, FeedQuery(**given), cursor=cursor, limit=limit)
        return Response(TicketsOutput(page).data)

    @operation(
        "tickets_register", "Зарегистрировать обращение",
        takes=NewTicketInput, gives=created(ReceiptOutput), parameters=(IDEMPOTENCY_KEY,),
        errors=(*BODY_ERRORS, 404, 409, 422),
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        client_key = self.idempotency_key()
        given = self.body(NewTicketInput)
        new = NewTicket(
            kind=Kind(given["kind"]),
            body=given["body"],
            channel=Contact.Channel.API,
            citizen=None,
            subject=given["subject"],
            topic=given["topic"],
            priority=PRIORITIES[given["priority"]],
            is_official=given["is_official"],
            attachment_ids=tuple(given["attachments"]),
            draft_key=given["draft"],
            client_key=client_key,
        )
        caller = caller_of(given["citizen"]) if given["citizen"] else None
        ticket = register_from_system(caller=caller, new=new, by=self.key, now=timezone.now())
        receipt = ReceiptOutput(ticket).data
        return Response(receipt, status=201, headers={"Location": receipt["url"]})


class OneTicket(ApiView):
    required_scopes = scopes(get=Scope.TICKETS_READ)

    @operation(
        "tickets_read", "Одно обращение", gives=TicketOutput, errors=(404,), parameters=(NUMBER,)
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(TicketOutput(answering(self.key, number)).data)
