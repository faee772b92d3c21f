"""Pinyin and initials of the names of unions and enterprises, by which the search box finds them."""

from django.db import migrations

import core.fields

MODELS = ("Union", "Enterprise", "HistoricalUnion", "HistoricalEnterprise")


def fill(apps, schema_editor):
    for name in MODELS[:2]:
        model = apps.get_model("unions", name)
        rows = list(model.objects.only("pk", "name"))
        for row in rows:
            row.letters = core.fields.letters(row.name)
        model.objects.bulk_update(rows, ["letters"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("unions", "0003_calendar")]

    operations = [
        *(
            migrations.AddField(
                model_name=name.lower(),
                name="letters",
                field=core.fields.LettersField(source="name"),
            )
            for name in MODELS
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
