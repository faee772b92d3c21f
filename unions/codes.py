"""Code lists of the official union and enterprise sheets (domain.md 3.1, 10)."""

from django.db import models


class UnionKind(models.TextChoices):
    COUNTY_FEDERATION = "county_federation", "县总工会"
    TOWNSHIP_FEDERATION = "township_federation", "镇（乡、街道）总工会"
    SINGLE_GRASSROOTS = "single_grassroots", "单独基层工会"
    JOINT_GRASSROOTS = "joint_grassroots", "联合基层工会"
    UNION_LEAGUE = "union_league", "工会联合会"
    VILLAGE = "village", "村（社区）工会"


FEDERATIONS = (UnionKind.COUNTY_FEDERATION, UnionKind.TOWNSHIP_FEDERATION)


class UnitCategory(models.TextChoices):
    """单位类别, code list of the founding form [V12]."""

    STATE = "110", "国有企业"
    COLLECTIVE = "120", "集体企业"
    SHARE_COOPERATIVE = "130", "股份合作企业"
    ALLIED = "140", "联营企业"
    STATE_SOLE = "151", "国有独资公司"
    OTHER_LIMITED = "159", "其他有限责任公司"
    STATE_HELD_SHARES = "161", "国有控股股份有限公司"
    OTHER_SHARES = "169", "其他股份有限公司"
    PRIVATE = "170", "私营企业"
    OTHER_DOMESTIC = "190", "其他内资企业"
    HMT = "200", "港澳台商投资企业"
    FOREIGN = "300", "外商投资企业"
    INSTITUTION = "400", "事业单位"
    AGENCY = "500", "机关"
    SOLE_TRADER = "600", "个体工商户"
    PRIVATE_NON_ENTERPRISE = "700", "民办非企业单位"


class SizeClass(models.TextChoices):
    """企业规模 (工信部联企业〔2011〕300号): by people and income. Not the above-scale axis."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class Industry(models.TextChoices):
    """国民经济行业门类, GB/T 4754-2017."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"


class FigureKind(models.TextChoices):
    WORKERS = "workers", "职工人数（人）"
    NONLOCAL_WORKERS = "nonlocal_workers", "外来职工人数（人）"
    SALES = "sales", "工业销售产值（元）"


class EventKind(models.TextChoices):
    FOUNDED = "founded", "建会"
    RECTIFIED = "rectified", "整顿"
    RENAMED = "renamed", "更名"
    MERGED = "merged", "合并"
    DISSOLVED = "dissolved", "撤销"
