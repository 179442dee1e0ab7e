"""The citizen's side of the chat: /chat/…"""

from django.urls import path

from chat.views import citizen, citizen_links, files, rows, voice, widget

app_name = "chat"

urlpatterns = [
    path("", citizen.page, name="page"),
    path("widget.js", widget.script, name="widget"),
    path("continue/<str:token>/", citizen_links.go_on, name="continue"),
    path("files/<uuid:id>/", files.file, name="file"),
    path("<uuid:dialog_id>/", citizen.dialog, name="dialog"),
    path("<uuid:dialog_id>/rows/", rows.rows, name="rows"),
    path("<uuid:dialog_id>/files/", files.upload, name="file-new"),
    # voice calls, both sides
    path("<uuid:dialog_id>/call/", voice.call, name="call"),
    path("<uuid:dialog_id>/call/ice/", voice.ice, name="call-ice"),
]
