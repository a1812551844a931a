"""How a row of a transcript looks: colours, styles and the strip of one screen row.

Colour never stands alone: codings are underlined and have letters, the caret's rows a bar, unread
rows a dot, suggestions a dashed bar, comments a pen where they begin.
"""

import colorsys
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.strip import Strip

from kodeverk.model import Span, Transcript, Value
from kodeverk.text import clean_line, snap
from kodeverk.tui.widgets.layout import Layout, RowKind, clock, shown, uncovered
from kodeverk.tui.widgets.stripes import OVERFLOW, Lanes, Stripe

CODING_BAR, SUGGESTION_BAR, MORE, UNREAD, HERE, NOTED = "┃", "┆", "+", "·", "▌", "✎"
_CARET = Style(reverse=True)
BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
_TINT = 0.2  # how much of the code's colour the background of coded text gets
_CONTRAST = 4.5  # letters against the background (WCAG AA)


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.1, 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of WCAG 2.1 between two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def strongest(background: Color) -> Color:
    """Return black or white, whichever stands out more from ``background``."""
    return max(WHITE, BLACK, key=lambda color: contrast(color, background))


@lru_cache(maxsize=1024)
def legible(color: Color, background: Color) -> Color:
    """Return ``color``, as much lighter or darker as it takes to be read on ``background``.

    The hue stays, so that codes can still be told apart.
    """
    away = strongest(background)
    hue, lightness, saturation = colorsys.rgb_to_hls(*color.normalized)
    for step in range(20):
        part = step / 20
        near = lightness + (away.normalized[0] - lightness) * part
        red, green, blue = colorsys.hls_to_rgb(hue, near, saturation)
        mixed = Color(round(255 * red), round(255 * green), round(255 * blue))
        if contrast(mixed, background) >= _CONTRAST:
            return mixed
    return away


def readable(color: str, background: Color) -> str:
    """Return ``#rrggbb`` as it can be read on ``background``; empty for no colour."""
    named = parse(color, BLACK) if color else None
    return legible(named, background).hex if named else ""


def parse(color: str, default: Color) -> Color:
    """Return the colour that ``#rrggbb`` names, or ``default``."""
    try:
        return Color.parse(color) if color else default
    except ColorParseError:
        return default


class Look(Value, frozen=True, dict=True, gc=True):
    """The theme's colours and styles for the pane."""

    ink: Color
    paper: Color
    base: Style
    asker: Style
    name: Style
    time: Style
    unread: Style
    here: Style
    more: Style
    sentence: Style
    selection: Style
    colors: Mapping[str, str]

    @cached_property
    def _tints(self) -> dict[tuple[str, bool], Style]:
        return {}

    @cached_property
    def _bars(self) -> dict[tuple[str, bool], tuple[Style, Style]]:
        return {}

    def coded(self, code: str, many: bool) -> Style:
        """Return what coding does to text: a tint and an underline; bold too where codings meet."""
        style = self._tints.get((code, many))
        if style is None:
            color = parse(self.colors.get(code, ""), self.ink)
            tint = self.paper.blend(color, _TINT)
            style = Style(
                color=legible(self.ink, tint).rich_color,
                bgcolor=tint.rich_color,
                underline=True,
                bold=many or None,
            )
            self._tints[code, many] = style
        return style

    def bar(self, code: str, suggested: bool) -> tuple[Style, Style]:
        """Return the styles of a code's bar and of its letters."""
        styles = self._bars.get((code, suggested))
        if styles is None:
            color = legible(parse(self.colors.get(code, ""), self.ink), self.paper)
            bar = self.base + Style(color=color.rich_color)
            letters = Style(italic=True) if suggested else Style(bold=True)
            styles = self._bars[code, suggested] = (bar, bar + letters)
        return styles


def plain_look(colors: Mapping[str, str]) -> Look:
    """Return a look without a theme."""
    base = Style(color=WHITE.rich_color, bgcolor=BLACK.rich_color)
    turned = Style(reverse=True)
    return Look(WHITE, BLACK, base, base, base, base, base, base, base, turned, turned, colors)


class Heading(Value, frozen=True):
    """What a turn's first row says about it."""

    name: str
    time: str
    asks: bool


def headings(transcript: Transcript) -> list[Heading]:
    """Return the headings of the turns. A name is given where the speaker changes."""
    asking = {s.name for s in transcript.speakers if s.role.asks}
    hours = any(turn.time is not None and turn.time >= 3600 for turn in transcript.turns)
    out: list[Heading] = []
    for turn in transcript.turns:
        name = clean_line(turn.speaker) if turn.speaker is not None else ""
        time = "" if turn.time is None else clock(turn.time, hours)
        out.append(Heading(name, time, turn.speaker in asking))
    return out


