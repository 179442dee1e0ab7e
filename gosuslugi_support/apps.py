from django.apps import AppConfig


class RootConfig(AppConfig):
    name = "gosuslugi_support"
    verbose_name = "Контакт-центр"

    def ready(self) -> None:
        from common.crypto.rotation import register_store
        from gosuslugi_support.mfa_secrets import MfaSecrets
        from gosuslugi_support.wiring import connect

        connect()
        register_store(MfaSecrets())
