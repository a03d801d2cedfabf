from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0007_fields_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sought',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('nothing', 'Found nothing'), ('found', 'Found goods of a group'), ('view', 'Page of a product shown')], max_length=8)),
                ('group_slug', models.SlugField(blank=True, max_length=60)),
                ('words', models.CharField(help_text='plain words of the question, or the address of the product', max_length=120)),
                ('types', models.TextField(blank=True, help_text='codes of the kinds of goods that the words speak of, each between blanks')),
                ('times', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'what was looked for',
                'verbose_name_plural': 'what was looked for',
                'indexes': [models.Index(fields=['kind', 'group_slug', 'day'], name='sought_of_group')],
                'constraints': [models.UniqueConstraint(fields=('day', 'kind', 'group_slug', 'words'), name='sought_once_a_day')],
            },
        ),
    ]
