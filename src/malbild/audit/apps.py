from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "malbild.audit"
    label = "audit"
