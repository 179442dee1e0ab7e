"""How a stored file leaves: inert, never cached, never run by a browser (U-09, U-10)."""

from pathlib import Path

from django.http import FileResponse

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
    shown = inline and content_type in INLINE
    charset = "; charset=utf-8" if content_type == "text/plain" else ""
    response = FileResponse(path.open("rb"), content_type=content_type + charset)
    response["Content-Disposition"] = disposition(name, inline=shown)
    for header, value in HEADERS.items():
        response[header] = value
    return response
