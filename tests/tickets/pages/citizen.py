"""What tests of the citizen's pages share: a filled form, files, the words of an answer."""

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.tickets.files.builders import picture

NEW = "/cabinet/new/info_request/"
BODY = "Не приходит код подтверждения.\nПробовал три раза."


def photo(name: str = "снимок.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG"), content_type="image/png")


def script(name: str = "page.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"<script>alert(1)</script>", content_type="text/html")


def form(**fields: Any) -> dict[str, Any]:
    return {"body": BODY, "topic": "", "client_key": "key-1", "step": "check"} | fields


def words(response: HttpResponse) -> str:
    """The page as text: entities unescaped, tags dropped, spaces joined."""
    html = response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def hidden(response: HttpResponse, name: str) -> list[str]:
    """Values of the hidden inputs of a name, as a browser would send them back."""
    tags = re.findall(rf'<input type="hidden" name="{name}"[^>]*>', response.content.decode())
    return [unescape(re.search(r'value="([^"]*)"', tag).group(1)) for tag in tags]  # type: ignore[union-attr]
