from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "malbild.workshops"
    label = "workshops"

    def ready(self) -> None:
        from malbild.workshops.live import open_feeds  # noqa: PLC0415 - needs the apps
        from malbild.workshops.views.rooms import shared_part  # noqa: PLC0415

        open_feeds(shared_part)
