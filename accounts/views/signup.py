"""Becoming a citizen of the cabinet."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import selectors
from accounts.actions.codes import DeadCode, Purpose
from accounts.actions.consents import give_consents
from accounts.actions.profiles import FullName, SignUp, sign_up_citizen
from accounts.actions.sessions import check_password_rules
from accounts.actions.writing import ContactTaken
from accounts.forms import SignUpForm
from accounts.identifiers import EMAIL, SMS, Identifier
from accounts.models import ConsentText, User
from accounts.pending import Pending
from accounts.selectors.consents import current_texts, texts_by_id
from accounts.sending import send_code
from accounts.sign_in import safe_next, sign_in
from accounts.views._page import page
from common.errors import DomainError, TooManyRequests
from common.htmx import go


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Take what is needed and send a code: a free and a taken address get one answer."""
    if request.user.is_authenticated:
        return redirect("accounts:after-login")
    form = SignUpForm(request.POST or None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _begin(request, form)
            return go(request, reverse("accounts:code"))
        except DomainError as error:
            form.add_refusal(error)
            refusal = error
    context = {"form": form, "next": safe_next(request), "texts": _asked()}
    return page(request, "accounts/signup.html", context, error=refusal)


def _begin(request: HttpRequest, form: SignUpForm) -> None:
    form.name.clean(required=True)
    check_password_rules(form.cleaned_data["password"])
    proved = form.proved_by
    other_email = form.cleaned_data["email"] if proved.channel == SMS else ""
    data = {
        "last": form.name.last,
        "first": form.name.first,
        "middle": form.name.middle,
        "password": make_password(form.cleaned_data["password"]),
        "email": other_email,
        # What the tick was given to: the texts as they were shown (152-ФЗ art. 9).
        "consents": [str(text.pk) for text in _asked()],
    }
    send_code(request, Purpose.SIGNUP, proved, next_url=safe_next(request), data=data)


def _asked() -> list[ConsentText]:
    return [text for text in current_texts(now=timezone.now()) if text.is_required]


def finish_sign_up(request: HttpRequest, waiting: Pending) -> HttpResponse:
    """Create the profile; who proves an address that has one already is simply let into it."""
    proved = Identifier(waiting.channel, waiting.address)
    data = waiting.data
    new = SignUp(FullName(data["last"], data["first"], data["middle"]), proved, data["password"])
    try:
        citizen = sign_up_citizen(new=new, now=timezone.now())
    except ContactTaken:
        return _let_in(request, proved, waiting)
    person = cast(User, citizen.user)
    texts = texts_by_id(data.get("consents", []))
    give_consents(citizen=citizen, texts=texts, by=person, now=timezone.now())
    response = sign_in(request, person, method="code", next_url=waiting.next_url)
    if not data.get("email"):
        return response
    return _prove_email(request, data["email"], waiting.next_url) or response


def _let_in(request: HttpRequest, proved: Identifier, waiting: Pending) -> HttpResponse:
    user = selectors.user_with_identifier(proved)
    if user is None or not user.is_active or not user.is_citizen:
        raise DeadCode(
            "С этим адресом зарегистрироваться нельзя. Укажите другой телефон или почту."
        )
    messages.info(
        request, "Профиль с этим адресом уже есть — вы вошли в него. Пароль остался прежним."
    )
    return sign_in(request, user, method="code", next_url=waiting.next_url)


def _prove_email(request: HttpRequest, email: str, next_url: str) -> HttpResponse | None:
    """Go on with the e-mail; it can be proved later in the profile, so a refusal stops nothing."""
    try:
        send_code(
            request,
            Purpose.CONTACT_CHANGE,
            Identifier(EMAIL, email),
            next_url=next_url,
            data={"may_skip": True},
        )
    except TooManyRequests:
        return None
    return go(request, reverse("accounts:code"))
