"""Compare the kept member counts with the memberships; --rebuild writes them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members.services import tallies


class Command(BaseCommand):
    help = "核对会员数汇总；不符时退出码为 1，加 --rebuild 重算。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--rebuild", action="store_true")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            tallies.rebuild()
        counted, kept = tallies.counted(), tallies.kept()
        wrong = sorted(k for k in {*counted, *kept} if counted.get(k) != kept.get(k))
        for union_id, year, standing in wrong[:20]:
            key = (union_id, year, standing)
            self.stderr.write(
                f"工会 {union_id} {year} 年 {standing}：应为 {counted.get(key)}，汇总为 {kept.get(key)}"
            )
        if wrong:
            raise CommandError(f"会员数汇总有 {len(wrong)} 处不符，可加 --rebuild 重算。")
        self.stdout.write(f"会员数汇总与会籍一致，共 {len(counted)} 项。")
