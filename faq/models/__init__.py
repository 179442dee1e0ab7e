"""Tables of knowledge."""

from faq.models.articles import (
    Article,
    ArticleRegulation,
    ArticleVersion,
    Audience,
    Category,
    Language,
    SearchStamp,
)
from faq.models.reviews import Regulation, ReviewTask
from faq.models.usage import Face, Feedback, SearchLog, SynonymGroup

__all__ = [
    "Article",
    "ArticleRegulation",
    "ArticleVersion",
    "Audience",
    "Category",
    "Face",
    "Feedback",
    "Language",
    "Regulation",
    "ReviewTask",
    "SearchLog",
    "SearchStamp",
    "SynonymGroup",
]
