"""Pages fetched whole by script: the answer is the one a browser would get, redirects included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ASKED_WHOLE = ("HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")


def whole_pages(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view see no htmx where the script puts a whole page in place of the present one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if any(name in request.META for name in ASKED_WHOLE):
            request.META.pop("HTTP_HX_REQUEST", None)
            vars(request).pop("headers", None)  # kept since somebody read it before
        return answer(request)

    return middleware
