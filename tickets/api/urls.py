"""`/api/v1/`: the table of contents of the API. Mounted by the root."""

from django.urls import path, re_path

from tickets.api import attachments, docs, stream, tickets, topics

app_name = "api"

urlpatterns = [
    # the contract
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.docs_page, name="docs"),
    # appeals
    path("tickets/", tickets.Tickets.as_view(), name="tickets"),
    path("tickets/<ticket_number:number>/", tickets.OneTicket.as_view(), name="ticket"),
    path(
        "tickets/<ticket_number:number>/timeline/",
        stream.Timeline.as_view(),
        name="ticket-timeline",
    ),
    path(
        "tickets/<ticket_number:number>/replies/", stream.Replies.as_view(), name="ticket-replies"
    ),
    # files
    path(
        "tickets/<ticket_number:number>/attachments/",
        attachments.TicketFiles.as_view(),
        name="ticket-attachments",
    ),
    path("attachments/", attachments.DraftFiles.as_view(), name="attachments"),
    path("attachments/<uuid:id>/", attachments.OneFile.as_view(), name="attachment"),
    # reference data
    path("topics/", topics.Topics.as_view(), name="topics"),
    re_path(r"^.*$", docs.unknown_address, name="unknown"),
]
