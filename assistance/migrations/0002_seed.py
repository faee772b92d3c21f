"""The first programmes, ceilings and dated rules; staff change them in the admin from then on."""

from django.db import migrations

from assistance import programmes, rules


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_initial"), ("unions", "0003_calendar")]
    operations = [
        migrations.RunPython(rules.seed, migrations.RunPython.noop),
        migrations.RunPython(programmes.seed, migrations.RunPython.noop),
    ]
