"""Help articles for everybody, mounted at /help/."""

from django.urls import path

from faq.views import help, sheets

app_name = "help"

urlpatterns = [
    path("", help.articles, name="articles"),
    path("rss.xml", help.feed, name="feed"),
    path("section/<slug:category_code>/", help.category, name="category"),
    path("<slug:article_code>/", help.article, name="article"),
    path("<slug:article_code>/sheet/", sheets.sheet, name="sheet"),
]
