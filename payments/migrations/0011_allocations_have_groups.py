"""Every allocation names its group, now that those of old have learnt it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_statements"), ("orders", "0007_groups_of_allocations")]

    operations = [
        migrations.AlterField(
            model_name="allocation",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="producers.producergroup"
            ),
        ),
    ]
