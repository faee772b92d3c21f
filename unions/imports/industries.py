"""行业 in an office's own words -> 门类 of GB/T 4754-2017: a guess, always shown as one."""

from core.sheets.cells import compact
from unions.codes import Industry

# The first word that occurs decides; services before goods, because 茶叶批发 is trade.
_WORDS: tuple[tuple[str, str], ...] = (
    (Industry.F, "批发 零售 商贸 贸易 超市 商店 销售 经营部 农产品"),
    (Industry.G, "物流 运输 仓储 快递 邮政 客运 货运"),
    (Industry.H, "酒店 宾馆 住宿 餐饮 饭店 民宿 农家乐"),
    (Industry.I, "软件 信息 互联网 网络 通信 电信 计算机"),
    (Industry.J, "银行 金融 保险 信用社 小额贷款"),
    (Industry.K, "房地产 物业"),
    (Industry.L, "租赁 商务 劳务 中介 旅行社 广告"),
    (Industry.M, "科研 研究 检测 勘察 设计院 技术服务"),
    (Industry.P, "学校 教育 幼儿园 培训"),
    (Industry.Q, "医院 卫生 养老 社会工作"),
    (Industry.R, "文化 体育 娱乐 影视"),
    (Industry.N, "水利 环境 环卫 污水 园林 公共设施 景区"),
    (Industry.D, "水电 电力 供电 发电 燃气 供水 自来水 热力"),
    (Industry.E, "建筑 施工 装饰 装修 安装 市政 路桥"),
    (Industry.B, "采矿 矿山 矿业 采石 砂石"),
    (Industry.A, "种植 养殖 林场 农场 渔业 畜牧 合作社 农业 林业"),
    (
        Industry.C,
        "制造 加工 制品 材料 药材 茶业 茶叶 丝绸 食品 电子 包装 机械 配件 纺织 服饰 服装 建材 "
        "箱包 塑业 塑料 塑胶 工艺品 毛巾 五金 化工 家具 印刷 造纸 酿造 饮料 竹木 针织 皮革 橡胶 陶瓷",
    ),
    (Industry.O, "居民服务 修理 维修 理发 家政 洗涤"),
    (Industry.S, "机关 村委会 社区 协会 事业"),
)
_LABELS = {compact(label): code for code, label in Industry.choices}


def section_of(text: str) -> tuple[str, bool]:
    """(letter or "", whether it is a guess)."""
    word = compact(text)
    if not word:
        return "", False
    if word in _LABELS:
        return _LABELS[word], False
    if word[0] in Industry.values and (len(word) == 1 or word[1:].strip(".、-") in _LABELS):
        return word[0], False
    for code, hints in _WORDS:
        if any(hint in word for hint in hints.split()):
            return code, True
    return "", True
