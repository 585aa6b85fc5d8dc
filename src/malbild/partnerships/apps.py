from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "malbild.partnerships"
    label = "partnerships"
