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
from faq.models.pictures import Picture
from faq.models.reviews import Regulation, ReviewTask
from faq.models.usage import Face, Feedback, SearchLog, SynonymGroup
from faq.models.videos import (
    Direction,
    Video,
    VideoCount,
    VideoState,
    VideoTrack,
    VideoVersion,
)

__all__ = [
    "Article",
    "ArticleRegulation",
    "ArticleVersion",
    "Audience",
    "Category",
    "Direction",
    "Face",
    "Feedback",
    "Language",
    "Picture",
    "Regulation",
    "ReviewTask",
    "SearchLog",
    "SearchStamp",
    "SynonymGroup",
    "Video",
    "VideoCount",
    "VideoState",
    "VideoTrack",
    "VideoVersion",
]
