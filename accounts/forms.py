"""Fields of the pages of signing in and of the profile. Rules are the doors' work."""

from typing import Any

from django import forms

from accounts.actions.profiles import FullName
from accounts.actions.sessions import MAX_PASSWORD
from accounts.identifiers import EMAIL, SMS, Identifier, parse_email, parse_identifier, parse_mobile
from common.checks.forms import CheckedInput
from common.errors import InvalidInput


class NewPasswordInput(forms.PasswordInput):
    """A field the browser offers to fill with a new password."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "new-password"})


def _text(label: str, *, required: bool = True, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=254, widget=forms.TextInput(attrs=attrs)
    )


def _new_password(label: str = "Пароль") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_PASSWORD,
        strip=False,
        widget=NewPasswordInput(),
        help_text="Не короче 8 знаков. Хороши несколько слов через пробел.",
        error_messages={"required": "Придумайте пароль."},
    )


class ProneToRefusal(forms.Form):
    """A form to which a door's refusal can be added: beside the field it names, if there is one."""

    def add_refusal(self, error: Exception) -> None:
        name = getattr(error, "field", None)
        self.add_error(name if name in self.fields else None, str(error))


class LoginForm(ProneToRefusal):
    """Phone or e-mail with a password, or without it for a code."""

    identifier = _text("Телефон или почта", autocomplete="username webauthn", inputmode="email")
    password = forms.CharField(
        label="Пароль",
        required=False,
        max_length=MAX_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_identifier(self) -> Identifier:
        return _parsed(self.cleaned_data["identifier"])


class IdentifierForm(ProneToRefusal):
    """Where a code goes: a mobile number or an e-mail."""

    identifier = _text("Телефон или почта", autocomplete="username", inputmode="email")

    def clean_identifier(self) -> Identifier:
        return reachable(_parsed(self.cleaned_data["identifier"]))


class CodeForm(ProneToRefusal):
    """Six digits from a message; spaces between them do no harm."""

    code = forms.CharField(
        label="Код из сообщения",
        max_length=16,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": "Введите шесть цифр из сообщения."},
    )


class ConfirmForm(CodeForm):
    """The code of a caller, and the phone or e-mail it came to unless the house knows that (`own`)."""

    field_order = ("identifier", "code")
    identifier = _text("Телефон или почта, куда пришёл код", autocomplete="tel", inputmode="text")

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["identifier"]
        else:
            self.fields["code"].widget.attrs.pop("autofocus", None)

    def clean_identifier(self) -> Identifier:
        return _parsed(self.cleaned_data["identifier"])


class NameForm(ProneToRefusal):
    """ФИО."""

    last_name = _text("Фамилия", autocomplete="family-name")
    first_name = _text("Имя", autocomplete="given-name")
    middle_name = _text("Отчество", required=False, autocomplete="additional-name")

    @property
    def name(self) -> FullName:
        data = self.cleaned_data
        return FullName(data["last_name"], data["first_name"], data["middle_name"])


class SignUpForm(NameForm):
    """What a citizen gives; the phone or, without one, the e-mail is proved by a code."""

    phone = forms.CharField(
        label="Мобильный телефон",
        required=False,
        max_length=254,
        widget=CheckedInput("phone", {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = _text("Почта", required=False, autocomplete="email", inputmode="email")
    password = _new_password()
    consent = forms.BooleanField(
        label="Согласен на обработку персональных данных для ответа на мои обращения",
        error_messages={"required": "Без согласия мы не сможем принять обращение."},
    )

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        return _checked(parse_mobile, text) if text else ""

    def clean_email(self) -> str:
        text = self.cleaned_data["email"].strip()
        return _checked(parse_email, text) if text else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            not {"phone", "email"} & set(self.errors)
            and not data.get("phone")
            and not data.get("email")
        ):
            self.add_error("phone", "Укажите телефон или почту: туда придёт код и ответы.")
        return data

    @property
    def proved_by(self) -> Identifier:
        data = self.cleaned_data
        return Identifier(SMS, data["phone"]) if data["phone"] else Identifier(EMAIL, data["email"])


class ProfileForm(NameForm):
    """ФИО and the language of notices."""

    language = forms.ChoiceField(
        label="Язык уведомлений", choices=[("ru", "Русский"), ("en", "English")]
    )


class ContactForm(IdentifierForm):
    """A new phone or e-mail instead of the old one."""


class NewPasswordForm(ProneToRefusal):
    password = _new_password("Новый пароль")


class ChangePasswordForm(NewPasswordForm):
    """The old password is asked for: an open browser is not its owner."""

    current = forms.CharField(
        label="Нынешний пароль",
        max_length=MAX_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]


def reachable(identifier: Identifier) -> Identifier:
    """Return the identifier when a code can get there; raises ValidationError for other phones."""
    if identifier.channel == SMS:
        _checked(parse_mobile, identifier.value)
    return identifier


def _parsed(text: str) -> Identifier:
    return _checked(parse_identifier, text)


def _checked(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except InvalidInput as error:
        raise forms.ValidationError(str(error)) from error
