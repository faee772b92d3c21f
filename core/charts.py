"""Bar and line charts as SVG, drawn on the server.

Presentation attributes only: the content security policy allows neither `style=` nor `<style>`.
What a colour says, a label, a dash pattern or a marker says too, and the same figures follow in a
table. The drawing scales with its container; lengths here are units of the viewBox.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | Decimal
Point = tuple[str, Number]
Line = dict[str, Decimal]

WIDTH = 420
FONT = 13
ACCENT, INK, MUTE, GRID = "#b3202a", "#1f2328", "#5b6470", "#d9dde2"
# Colour and dashes; a fifth line starts again, more than four are hard to read anyway.
LINES = ((ACCENT, "none"), ("#1b4f8a", "7 4"), ("#1d6b3a", "2 4"), ("#6b3f87", "10 3 2 3"))
# Marker paths around a point, in the order of LINES: disc, square, triangle, diamond.
MARKERS = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "m-4-4h8v8h-8z",
    "m0-5l5 9h-10z",
    "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
)


def number(value: Number) -> str:
    """1234567 -> 1,234,567; a fraction keeps two places."""
    amount = Decimal(value)
    return f"{int(amount):,}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def bar_chart(points: Sequence[Point], *, title: str, unit: str, height: int = 26) -> SafeString:
    """Horizontal bars, one per point, `height` units each; a negative figure has no bar.

    Without points, or when all of them are zero, a sentence says so instead.
    """
    named = [(str(label), Decimal(value)) for label, value in points]
    if not any(value for _, value in named):
        return _nothing(title)
    names = max(_text_width(label) for label, _ in named) + 8
    figures = max(_text_width(number(value)) for _, value in named) + 8
    # A long name stands above its bar: beside it, a phone would have no room left for the bar.
    above = names > WIDTH * 0.35
    left = 0 if above else names
    step = height + (FONT + 4 if above else 0)
    largest = max((value for _, value in named if value > 0), default=Decimal(1))
    scale = (WIDTH - left - figures) / float(largest)
    rows = []
    for index, (label, value) in enumerate(named):
        base = (index + 1) * step - height
        middle = base + height // 2 + 5
        length = round(max(0.0, float(value)) * scale, 1)
        name = (0, base - 2, "start") if above else (left - 8, middle, "end")
        rows.append((*name, label, left, base + 4, length, height - 8, left + length + 5, middle))
    drawing = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" fill="' + ACCENT + '"/>'
        '<text x="{}" y="{}">{}</text>',
        [(*row, number(value)) for row, (_, value) in zip(rows, named, strict=True)],
    )
    head = ("项目", _with_unit("数值", unit))
    table = _table(title, head, [(label, number(value)) for label, value in named])
    return _figure(title, unit, _describe(named, unit), len(named) * step + 4, drawing, table)


def line_chart(series: dict[str, Sequence[Point]], *, title: str, unit: str) -> SafeString:
    """One line per name over shared steps (years, quarters), in the order first seen.

    A step that a line lacks leaves a gap; the axis starts at zero, or below for negative figures.
    """
    lines = {
        str(name): {str(step): Decimal(value) for step, value in points}
        for name, points in series.items()
        if points
    }
    steps = list(dict.fromkeys(step for line in lines.values() for step in line))
    values = [value for line in lines.values() for value in line.values()]
    if not any(values):
        return _nothing(title)
    plot = _Plot(lines, steps, values)
    rows = [
        (step, *(number(line[step]) if step in line else "—" for line in lines.values()))
        for step in steps
    ]
    table = _table(_with_unit(title, unit), ("时间", *lines), rows)
    said = "".join(f"{name}：{_describe(list(line.items()), unit)}" for name, line in lines.items())
    return _figure(title, unit, said, _Plot.HEIGHT, plot.axes() + plot.lines(), table)


class _Plot:
    """Where a step and a value lie on a line chart, and what is drawn there."""

    HEIGHT, TOP, BOTTOM, GAP = 224, 18, 192, 16

    def __init__(self, lines: dict[str, Line], steps: list[str], values: list[Decimal]) -> None:
        self.series, self.steps = lines, steps
        self.high = _round_up(max(*values, Decimal(2)))
        self.low = -_round_up(-min(*values, Decimal(0)))
        self.ends = {
            name: f"{_short(name)} {number(list(li.values())[-1])}" for name, li in lines.items()
        }
        self.left = max(_text_width(number(v)) for v in (self.high, self.low)) + 6
        self.right = WIDTH - 14 - max(_text_width(text) for text in self.ends.values())

    def x(self, step: str) -> float:
        """Across: the steps at equal distances, a single one in the middle."""
        inner = self.right - self.left - 16
        share = self.steps.index(step) / (len(self.steps) - 1) if len(self.steps) > 1 else 0.5
        return round(self.left + 8 + share * inner, 1)

    def y(self, value: Decimal) -> float:
        """Down: the axis from low to high."""
        share = float((value - self.low) / (self.high - self.low))
        return round(self.BOTTOM - share * (self.BOTTOM - self.TOP), 1)

    def axes(self) -> SafeString:
        """Three labelled guide lines, and as many step names as have room."""
        ticks = sorted({self.low, Decimal(0), self.high / 2, self.high})
        grid = format_html_join(
            "",
            '<path d="M{} {}H{}" stroke="' + GRID + '"/>'
            '<text x="{}" y="{}" text-anchor="end" fill="' + MUTE + '">{}</text>',
            [
                (self.left, self.y(t), self.right, self.left - 5, self.y(t) + 4.5, number(t))
                for t in ticks
            ],
        )
        shown = self._thinned(self.steps, self.steps)
        return grid + format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="middle" fill="' + MUTE + '">{}</text>',
            [(self.x(step), self.BOTTOM + 20, step) for step in shown],
        )

    def _thinned(self, steps: Sequence[str], texts: Sequence[str]) -> list[str]:
        """The steps whose texts fit side by side, counted from the last, which people look for."""
        room = max(_text_width(text) for text in texts) + 8
        every = -(-len(self.steps) * room // max(1, self.right - self.left))
        return list(steps[::-1][:: int(max(1, every))])

    def lines(self) -> SafeString:
        """The lines with their markers, each named beside its last point."""
        drawn = [
            self._line(line, *LINES[index % len(LINES)], MARKERS[index % len(MARKERS)])
            for index, line in enumerate(self.series.values())
        ]
        drawn += [self._end_labels()]
        if len(self.series) == 1:
            drawn.append(self._point_labels(*self.series.values()))
        return format_html_join("", "{}", [(part,) for part in drawn])

    def _point_labels(self, line: Line) -> SafeString:
        """Figures above the points of a lone line; the last one stands beside its end."""
        texts = {step: number(value) for step, value in line.items()}
        shown = self._thinned(list(line), list(texts.values()))[1:]
        return format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            [(self.x(step), self.y(line[step]) - 9, texts[step]) for step in shown],
        )

    def _line(self, line: Line, colour: str, dashes: str, marker: str) -> SafeString:
        places = {step: (self.x(step), self.y(value)) for step, value in line.items()}
        follows = set(pairwise(self.steps))
        path, last = [], None
        for step in (step for step in self.steps if step in line):
            path.append("{}{} {}".format("L" if (last, step) in follows else "M", *places[step]))
            last = step
        marks = "".join(f"M{x} {y}{marker}" for x, y in places.values())
        return format_html(
            '<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>'
            '<path d="{}" fill="{}"/>',
            "".join(path),
            colour,
            dashes,
            marks,
            colour,
        )

    def _end_labels(self) -> SafeString:
        """Names with their latest figure, pushed apart where lines end close together."""
        wanted = sorted((self.y(list(li.values())[-1]), name) for name, li in self.series.items())
        order = list(self.series)
        rows, floor = [], 0.0
        last = self.BOTTOM + 10 - self.GAP * len(wanted)
        for index, (place, name) in enumerate(wanted):
            place = max(floor, min(place, last + self.GAP * (index + 1)))
            floor = place + self.GAP
            colour = LINES[order.index(name) % len(LINES)][0]
            rows.append((self.right + 8, round(place + 4.5, 1), colour, self.ends[name]))
        return format_html_join("", '<text x="{}" y="{}" fill="{}">{}</text>', rows)


def _figure(
    title: str, unit: str, said: str, height: int, drawing: SafeString, table: SafeString
) -> SafeString:
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>'
        '<svg viewBox="0 0 {} {}" width="100%" role="img" font-size="{}" fill="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
        '<details class="chart-data"><summary>数据表</summary>{}</details></figure>',
        _with_unit(title, unit),
        WIDTH,
        height,
        FONT,
        INK,
        title,
        said,
        drawing,
        table,
    )


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    columns = [("text" if index == 0 else "num", name) for index, name in enumerate(head)]
    lines = [
        (
            row[0],
            format_html_join(
                "", '<td class="num" data-label="{}">{}</td>', zip(head[1:], row[1:], strict=True)
            ),
        )
        for row in rows
    ]
    return format_html(
        '<table class="list compact"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        caption,
        format_html_join("", '<th scope="col" class="{}">{}</th>', columns),
        format_html_join("", '<tr><th scope="row" class="text">{}</th>{}</tr>', lines),
    )


def _nothing(title: str) -> SafeString:
    return format_html('<p class="empty chart-empty">{}：暂无数据。</p>', title)


def _with_unit(text: str, unit: str) -> str:
    return f"{text}（{unit}）" if unit else text


def _describe(points: Sequence[tuple[str, Decimal]], unit: str) -> str:
    """One sentence for who cannot see the drawing: how many points, the most and the least."""
    most, least = max(points, key=lambda p: p[1]), min(points, key=lambda p: p[1])
    return (
        f"共{len(points)}项，最多{most[0]} {number(most[1])}{unit}，"
        f"最少{least[0]} {number(least[1])}{unit}。"
    )


def _short(name: str, limit: int = 8) -> str:
    return name if len(name) <= limit else name[: limit - 1] + "…"


def _text_width(text: str) -> int:
    """About how wide the text is: a Chinese character is a full square, others little over half."""
    return round(sum(FONT if ord(char) > 0x2E7F else FONT * 0.6 for char in text))


def _round_up(value: Decimal) -> Decimal:
    """The next 1, 2, 4, 6, 8 or 10 times a power of ten: half of it is a plain figure too."""
    if value <= 0:
        return Decimal(0)
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)
