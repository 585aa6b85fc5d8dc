from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "malbild.workshops"
    label = "workshops"
