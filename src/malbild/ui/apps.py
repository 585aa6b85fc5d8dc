from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "malbild.ui"
    label = "ui"
