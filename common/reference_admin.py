"""Django admin whose rights come from a policy: permissions of Django are not used here."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest


class PolicyAdmin(admin.ModelAdmin):
    """An admin page open to whom `may_change` lets in; `deletable` is off for what others point at."""

    may_change: ClassVar[Callable[[Any], bool]]
    deletable: ClassVar[bool] = False

    def _may(self, request: HttpRequest) -> bool:
        return type(self).may_change(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self._may(request)


class PolicyInline(admin.TabularInline):
    """Rows of a page that is open already: whoever may change the whole may change its rows."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
