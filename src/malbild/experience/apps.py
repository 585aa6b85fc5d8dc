from django.apps import AppConfig


class ExperienceConfig(AppConfig):
    name = "malbild.experience"
    label = "experience"
