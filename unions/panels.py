"""Numbers which the rooms above show on a union's page: they add their source, this room asks."""

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
