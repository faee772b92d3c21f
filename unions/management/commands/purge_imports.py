"""Empty uploads that nobody confirmed: they hold personal data (PIPL art. 19, shortest time)."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from unions.imports.retention import purge


class Command(BaseCommand):
    help = "清空超过保存天数仍未确认的导入文件，以及已办结批次留下的不合格行。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--days", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - datetime.timedelta(days=options["days"])
        number = purge(before)
        self.stdout.write(f"已清空 {number} 个批次的文件。")
