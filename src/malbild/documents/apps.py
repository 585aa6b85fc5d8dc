from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "malbild.documents"
    label = "documents"

    def ready(self) -> None:
        from malbild.documents import news  # noqa: PLC0415 - models load before ready(), not before this module

        news.listen()
