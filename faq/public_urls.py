"""Help articles for everybody, mounted at /help/."""

from django.urls import path

from faq.views import help, pictures, sheets, videos

app_name = "help"

urlpatterns = [
    path("", help.articles, name="articles"),
    path("rss.xml", help.feed, name="feed"),
    path("section/<slug:category_code>/", help.category, name="category"),
    # video help
    path("video/", videos.videos, name="videos"),
    path("video/<slug:video_code>/", videos.video, name="video"),
    path("video/<slug:film_folder>/<str:file_name>", videos.film, name="film"),
    path("picture/<uuid:picture_id>/", pictures.picture, name="picture"),
    path("<slug:article_code>/", help.article, name="article"),
    path("<slug:article_code>/sheet/", sheets.sheet, name="sheet"),
]
