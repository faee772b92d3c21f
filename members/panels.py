"""What the rooms above show on a member's page: they add their sources, this room asks."""

from collections.abc import Callable
from typing import Any

from members.models import Member, Membership

# Buttons, each with label and url: (member, current membership in scope or None, reader) -> list.
Links = Callable[[Member, Membership | None, Any], list[dict[str, str]]]
# A part of the page: (member, reader) -> {"template": ..., ...}; the template finds the rest as
# `panel`.
Section = Callable[[Member, Any], dict[str, Any]]
_LINKS: list[Links] = []
_SECTIONS: list[Section] = []


def add(*, links: Links | None = None, section: Section | None = None) -> None:
    """Called from AppConfig.ready of a room above."""
    if links is not None:
        _LINKS.append(links)
    if section is not None:
        _SECTIONS.append(section)


def links(member: Member, current: Membership | None, user: Any) -> list[dict[str, str]]:
    return [link for source in _LINKS for link in source(member, current, user)]


def sections(member: Member, user: Any) -> list[dict[str, Any]]:
    return [source(member, user) for source in _SECTIONS]
