import malbild.workshops.models.board
from django.db import migrations


class Migration(migrations.Migration):
    """On SQLite the table is made anew, and each row's hidden number becomes its key: the order of arrival is gone.

    No key changes, since the log names cards by their keys and is never rewritten; so nothing that points at a card
    does either. On PostgreSQL the type is the same and nothing is done.
    """

    dependencies = [
        ('workshops', '0005_order_of_sends'),
    ]

    operations = [
        migrations.AlterField(
            model_name='card',
            name='id',
            field=malbild.workshops.models.board.ScatteredKey(default=malbild.workshops.models.board.scattered, editable=False, primary_key=True, serialize=False),
        ),
    ]
