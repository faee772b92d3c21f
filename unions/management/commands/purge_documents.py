"""Clear away files no row names: what an upload left that never got its row."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from unions.services.attached import purge_strays

_DAY = 24 * 3600


class Command(BaseCommand):
    help = "清除没有登记的附件文件（上传中断所留），一天以内的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        number = purge_strays(time.time() - _DAY)
        self.stdout.write(f"已清除 {number} 个没有登记的附件文件。")
