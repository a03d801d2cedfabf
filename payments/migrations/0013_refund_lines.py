"""Which lines of a sale a refund gives back, and whose cost it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_sales_certificates")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="bearer",
            field=models.CharField(
                choices=[("group", "The group"), ("shop", "The shop")], default="group", max_length=5, verbose_name="whose cost it is"
            ),
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=24)),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("amount_paise", models.BigIntegerField()),
                ("commission_paise", models.BigIntegerField(help_text="the fee that is given back")),
                ("tax_paise", models.BigIntegerField(help_text="inside the amount")),
                (
                    "refund",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.refund"),
                ),
            ],
            options={
                "verbose_name": "line of a refund",
                "verbose_name_plural": "lines of refunds",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("refund", "key"), name="refund_line_once"),
                    models.CheckConstraint(condition=models.Q(("amount_paise__gt", 0)), name="refund_line_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("commission_paise__gte", 0),
                            ("commission_paise__lte", models.F("amount_paise")),
                            ("tax_paise__gte", 0),
                            ("tax_paise__lte", models.F("amount_paise")),
                        ),
                        name="refund_line_inside",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", "delivery"), _negated=True),
                            models.Q(("pieces", 0), ("commission_paise", 0)),
                            _connector="OR",
                        ),
                        name="refund_line_delivery_bears_no_fee",
                    ),
                ],
            },
        ),
    ]
