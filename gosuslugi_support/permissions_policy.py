"""What a page may ask the browser for: a microphone where people talk, a place on the map, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nobody calls from here: reference data, the journal, other systems.
SILENT = ("/admin/", "/journal/", "/api/", "/board/")
NOTHING = "accelerometer=(), camera=(), display-capture=(), gyroscope=(), magnetometer=(), midi=(), payment=(), usb=()"


class PermissionsPolicyMiddleware:
    """Adds `Permissions-Policy`. The page that holds the chat's panel must allow what the panel asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        microphone = "()" if request.path.startswith(SILENT) else "(self)"
        policy = f"{NOTHING}, geolocation=(self), microphone={microphone}"
        response.headers.setdefault("Permissions-Policy", policy)
        return response
