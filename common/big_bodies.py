"""Bodies the front does not hold: how many may keep a thread of the page server at once (U-02).

The front (Caddyfile, `request_buffers`) takes up to 4 MiB whole before a thread is taken. The rest of
a larger body is read by a thread as slowly as it is sent, until the front cuts it after 5 minutes.
So strangers' large bodies are refused unread, a person may send one at a time to a process, and half
of its threads never read one: pages are answered however slowly files come.
"""

import threading
from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from common.errors import TooManyRequests
from common.problems import problem_body

HELD_BY_FRONT = 4 * 1024 * 1024
RETRY_AFTER_S = 30
ONE_OF_A_PERSON = "Дождитесь, пока загрузятся прежние файлы, и отправьте ещё раз."
TOO_MANY = (
    "Сейчас загружают много больших файлов. Подождите минуту и отправьте ещё раз: текст сохранён."
)


class Slots:
    """Who is sending a large body to this process now."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, who: str) -> str:
        """Take a slot; return "" or, when none is given, what to tell the person."""
        with self._lock:
            if self._busy[who]:
                return ONE_OF_A_PERSON
            if self._busy.total() >= self.most:
                return TOO_MANY
            self._busy[who] += 1
        return ""

    def give_back(self, who: str) -> None:
        with self._lock:
            del self._busy[who]


class BigBodyMiddleware:
    """Keeps threads for pages while large bodies come in; after the middleware that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.slots = Slots(settings.BIG_BODIES_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_big(request):
            return self.get_response(request)
        who = _sender(request)
        if not who:
            return redirect_to_login(request.path)
        refused = self.slots.take(who)
        if refused:
            return _later(request, refused)
        try:
            return self.get_response(request)
        finally:
            self.slots.give_back(who)


def is_big(request: HttpRequest) -> bool:
    """Whether the front passed this body on before it had it whole; one of unknown length may be."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        return int(length) > HELD_BY_FRONT
    return bool(request.META.get("HTTP_TRANSFER_ENCODING"))


def _sender(request: HttpRequest) -> str:
    """Return who sends; "" for a stranger. A key is checked by its view before the body is read."""
    if request.path.startswith("/api/"):
        return request.headers.get("Authorization", "") or "stranger"
    user = request.user
    return str(user.pk) if user.is_authenticated else ""


def _later(request: HttpRequest, words: str) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith("/api/"):
        body = problem_body(429, TooManyRequests.code, words)
        response = JsonResponse(body, status=429, content_type="application/problem+json")
    else:
        response = render(request, "errors/429.html", {"error": words}, status=429)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response
