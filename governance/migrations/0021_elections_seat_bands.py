"""The first seat bands; staff change them in the admin from then on."""

from django.db import migrations

from governance import seat_bands


class Migration(migrations.Migration):
    dependencies = [("governance", "0020_elections_vice_seats")]
    operations = [migrations.RunPython(seat_bands.seed, migrations.RunPython.noop)]
