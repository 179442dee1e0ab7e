"""Words a person typed into a search, as they come in an address."""

from django.http import HttpRequest


def words_of(request: HttpRequest, name: str = "q", *, most: int) -> str:
    """Return them in one line without NUL, which no column takes, at most so many characters."""
    return " ".join(request.GET.get(name, "").replace("\x00", "").split())[:most]
