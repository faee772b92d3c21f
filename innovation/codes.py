"""Code lists of innovation. Kinds, criteria and grades are rows: places differ (domain.md 7)."""

from django.db import models


class EntryStatus(models.TextChoices):
    """Where an entry stands; moved by innovation/workflow.py only."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"
    TRIAL = "trial", "试行"
    IMPLEMENTED = "implemented", "已实施"
    EVALUATED = "evaluated", "已评审"
    AWARDED = "awarded", "已表彰"
    PROMOTED = "promoted", "已推广"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并"


S = EntryStatus
EDITABLE = (S.DRAFT, S.RETURNED)
ADOPTED = (S.ACCEPTED, S.TRIAL, S.IMPLEMENTED, S.EVALUATED, S.AWARDED, S.PROMOTED)
# What counts as an entry of its year: sent in and still standing by itself.
COUNTED = (S.SUBMITTED, S.RETURNED, S.DECLINED, *ADOPTED)
# Before the panel of its call; points are given until it is awarded.
SCORABLE = (S.ACCEPTED, S.TRIAL, S.IMPLEMENTED, S.EVALUATED)
JUDGED = (*SCORABLE, S.AWARDED, S.PROMOTED)
ENDED = (S.DECLINED, S.WITHDRAWN, S.MERGED)


class Practice(models.TextChoices):
    """How far the thing itself is put to use, whatever the jury says of it."""

    NONE = "none", "未实施"
    TRIAL = "trial", "试行"
    DONE = "done", "已实施"


class Level(models.TextChoices):
    """企业 → 镇 → 县 → 市 (domain.md 7)."""

    UNIT = "unit", "企业级"
    TOWNSHIP = "township", "镇级"
    COUNTY = "county", "县级"
    CITY = "city", "市级"


class Bar(models.TextChoices):
    """What keeps a project from being accepted (domain.md 7, V42); asked of whoever enters it."""

    NONE = "none", "无以下情形"
    AWARDED = "awarded", "已获过上级表彰"
    PLANNED = "planned", "已列入政府计划"
    DISPUTED = "disputed", "涉密或权属有争议"
