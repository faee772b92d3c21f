"""The first dated rules of innovation; staff change them in the admin from then on."""

from django.db import migrations

from innovation import rules


class Migration(migrations.Migration):
    dependencies = [("innovation", "0002_first_rows"), ("unions", "0003_calendar")]
    operations = [migrations.RunPython(rules.seed, migrations.RunPython.noop)]
