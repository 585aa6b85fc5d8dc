from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "malbild.goals"
    label = "goals"
