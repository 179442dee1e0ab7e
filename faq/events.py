"""Facts about articles. Ids and codes only; the first field is the subject."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ArticleCreated:
    """An article got its code; it says nothing until a version is published."""

    article_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class ArticleSettled:
    """Whose it is, for whom, its topic, services, regulations or review date were changed."""

    article_id: UUID
    fields: list[str]


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A working version was written or written over."""

    article_id: UUID
    version_id: UUID
    number: int
    language: str


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """A working version was thrown away."""

    article_id: UUID
    number: int
    language: str


@dataclass(frozen=True, slots=True)
class VersionSubmitted:
    """A version waits for a second pair of eyes."""

    article_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VersionReturned:
    """A version went back to its author."""

    article_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VersionApproved:
    """A second person let a version out."""

    article_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VersionScheduled:
    """A version comes out by itself at a moment."""

    article_id: UUID
    version_id: UUID
    number: int
    publish_at: datetime


@dataclass(frozen=True, slots=True)
class VersionPublished:
    """People see a version from now on."""

    article_id: UUID
    version_id: UUID
    number: int
    language: str


@dataclass(frozen=True, slots=True)
class ArticleArchived:
    """An article, or what it said in one language, is shown no more."""

    article_id: UUID
    language: str


@dataclass(frozen=True, slots=True)
class RegulationSaved:
    """A regulation was added or described anew."""

    regulation: str


@dataclass(frozen=True, slots=True)
class RegulationChanged:
    """The law changed: every article that leans on it is to be looked at within a working day."""

    regulation: str
    reviews: int


@dataclass(frozen=True, slots=True)
class ReviewOpened:
    """Somebody is to look at an article again."""

    article_id: UUID
    review_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewCompleted:
    """Somebody looked: the article was changed, or it needed none."""

    article_id: UUID
    review_id: UUID
    outcome: str
    was_late: bool


@dataclass(frozen=True, slots=True)
class SynonymsSaved:
    """Words that mean the same to the search were written or removed."""

    synonyms: int
    is_removed: bool


@dataclass(frozen=True, slots=True)
class CategoryChanged:
    """What a category asks for was changed."""

    category: str
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class FaqReferenceLoaded:
    """Shipped articles, regulations and synonyms that were missing came in."""

    reference: str
    number: int


@dataclass(frozen=True, slots=True)
class PictureBrought:
    """An editor brought a picture for an article."""

    article_id: UUID
    picture_id: UUID


@dataclass(frozen=True, slots=True)
class VideoCreated:
    """A lesson of the video help got its code; it shows nothing until a version is published."""

    video_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class VideoVersionSaved:
    """The script of a version that waits for its film was written or written over."""

    video_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VideoFilmed:
    """A version got its film: pictures, voices, subtitles."""

    video_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VideoPublished:
    """People see a version from now on; the one before is kept in the archive."""

    video_id: UUID
    version_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class VideoArchived:
    """A lesson is shown no more."""

    video_id: UUID


@dataclass(frozen=True, slots=True)
class VideoReviewDue:
    """The month of a lesson is over: somebody is to look at it."""

    video_id: UUID


@dataclass(frozen=True, slots=True)
class VideoReviewed:
    """Somebody looked at a lesson for its month: it is still right."""

    video_id: UUID
    was_late: bool
