from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "malbild.documents"
    label = "documents"
