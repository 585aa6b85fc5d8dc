from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "malbild.meetings"
    label = "meetings"

    def ready(self) -> None:
        from malbild.followup.events import FiguresTurned  # noqa: PLC0415 - needs the apps
        from malbild.kit.events import subscribe  # noqa: PLC0415
        from malbild.meetings.live import open_feed  # noqa: PLC0415
        from malbild.meetings.services.news import heard_of_figures  # noqa: PLC0415

        open_feed()
        subscribe(FiguresTurned, heard_of_figures)
