"""Verify the journal's chain: exit 0 and its head when sound, exit 1 and each fault otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import journal
from accounts.models import JournalHead


class Command(BaseCommand):
    help = "核对工作日志的校验链，指出第一处断裂。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--expect-head", metavar="序号:校验值", help="与事先抄录（如公示栏打印）的链头比对"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(journal.breaks())
        for fault in faults[:20]:
            self.stderr.write(f"第 {fault.seq} 条：{fault.why}")
        head = JournalHead.objects.filter(pk=1).first()
        if (expected := options["expect_head"]) and not self._held(expected):
            raise CommandError(f"抄录的链头 {expected} 在日志中已不存在。")
        if faults:
            raise CommandError(
                f"日志校验未通过，共 {len(faults)} 处，最早在第 {faults[0].seq} 条。"
            )
        self.stdout.write(f"日志完整，共 {head.seq if head else 0} 条，链头 {head or '0'}")

    def _held(self, expected: str) -> bool:
        from accounts.models import JournalEntry

        seq, _, digest = expected.partition(":")
        return (
            seq.isascii()
            and seq.isdigit()
            and JournalEntry.objects.filter(seq=int(seq), hash=digest).exists()
        )
