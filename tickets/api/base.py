"""What every view of the API shares: order of checks, strict query, the key of a repeated request."""

import re
from typing import Any

from django.urls import register_converter
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actions.keys import Scope
from accounts.models import ApiKey
from common.errors import InvalidInput
from tickets.api.fields import Strict
from tickets.api.inputs import NothingInput
from tickets.api.parsing import StrictJsonParser
from tickets.api.schema import ApiSchema

_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,80}", re.ASCII)


class IdempotencyKeyRequired(InvalidInput):
    """Without a key a retry after a lost answer would create a second one."""

    code = "idempotency_key_required"

    def __init__(self) -> None:
        super().__init__(
            "Передайте заголовок Idempotency-Key: от 1 до 80 видимых знаков ASCII, свой для каждого нового запроса.",
            field="Idempotency-Key",
        )


class NumberConverter:
    """A 9-digit number of an appeal in an address."""

    regex = "[1-3][0-9]{8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(NumberConverter, "ticket_number")


class ApiView(APIView):
    """Who asks (401), whether the method exists (405), whether the key may (403), then the view.

    OPTIONS is not answered: nothing here is for browsers of other origins.
    """

    schema = ApiSchema()
    renderer_classes = (JSONRenderer,)
    parser_classes = (StrictJsonParser,)
    http_method_names = ("get", "head", "post")
    required_scopes: dict[str, list[str]] = {}
    query_serializer: type[Strict] = NothingInput
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        renderer = self.perform_content_negotiation(request)
        request.accepted_renderer, request.accepted_media_type = renderer
        request.version, request.versioning_scheme = None, None
        self.perform_authentication(request)
        if request.auth is not None and request.method not in self.required_scopes:
            raise MethodNotAllowed(str(request.method))
        self.check_permissions(request)
        self.query = self._checked_query()

    def _checked_query(self) -> dict[str, Any]:
        """Return the parameters of the address; unknown or repeated ones are refused (U-17)."""
        reads = self.request.method in {"GET", "HEAD"}
        serializer = self.query_serializer if reads else NothingInput
        checked = serializer(data=self._plain_query(serializer))
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def body(self, serializer: type[Strict]) -> dict[str, Any]:
        """Return the checked body."""
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def idempotency_key(self) -> str:
        key = str(self.request.headers.get("Idempotency-Key", ""))
        if not _IDEMPOTENCY_KEY.fullmatch(key):
            raise IdempotencyKeyRequired
        return key

    @property
    def key(self) -> ApiKey:
        """Return the key that asks, the `by` of the doors."""
        return self.request.auth

    def _plain_query(self, serializer: type[Strict]) -> dict[str, Any]:
        fields = serializer().fields
        plain: dict[str, Any] = {}
        for name, values in self.request.query_params.lists():
            is_list = name in fields and hasattr(fields[name], "child")
            if not is_list and len(values) > 1:
                raise ValidationError({name[:40]: ["Параметр указан дважды."]})
            plain[name] = values if is_list else values[0]
        return plain


def scopes(**by_method: Scope) -> dict[str, list[str]]:
    """Return `required_scopes` of a view: `scopes(get=…, post=…)`; HEAD needs what GET needs."""
    needed = {method.upper(): [scope.value] for method, scope in by_method.items()}
    return needed | ({"HEAD": needed["GET"]} if "GET" in needed else {})
