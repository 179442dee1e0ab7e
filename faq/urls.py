"""Writing and keeping help articles, mounted at /desk/articles/."""

from django.urls import path

from faq.views import editing, keeping, listing, versions, video_desk

app_name = "faq"

urlpatterns = [
    path("", listing.articles, name="articles"),
    path("new/", editing.article_new, name="article-new"),
    # what articles lean on, who is late
    path("reviews/", keeping.reviews, name="reviews"),
    path("synonyms/", keeping.synonyms, name="synonyms"),
    path("usage/", keeping.usage, name="usage"),
    # video help: the board of the month, one lesson
    path("videos/", video_desk.videos, name="videos"),
    path("videos/<slug:video_code>/", video_desk.video, name="video"),
    # one article
    path("<slug:article_code>/", editing.article, name="article"),
    path("<slug:article_code>/settings/", editing.settings, name="article-settings"),
    path("<slug:article_code>/state/", versions.state, name="article-state"),
    path("<slug:article_code>/versions/", versions.versions, name="versions"),
]
