"""Parts and papers are looked up by their numbers: by an index, however many orders there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0020_discounts")]

    operations = [
        migrations.RemoveConstraint(model_name="allocation", name="allocation_once"),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(fields=("producer_order_number", "payment"), name="allocation_once"),
        ),
        migrations.AddIndex(model_name="taxpaper", index=models.Index(fields=["order_number"], name="tax_paper_order")),
    ]
