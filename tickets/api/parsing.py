"""Bodies of requests, bounded and strict (U-18): size, depth, UTF-8, no NaN, no key twice."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

MAX_JSON_BYTES = 1024 * 1024
MAX_DEPTH = 16
MAX_KEYS = 200


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = "Тело запроса больше 1 МБ."


class StrictJsonParser(BaseParser):
    """JSON as RFC 8259 means it. Every broken body is a 400 that says what is wrong with it."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(MAX_JSON_BYTES + 1)
        if len(raw) > MAX_JSON_BYTES:
            raise BodyTooLarge
        try:
            value = json.loads(
                raw.decode("utf-8"),
                object_pairs_hook=_no_key_twice,
                parse_constant=_no_constant,
                parse_float=_finite,
            )
        except UnicodeDecodeError as error:
            raise ParseError("Тело запроса — не UTF-8.") from error
        except RecursionError as error:
            raise ParseError(_TOO_DEEP) from error
        except ValueError as error:
            raise ParseError("Тело запроса — не JSON.") from error
        _check_depth(value)
        return value


_TOO_DEEP = f"Вложенность JSON больше {MAX_DEPTH}."


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise ParseError(f"В объекте JSON больше {MAX_KEYS} полей.")
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ParseError("Поле в объекте JSON названо дважды.")
    return made


def _no_constant(name: str) -> None:
    raise ParseError("NaN и Infinity — не JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ParseError("Число слишком велико.")
    return number


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ParseError(_TOO_DEEP)


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


class StrictMultiPartParser(MultiPartParser):
    """Multipart with files; Django's own bounds on parts and fields answer as problems."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except SuspiciousOperation as error:
            raise ParseError("В запросе слишком много частей или они слишком большие.") from error
