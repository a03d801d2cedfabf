import cms.saved_queries
import django.db.models.deletion
import django.utils.timezone
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('media', '0001_initial'),
        ('producers', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=240, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of campaigns',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=240, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of policies',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='StoryIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.CharField(blank=True, max_length=240, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of stories',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('headline', models.CharField(max_length=80, verbose_name='headline')),
                ('lead', models.CharField(max_length=200, verbose_name='lead')),
                ('action_label', models.CharField(max_length=40, verbose_name='button')),
                ('action_path', models.CharField(default='/products/', max_length=200, verbose_name='where the button leads')),
                ('hero', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('role', models.CharField(choices=[('grievance', 'Grievance officer'), ('nodal', 'Nodal officer'), ('owner', 'Owner of pages')], max_length=10, verbose_name='office')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('designation', models.CharField(blank=True, max_length=120, verbose_name='designation')),
                ('phone', models.CharField(max_length=20, verbose_name='phone')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('is_demo', models.BooleanField(default=False, help_text='an invented person, said in words beside the name', verbose_name='demo')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
            ],
            options={
                'verbose_name': 'officer',
                'verbose_name_plural': 'officers',
                'ordering': ['role', 'name'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PolicyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('reviewed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='read through on')),
                ('review_days', models.PositiveSmallIntegerField(choices=[(7, 'every week: notices'), (30, 'every 30 days: prices, stock, delivery'), (90, 'every 90 days: schemes, rules'), (365, 'once a year: stories')], default=90, verbose_name='to be read through')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.officer', verbose_name='deputy')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.officer', verbose_name='owner')),
            ],
            options={
                'verbose_name': 'policy',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='StoryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('reviewed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='read through on')),
                ('review_days', models.PositiveSmallIntegerField(choices=[(7, 'every week: notices'), (30, 'every 30 days: prices, stock, delivery'), (90, 'every 90 days: schemes, rules'), (365, 'once a year: stories')], default=90, verbose_name='to be read through')),
                ('told_on', models.DateField(help_text='printed under the title', verbose_name='date')),
                ('told_by', models.CharField(blank=True, max_length=120, verbose_name='written by')),
                ('lead', models.CharField(max_length=280, verbose_name='lead')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('quote', models.CharField(blank=True, max_length=280, verbose_name='in their own words')),
                ('quote_by', models.CharField(blank=True, help_text='with what they agreed to be called', max_length=120, verbose_name='who said it')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.officer', verbose_name='deputy')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='producers.producergroup', verbose_name='group')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.officer', verbose_name='owner')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='CampaignPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(max_length=200, verbose_name='lead')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('body', wagtail.fields.StreamField([('words', 2), ('picture_words', 7), ('pictures', 11), ('quote', 14), ('steps', 19), ('action', 23), ('products', 32), ('groups', 35), ('stories', 38), ('lot', 40)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 80, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'ol', 'ul', 'link'], 'label': 'text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('cms.blocks.PictureBlock', (), {'label': 'picture'}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 80}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 400, 'rows': 3}), 6: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('start', 'before the words'), ('end', 'after the words')], 'label': 'where the picture stands'}), 7: ('wagtail.blocks.StructBlock', [[('picture', 3), ('heading', 4), ('text', 5), ('side', 6)]], {}), 8: ('cms.blocks.PictureBlock', (), {'label': 'first picture'}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'words under it', 'max_length': 120, 'required': False}), 10: ('cms.blocks.PictureBlock', (), {'label': 'second picture'}), 11: ('wagtail.blocks.StructBlock', [[('first', 8), ('first_caption', 9), ('second', 10), ('second_caption', 9)]], {}), 12: ('wagtail.blocks.TextBlock', (), {'label': 'their own words', 'max_length': 280, 'rows': 3}), 13: ('wagtail.blocks.CharBlock', (), {'help_text': 'with what they agreed to be called', 'label': 'who said it', 'max_length': 120}), 14: ('wagtail.blocks.StructBlock', [[('words', 12), ('said_by', 13)]], {}), 15: ('cms.blocks.PictureBlock', (), {'label': 'picture', 'required': False}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'words', 'max_length': 160}), 17: ('wagtail.blocks.StructBlock', [[('picture', 15), ('heading', 4), ('text', 16)]], {}), 18: ('wagtail.blocks.ListBlock', (17,), {'collapsed': True, 'label': 'steps', 'max_num': 4, 'min_num': 2}), 19: ('wagtail.blocks.StructBlock', [[('heading', 4), ('steps', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'words', 'max_length': 200, 'required': False}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'button', 'max_length': 40}), 22: ('cms.blocks.PathBlock', (), {'label': 'where the button leads', 'max_length': 200}), 23: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 20), ('label', 21), ('path', 22)]], {}), 24: ('cms.choosers.ListingChooserBlock', (), {'label': 'product'}), 25: ('wagtail.blocks.ListBlock', (24,), {'default': [], 'help_text': 'Shown in this order. Leave the list empty to let the shop choose by the question below.', 'label': 'picked products', 'max_num': 8, 'min_num': 0}), 26: ('wagtail.blocks.ChoiceBlock', [], {'choices': cms.saved_queries.families, 'label': 'family', 'required': False}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'words to search for', 'max_length': 80, 'required': False}), 28: ('wagtail.blocks.BooleanBlock', (), {'label': 'only what is in season now', 'required': False}), 29: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('fair', 'in fair turns'), ('newest', 'the newest first'), ('price_up', 'cheapest first')], 'label': 'order'}), 30: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('4', '4'), ('8', '8')], 'label': 'how many'}), 31: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'help_text': 'Neither side gets more than half while both have goods.', 'label': 'Leh and Kargil in turns', 'required': False}), 32: ('wagtail.blocks.StructBlock', [[('heading', 4), ('picked', 25), ('family', 26), ('words', 27), ('in_season', 28), ('sort', 29), ('number', 30), ('balance', 31)]], {}), 33: ('cms.choosers.GroupChooserBlock', (), {'label': 'group'}), 34: ('wagtail.blocks.ListBlock', (33,), {'label': 'groups', 'max_num': 12, 'min_num': 1}), 35: ('wagtail.blocks.StructBlock', [[('heading', 4), ('groups', 34)]], {}), 36: ('wagtail.blocks.PageChooserBlock', (), {'label': 'story', 'page_type': ['cms.StoryPage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'stories', 'max_num': 3, 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('heading', 4), ('stories', 37)]], {}), 39: ('wagtail.blocks.CharBlock', (), {'help_text': 'as printed on the label, for example L-20931', 'label': 'code of the lot', 'max_length': 24}), 40: ('wagtail.blocks.StructBlock', [[('heading', 4), ('code', 39), ('text', 20)]], {})}, verbose_name='blocks')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_dates')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GroupStory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('lead', models.CharField(blank=True, max_length=280, verbose_name='lead')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('quote', models.CharField(blank=True, max_length=280, verbose_name='in their own words')),
                ('quote_by', models.CharField(blank=True, help_text='with what they agreed to be called', max_length=120, verbose_name='who said it')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='producers.producergroup', verbose_name='group')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'story of a group',
                'verbose_name_plural': 'stories of groups',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('group', 'locale'), name='group_story_once')],
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
    ]
