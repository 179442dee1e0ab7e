"""A view names the scopes it needs; a view that names none is closed (Z-09)."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey


class HasScope(BasePermission):
    """Lets a key in that has every scope of the view's `required_scopes`.

    `required_scopes` is a list, or a dictionary of lists by HTTP method.
    """

    message = "У ключа нет права на это действие."

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = getattr(view, "required_scopes", None)
        if isinstance(needed, dict):
            needed = needed.get(request.method)
        if not needed or not isinstance(request.auth, ApiKey):
            return False
        return set(needed) <= set(request.auth.scopes)
