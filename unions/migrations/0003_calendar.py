"""The calendar of working days, with what was announced for 2014 to 2026."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def seed(apps, schema_editor):
    from unions.holidays import announced

    CalendarDay = apps.get_model("unions", "CalendarDay")
    known = set(CalendarDay.objects.values_list("day", flat=True))
    CalendarDay.objects.bulk_create(
        CalendarDay(**row._asdict()) for row in announced() if row.day not in known
    )


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "放假"), ("workday", "调休上班")],
                        max_length=10,
                        verbose_name="安排",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="节日")),
                ("source", models.CharField(max_length=100, verbose_name="依据")),
            ],
            options={
                "verbose_name": "放假调休日",
                "verbose_name_plural": "放假调休日",
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day",),
                        name="calendar_one_row_a_day",
                        violation_error_message="这一天已经登记过，请在已有的记录上修改。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCalendarDay",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "放假"), ("workday", "调休上班")],
                        max_length=10,
                        verbose_name="安排",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="节日")),
                ("source", models.CharField(max_length=100, verbose_name="依据")),
                ("history_change_reason", models.CharField(max_length=200, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 放假调休日",
                "verbose_name_plural": "historical 放假调休日",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["history_date", "id"], name="unions_hist_history_97e061_idx"
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
