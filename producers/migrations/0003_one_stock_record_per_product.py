"""One product, one group, one stock record: a unique index on Oscar's table, which has no such rule of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("producers", "0001_initial"), ("partner", "0007_partneraddress_code")]

    operations = [
        migrations.RunSQL(
            sql="CREATE UNIQUE INDEX stock_record_once_a_product ON partner_stockrecord (product_id)",
            reverse_sql="DROP INDEX stock_record_once_a_product",
        ),
    ]
