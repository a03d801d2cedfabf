import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0033_listings_types_translations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='ProductFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_id', models.BigIntegerField(unique=True)),
                ('slug', models.SlugField(max_length=120)),
                ('title', models.CharField(max_length=160)),
                ('title_key', models.CharField(blank=True, help_text='the title as plain words, to know an exact hit', max_length=200)),
                ('summary', models.CharField(blank=True, max_length=200)),
                ('size_text', models.CharField(blank=True, max_length=80)),
                ('type_code', models.SlugField(max_length=40)),
                ('type_name', models.CharField(max_length=120)),
                ('family', models.SlugField(max_length=40)),
                ('category_paths', models.JSONField(default=list, help_text='treebeard paths of all its categories')),
                ('group_slug', models.SlugField(max_length=60)),
                ('group_name', models.CharField(max_length=120)),
                ('village', models.CharField(max_length=80)),
                ('district_code', models.SlugField(max_length=20)),
                ('district_name', models.CharField(max_length=60)),
                ('rollup', models.CharField(db_index=True, max_length=6)),
                ('price_paise', models.BigIntegerField(help_text='lowest price among its variants')),
                ('has_price_range', models.BooleanField(default=False)),
                ('marks', models.JSONField(default=list, help_text='codes of trust marks that are valid now')),
                ('marks_until', models.DateField(blank=True, help_text='day after which the marks must be worked out again', null=True)),
                ('dispatch_days', models.PositiveSmallIntegerField()),
                ('stock', models.CharField(choices=[('in_stock', 'In stock'), ('few', 'Few left'), ('made_to_order', 'Made to order'), ('sold_out', 'Sold out')], max_length=14)),
                ('stock_left', models.PositiveIntegerField(blank=True, null=True)),
                ('months', models.JSONField(default=list)),
                ('picture', models.JSONField(blank=True, help_text='address of each format and width, alternative text, tint', null=True)),
                ('words', models.TextField(help_text='all text that is searched')),
                ('turn', models.PositiveIntegerField(default=0, help_text="place in its group's own queue, for fair turns between groups")),
                ('live_at', models.DateTimeField()),
                ('refreshed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='catalogue.listing')),
            ],
            options={
                'verbose_name': 'product facts',
                'verbose_name_plural': 'product facts',
                'indexes': [models.Index(fields=['turn', 'rollup', 'listing'], name='facts_fair'), models.Index(fields=['price_paise', 'listing'], name='facts_price'), models.Index(fields=['family', 'turn'], name='facts_family'), models.Index(fields=['group_slug'], name='facts_group')],
            },
        ),
        migrations.CreateModel(
            name='FactsCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category_id', models.BigIntegerField()),
                ('facts', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='search.productfacts')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('category_id', 'facts'), name='facts_category_once')],
            },
        ),
    ]
