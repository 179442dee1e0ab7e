"""Addresses, grouped by who uses them. Each group lives in its app; here is the table of contents."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from gosuslugi_support import health
from gosuslugi_support.styleguide import styleguide
from tickets.api.docs import unknown_address
from tickets.views.home import home, lines

urlpatterns: list[URLPattern | URLResolver] = [
    # citizens: help, the cabinet, status by number
    path("", home, name="home"),
    path("lines/", lines, name="home-lines"),
    path("cabinet/", include("tickets.cabinet_urls")),
    path("status/", include("tickets.public_urls")),
    # answers to questions, for everybody
    path("help/", include("faq.public_urls")),
    # services and MFC offices, for everybody
    path("", include("catalogue.public_urls")),
    # health of the service
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # every component in every state: demo and development only
    path("styleguide/", styleguide, name="styleguide"),
    # people: signing in and up, the profile, second factors
    path("account/", include("accounts.urls")),
    path("account/", include("gosuslugi_support.auth_urls")),
    # appeals: supervisors
    path("board/wall/", include("analytics.urls")),
    path("board/", include("tickets.board_urls")),
    # a call back: citizens and strangers
    path("callback/", include("routing.callback_urls")),
    # the chat: its page, the widget, links to go on
    path("chat/", include("chat.urls")),
    # a caller types the code from the message
    path("confirm/", include("accounts.confirm_urls")),
    # requests of people about their data: the data officer and the second person
    path("desk/subjects/", include("accounts.subjects_urls")),
    # a person's card on the desk
    path("desk/people/", include("accounts.desk_urls")),
    # who is talking: the identity panel of the desk
    path("desk/identity/", include("accounts.identity_urls")),
    # services, offices, scripts, consultations: who talks to people
    path("desk/services/", include("catalogue.urls")),
    # articles: writing and keeping them
    path("desk/articles/", include("faq.urls")),
    # operators: lists, the open appeal, registering for a caller
    path("desk/line/", include("routing.urls")),
    # articles and contacts: what should not have come, what to write about
    path("desk/quality/", include("quality.urls")),
    # rules: what the system does by itself
    path("desk/rules/", include("automation.rule_urls")),
    # dialogs: the operator's side of the chat
    path("desk/chats/", include("chat.desk_urls")),
    path("desk/", include("automation.urls")),
    path("desk/", include("tickets.desk_urls")),
    # notices: what was delivered, what the demo's neighbours received
    path("", include("notifications.urls")),
    # files of appeals, checked at every request
    path("files/", include("tickets.file_urls")),
    # other systems
    path("api/v1/", include("tickets.api.urls")),
    re_path(r"^api/", unknown_address),
    # who did what: the auditor and the data-protection officer
    path("journal/", include("gosuslugi_support.journal_pages.urls")),
    # reference data, for administrators and editors
    path("admin/", admin.site.urls),
]

handler400 = "gosuslugi_support.error_pages.bad_request"
handler403 = "gosuslugi_support.error_pages.forbidden"
handler404 = "gosuslugi_support.error_pages.not_found"
handler500 = "gosuslugi_support.error_pages.server_error"
