from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "malbild.outbox"
    label = "outbox"
