"""Where a person stood and what category a file had on the day of a payout: read from the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0002_seed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="categoryperiod",
            index=models.Index(
                condition=models.Q(("voided_at__isnull", True)),
                fields=["file", "since", "until", "category"],
                name="file_category_held",
            ),
        ),
        migrations.AddIndex(
            model_name="familyperson",
            index=models.Index(
                condition=models.Q(("voided_at__isnull", True)),
                fields=["id_index", "since", "until", "file"],
                name="family_person_stood",
            ),
        ),
    ]
