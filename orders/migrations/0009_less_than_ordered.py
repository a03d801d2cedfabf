"""A line may become less than was ordered, in pieces or in weight; a parcel of which nothing is left is not sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_lines_of_refunds")]

    operations = [
        migrations.AddField(
            model_name="linerecord",
            name="net_g",
            field=models.PositiveIntegerField(default=0, verbose_name="grams that a piece is sold as, where it is sold by weight"),
        ),
        migrations.AddField(
            model_name="linerecord",
            name="packed_g",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="grams that were packed, where they are fewer"),
        ),
        migrations.AddConstraint(
            model_name="linerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("packed_g__isnull", True), ("packed_g__lte", models.F("net_g") * models.F("ordered")), _connector="OR"),
                name="line_never_heavier",
            ),
        ),
        migrations.AlterField(
            model_name="parcel",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("packed", "Packed"),
                    ("handed_over", "Handed over"),
                    ("in_transit", "On the way"),
                    ("delivered", "Delivered"),
                    ("not_arrived", "Not arrived"),
                    ("lost", "Lost"),
                    ("returned", "Returned"),
                    ("cancelled", "Not sent"),
                ],
                default="open",
                max_length=12,
            ),
        ),
    ]
