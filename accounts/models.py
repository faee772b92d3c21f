"""Who signs in, and the journal of deeds."""

import json
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from core.fields import BlindIndexField, EncryptedTextField


class User(AbstractUser):
    """A person who signs in. What she may do comes from her seats (unions.Seat), nothing else:
    `is_superuser`, groups and permissions of Django grant nothing in this house.
    """

    display_name = models.CharField("姓名", max_length=40)
    must_change_password = models.BooleanField("首次登录须改密", default=True)
    # Recognises her among those an office helps: nobody handles her own case (domain.md 4.2).
    id_number = EncryptedTextField("本人证件号码", blank=True)
    id_index = BlindIndexField("本人证件号码索引", source="id_number")
    first_name = last_name = None

    REQUIRED_FIELDS = ["display_name"]

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "登录账号"

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    get_short_name = get_full_name


class JournalEntry(models.Model):
    """One deed, chained to the one before it. Written by accounts/journal.py only."""

    append_only = True

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", "登录"
        SIGN_OUT = "sign_out", "退出"
        SIGN_IN_FAILED = "sign_in_failed", "登录失败"
        PASSWORD = "password", "密码"
        SEAT = "seat", "席位变动"
        IMPORT = "import", "导入"
        EXPORT = "export", "导出"
        UNMASK = "unmask", "查看完整信息"
        EDIT = "edit", "登记修改"
        ADMIN = "admin", "后台修改"
        MOVE = "move", "流程办理"
        MERGE = "merge", "合并"

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        verbose_name="操作人",
        db_constraint=False,
    )
    actor_name = models.CharField("操作人", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    summary = models.CharField("事项", max_length=200)
    target_type = models.CharField("对象类别", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    union_id = models.BigIntegerField("所属工会", null=True)
    detail = models.TextField("详情", blank=True)
    address = models.CharField("地址", max_length=45, blank=True)
    prev_hash = models.CharField("前一条校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日志"
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["kind", "-seq"], name="journal_kind"),
            models.Index(fields=["target_type", "target_id"], name="journal_target"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.summary}"

    def details(self) -> dict[str, Any]:
        return json.loads(self.detail) if self.detail else {}


class JournalHead(models.Model):
    """The last link of the chain: locked while one is added, so that the chain never forks,
    and compared by verify_journal, so that a cut tail is seen. One row, pk 1.
    """

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = verbose_name_plural = "日志链头"

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"
