"""The citizen's cabinet, mounted at /cabinet/."""

from django.urls import path

from tickets.views import appeal, appeal_wait, cabinet, cabinet_similar, new_appeal

app_name = "cabinet"

list_urls = [
    path("", cabinet.tickets, name="tickets"),
    path("notices/", cabinet.notices, name="notices"),
]
new_urls = [
    path("new/", new_appeal.ticket_new, name="ticket-new"),
    path("new/draft/", new_appeal.draft, name="draft"),
    path("new/similar/", cabinet_similar.similar, name="ticket-new-similar"),
    path("new/addition/", cabinet_similar.addition, name="ticket-new-addition"),
    path("new/<slug:kind>/", new_appeal.ticket_write, name="ticket-write"),
]
ticket_urls = [
    path("<int:number>/", appeal.ticket, name="ticket"),
    path("<int:number>/registered/", new_appeal.ticket_registered, name="ticket-registered"),
    path("<int:number>/messages/", appeal.messages_, name="ticket-messages"),
    path("<int:number>/rating/", appeal.rating, name="ticket-rating"),
    path("<int:number>/recheck/", appeal.recheck, name="ticket-recheck"),
    path("<int:number>/closing/", appeal.closing, name="ticket-closing"),
    path("<int:number>/withdrawal/", appeal.withdrawal, name="ticket-withdrawal"),
    path("<int:number>/wait/", appeal_wait.wait, name="ticket-wait"),
    path("<int:number>/reading/", appeal.reading, name="ticket-reading"),
]

urlpatterns = [*list_urls, *new_urls, *ticket_urls]
