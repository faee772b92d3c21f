"""What the rooms above show on a union's page: they add their sources, this room asks."""

from collections.abc import Callable
from typing import Any

from unions.models import Union

Figures = list[dict[str, Any]]
_SOURCES: list[Callable[[Union], Figures]] = []


def add(source: Callable[[Union], Figures]) -> None:
    """Called from AppConfig.ready of a room above."""
    _SOURCES.append(source)


def figures(union: Union) -> Figures:
    """Each with label, value, unit, and the URL of the rows behind it."""
    return [figure for source in _SOURCES for figure in source(union)]


# A part of the page: (union, reader) -> {"template": ..., ...} or None where there is nothing to
# show; the template finds the rest as `panel`.
Section = Callable[[Union, Any], dict[str, Any] | None]
_SECTIONS: list[Section] = []


def add_section(source: Section) -> None:
    """Called from AppConfig.ready of a room above."""
    _SECTIONS.append(source)


def sections(union: Union, user: Any) -> list[dict[str, Any]]:
    found = (source(union, user) for source in _SECTIONS)
    return [section for section in found if section is not None]
