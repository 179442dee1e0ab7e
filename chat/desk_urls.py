"""Dialogs on the desk, mounted at /desk/chats/."""

from django.urls import path

from chat.views import desk, desk_statistics, desk_words

app_name = "chats"

urlpatterns = [
    path("", desk.chats, name="list"),
    path("statistics/", desk_statistics.statistics, name="statistics"),
    path("<uuid:dialog_id>/", desk.dialog, name="dialog"),
    path("<uuid:dialog_id>/words/<slug:kind>/", desk_words.words, name="dialog-words"),
    path("<uuid:dialog_id>/<slug:name>/", desk.move, name="dialog-move"),
]
