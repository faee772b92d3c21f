"""Load the sample township into an empty database and keep its sign-ins in DATA_DIR."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linqi_union.sample import township


class Command(BaseCommand):
    help = "在空库中装入示例乡镇（合成人员），并把登录账号写入 DATA_DIR/sample_signins.json。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sign_ins = township.load()
        except township.NotEmpty:
            raise CommandError("数据库中已有资料，示例乡镇只装入空库。") from None
        path = township.write_sign_ins(sign_ins)
        self.stdout.write(f"示例乡镇已装入，登录账号见 {path}")
