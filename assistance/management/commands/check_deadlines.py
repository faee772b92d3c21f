"""Compare the kept deadlines of rights cases with rules and calendar; --repair writes them anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistance.services import case_checks

SHOWN = 20


class Command(BaseCommand):
    help = "核对维权时限；不符时退出码为 1，加 --repair 按现行规则和放假调休表重算。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(case_checks.check(repair=options["repair"]))
        for one in found[:SHOWN]:
            self.stderr.write(f"{one.number} {one.what}：应为 {one.right}，现为 {one.kept}")
        if found and not options["repair"]:
            raise CommandError(f"有 {len(found)} 处时限不符，可加 --repair 重算。")
        done = f"，已重算 {len(found)} 处" if found else "，全部相符"
        self.stdout.write(f"维权时限已核对{done}。")
