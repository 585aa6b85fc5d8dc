from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "malbild.meetings"
    label = "meetings"

    def ready(self) -> None:
        from malbild.meetings.live import open_feed  # noqa: PLC0415 - needs the apps

        open_feed()
