"""Who is talking: the identity panel of the desk, mounted at /desk/identity/.

A person's address draws the panel; what is done in a conversation stands under the conversation.
"""

from django.urls import path

from accounts.views.identity import access, codes, panel, questions

app_name = "identity"

panel_urls = [
    path("<uuid:citizen_id>/", panel.panel, name="panel"),
    path("<uuid:citizen_id>/conversations/", panel.start, name="conversations"),
    path("conversations/<uuid:contact_id>/ending/", panel.end, name="ending"),
]
access_urls = [
    path("conversations/<uuid:contact_id>/access/", access.access, name="access"),
    path("conversations/<uuid:contact_id>/inquiries/", access.inquiries, name="inquiries"),
    path("conversations/<uuid:contact_id>/portal/", access.portal, name="portal"),
]
question_urls = [
    path("conversations/<uuid:contact_id>/answers/", questions.answer, name="answers"),
    path("conversations/<uuid:contact_id>/presence/", questions.presence, name="presence"),
]
code_urls = [
    path("conversations/<uuid:contact_id>/codes/", codes.send, name="codes"),
    path("conversations/<uuid:contact_id>/codes/spoken/", codes.spoken, name="code-spoken"),
]

urlpatterns = [*panel_urls, *question_urls, *code_urls, *access_urls]
