"""Everything `make run` does once the packages are there: prepare, then hand over to gunicorn."""

import json
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from linqi_union.sample import township
from unions.models import Role

# Two workers of four threads: slow telephones hold a thread, not a worker.
GUNICORN = (
    "--worker-class=gthread", "--workers=2", "--threads=4", "--timeout=120",
    "--no-control-socket", "--max-requests=5000", "--max-requests-jitter=500",
    "--access-logfile=-", "--access-logformat=%(t)s %(s)s %(m)s %(U)s %(M)sms",
)  # fmt: skip


class Command(BaseCommand):
    help = "准备数据库和静态文件，空库时装入示例乡镇，然后启动服务。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default="8000")
        parser.add_argument("--no-sample", action="store_true", help="空库也不装入示例乡镇")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not options["no_sample"] and township.is_empty():
            call_command("load_sample")
        call_command("collectstatic", verbosity=0, interactive=False)
        self._print_sign_ins()
        address = f"{options['host']}:{options['port']}"
        self.stdout.write(f"打开 http://{address}/ （按 Ctrl+C 停止）")
        self.stdout.flush()
        arguments = [sys.executable, "-m", "gunicorn", *GUNICORN, f"--bind={address}",
                     "linqi_union.wsgi:application"]  # fmt: skip
        os.execv(sys.executable, arguments)  # noqa: S606 - the server takes this process over

    def _print_sign_ins(self) -> None:
        path = settings.DATA_DIR / township.SIGN_INS
        if not path.exists():
            return
        self.stdout.write("示例账号：")
        for row in json.loads(path.read_text("utf-8")):
            role = Role(row["role"]).label
            self.stdout.write(f"  {row['username']:<8} {row['password']}  {role} · {row['union']}")
