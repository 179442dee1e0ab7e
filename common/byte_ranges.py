"""A file given out in the part that was asked for (RFC 9110, one range): players seek by it."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
_CHUNK = 64 * 1024


def file_part(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """Return the file, the asked part of it (206), or 416 for a part it does not have.

    What is not understood, several ranges at once among it, gives the whole, as the standard lets.
    """
    size = path.stat().st_size
    match = _RANGE.match(request.headers.get("Range", ""))
    if match is None or match.groups() == ("", ""):
        whole = FileResponse(path.open("rb"), content_type=content_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    first, last = _bounds(match[1], match[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(
        _read(path, first, last - first + 1), status=206, content_type=content_type
    )
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    part["Accept-Ranges"] = "bytes"
    return part


def _bounds(begin: str, end: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte; `bytes=-500` are the last five hundred."""
    if not begin:
        return max(0, size - int(end)), size - 1 if int(end) else -1
    return int(begin), min(int(end), size - 1) if end else size - 1


def _read(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as handle:
        handle.seek(first)
        while length > 0:
            chunk = handle.read(min(_CHUNK, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk
