"""How operations are described: one decorator, so that every answer is in the schema exactly."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from tickets.api.outputs import NUMBER_EXAMPLE, ProblemOutput

ALWAYS = (400, 401, 403, 406, 429, 500)
PROBLEM = "application/problem+json"
_WORDS = {
    400: "Неверные данные", 401: "Нет ключа или он неверен", 403: "У ключа нет права", 404: "Нет или не видно",
    406: "Такого формата ответа нет", 409: "Сейчас невозможно", 410: "Файл удалён: в нём найден вирус",
    413: "Слишком большой запрос", 415: "Формат тела не поддерживается", 422: "Ключ повтора занят другим запросом",
    423: "Файл ещё проверяется", 429: "Слишком много запросов", 500: "Внутренняя ошибка",
    507: "Нет места для файла",
}  # fmt: skip
BODY_ERRORS = (413, 415)
NUMBER = OpenApiParameter(
    "number",
    {"type": "integer", "minimum": 100_000_001, "maximum": 399_999_999, "example": NUMBER_EXAMPLE},
    OpenApiParameter.PATH,
    description="Номер обращения, девять цифр",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,80}$", "minLength": 1, "maxLength": 80},
    OpenApiParameter.HEADER,
    required=True,
    description="Повтор с тем же ключом возвращает первый ответ и ничего не создаёт",
)


class ApiSchema(AutoSchema):
    """The tag is the second part of the address; docstrings are for programmers of this side."""

    def get_description(self) -> str:
        return ""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]


def created(gives: Any) -> dict[Any, Any]:
    """Return the answer 201 of an operation that makes something."""
    return {(201, "application/json"): gives}


def operation(
    id: str,
    summary: str,
    *,
    gives: Any,
    takes: Any = None,
    errors: tuple[int, ...] = (),
    parameters: tuple[Any, ...] = (),
) -> Callable[[Any], Any]:
    """Describe one method of a view: `gives` with 200 (or a whole table of answers), or problems."""
    answers = gives if isinstance(gives, dict) else {(200, "application/json"): gives}
    responses: dict[Any, Any] = dict(answers)
    for code in sorted({*ALWAYS, *errors}):
        responses[(code, PROBLEM)] = OpenApiResponse(ProblemOutput, description=_WORDS[code])
    return extend_schema(
        operation_id=id,
        summary=summary,
        request=takes,
        responses=responses,
        parameters=list(parameters),
    )


BINARY = OpenApiTypes.BINARY
