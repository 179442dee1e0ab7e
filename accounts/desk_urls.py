"""A person's card on the desk, mounted at /desk/people/."""

from django.urls import path

from accounts.views.desk import card, consents, joins, limits, representatives

app_name = "people"

card_urls = [
    path("<uuid:citizen_id>/", card.card, name="card"),
    path("<uuid:citizen_id>/consents/", consents.consents, name="consents"),
]
limit_urls = [
    path("<uuid:citizen_id>/limit/", limits.limit, name="limit"),
    path("<uuid:citizen_id>/limits/<uuid:limit_id>/lift/", limits.lift, name="limit-lift"),
]
join_urls = [
    path("<uuid:citizen_id>/joins/", joins.joins, name="joins"),
    path("<uuid:citizen_id>/joins/search/", joins.search, name="joins-search"),
    path("<uuid:citizen_id>/joins/<int:join_id>/undo/", joins.undo, name="join-undo"),
]
representative_urls = [
    path(
        "<uuid:citizen_id>/representatives/",
        representatives.representatives,
        name="representatives",
    ),
    path(
        "<uuid:citizen_id>/representatives/search/",
        representatives.search,
        name="representatives-search",
    ),
    path(
        "<uuid:citizen_id>/representatives/<int:link_id>/end/",
        representatives.end,
        name="representative-end",
    ),
]

urlpatterns = [*card_urls, *limit_urls, *join_urls, *representative_urls]
