"""Who is talking: the identity panel of the desk, mounted at /desk/identity/.

A person's address draws the panel; what is done in a conversation stands under the conversation.
"""

from django.urls import path

from accounts.views.identity import access, changes, codes, data, panel, questions

app_name = "identity"

panel_urls = [
    path("<uuid:citizen_id>/", panel.panel, name="panel"),
    path("<uuid:citizen_id>/conversations/", panel.start, name="conversations"),
    path("conversations/<uuid:contact_id>/ending/", panel.end, name="ending"),
]
question_urls = [
    path("conversations/<uuid:contact_id>/answers/", questions.answer, name="answers"),
    path("conversations/<uuid:contact_id>/presence/", questions.presence, name="presence"),
]
code_urls = [
    path("conversations/<uuid:contact_id>/codes/", codes.send, name="codes"),
    path("conversations/<uuid:contact_id>/codes/spoken/", codes.spoken, name="code-spoken"),
]
access_urls = [
    path("conversations/<uuid:contact_id>/access/", access.access, name="access"),
    path("conversations/<uuid:contact_id>/inquiries/", access.inquiries, name="inquiries"),
    path("conversations/<uuid:contact_id>/portal/", access.portal, name="portal"),
]
# what is known of a person: masked, revealed, changed, frozen (docs/personal-data.md)
data_urls = [
    path("<uuid:citizen_id>/data/", data.data, name="data"),
    path("<uuid:citizen_id>/data/shown/", data.show, name="data-shown"),
    path("<uuid:citizen_id>/data/change/", data.change, name="change"),
    path("<uuid:citizen_id>/freeze/", data.freeze, name="freeze"),
    path("<uuid:citizen_id>/freeze/lifted/", data.lift, name="freeze-lifted"),
]
change_urls = [
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:change_id>/approval/", changes.approval, name="change-approval"),
    path("changes/<uuid:change_id>/refusal/", changes.refusal, name="change-refusal"),
    path("changes/<uuid:change_id>/shown/", changes.show, name="change-shown"),
    path("changes/<uuid:change_id>/withdrawal/", changes.withdrawal, name="change-withdrawal"),
]

urlpatterns = [
    *panel_urls,
    *question_urls,
    *code_urls,
    *access_urls,
    *data_urls,
    *change_urls,
]