def cut(text: str, width: int) -> str:
    """Return ``text`` in exactly ``width`` cells, with ``…`` where it was too long."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


class Painter(msgspec.Struct):
    """Everything that decides what a row looks like; ``paint`` makes the strip of one."""

    body: str
    headings: Sequence[Heading]
    layout: Layout
    lanes: Lanes
    look: Look
    marks: Mapping[str, str]
    read: Sequence[Span]
    noted: frozenset[int]  # rows where comments begin
    sentence: Span
    selection: Span | None
    caret: int

    def paint(self, y: int) -> Strip:
        """Return the strip of row ``y``; below the last row it is blank."""
        frame, base = self.layout.frame, self.look.base
        if y >= self.layout.height:
            return Strip.blank(frame.width, base)
        kind = self.layout.kinds[y]
        placed = self.lanes.at(y)
        left = frame.text_at + frame.text
        if kind is RowKind.TEXT:
            segments = self._left(y)
            texts = self._text(y, placed)
            segments += texts
            used = frame.text_at + sum(cell_len(segment.text) for segment in texts)
        elif kind is RowKind.HEAD:
            segments = self._head(y, left)
            used = left
        else:
            segments, used = [], 0
        blank = frame.width - used
        if placed:
            blank = self._stripes(y, placed, frame.lanes_at - used, segments)
            blank += frame.width - frame.more_at - 1
        segments.append(Segment(" " * blank, base))
        strip = Strip(segments)
        if strip.cell_length != frame.width:
            strip = strip.adjust_cell_length(frame.width, base)
        return strip

    def _left(self, y: int) -> list[Segment]:
        layout, look, frame = self.layout, self.look, self.layout.frame
        start, end = layout.starts[y], layout.ends[y]
        segments: list[Segment] = []
        if frame.margin:
            heading = self.headings[layout.turns[y]] if layout.first_of_turn(y) else None
            if heading is None:
                segments.append(Segment(" " * frame.margin, look.base))
            else:
                name = frame.margin - 1 - (len(heading.time) + 1 if heading.time else 0)
                segments.append(Segment(cut(heading.name, name), look.name))
                segments.append(Segment(" " * bool(heading.time) + heading.time + " ", look.time))
        target = self.selection or self.sentence
        here = target.start < end and start < target.end
        unread = uncovered(self.body, start, end, self.read) > 0
        segments.append(Segment(HERE, look.here) if here else Segment(" ", look.base))
        sign = NOTED if y in self.noted else UNREAD if unread else " "
        segments.append(Segment(f"{sign} ", look.unread if unread else look.base))
        return segments

    def _head(self, y: int, width: int) -> list[Segment]:
        look, heading = self.look, self.headings[self.layout.turns[y]]
        time = f"  {heading.time}" if heading.time else ""
        room = max(width - len(time), 1)
        name = heading.name if cell_len(heading.name) <= room else cut(heading.name, room)
        rest = width - cell_len(name) - len(time)
        return [
            Segment(name, look.name),
            Segment(time, look.time),
            Segment(" " * max(rest, 0), look.base),
        ]

    def _text(self, y: int, placed: Sequence[tuple[int, Stripe]]) -> list[Segment]:
        layout, look = self.layout, self.look
        start, end = layout.starts[y], layout.ends[y]
        base = look.asker if self.headings[layout.turns[y]].asks else look.base
        plain = layout.plain(y)
        over = [
            (span, stripe.code)
            for _lane, stripe in placed
            if not stripe.suggested
            for span in (self._within(stripe.span, start, end, plain),)
            if span
        ]
        over.sort(key=lambda pair: (pair[0].start, -pair[0].end))
        layers: list[tuple[Span, Style]] = []
        if self.selection is None:
            layers.append((self.sentence, look.sentence))
            if start <= self.caret < end:
                layers.append((Span(*snap(self.body, self.caret, self.caret + 1)), _CARET))
        else:
            layers.append((self.selection, look.selection))
        layers = [
            (span, style)
            for whole, style in layers
            for span in (self._within(whole, start, end, plain),)
            if span
        ]
        edges = {start, end}
        for span, _code in over:
            edges |= {span.start, span.end}
        for span, _style in layers:
            edges |= {span.start, span.end}
        segments: list[Segment] = []
        column = 0
        stops = sorted(edges)
        for first, last in pairwise(stops):
            codes = [code for span, code in over if span.holds(first)]
            style = base + look.coded(codes[-1], len(codes) > 1) if codes else base
            for span, more in layers:
                if span.holds(first):
                    style += more
            text = self.body[first:last]
            if not plain:
                text = shown(text, column)
                column += cell_len(text)
            segments.append(Segment(text, style))
        return segments

    def _within(self, span: Span, start: int, end: int, plain: bool) -> Span | None:
        """Return the part of ``span`` on a row, not splitting a letter cluster."""
        first, last = max(span.start, start), min(span.end, end)
        if first >= last:
            return None
        if not plain:
            first, last = snap(self.body, first, last)
        return Span(first, last)

    def _stripes(
        self, y: int, placed: Sequence[tuple[int, Stripe]], blank: int, segments: list[Segment]
    ) -> int:
        """Append ``blank`` cells and the lanes of row ``y``; return the cells left blank after."""
        frame, look = self.layout.frame, self.look
        by_lane = dict(placed)
        for lane in range(frame.lanes):
            stripe = by_lane.get(lane)
            if stripe is None:
                blank += frame.lane
                continue
            bar, letters = look.bar(stripe.code, stripe.suggested)
            sign = SUGGESTION_BAR if stripe.suggested else CODING_BAR
            segments.append(Segment(" " * blank, look.base))
            segments.append(Segment(sign, bar))
            blank = frame.lane - 1
            if y == stripe.first:
                segments.append(Segment(cut(self.marks.get(stripe.code, "?"), blank), letters))
                blank = 0
        if OVERFLOW in by_lane:
            segments += (Segment(" " * blank, look.base), Segment(MORE, look.more))
            return 0
        return blank + 1
