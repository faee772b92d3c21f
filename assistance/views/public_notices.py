"""The public page of a notice: open to everybody who has its address, while it stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assistance import notice_page
from assistance.services import notices
from core.http import open_page
from core.periods import today


@open_page
@require_safe
def notice_public(request: HttpRequest, token: str) -> HttpResponse:
    """404 for an address nobody gave out and before the first day; 410, without a name or even
    the title, once the days are over or the notice was withdrawn (PIPL art. 19: no longer than
    its purpose needs).
    """
    notice, day = notices.by_token(token), today()
    if notice is None or (notice.starts_on > day and notice.withdrawn_at is None):
        raise Http404
    if notices.is_standing(notice, day):
        asked = request.GET.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        context = notice_page.public(notice, number)
        response = render(request, "assistance/notice_public.html", context)
    else:
        context = {"township": notice.union.name}
        response = render(request, "assistance/notice_gone.html", context, status=410)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response
