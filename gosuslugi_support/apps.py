from django.apps import AppConfig


class RootConfig(AppConfig):
    name = "gosuslugi_support"
    verbose_name = "Контакт-центр"

    def ready(self) -> None:
        from gosuslugi_support.wiring import connect

        connect()
