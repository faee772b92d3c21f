"""What aid can tell about a line of a check list; union life may not look into the room of aid."""

from django.urls import reverse

from assistance.codes import LineStatus
from assistance.models import HardshipFile, Line
from assistance.payouts import in_year
from governance.check_marks import Facts, Told, register


@register("aid", "困难职工建档并得到帮扶")
def aid(known: Facts) -> Told:
    """Where no file is open there may be nobody in need, or nobody looked: a person judges."""
    files = HardshipFile.objects.on(known.day).filter(union=known.union).count()
    url = f"{reverse('assistance:file_list')}?union={known.union.pk}"
    if not files:
        return Told(None, "没有在册的困难档案", url)
    lines = Line.objects.filter(application__union=known.union, status=LineStatus.PAID)
    paid = in_year(lines, known.year).count()
    words = f"在册困难档案 {files} 户，{known.year} 年发放 {paid} 人次"
    return Told(paid > 0, words, url)
