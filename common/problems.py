"""API errors as problem details (RFC 9457): `type`, `title`, `status`, `detail`, `code`, `request_id`."""

import logging
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from common.errors import DomainError, InvalidInput, TooManyRequests

logger = logging.getLogger(__name__)
TITLES = {
    400: "Неверные данные",
    401: "Нужен ключ доступа",
    403: "Недостаточно прав",
    404: "Не найдено",
    405: "Метод не поддерживается",
    406: "Формат не поддерживается",
    409: "Действие сейчас невозможно",
    410: "Больше нет",
    413: "Слишком большой запрос",
    415: "Формат не поддерживается",
    422: "Запрос противоречит прежнему",
    423: "Пока закрыто",
    429: "Слишком много запросов",
    500: "Внутренняя ошибка",
    503: "Временно недоступно",
    507: "Нет места",
}


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """Return a problem-details answer; `extra` members are added as they are."""
    body = problem_body(status, code, detail) | extra
    return Response(body, status=status, content_type="application/problem+json")


def problem_body(status: int, code: str, detail: str) -> dict[str, Any]:
    """Return what a problem says, for those who answer before a view is reached."""
    title = TITLES.get(status, "Ошибка")
    members = {"title": title, "status": status, "detail": detail, "code": code}
    return {"type": "about:blank", **members}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's hook: every error becomes a problem; what nobody anticipated is logged and says nothing (P-11)."""
    request = context["request"]._request
    response = _answer(error)
    if response is None:
        logger.error("An unanticipated error in the API", exc_info=error)
        got_request_exception.send(sender=None, request=request)
        response = problem(500, "internal", "Что-то сломалось у нас. Повторите запрос чуть позже.")
    response.data["request_id"] = getattr(request, "request_id", "")
    return response


def _answer(error: Exception) -> Response | None:
    if isinstance(error, TooManyRequests):
        response = problem(429, error.code, str(error))
        response["Retry-After"] = str(error.retry_after_s)
        return response
    if isinstance(error, InvalidInput):
        return problem(400, error.code, str(error), errors={error.field or "": [str(error)]})
    if isinstance(error, DomainError):
        return problem(error.http_status, error.code, str(error))
    if isinstance(error, OperationalError | InterfaceError):
        response = problem(
            503, "unavailable", "База данных сейчас недоступна. Повторите запрос чуть позже."
        )
        response["Retry-After"] = "5"
        return response
    if isinstance(error, Http404):
        return problem(404, "not_found", "Такого объекта нет или он вам не виден.")
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", "Тело запроса больше допустимого.")
    if isinstance(error, SuspiciousOperation):
        return problem(400, "invalid", "Запрос составлен неверно.")
    if isinstance(error, PermissionDenied):
        return problem(403, "forbidden", "Это действие ключу не разрешено.")
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", "Проверьте выделенные поля.", errors=error.detail)
    if isinstance(error, exceptions.APIException):
        response = problem(error.status_code, _code(error), str(error.detail))
        header = getattr(error, "auth_header", None)
        if header:
            response["WWW-Authenticate"] = header
        return response
    return None


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code
