"""Fill the registry of municipalities from the file that ships with the package."""

from django.db import migrations

from malbild.accounts.registry import load


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, _editor: load(apps.get_model("accounts", "Municipality")), migrations.RunPython.noop)
    ]
