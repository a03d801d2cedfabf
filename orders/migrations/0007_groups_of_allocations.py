"""Each producer order's part of a payment learns whose it is: the group of the producer order."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    allocation_model = apps.get_model("payments", "Allocation")
    parts = apps.get_model("orders", "ProducerOrder").objects.filter(number=OuterRef("producer_order_number"))
    allocation_model.objects.filter(group__isnull=True).update(group=Subquery(parts.values("group_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_grievance_messages_append_only"), ("payments", "0005_ledger")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
