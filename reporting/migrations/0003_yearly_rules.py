"""When the statistical year begins and the first logic checks; staff change them in the admin."""

from django.db import migrations

from reporting import yearly_rules


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_yearly"), ("unions", "0003_calendar")]
    operations = [migrations.RunPython(yearly_rules.seed, migrations.RunPython.noop)]
