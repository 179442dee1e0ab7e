"""Where pictures of articles lie: a WebP each, named by what it shows, beside the files of appeals."""

from pathlib import Path

from django.conf import settings

FOLDER = "articles"
CONTENT_TYPE = "image/webp"
# No side is longer: a page of help is read on phones.
LONGEST_SIDE = 1280


def path_of(digest: str) -> Path:
    """Return where a picture lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / f"{digest}.webp"
