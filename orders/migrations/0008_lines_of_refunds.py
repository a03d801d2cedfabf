"""Refunds that were owed before refunds named their lines: each line in proportion to what was left of it, the delivery as well."""

from django.db import migrations


def _split(total, weights):
    """Largest remainder; the first of two alike."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    for place in sorted(range(len(weights)), key=lambda place: (-rests[place], place))[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _tax(paise, rate_bp):
    whole = 10_000 + rate_bp
    return (2 * paise * rate_bp + whole) // (2 * whole)


def _share(paise, share, whole):
    return (2 * paise * share + whole) // (2 * whole)


def _lines(part):
    """[key, sold, left, commission, rate, pieces] of each line of a part, its delivery last."""
    spent, found = {}, []
    for record in part.lines.order_by("pk"):
        spent[record.tax_bp] = spent.get(record.tax_bp, 0) + record.line_paise
        found.append([str(record.pk), record.line_paise, record.line_paise, record.commission_paise, record.tax_bp, record.ordered])
    principal = max(spent, key=lambda rate: (spent[rate], rate), default=0)
    found.append(["delivery", part.delivery_paise, part.delivery_paise, 0, principal, 0])
    return [line for line in found if line[1]]


def fill(apps, schema_editor):
    refund_model, line_model = apps.get_model("payments", "Refund"), apps.get_model("payments", "RefundLine")
    unnamed = refund_model.objects.filter(lines__isnull=True)
    numbers = unnamed.order_by("allocation__producer_order_number").values_list("allocation__producer_order_number", flat=True).distinct()
    for part in apps.get_model("orders", "ProducerOrder").objects.filter(number__in=list(numbers)):
        left = _lines(part)
        for refund in unnamed.filter(allocation__producer_order_number=part.number).order_by("pk"):
            _name(line_model, refund, left)


def _name(line_model, refund, left):
    open_paise = sum(line[2] for line in left)
    is_all = refund.amount_paise == open_paise
    for line, amount in zip(left, _split(refund.amount_paise, [line[2] for line in left]), strict=True):
        key, sold, before, commission, rate, pieces = line
        if not amount:
            continue
        line_model.objects.create(
            refund=refund,
            key=key,
            pieces=pieces if is_all else 0,
            amount_paise=amount,
            commission_paise=_share(commission, before, sold) - _share(commission, before - amount, sold),
            tax_paise=_tax(before, rate) - _tax(before - amount, rate),
        )
        line[2] = before - amount


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_groups_of_allocations"), ("payments", "0013_refund_lines")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
