"""The columns of a roster under all the names offices give them, and what people write in them."""

from core import sheets
from core.sheets import Column
from members import codes

ETHNIC_WORDS = {
    label.removesuffix("族"): code for code, label in codes.ETHNIC_GROUPS if len(label) > 2
} | {"汉": "01", "苗": "06", "畲": "22", "回": "03", "满": "11", "壮": "08", "藏": "04"}
POLITICAL_WORDS = {
    "党员": "01", "共产党员": "01", "中国共产党党员": "01", "中共": "01",
    "预备党员": "02", "中共预备": "02",
    "团员": "03", "共青团": "03", "中国共产主义青年团团员": "03",
    "无党派": "12", "普通群众": "13", "群": "13",
}  # fmt: skip
EDUCATION_WORDS = {
    "硕士": "10", "博士": "10", "硕士研究生": "10", "博士研究生": "10", "研究生及以上": "10",
    "本科": "20", "大学": "20", "大本": "20", "本科学历": "20",
    "大专": "30", "专科": "30", "高职": "30",
    "中专": "40", "职高": "40", "技校": "40", "中职": "40", "中技": "40", "中等专业学校": "40",
    "高中": "60", "初中及以下": ("70", "“初中及以下”按“初中”登记，请核对。"),
    "中学": ("70", "“中学”分不清初中和高中，按“初中”登记，请核对。"),
    "高中及以上": ("60", "“高中及以上”按“高中”登记，请核对。"),
    "小学及以下": ("80", "“小学及以下”按“小学”登记，请核对。"),
    "文盲": ("90", "“文盲”按“其他”登记。"),
}  # fmt: skip
HOUSEHOLD_WORDS = {
    "非农业": "urban", "非农": "urban", "城镇户口": "urban", "居民": "urban", "城市": "urban",
    "非农业户口": "urban", "农业": "rural", "农业户口": "rural", "农村户口": "rural", "农": "rural",
    "农转非": "converted",
}  # fmt: skip
EMPLOYMENT_WORDS = {
    "在职": "on_post", "在岗职工": "on_post", "上班": "on_post", "下岗": "off_post", "待岗": "off_post",
    "失业": "unemployed", "无业": "unemployed", "退休人员": "retired",
}  # fmt: skip
SKILL_WORDS = {
    "初级": "1", "中级": "2", "高级": "3", "五级": "1", "四级": "2", "三级": "3", "二级": "4",
    "一级": "5",
}  # fmt: skip
SEXES = [(codes.Sex.MALE, "男"), (codes.Sex.FEMALE, "女")]
SEX_WORDS = {"男性": "1", "女性": "2", "M": "1", "F": "2"}

ID_TYPE = sheets.choice(codes.IdType.choices, {"身份证": "id_card", "二代身份证": "id_card"})
SEX = sheets.choice(SEXES, SEX_WORDS)
PERSON = (
    Column("full_name", "姓名", ("会员姓名", "职工姓名", "名字"), sheets.person_name, required=True),
    Column("sex", "性别", (), SEX),
    Column("ethnic_group", "民族", (), sheets.choice(codes.ETHNIC_GROUPS, ETHNIC_WORDS)),
    Column("birth_date", "出生年月", ("出生日期", "出生年月日", "生日", "出生时间"), sheets.day()),
    Column("id_type", "证件类型", ("证件种类",), ID_TYPE),
    Column("id_number", "身份证号码", ("身份证号", "身份证", "证件号码", "证件号", "公民身份号码", "居民身份证号"),
           sheets.id_number),
    Column("id_missing_reason", "无证原因", ("无证件号码的原因", "无身份证原因", "缺证原因"),
           sheets.text(100)),
    Column("political_status", "政治面貌", ("政治面目",),
           sheets.choice(codes.Political.choices, POLITICAL_WORDS)),
    Column("education_level", "文化程度", ("学历", "最高学历", "受教育程度"),
           sheets.choice(codes.Education.choices, EDUCATION_WORDS)),
    Column("marital_status", "婚姻状况", ("婚否",),
           sheets.choice(codes.Marital.choices, {"离异": "40", "未": "10", "已": "20"})),
    Column("household_type", "户籍类型", ("户口类型", "户口性质", "户籍性质"),
           sheets.choice(codes.Household.choices, HOUSEHOLD_WORDS)),
    Column("household_region", "户籍所在地", ("户籍地", "户口所在地", "籍贯", "户籍"), sheets.text(60)),
    Column("is_migrant_worker", "是否农民工", ("农民工",), sheets.yes_no),
    Column("is_nonlocal_worker", "是否外来职工", ("外来职工", "外来务工"), sheets.yes_no),
    Column("employment_status", "就业状态", ("就业状况", "工作状态", "在岗状态"),
           sheets.choice(codes.Employment.choices, EMPLOYMENT_WORDS)),
    Column("skill_grade", "技术等级", ("技能等级", "职业技能等级", "工种等级"),
           sheets.choice(codes.Skill.choices, SKILL_WORDS)),
    Column("model_worker_level", "劳模类型", ("劳模", "劳模级别"), sheets.choice(codes.ModelWorker.choices)),
    Column("mobile", "联系电话", ("手机号", "手机", "手机号码", "电话", "联系方式", "移动电话"), sheets.mobile),
    Column("post", "岗位", ("职务", "工种", "岗位名称", "职位"), sheets.text(40)),
    Column("union_group", "工会小组", ("小组", "所属小组"), sheets.text(40)),
    Column("card_no", "会员证号", ("会员卡号", "会员编号", "会员证号码"), sheets.text(30)),
    Column("first_joined_on", "入会时间", ("入会日期", "加入工会时间", "入会年月"), sheets.day()),
    Column("remark", "备注", ("说明", "其他说明"), sheets.text(200)),
)  # fmt: skip
PLACE = (
    Column("employer", "工作单位", ("单位", "单位名称", "企业名称", "所在单位", "所在企业", "用人单位"),
           sheets.text(100)),
    Column("union", "所属工会", ("工会名称", "工会", "所在工会", "基层工会"), sheets.text(100)),
)  # fmt: skip
PERSON_FIELDS = tuple(column.name for column in PERSON)
YES_NO = ("是", "否")
CHOICES = {
    "sex": tuple(label for _, label in SEXES),
    "ethnic_group": tuple(label for _, label in codes.ETHNIC_GROUPS),
    "id_type": codes.IdType.labels,
    "political_status": codes.Political.labels,
    "education_level": codes.Education.labels,
    "marital_status": codes.Marital.labels,
    "household_type": codes.Household.labels,
    "is_migrant_worker": YES_NO,
    "is_nonlocal_worker": YES_NO,
    "employment_status": codes.Employment.labels,
    "skill_grade": codes.Skill.labels,
    "model_worker_level": codes.ModelWorker.labels,
}
