"""Print each published figure, expected and found; exit 1 where one differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linqi_union import published
from unions.models import Seat


class Command(BaseCommand):
    help = "逐项核对 2016 年公布的数字；有一项不符时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = published.lines()
        except Seat.DoesNotExist:
            raise CommandError("库中没有可核对的资料，请先装入示例乡镇（load_sample）。") from None
        for line in lines:
            found = "尚未记录" if line.found is None else line.found
            mark = "不符" if line.differs else "　　" if line.found is None else "相符"
            self.stdout.write(f"{mark} {line.key:<42} 公布 {line.expected:<18} 记录 {found}")
        wrong = [line.key for line in lines if line.differs]
        told = sum(line.found is not None for line in lines)
        self.stdout.write(
            f"共 {len(lines)} 项，记录可说明 {told} 项，其余 {len(lines) - told} 项尚未记录。"
        )
        if wrong:
            raise CommandError(f"{len(wrong)} 项不符：{'、'.join(wrong)}")
