"""Rules are read once for a page, and never stay in hand when one is set."""

import datetime
from decimal import Decimal

import pytest

from unions import rules
from unions.models import Rule
from unions.services.rules import set_value

pytestmark = pytest.mark.django_db
D = datetime.date


def test_within_a_page_all_rules_cost_one_query(django_assert_num_queries):
    with rules.in_hand(), django_assert_num_queries(1):
        assert rules.value("term_warning_months") == 6
        assert rules.value("headcount_stale_months") == 12
        with rules.in_hand():  # a service that asks many joins the page's reading
            assert rules.value("transfer_reply_days") == 15


def test_without_it_each_asking_reads_what_stands_now(django_assert_num_queries):
    with django_assert_num_queries(2):
        rules.value("term_warning_months")
        rules.value("term_warning_months")


def test_a_rule_set_while_in_hand_holds_at_once(administrator):
    with rules.in_hand():
        assert rules.value("term_warning_months") == 6
        changed = Rule(code="term_warning_months", label="换届提醒提前量", value=Decimal(9),
                       unit="个月", source="本会决定", since=D(2016, 1, 1))  # fmt: skip
        set_value(changed, by=administrator)
        assert rules.value("term_warning_months", D(2016, 1, 1)) == 9
        assert rules.value("term_warning_months", D(2015, 12, 31)) == 6


def test_what_is_in_hand_ends_with_the_page():
    with rules.in_hand():
        rules.value("term_warning_months")
    Rule.objects.filter(code="term_warning_months").update(value=1)
    assert rules.value("term_warning_months") == 1


def test_a_rule_nobody_set_is_named():
    with rules.in_hand(), pytest.raises(LookupError, match="no_such_rule"):
        rules.value("no_such_rule")
