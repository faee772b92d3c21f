"""The first dated rules, seat bands and check lists; staff change them in the admin from then on."""

from django.db import migrations

from governance import check_lists, rules, seat_bands


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial"), ("unions", "0003_calendar")]
    operations = [
        migrations.RunPython(rules.seed, migrations.RunPython.noop),
        migrations.RunPython(seat_bands.seed, migrations.RunPython.noop),
        migrations.RunPython(check_lists.seed, migrations.RunPython.noop),
    ]
