from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0003_spoken_screens")]

    operations = [
        migrations.AddField(
            model_name="photoupload",
            name="kind",
            field=models.CharField(choices=[("photo", "photo"), ("sound", "recording")], default="photo", max_length=8),
        ),
        migrations.AddField(
            model_name="photoupload",
            name="language",
            field=models.CharField(blank=True, help_text="that is spoken in a recording", max_length=8),
        ),
    ]
