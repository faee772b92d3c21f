"""Add all funds up anew and hold lines and payments against them: exit 1 and each fault."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from assistance.models import Fund, FundEntry
from assistance.services import fund_check

SHOWN = 50


class Command(BaseCommand):
    help = "核对资金账：逐笔相加，并与受助人明细、付款记录对照；不符时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        found, funds, entries = self._look()
        for fault in found[:SHOWN]:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(f"资金账有 {len(found)} 处不符。")
        self.stdout.write(f"资金账相符，共 {funds} 项资金、{entries} 笔流水。")

    def _look(self) -> tuple[list[fund_check.Fault], int, int]:
        """As of one moment, so that a payment between two looks is no fault. SQLite's transaction
        is one already; a test's own transaction is past the choice.
        """
        alone = not connection.in_atomic_block
        with transaction.atomic():
            if alone and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = list(fund_check.faults())
            return found, Fund.objects.count(), FundEntry.objects.count()
