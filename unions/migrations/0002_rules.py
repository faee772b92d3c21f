"""The first values of the dated rules; staff change them in the admin from then on."""

import datetime

from django.db import migrations

BEGINNING = datetime.date(2009, 8, 27)  # 工会法 as amended that day


def seed(apps, schema_editor):
    from unions.rules import DEFAULTS

    Rule = apps.get_model("unions", "Rule")
    for rule in DEFAULTS:
        Rule.objects.get_or_create(
            code=rule.code,
            defaults={
                "label": rule.label,
                "value": rule.value,
                "unit": rule.unit,
                "source": rule.source,
                "since": BEGINNING,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("unions", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
