from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0006_rows_in_the_order_of_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='form_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
