from django.apps import AppConfig


class SeriesConfig(AppConfig):
    name = "malbild.series"
    label = "series"
