"""The first values of the dated rules; staff change them in the admin from then on."""

from django.db import migrations


def seed(apps, schema_editor):
    from unions import rules

    rules.seed(apps, rules.DEFAULTS)


class Migration(migrations.Migration):
    dependencies = [("unions", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
