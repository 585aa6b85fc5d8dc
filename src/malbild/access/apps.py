from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "malbild.access"
    label = "access"
