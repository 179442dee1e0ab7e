"""One page takes every code; what happens after the right one is in `AFTER`."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pending, selectors
from accounts.actions.codes import DeadCode, Purpose, check_code
from accounts.forms import CodeForm
from accounts.identifiers import SMS, Identifier
from accounts.known_devices import remember_device
from accounts.pending import Pending
from accounts.sending import send_code
from accounts.sign_in import sign_in
from accounts.throttle import admit_code_check
from accounts.views._page import page
from accounts.views.freeze import finish_freeze
from accounts.views.profile import finish_contact_change
from accounts.views.recovery import finish_recovery
from accounts.views.signup import finish_sign_up
from common.actors import SYSTEM
from common.clients import client_network
from common.errors import DomainError, TooManyRequests
from common.htmx import go
from common.masking import mask_email, mask_phone

TITLES = {
    Purpose.LOGIN: "Вход по коду",
    Purpose.SIGNUP: "Подтвердите, что это вы",
    Purpose.RECOVERY: "Восстановление доступа",
    Purpose.CONTACT_CHANGE: "Подтвердите новый адрес",
    Purpose.FREEZE: "Заморозка изменений",
}
BACK = {
    Purpose.LOGIN: "accounts:login",
    Purpose.SIGNUP: "accounts:signup",
    Purpose.RECOVERY: "accounts:recovery",
    Purpose.CONTACT_CHANGE: "accounts:profile",
    Purpose.FREEZE: "accounts:login",
}


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the digits and go on with what waited for them."""
    waiting = pending.recall(request)
    if waiting is None or waiting.purpose not in AFTER:
        return redirect("accounts:login")
    form = CodeForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _use(request, waiting, form.cleaned_data["code"])
            return AFTER[Purpose(waiting.purpose)](request, waiting)
        except DomainError as error:
            form.add_refusal(error)
            refusal = error
    return page(request, "accounts/code.html", _context(waiting, form), error=refusal)


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Send another code to the same address."""
    waiting = pending.recall(request)
    if waiting is None:
        return redirect("accounts:login")
    to = Identifier(waiting.channel, waiting.address)
    data = dict(waiting.data)
    deliver = bool(data.pop("deliver", True))
    try:
        send_code(
            request, waiting.purpose, to, deliver=deliver, next_url=waiting.next_url, data=data
        )
        messages.success(request, "Новый код отправлен.")
    except TooManyRequests as error:
        messages.warning(request, str(error))
    return go(request, reverse("accounts:code"))


def _use(request: HttpRequest, waiting: Pending, digits: str) -> None:
    now = timezone.now()
    admit_code_check(network=client_network(request), now=now)
    check_code(
        code_id=waiting.code_id,
        purpose=waiting.purpose,
        session_key=pending.session_key(request),
        code=digits,
        by=request.user if request.user.is_authenticated else SYSTEM,
        now=now,
    )
    pending.forget(request)


def _finish_login(request: HttpRequest, waiting: Pending) -> HttpResponse:
    user = selectors.user_with_identifier(Identifier(waiting.channel, waiting.address))
    if user is None or not user.is_active:
        raise DeadCode("Этот код больше не действует. Запросите новый.")
    response = sign_in(request, user, method="code", next_url=waiting.next_url)
    return remember_device(request, response, waiting.address)


AFTER: dict[Purpose, Callable[[HttpRequest, Pending], HttpResponse]] = {
    Purpose.LOGIN: _finish_login,
    Purpose.SIGNUP: finish_sign_up,
    Purpose.RECOVERY: finish_recovery,
    Purpose.CONTACT_CHANGE: finish_contact_change,
    Purpose.FREEZE: finish_freeze,
}


def _context(waiting: Pending, form: CodeForm) -> dict[str, object]:
    by_sms = waiting.channel == SMS
    return {
        "form": form,
        "title": TITLES[Purpose(waiting.purpose)],
        "back_url": reverse(BACK[Purpose(waiting.purpose)]),
        "by_sms": by_sms,
        "address": mask_phone(waiting.address) if by_sms else mask_email(waiting.address),
        "may_skip": bool(waiting.data.get("may_skip")),
    }
