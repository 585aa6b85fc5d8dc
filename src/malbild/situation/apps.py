from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "malbild.situation"
    label = "situation"
