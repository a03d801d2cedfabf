"""Name and GSTIN of a firm that buys, for the invoice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_less_than_ordered")]

    operations = [
        migrations.AddField(
            model_name="orderrecord",
            name="buyer_firm",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="firm that buys"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="orderrecord",
            name="buyer_gstin",
            field=models.CharField(blank=True, default="", max_length=15, verbose_name="its GSTIN"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="orderrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("buyer_firm", ""), ("buyer_gstin", "")),
                    models.Q(models.Q(("buyer_firm", ""), _negated=True), models.Q(("buyer_gstin", ""), _negated=True)),
                    _connector="OR",
                ),
                name="order_buyer",
            ),
        ),
    ]
