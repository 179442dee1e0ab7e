"""Five addresses."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("", views.tickets),
    path("new/", views.new),
    path("raw/", views.raw),
    path("search/", views.search),
    path("<int:number>/", views.ticket),
]
