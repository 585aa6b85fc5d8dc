from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "malbild.meetings"
    label = "meetings"
