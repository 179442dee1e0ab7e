"""How a stored file leaves: inert, never cached, never run by a browser (U-09, U-10)."""

from collections.abc import Iterable
from pathlib import Path

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from common.files.names import disposition

INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def file_response(
    path: Path, *, name: str, content_type: str, inline: bool = False
) -> FileResponse:
    """Return the file as a stream; `inline` holds for pictures only, whose pixels are our own."""
    response = FileResponse(path.open("rb"), content_type=_typed(content_type))
    _make_inert(response, name=name, inline=inline and content_type in INLINE)
    return response


def pieces_response(
    pieces: Iterable[bytes], *, name: str, content_type: str, inline: bool = False
) -> StreamingHttpResponse:
    """Return a sealed file as it is unsealed, under the same headers."""
    response = StreamingHttpResponse(pieces, content_type=_typed(content_type))
    _make_inert(response, name=name, inline=inline and content_type in INLINE)
    return response


def _typed(content_type: str) -> str:
    return f"{content_type}; charset=utf-8" if content_type == "text/plain" else content_type


def _make_inert(response: HttpResponseBase, *, name: str, inline: bool) -> None:
    response["Content-Disposition"] = disposition(name, inline=inline)
    for header, value in HEADERS.items():
        response[header] = value
