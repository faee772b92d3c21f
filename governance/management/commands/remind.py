"""Tell everybody what is due: daily, under cron or a systemd timer. Run twice, it tells once."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.periods import today
from governance.services import offices, reminders


class Command(BaseCommand):
    help = "登记当天应提醒的事项（各级期限、每周摘要）；重复运行不会重复提醒。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--day", help="按哪一天提醒，缺省为今天，如 2016-09-08")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = datetime.date.fromisoformat(options["day"]) if options["day"] else today()
        except ValueError:
            raise CommandError("日期应写成 2016-09-08 的样子。") from None
        ended = offices.close_dissolved(by=None)
        named = reminders.note_chairs(day)
        outcome = reminders.run(day)
        self.stdout.write(
            f"已提醒 {outcome.sent} 条，无人可提醒 {outcome.not_sent} 条，"
            f"每周摘要 {outcome.digests} 份；到任主席更新 {named} 位，"
            f"已终止工会的任职结束 {ended} 项。"
        )
