"""Days that are not what their weekday says (国务院办公厅's yearly notice on holidays)."""

from django.db import models

from core.history import keep_history


class CalendarDay(models.Model):
    """One day off, or one Saturday or Sunday worked instead. Read by unions/calendar.py.

    Nothing is deleted here either: a day entered by mistake is set to the other kind, which is
    what its weekday says anyway.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKDAY = "workday", "调休上班"

    day = models.DateField("日期")
    kind = models.CharField("安排", max_length=10, choices=Kind)
    name = models.CharField("节日", max_length=20)
    source = models.CharField("依据", max_length=100)

    objects = models.Manager()
    history = keep_history()

    class Meta:
        verbose_name = verbose_name_plural = "放假调休日"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                name="calendar_one_row_a_day",
                violation_error_message="这一天已经登记过，请在已有的记录上修改。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}{self.get_kind_display()}"
