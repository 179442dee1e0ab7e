"""The operator's desk, mounted at /desk/."""

from django.urls import path

from tickets.views import (
    desk_aid,
    desk_answers,
    desk_articles,
    desk_check,
    desk_checklist,
    desk_consultation,
    desk_fields,
    desk_labels,
    desk_links,
    desk_list,
    desk_moves,
    desk_news,
    desk_offers,
    desk_person,
    desk_register,
    desk_side,
    desk_similar,
    desk_snooze,
    desk_texts,
    desk_ticket,
    desk_time,
    desk_transfers,
    desk_views,
    desk_watch,
    desk_work,
)

app_name = "desk"

list_urls = [
    path("", desk_list.tickets, name="tickets"),
    path("marks/", desk_list.marks, name="list-marks"),
    path("queue/", desk_list.queue, name="queue"),
    path("search/", desk_list.search, name="search"),
    path("shift/", desk_list.shift, name="shift"),
    path("news/", desk_news.news, name="news"),
]
view_urls = [
    path("views/", desk_views.views, name="views"),
    path("views/new/", desk_views.view_new, name="view-new"),
    path("views/<uuid:view_id>/", desk_views.view, name="view"),
    path("views/<uuid:view_id>/query/", desk_views.query, name="view-query"),
    path("views/<uuid:view_id>/place/", desk_views.place, name="view-place"),
    path("views/<uuid:view_id>/removal/", desk_views.removal, name="view-removal"),
    path("views/<uuid:view_id>/restoration/", desk_views.restoration, name="view-restoration"),
]
offer_urls = [
    path("offers/", desk_offers.offers, name="offers"),
    path("offers/<uuid:offer_id>/accept/", desk_offers.acceptance, name="offer-acceptance"),
    path("offers/<uuid:offer_id>/decline/", desk_offers.refusal, name="offer-refusal"),
    path(
        "transfers/<uuid:transfer_id>/accept/",
        desk_transfers.acceptance,
        name="transfer-acceptance",
    ),
    path("transfers/<uuid:transfer_id>/decline/", desk_transfers.refusal, name="transfer-refusal"),
    path(
        "transfers/<uuid:transfer_id>/withdraw/",
        desk_transfers.withdrawal,
        name="transfer-withdrawal",
    ),
    path("work/<uuid:item_id>/handover/", desk_work.handover, name="work-handover"),
]
new_urls = [
    path("new/", desk_register.ticket_new, name="ticket-new"),
    path("new/people/", desk_register.people, name="ticket-new-people"),
    path("new/topic/", desk_register.topic, name="ticket-new-topic"),
    path("new/similar/", desk_similar.similar, name="ticket-new-similar"),
    path("new/addition/", desk_similar.addition, name="ticket-new-addition"),
]
ticket_urls = [
    path("<int:number>/", desk_ticket.ticket, name="ticket"),
    path("<int:number>/registered/", desk_register.ticket_registered, name="ticket-registered"),
    path("<int:number>/who/", desk_ticket.who, name="ticket-who"),
    path("<int:number>/presence/", desk_ticket.presence, name="ticket-presence"),
    path("<int:number>/templates/", desk_ticket.templates, name="ticket-templates"),
    path("<int:number>/draft/", desk_ticket.draft, name="ticket-draft"),
    # writing
    path("<int:number>/replies/", desk_answers.replies, name="ticket-replies"),
    path("<int:number>/question/", desk_answers.replies, {"then": "ask"}, name="ticket-question"),
    path(
        "<int:number>/resolution/",
        desk_answers.replies,
        {"then": "resolve"},
        name="ticket-resolution",
    ),
    path("<int:number>/notes/", desk_answers.notes, name="ticket-notes"),
    path("<int:number>/texts/<int:seq>/", desk_texts.text, name="ticket-text"),
    # what colleagues hang on it
    path("<int:number>/side/", desk_side.side, name="ticket-side"),
    path("<int:number>/tags/", desk_labels.tags, name="ticket-tags"),
    path("<int:number>/label/", desk_labels.label, name="ticket-label"),
    path("<int:number>/snooze/", desk_snooze.snooze, name="ticket-snooze"),
    path("<int:number>/waking/", desk_snooze.waking, name="ticket-waking"),
    path("<int:number>/fields/<slug:field_code>/", desk_fields.field, name="ticket-field"),
    path("<int:number>/checklist/", desk_checklist.checklist, name="ticket-checklist"),
    path("<int:number>/time/", desk_time.beat, name="ticket-time"),
    path("<int:number>/time/entries/", desk_time.entries, name="ticket-time-entries"),
    path("<int:number>/watching/", desk_watch.watching, name="ticket-watching"),
    path("<int:number>/colleagues/", desk_watch.colleagues, name="ticket-colleagues"),
    # who it is, what belongs together with it
    path("<int:number>/person/", desk_person.person, name="ticket-person"),
    path("<int:number>/links/", desk_links.links, name="ticket-links"),
    path("<int:number>/links/<int:pair_id>/removal/", desk_links.removal, name="ticket-unlink"),
    # help beside the conversation; what an application lacks
    path("<int:number>/aid/", desk_aid.aid, name="ticket-aid"),
    path("<int:number>/articles/", desk_articles.articles, name="ticket-articles"),
    path("<int:number>/check/", desk_check.check, name="ticket-check"),
    path("<int:number>/consultation/", desk_consultation.consultation, name="ticket-consultation"),
    # moves: assignment, department, refusal… see tickets/desk_moves.py
    path("<int:number>/approval/", desk_moves.approval, name="ticket-approval"),
    path("<int:number>/<slug:name>/", desk_moves.move, name="ticket-move"),
]

urlpatterns = [*list_urls, *view_urls, *offer_urls, *new_urls, *ticket_urls]
