"""The report shelf: every report of the house by subject, each with what it tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from unions.scope import STAFF, Scope


@dataclass(frozen=True)
class Book:
    """One report: `name` of its address, with `query` where it is asked in a special way."""

    label: str
    name: str
    tells: str
    query: str = ""
    needs: str = "view"

    @property
    def url(self) -> str:
        return reverse(self.name) + self.query

    def opens(self, scope: Scope) -> bool:
        return scope.opens(self.needs)


SHELF: dict[str, tuple[Book, ...]] = {
    "组织": (
        Book("组织一览", "reporting:organisation_list",
             "每家工会的覆盖企业、职工、会员、入会率、任期，可与以前某日比较"),
        Book("工会组织名册", "unions:union_list", "工会的类型、建会日期、批准文号、主席"),
        Book("组织沿革", "unions:event_list", "历年建会、整顿、更名、合并、撤销"),
        Book("企业名录", "unions:enterprise_list", "企业规模、行业、职工数、产值"),
        Book("年度统计", "reporting:yearly_list",
             "年度基层工会调查表：各工会八张表，逻辑审核后导出，点数字看名单"),
        Book("工会覆盖台账", "members:coverage_list", "哪家企业由哪家工会覆盖，入会率多少"),
    ),
    "会员": (
        Book("会员统计", "reporting:member_statistics",
             "各工会会员按性别、年龄、学历、政治面貌、农民工、技术等级分列，可与以前某日比较"),
        Book("会员花名册", "members:member_list", "某日在册的会员，可按工会等条件筛选"),
        Book("花名册（打印）", "members:member_list",
             "A4横排，每页有表头和页码，填表人、审核人签字", query="?print=1"),
        Book("转会办理", "members:transfer_list", "转入转出的申请和答复"),
        Book("资料质量", "members:quality_list", "各工会会员资料的合格率和缺项"),
    ),
    "干部": (
        Book("换届与任期", "reporting:term_list", "各工会本届任期何时届满，换届办到哪一步"),
        Book("任职名册", "governance:office_list", "主席、委员、经审、女职工委员会的在任和离任"),
        Book("选举登记簿", "governance:election_list", "历次换届、补选的请示、选举和批复"),
        Book("期限台账", "governance:duty_board", "所有到期和将到期的事项"),
        Book("会议登记簿", "governance:meeting_list", "历次会议的时间、主持人和纪要"),
    ),
    "帮扶": (
        Book("发放统计", "reporting:payout_statistics",
             "一年内各季度或各月按工会、项目发放多少，与上期、上年同期比较"),
        Book("发放汇总", "assistance:payout_summary", "各工会、各项目历年发放多少"),
        Book("发放明细", "assistance:payout_list", "每一笔发放：何时、何人、何项目、多少"),
        Book("各户合计", "assistance:household_totals", "每户每年共得多少，是否超过限额"),
        Book("救助申请", "assistance:application_list", "各申请办到哪一步"),
        Book("困难档案", "assistance:file_list", "在档困难职工的类别和复核"),
    ),
    "维权": (
        Book("维权统计", "assistance:case_statistics", "各类案件的件数、办结、追回金额"),
        Book("维权案件登记簿", "assistance:case_list", "每一件案件的来历、承办和结果"),
        Book("维权时限", "assistance:case_due_list", "哪些案件的时限将到或已过"),
    ),
    "经费": (
        Book("救助资金经审表", "assistance:fund_sheet", "各项资金的收入、安排、发放、结余",
             needs=STAFF),
        Book("救助资金", "assistance:fund_list", "每项资金的来源和余额", needs=STAFF),
        Book("发放批次", "assistance:payment_list", "每批付款的方式、笔数和回执", needs=STAFF),
    ),
    "创新": (
        Book("创新成果统计", "innovation:entry_figures",
             "各工会每年的成果数、人均件数、采纳率、效益和奖金"),
        Book("创新成果", "innovation:entry_list", "每一项成果的类别、完成人、状态和效益"),
        Book("成果征集", "innovation:call_list", "历次征集的起止和评审办法"),
    ),
    "活动荣誉": (
        Book("活动", "governance:activity_list", "文体、竞赛、培训等活动的人次和经费"),
        Book("荣誉", "governance:honour_list", "单位和个人所获荣誉"),
        Book("好人好事", "governance:deed_list", "会员的见义勇为、助人事迹"),
        Book("制度", "governance:regulation_list", "现行制度和历次修订"),
    ),
}  # fmt: skip


# Of rooms above: subject, book, and whether it stands on this reader's shelf today.
_ADDED: list[tuple[str, Book, Callable[[Scope], bool]]] = []


def add(subject: str, book: Book, stands: Callable[[Scope], bool]) -> None:
    """Called from AppConfig.ready of a room above."""
    _ADDED.append((subject, book, stands))


def open_to(scope: Any) -> dict[str, list[Book]]:
    """What this reader may open; a subject without any is left out."""
    found = {subject: [b for b in books if b.opens(scope)] for subject, books in SHELF.items()}
    for subject, book, stands in _ADDED:
        if book.opens(scope) and stands(scope):
            found[subject].append(book)
    return {subject: books for subject, books in found.items() if books}
