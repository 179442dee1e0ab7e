"""The citizen's cabinet, mounted at /cabinet/."""

from django.urls import path

from tickets.views import appeal, cabinet

app_name = "cabinet"

list_urls = [
    path("", cabinet.tickets, name="tickets"),
    path("notices/", cabinet.notices, name="notices"),
]
new_urls = [
    path("new/", cabinet.ticket_new, name="ticket-new"),
    path("new/draft/", cabinet.draft, name="draft"),
    path("new/<slug:kind>/", cabinet.ticket_write, name="ticket-write"),
]
ticket_urls = [
    path("<int:number>/", appeal.ticket, name="ticket"),
    path("<int:number>/registered/", cabinet.ticket_registered, name="ticket-registered"),
    path("<int:number>/messages/", appeal.messages_, name="ticket-messages"),
    path("<int:number>/rating/", appeal.rating, name="ticket-rating"),
    path("<int:number>/recheck/", appeal.recheck, name="ticket-recheck"),
    path("<int:number>/closing/", appeal.closing, name="ticket-closing"),
    path("<int:number>/withdrawal/", appeal.withdrawal, name="ticket-withdrawal"),
    path("<int:number>/reading/", appeal.reading, name="ticket-reading"),
]

urlpatterns = [*list_urls, *new_urls, *ticket_urls]
