"""Charts say the same in drawing, words and table, and stay within the content policy."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils.safestring import SafeString

from core.charts import ACCENT, LINES, bar_chart, line_chart

YEARS = [("2014年", 1500), ("2015年", Decimal("2400.50")), ("2016年", 3000)]
CHARTS = {
    "bar": lambda points: bar_chart(points, title="救助", unit="元"),
    "line": lambda points: line_chart({"救助": points}, title="救助", unit="元"),
}
either = pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)


def svg(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", chart, re.S).group())


def bars(chart: str) -> list[float]:
    return [float(rect.get("width")) for rect in svg(chart).iter("rect")]


@either
def test_chart_is_a_named_image_without_inline_style(draw):
    chart = draw(YEARS)
    root = svg(chart)
    assert isinstance(chart, SafeString)
    assert root.get("role") == "img"
    assert root[0].tag == "title"
    assert root[0].text == "救助"
    assert "最多2016年 3,000元" in root.find("desc").text
    assert "style" not in chart


@either
def test_table_repeats_every_figure(draw):
    table = draw(YEARS).split("<details", 1)[1]
    assert re.findall(r'<td class="num"[^>]*>([^<]*)</td>', table) == ["1,500", "2,400.50", "3,000"]
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', table) == ["2014年", "2015年", "2016年"]


@either
def test_hostile_names_are_escaped(draw):
    chart = draw([('<b onload="x">&', 3), ("乙", 5)])
    assert "<b" not in chart
    assert 'onload="x"' not in chart
    assert "&lt;b" in chart


@either
@pytest.mark.parametrize("points", [[], [("2016年", 0)], [("2016年", Decimal(0)), ("2017年", 0)]])
def test_nothing_to_draw_is_a_sentence(draw, points):
    chart = draw(points)
    assert "<svg" not in chart
    assert "救助：暂无数据。" in chart


def test_bars_are_proportional_and_stay_inside_the_drawing():
    widths = bars(bar_chart([("甲", 100), ("乙", 50), ("丙", 0)], title="人数", unit="人"))
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[2] == 0
    for rect in svg(bar_chart(YEARS, title="救助", unit="元")).iter("rect"):
        assert float(rect.get("x")) + float(rect.get("width")) < 420


def test_negative_figure_has_no_bar_but_its_number():
    chart = bar_chart([("拨付", 100), ("退回", -40)], title="资金", unit="元")
    assert bars(chart)[1] == 0
    assert "-40" in [text.text for text in svg(chart).iter("text")]


def test_small_fractions_use_the_whole_width():
    widths = bars(
        bar_chart([("甲", Decimal("0.50")), ("乙", Decimal("0.25"))], title="率", unit="")
    )
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)


def test_long_names_stand_above_their_bars_in_full():
    name = "临岐镇中药材产业联合工会委员会"
    root = svg(bar_chart([(name, 3)], title="会员", unit="人"))
    label = next(text for text in root.iter("text") if text.text == name)
    assert label.get("text-anchor") == "start"
    assert float(label.get("y")) < float(root.find("rect").get("y"))
    assert float(root.find("rect").get("x")) == 0


def test_lines_differ_without_colour():
    series = {f"项目{i}": [("2015年", i + 1), ("2016年", 2 * i + 1)] for i in range(len(LINES))}
    paths = list(svg(line_chart(series, title="项目", unit="件")).iter("path"))
    dashes = [p.get("stroke-dasharray") for p in paths if p.get("stroke-dasharray")]
    marks = [re.sub(r"M[\d.]+ [\d.]+", "", p.get("d")) for p in paths if not p.get("stroke")]
    assert len(set(dashes)) == len(LINES)
    assert len(set(marks)) == len(LINES)


def test_a_missing_step_leaves_a_gap_and_a_dash():
    chart = line_chart(
        {"甲": [("2014", 1), ("2015", 2), ("2016", 3)], "乙": [("2014", 1), ("2016", 3)]},
        title="件数",
        unit="件",
    )
    whole, gapped = (p.get("d") for p in svg(chart).iter("path") if p.get("stroke-dasharray"))
    assert (whole.count("M"), whole.count("L")) == (1, 2)
    assert (gapped.count("M"), gapped.count("L")) == (2, 0)
    assert ">—</td>" in chart


def test_line_names_do_not_overlap_where_lines_end_together():
    series = {name: [("2015", 10), ("2016", 100)] for name in ("甲", "乙", "丙", "丁")}
    ends = [
        t for t in svg(line_chart(series, title="件", unit="件")).iter("text") if "100" in t.text
    ]
    places = sorted(float(text.get("y")) for text in ends if text.get("fill", "") in dict(LINES))
    assert len(places) == 4
    assert min(b - a for a, b in pairwise(places)) >= 14
    assert places[-1] <= 224


def test_points_lie_by_their_value_on_an_axis_from_zero():
    chart = line_chart({"会员": [("2015年", 0), ("2016年", 100)]}, title="会员", unit="人")
    path = next(p for p in svg(chart).iter("path") if p.get("stroke") == ACCENT)
    assert [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path.get("d"))] == [192, 18]


def test_line_goes_below_zero_inside_the_drawing():
    chart = line_chart({"结余": [("2015年", -300), ("2016年", 500)]}, title="结余", unit="元")
    path = next(p for p in svg(chart).iter("path") if p.get("stroke") == ACCENT)
    places = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path.get("d"))]
    assert 18 <= places[1] < places[0] <= 192


def test_many_steps_are_thinned_and_the_last_is_named():
    points = [(f"{year}年", year) for year in range(1980, 2017)]
    texts = [
        t.text for t in svg(line_chart({"会员": points}, title="会员", unit="人")).iter("text")
    ]
    steps = [text for text in texts if text.endswith("年")]
    assert "2016年" in steps
    assert 2 <= len(steps) <= 8
