import django.db.models.deletion
from django.db import migrations, models

_LETTERS = [('I', 'Invoices'), ('B', 'Bills of supply'), ('C', 'Credit notes'), ('N', 'Debit notes'), ('F', 'Invoices for the fee'), ('D', 'Credit notes for the fee')]


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0007_losses_given_back'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='paperstate',
            name='paper_state_credit_bound',
        ),
        migrations.RemoveConstraint(
            model_name='paperstate',
            name='paper_state_void_is_credited',
        ),
        migrations.RemoveConstraint(
            model_name='taxpaper',
            name='tax_paper_credit_corrects',
        ),
        migrations.AddField(
            model_name='paperstate',
            name='debited_paise',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='transfer',
            name='change',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfer', to='payments.earningchange'),
        ),
        migrations.AlterField(
            model_name='feepaper',
            name='letter',
            field=models.CharField(choices=_LETTERS, max_length=1),
        ),
        migrations.AlterField(
            model_name='paperseries',
            name='letter',
            field=models.CharField(choices=_LETTERS, max_length=1),
        ),
        migrations.AlterField(
            model_name='taxpaper',
            name='corrects',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='payments.taxpaper'),
        ),
        migrations.AlterField(
            model_name='taxpaper',
            name='kind',
            field=models.CharField(choices=[('invoice', 'Tax invoice'), ('both', 'Invoice-cum-bill of supply'), ('bill', 'Bill of supply'), ('credit', 'Credit note'), ('debit', 'Debit note')], max_length=8),
        ),
        migrations.AlterField(
            model_name='taxpaper',
            name='letter',
            field=models.CharField(choices=_LETTERS, max_length=1),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='allocation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.allocation'),
        ),
        migrations.AlterField(
            model_name='transferreversal',
            name='status',
            field=models.CharField(choices=[('due', 'To be sent'), ('sent', 'Sent'), ('off', 'Called off')], db_index=True, default='due', max_length=4),
        ),
        migrations.AddConstraint(
            model_name='paperstate',
            constraint=models.CheckConstraint(condition=models.Q(('credited_paise__gte', 0), ('credited_paise__lte', models.expressions.CombinedExpression(models.F('total_paise'), '+', models.F('debited_paise'))), ('debited_paise__gte', 0)), name='paper_state_note_bound'),
        ),
        migrations.AddConstraint(
            model_name='paperstate',
            constraint=models.CheckConstraint(condition=models.Q(('is_void', False), ('credited_paise', models.expressions.CombinedExpression(models.F('total_paise'), '+', models.F('debited_paise'))), _connector='OR'), name='paper_state_void_is_credited'),
        ),
        migrations.AddConstraint(
            model_name='taxpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'credit'), ('letter', 'C')), models.Q(('corrects__isnull', False), ('kind', 'debit'), ('letter', 'N')), models.Q(models.Q(('kind__in', ['credit', 'debit']), _negated=True), ('corrects__isnull', True)), _connector='OR'), name='tax_paper_note_corrects'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('change__isnull', True)), fields=('allocation',), name='transfer_one_a_part'),
        ),
    ]
