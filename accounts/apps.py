from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Люди и доступ"

    def ready(self) -> None:
        from accounts import allauth_hooks  # noqa: F401  (connects its receivers)
