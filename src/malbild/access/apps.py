from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "malbild.access"
    label = "access"

    def ready(self) -> None:
        from malbild.access.lasting import raise_guard  # noqa: PLC0415 - after the app registry is ready
        from malbild.access.rls import raise_wall  # noqa: PLC0415 - the same

        # Django's own hook into migrate, not news between capabilities.
        post_migrate.connect(raise_wall, sender=self, dispatch_uid="malbild.access.rls")
        post_migrate.connect(raise_guard, sender=self, dispatch_uid="malbild.access.lasting")
