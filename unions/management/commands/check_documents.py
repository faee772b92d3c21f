"""Open every attached paper: the check after a restore, which joins files and rows of two days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unions.services.attached import unreadable


class Command(BaseCommand):
    help = "逐个打开附件文件，列出缺失或损坏的附件编号；有则以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = list(unreadable())
        if faulty:
            named = [f"{table._meta.label}:{pk}" for table, pk in faulty[:100]]
            raise CommandError(f"{len(faulty)} 份附件无法打开：{'、'.join(named)}")
        self.stdout.write("全部附件都能打开。")
