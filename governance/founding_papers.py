"""Papers of a founding: the request (请示) and the reply (批复)."""

from core.papers import Paper, cn_date
from governance.models import Founding


def request(founding: Founding) -> Paper:
    paper = Paper(f"关于建立{founding.name}的请示", number=founding.request_no)
    paper.recipient(founding.parent.name)
    workers = f"现有职工{founding.workers}人。" if founding.workers else ""
    place = founding.enterprise.name if founding.enterprise else "本单位"
    paper.text(
        f"{place}{workers}根据《中华人民共和国工会法》和《中国工会章程》的规定，经职工酝酿，"
        f"拟建立{founding.name}。筹备组由{founding.sponsors}组成，"
        "待同意后召开会员大会（代表大会）选举产生首届工会委员会、经费审查委员会。"
    )
    if founding.reason:
        paper.text(founding.reason)
    paper.text("妥否，请批复。")
    paper.signed(f"{founding.name}筹备组", founding.applied_on)
    return paper


def reply(founding: Founding) -> Paper:
    paper = Paper(f"关于同意建立{founding.name}的批复", number=founding.reply_no)
    paper.recipient(f"{founding.name}筹备组")
    number = f"（{founding.request_no}）" if founding.request_no else ""
    paper.text(
        f"你们{cn_date(founding.applied_on)}《关于建立{founding.name}的请示》{number}收悉。经研究，批复如下。"
    )
    paper.text(
        f"同意建立{founding.name}。请按照《中国工会章程》的规定召开会员大会（代表大会），"
        "选举产生首届工会委员会和经费审查委员会，并将选举结果报我会批准。"
    )
    paper.text("此复。")
    paper.signed(founding.parent.name, founding.replied_on)
    return paper
