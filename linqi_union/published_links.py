"""The published figures in words, each with the page that shows its rows."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assistance.models import Programme
from governance.codes import HonourKind, MeetingKind
from linqi_union.sample.township import PUBLISHED_ON
from unions.codes import EventKind, UnionKind

SINGLE, JOINT = UnionKind.SINGLE_GRASSROOTS.value, UnionKind.JOINT_GRASSROOTS.value
_DAY = {"on": PUBLISHED_ON}
_UNIONS, _EVENTS = "unions:union_list", "unions:event_list"
_ENTERPRISES, _COVERAGE = "unions:enterprise_list", "members:coverage_list"
_SUMMARY, _CASES = "assistance:payout_summary", "assistance:case_list"
_MEETINGS, _HONOURS, _DEEDS = (
    f"governance:{name}_list" for name in ("meeting", "honour", "deed")
)  # fmt: skip
_CAMPAIGN = {"year": 2011, "union_kind": SINGLE}
# Key -> words, page, what it is asked; a programme is named by its code.
SHOWN: dict[str, tuple[str, str, dict[str, Any]]] = {
    "article.publish_date": ("报道发表日期", "", {}),
    "good_deed.award_date": ("见义勇为表彰日期", _HONOURS, {"kind": HonourKind.BRAVERY.value}),
    "good_deed.award_grade": ("见义勇为等次（等功）", _HONOURS,
                              {"kind": HonourKind.BRAVERY.value}),
    "good_deed.rescue_date": ("救人日期", _DEEDS, {"sort": "oldest"}),
    "good_deed.fire_month": ("救火月份", _DEEDS, {"sort": "oldest"}),
    "town.workers_text": ("全镇职工人数", _COVERAGE, _DAY),
    "town.enterprises": ("企业（家）", _ENTERPRISES, _DAY),
    "town.enterprises_above_scale": ("其中规模以上（家）", _ENTERPRISES,
                                     {**_DAY, "above_scale": 1}),
    "town.enterprises_small_micro": ("其中规模以下（家）", _ENTERPRISES,
                                     {**_DAY, "above_scale": 0}),
    "town.industrial_sales_output": ("工业销售产值（元）", _ENTERPRISES, _DAY),
    "union.grassroots_unions": ("基层工会（家）", _UNIONS, {**_DAY, "kind": SINGLE}),
    "union.joint_unions": ("联合工会（家）", _UNIONS, {**_DAY, "kind": JOINT}),
    "union.members": ("会员（人）", "members:member_list", _DAY),
    "union.enrolment_rate": ("入会率", _COVERAGE, {**_DAY, "covered": 1}),
    "union.organisation_coverage": ("工会组织覆盖", _COVERAGE, {**_DAY, "covered": 0}),
    "union.baseline_before_year": ("整顿年份", _EVENTS, {"kind": EventKind.RECTIFIED.value}),
    "union.grassroots_unions_before_2011": ("2011年以前基层工会（家）", _UNIONS,
                                            {"on": "2010-12-31", "kind": SINGLE}),
    "union.rectification_duration": ("整顿历时（月）", _EVENTS, _CAMPAIGN),
    "union.unions_rectified": ("整顿的工会（家）", _EVENTS,
                               {**_CAMPAIGN, "kind": EventKind.RECTIFIED.value}),
    "union.unions_newly_formed": ("新建的工会（家）", _EVENTS,
                                  {**_CAMPAIGN, "kind": EventKind.FOUNDED.value}),
    "union.unions_after_campaign": ("整顿后基层工会（家）", _UNIONS,
                                    {"on": "2011-12-31", "kind": SINGLE}),
    "union.township_federation_founded": ("镇总工会成立年份", _UNIONS,
                                          {"kind": UnionKind.TOWNSHIP_FEDERATION.value}),
    "union.party_report_interval_months": ("向党委汇报间隔（月）", _MEETINGS,
                                           {"kind": MeetingKind.PARTY_REPORT.value}),
    "union.tripartite_parties": ("联席会议各方（方）", _MEETINGS,
                                 {"kind": MeetingKind.TRIPARTITE.value}),
    "union.rights_action_year": ("以上代下维权年份", _CASES, {"takeover": "taken"}),
    "union.rights_action_count": ("2012年维权案件（件）", _CASES, {"year": 2012}),
    "union.rule_documents_named": ("制度文件（份）", "governance:regulation_list", _DAY),
    "union.hangzhou_standardisation_award_year": ("杭州市规范化建设先进年份", _HONOURS,
                                                  {"kind": "advanced_unit", "level": "city"}),
    "union.cadre_adjustments": ("调整工会干部的会议", _MEETINGS,
                                {"kind": MeetingKind.MEMBERS.value}),
    "aid.period_years": ("救助统计年数", "assistance:payout_list", {**_DAY, "sort": "oldest"}),
    "aid.stoppage_subsidy_min": ("停产补助（元）", _SUMMARY,
                                 {**_DAY, "programme": "stoppage_subsidy"}),
    "aid.homecoming_subsidy_min": ("返乡补助（元）", _SUMMARY,
                                   {**_DAY, "programme": "homecoming_subsidy"}),
    "aid.hardship_and_student_aid_min": ("困难补助和助学（元）", _SUMMARY, _DAY),
    "aid.total_min": ("救助合计（元）", _SUMMARY, _DAY),
    "aid.max_household_year_min": ("一户一年最多（元）", "assistance:household_totals", _DAY),
    "aid.max_household_count": ("一年超过一万元的户数", "assistance:household_totals", _DAY),
    "innovation.kinds": ("五小的种类（种）", "innovation:entry_list", {"kind": "five"}),
    "innovation.beio_items_per_year_min": ("贝欧公司每年成果（项）", "innovation:entry_list",
                                           {"status": "counted"}),
    "innovation.county_studio_award_year": ("县级创新工作室年份", _HONOURS,
                                            {"kind": "studio", "level": "county"}),
}  # fmt: skip
WORDS = {"several thousand": "几千人", "full": "全覆盖", "several times": "多次"}


def label(key: str) -> str:
    return SHOWN[key][0]


def words(text: str | None) -> str:
    """A value as people read it; nothing where the records cannot tell it."""
    return WORDS.get(text, text) if text is not None else "尚未记录"


def urls() -> dict[str, str]:
    """Key -> address of the rows; one query for the programmes' numbers."""
    programmes = dict(Programme.objects.values_list("code", "pk"))
    found = {}
    for key, (_, name, asked) in SHOWN.items():
        if name:
            query = {**asked}
            if "programme" in query:
                query["programme"] = programmes.get(query["programme"], "")
            found[key] = f"{reverse(name)}?{urlencode(query)}"
    return found
