"""The frame of the pages: form markup, error pages, filters, no inline style or script."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import include, path

from core.templatetags import core_tags

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ERROR_PAGES = ["400", "403", "403_csrf", "404", "409", "413", "500", "503"]


def _page(request):
    return HttpResponse()


def _room(*names: str) -> list:
    return [path(f"{name}/", _page, name=name) for name in names]


urlpatterns = [
    path("a/", include((_room("login", "logout", "password_change"), "accounts"))),
    path("r/", include((_room("search"), "reporting"))),
]
pytestmark = pytest.mark.urls(__name__)


class MemberForm(forms.Form):
    fieldsets = (("基本信息", ("name", "sex", "gone")),)

    name = forms.CharField(label="姓名", help_text="与证件一致。")
    sex = forms.ChoiceField(
        label="性别", choices=[("1", "男"), ("2", "女")], widget=forms.RadioSelect
    )
    phone = forms.CharField(label="手机号", required=False)
    agree = forms.BooleanField(label="已核对")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("同名同单位的会员已经在册。")


def form_html(form: forms.Form, **context: object) -> str:
    return render_to_string("core/_form.html", {"form": form, **context})


def test_no_template_carries_inline_style_or_script():
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text), template
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), template
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text), template


def test_nothing_is_loaded_from_elsewhere_by_stylesheets():
    for sheet in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        assert not re.search(r"@import|url\(|@font-face", sheet.read_text(encoding="utf-8")), sheet


@pytest.mark.parametrize("code", ERROR_PAGES)
def test_error_page_needs_neither_request_nor_database(code):
    page = render_to_string(f"{code}.html")
    assert '<html lang="zh-Hans">' in page
    assert len(re.findall(r"<h1>[^<]+</h1>", page)) == 1
    assert 'href="/"' in page


def test_refusal_shows_its_reason_and_not_found_never_does():
    reason = {"exception": "您没有“批准”的权限。"}
    assert "您没有“批准”的权限。" in render_to_string("403.html", reason)
    assert "您没有" not in render_to_string("404.html", reason)


def test_base_has_skip_link_nav_and_search_that_posts():
    home = {"label": "首页", "url": "/", "active": False}
    members = {"label": "会员", "url": "/m/", "active": True}
    groups = [{"heading": "", "items": [home]}, {"heading": "组织会员", "items": [members]}]
    nav = render_to_string("core/_menu.html", {"groups": groups})
    page = render_to_string("base.html", {"nav": nav, "township": "临岐镇总工会", "can_view": True})
    assert page.index('href="#main"') < page.index("<header")
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/m/"]
    search = re.search(r'<form class="search".*?</form>', page, re.S).group()
    assert 'method="post"' in search
    assert 'action="/r/search/"' in search
    assert "临岐镇总工会" in page


def test_form_marks_required_fields_and_names_the_button():
    html = form_html(MemberForm(), submit_label="登记")
    assert html.count("必填") == 3
    assert re.search(r'<button class="primary" type="submit">登记</button>', html)
    assert "error-summary" not in html


def test_form_errors_link_to_their_fields_and_keep_what_was_typed():
    html = form_html(MemberForm({"phone": "13800000000", "sex": "9"}))
    summary = re.search(r'<div class="notice bad error-summary.*?</div>', html, re.S).group()
    assert "同名同单位的会员已经在册。" in summary
    for target in ("id_name", "id_sex", "id_agree"):
        assert f'href="#{target}"' in summary
        assert f'id="{target}"' in html
    assert "token" not in "".join(re.findall(r'href="([^"]*)"', summary))
    assert 'value="13800000000"' in html
    name = re.search(r'<input[^>]*name="name"[^>]*>', html).group()
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_form_text_is_escaped():
    html = form_html(MemberForm({"name": '"><script>x'}))
    assert "<script" not in html


def test_fieldsets_lose_no_field_and_pass_over_names_the_form_lacks():
    groups = core_tags.form_groups(MemberForm())
    assert [(legend, [f.name for f in fields]) for legend, fields in groups] == [
        ("基本信息", ["name", "sex"]),
        ("", ["phone", "agree"]),
    ]


def test_whole_form_rendering_uses_the_same_field_markup():
    assert '<div class="field field-radioselect">' in str(MemberForm())


def test_figures_waiting_and_lifeline_say_what_they_hold():
    figures = [{"label": "会员", "value": 1017, "unit": "人", "url": "/m/"}]
    html = render_to_string("core/_figures.html", {"figures": figures})
    assert 'href="/m/"' in html
    assert "1,017" in html
    items = [{"label": "换届", "count": 0, "url": "/", "due": date(2016, 8, 31), "overdue": True}]
    html = render_to_string("core/_waiting.html", {"items": items})
    assert "已逾期" in html
    assert "2016-08-31" in html
    events = [{"day": date(2016, 1, 2), "label": "救助", "text": "<i>", "url": "", "voided": True}]
    html = render_to_string("core/_lifeline.html", {"events": events})
    assert "已作废" in html
    assert "&lt;i&gt;" in html
    assert "没有需要办理" in render_to_string("core/_waiting.html", {"items": []})
    assert "还没有" in render_to_string("core/_lifeline.html", {"events": []})


def test_definitions_keep_zero_and_dash_what_is_missing():
    html = render_to_string(
        "core/_defs.html", {"pairs": [("人数", 0), ("电话", None), ("备注", "")]}
    )
    assert re.findall(r"<dd>(.*?)</dd>", html) == ["0", "—", "—"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234567, "1,234,567"),
        (Decimal("1234.50"), "1,234.50"),
        (0, "0"),
        (-1200, "-1,200"),
        (None, "—"),
        ("暂无", "暂无"),
    ],
)
def test_thousands(value, shown):
    assert core_tags.thousands(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("1234.5"), "1,234.50"), (0, "0.00"), (None, "—"), ("暂无", "暂无")],
)
def test_yuan(value, shown):
    assert core_tags.yuan(value) == shown


def test_dates_in_text_and_in_tables():
    assert core_tags.cn_date(date(2016, 9, 8)) == "2016年9月8日"
    assert core_tags.iso(date(2016, 9, 8)) == "2016-09-08"
    assert core_tags.iso(None) == ""


def test_a_moment_is_shown_as_its_day_in_china():
    late = datetime(2016, 9, 7, 17, 0, tzinfo=UTC)
    assert core_tags.cn_date(late) == "2016年9月8日"
    assert core_tags.iso(late) == "2016-09-08"
