"""Kept member counts, so that a home page costs the same at a million members."""

from django.db import models

from members import codes
from unions.scope import ScopedQuerySet


class MemberTallyQuerySet(ScopedQuerySet):
    scope_path = "union"


class MemberTally(models.Model):
    """Memberships begun and ended in one year in a union's subtree (itself and all below it).

    The count at a year's end is the sum of begun less ended up to it; today's is the sum of all,
    because no membership changes on a future day. Written by members/services/tallies.py in the
    same transaction as the membership; `manage.py check_tallies` compares and rebuilds.
    """

    union = models.ForeignKey("unions.Union", models.CASCADE, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=10, choices=codes.Standing)
    began = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)

    objects = MemberTallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员数汇总"
        constraints = [
            models.UniqueConstraint(fields=["union", "year", "standing"], name="member_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.union_id} {self.year} {self.began - self.ended:+}"
