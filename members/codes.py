"""Code lists of 《工会会员基本信息采集表》 (domain.md section 2)."""

from django.db import models


class IdType(models.TextChoices):
    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAO = "hk_macao", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    FOREIGNER = "foreigner", "外国人永久居留证"
    OTHER = "other", "其他"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知的性别"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明的性别"


_GROUPS = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
]
# GB/T 3304: 01 to 56, plus 97 其他 and 98 外国血统.
ETHNIC_GROUPS = [(f"{i:02d}", name) for i, name in enumerate(_GROUPS, 1)] + [
    ("97", "其他"),
    ("98", "外国血统"),
]


class Political(models.TextChoices):
    """GB/T 4762-1984."""

    PARTY = "01", "中共党员"
    PROBATIONARY = "02", "中共预备党员"
    LEAGUE = "03", "共青团员"
    RCCK = "04", "民革党员"
    CDL = "05", "民盟盟员"
    CNDCA = "06", "民建会员"
    CAPD = "07", "民进会员"
    CPWDP = "08", "农工党党员"
    ZGP = "09", "致公党党员"
    JIUSAN = "10", "九三学社社员"
    TDSL = "11", "台盟盟员"
    NON_PARTY = "12", "无党派人士"
    MASSES = "13", "群众"


class Education(models.TextChoices):
    """GB/T 4658-2006, two digits."""

    GRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    COLLEGE = "30", "大学专科"
    VOCATIONAL = "40", "中等职业（中专、职高、技校）"
    HIGH = "60", "普通高中"
    JUNIOR = "70", "初中"
    PRIMARY = "80", "小学"
    OTHER = "90", "其他"


class Marital(models.TextChoices):
    """GB/T 2261.2."""

    SINGLE = "10", "未婚"
    MARRIED = "20", "已婚"
    WIDOWED = "30", "丧偶"
    DIVORCED = "40", "离婚"
    UNSTATED = "90", "未说明"


class Household(models.TextChoices):
    """户籍类型."""

    URBAN = "urban", "城镇"
    RURAL = "rural", "农村"
    CONVERTED = "converted", "农转居"


class Employment(models.TextChoices):
    ON_POST = "on_post", "在岗"
    OFF_POST = "off_post", "下（待）岗"
    UNEMPLOYED = "unemployed", "失（无）业"
    RETIRED = "retired", "退休"
    VETERAN_RETIRED = "veteran_retired", "离休"
    ILL_RETIRED = "ill_retired", "病退"
    SICK_LEAVE = "sick_leave", "病休"
    EARLY_RETIRED = "early_retired", "内退"


class Skill(models.TextChoices):
    NONE = "0", "无"
    JUNIOR = "1", "初级工"
    MIDDLE = "2", "中级工"
    SENIOR = "3", "高级工"
    TECHNICIAN = "4", "技师"
    SENIOR_TECHNICIAN = "5", "高级技师"
    SPECIAL_TECHNICIAN = "6", "特级技师"
    CHIEF_TECHNICIAN = "7", "首席技师"


class ModelWorker(models.TextChoices):
    NONE = "0", "非劳模"
    NATIONAL = "1", "全国劳模"
    PROVINCIAL = "2", "省部级劳模"
    PREFECTURAL = "3", "地市级劳模"
    OTHER = "4", "其他"


class Standing(models.TextChoices):
    """会籍状态 while a membership lasts: retained members have no vote (总工发〔2016〕27号 art. 4)."""

    ACTIVE = "active", "在籍"
    RETAINED = "retained", "保留会籍"


class Start(models.TextChoices):
    JOIN = "join", "入会"
    TRANSFER_IN = "transfer_in", "转入"
    RETAIN = "retain", "保留会籍"
    RESTORE = "restore", "恢复会籍"


class End(models.TextChoices):
    TRANSFER_OUT = "transfer_out", "转出"
    RETAIN = "retain", "保留会籍"
    RESTORE = "restore", "恢复会籍"
    WITHDRAW = "withdraw", "退会"
    LAPSE = "lapse", "自动退会"
    EXPEL = "expel", "开除会籍"
    DECEASED = "deceased", "死亡"


# Ends by which a person leaves the union for good, as a clerk may record them.
LEAVINGS = (End.TRANSFER_OUT, End.WITHDRAW, End.LAPSE, End.EXPEL, End.DECEASED)


class Defect(models.TextChoices):
    """What keeps a record from counting as qualified (domain.md 12; peers.md 3.11)."""

    NO_ID = "no_id", "未登记证件号码"
    NO_EMPLOYER = "no_employer", "未登记工作单位"
    NO_MOBILE = "no_mobile", "未登记手机号"
    NO_EDUCATION = "no_education", "未登记学历"
    NO_HOUSEHOLD = "no_household", "未登记户籍"
    NO_POLITICAL = "no_political", "未登记政治面貌"
    JOINED_YOUNG = "joined_young", "入会时不满十六周岁"
