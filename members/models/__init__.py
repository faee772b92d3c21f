from members.models.member import Member
from members.models.membership import Membership
from members.models.tally import MemberTally
from members.models.transfer import TransferRequest

__all__ = ["Member", "MemberTally", "Membership", "TransferRequest"]
