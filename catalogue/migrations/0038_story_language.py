from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0037_voice_notes")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="story_language",
            field=models.CharField(
                default="en", help_text="as the group said or wrote it", max_length=8, verbose_name="language of the story"
            ),
        ),
    ]
