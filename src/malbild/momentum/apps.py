from django.apps import AppConfig


class MomentumConfig(AppConfig):
    name = "malbild.momentum"
    label = "momentum"
