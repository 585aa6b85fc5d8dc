from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "malbild.live"
    label = "live"
