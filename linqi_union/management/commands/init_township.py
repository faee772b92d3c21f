"""Start a real township: its federation as the tree's root and the first administrator."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linqi_union.sample.township import is_empty
from unions.codes import UnionKind
from unions.models import Role, Union
from unions.services.seats import create_sign_in
from unions.services.tree import found_union


class Command(BaseCommand):
    help = "在空库中建立镇总工会和第一个系统管理员。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--name", required=True, help="总工会名称")
        parser.add_argument("--founded", required=True, help="成立日期，如 2013-05-08")
        parser.add_argument("--administrator", default="admin", help="管理员账号")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError("数据库中已有资料。")
        try:
            founded = datetime.date.fromisoformat(options["founded"])
        except ValueError:
            raise CommandError("成立日期应写成 2013-05-08 的样子。") from None
        federation = found_union(
            Union(name=options["name"], kind=UnionKind.TOWNSHIP_FEDERATION, founded_on=founded),
            by=None,
        )
        user, password = create_sign_in(
            options["administrator"], "系统管理员", federation, Role.ADMINISTRATOR, by=None
        )
        self.stdout.write(f"已建立 {federation.name}")
        self.stdout.write(f"管理员账号 {user.username}，初始密码 {password}（首次登录须修改）")
