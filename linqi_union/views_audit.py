"""The auditor's pages: the journal with its chain, and before and after of every row."""

from itertools import islice
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import journal
from accounts.models import JournalEntry, JournalHead, User
from core.forms import within_reason
from linqi_union import audit
from unions.access import needs

FAULTS_SHOWN = 20


class AuditFilter(forms.Form):
    """Who and when; a choice that cannot be read is left out and named."""

    first = forms.DateField(
        label="自", required=False, validators=[within_reason],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    last = forms.DateField(
        label="至", required=False, validators=[within_reason],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    actor = forms.ModelChoiceField(
        label="操作人", required=False, queryset=User.objects.none(), empty_label="不限"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["actor"].queryset = audit.people(user)


class JournalFilter(AuditFilter):
    field_order = ("kind", "actor", "first", "last")
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "不限"), *JournalEntry.Kind.choices]
    )


def _filters(form: AuditFilter) -> dict[str, Any]:
    """What could be read of the filters; the page shows the errors of the rest."""
    form.is_valid()
    return form.cleaned_data


def _next_url(request: HttpRequest, key: Any) -> str:
    query = request.GET.copy()
    query["before"] = str(key)
    return f"?{query.urlencode()}"


@needs("audit")
def journal_list(request: HttpRequest) -> HttpResponse:
    return _journal(request)


@needs("audit")
@require_POST
def journal_verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain; a POST because it takes as long as the journal is long."""
    faults = list(islice(journal.breaks(), FAULTS_SHOWN))
    return _journal(request, verified=True, faults=faults)


def _journal(request: HttpRequest, **extra: Any) -> HttpResponse:
    form = JournalFilter(request.GET, user=request.user)
    rows = audit.journal_rows(request.user, _filters(form))
    entries, more = audit.journal_page(rows, request.GET.get("before", ""))
    head = JournalHead.objects.filter(pk=1).first()
    context = {
        "form": form,
        "filter_url": reverse("journal_list"),
        "lines": [
            {"entry": e, "target": audit.target_label(e), "details": audit.details(e)}
            for e in entries
        ],
        "head": head,
        # In pieces, so that a narrow screen may break it; copied text has no gap.
        "head_parts": [head.hash[i : i + 8] for i in range(0, 64, 8)] if head else [],
        "next_url": _next_url(request, more) if more else "",
        **extra,
    }
    return render(request, "linqi_union/journal_list.html", context)


@needs("audit")
def history_list(request: HttpRequest) -> HttpResponse:
    return _history(request, "member")


@needs("audit")
def history_model(request: HttpRequest, name: str) -> HttpResponse:
    return _history(request, name)


def _history(request: HttpRequest, name: str) -> HttpResponse:
    tabs = audit.tabs(request.user)
    if name not in tabs:
        raise Http404
    model = tabs[name]
    form = AuditFilter(request.GET, user=request.user)
    rows = audit.history_rows(request.user, model, _filters(form))
    lines, more = audit.history_page(model, rows, request.GET.get("before", ""))
    context = {
        "form": form,
        "filter_url": reverse("history_model", args=[name]),
        "rooms": audit.rooms(tabs),
        "name": name,
        "title": model._meta.verbose_name,
        "lines": lines,
        "next_url": _next_url(request, more) if more else "",
    }
    return render(request, "linqi_union/history_list.html", context)
