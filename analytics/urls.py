"""The wallboard, mounted at /board/wall/."""

from django.urls import path

from analytics.views import day, lists, wall

app_name = "wall"

urlpatterns = [
    path("", wall.wall, name="wall"),
    path("outlook/", day.outlook, name="outlook"),
    path("day/", day.day, name="day"),
    # the rows behind the figures
    path("waiting/", lists.waiting, name="waiting"),
    path("answered/", lists.answered, name="answered"),
    path("missed/", lists.missed, name="missed"),
    path("people/<uuid:operator_id>/", lists.person, name="person"),
    path("items/<uuid:item_id>/", lists.item, name="item"),
]
