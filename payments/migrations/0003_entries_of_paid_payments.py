"""Payments that staff confirmed before there were bank entries get the entry they stand for."""

from django.db import migrations


def enter(apps, schema_editor):
    payment_model = apps.get_model("payments", "Payment")
    entry_model = apps.get_model("payments", "BankEntry")
    paid = payment_model.objects.filter(provider="offline", status="paid", bank_entries__isnull=True).exclude(reference="")
    entry_model.objects.bulk_create(
        (
            entry_model(
                payment=payment,
                amount_paise=payment.amount_paise,
                reference=payment.reference,
                at=payment.paid_at or payment.created_at,
                recorded_by_id=payment.confirmed_by_id,
            )
            for payment in paid.iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_bank_entries_and_sent_refunds")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
