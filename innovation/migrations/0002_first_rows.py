"""The first kinds, scoring models and grades; staff change them in the admin from then on."""

from django.db import migrations

from innovation import first_rows


class Migration(migrations.Migration):
    dependencies = [("innovation", "0001_initial")]
    operations = [migrations.RunPython(first_rows.seed, migrations.RunPython.noop)]
