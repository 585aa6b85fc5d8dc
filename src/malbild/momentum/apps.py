from django.apps import AppConfig


class MomentumConfig(AppConfig):
    name = "malbild.momentum"
    label = "momentum"

    def ready(self) -> None:
        from malbild.momentum import news  # noqa: PLC0415 - models load before ready(), not before this module

        news.listen()
