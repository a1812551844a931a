"""The painted pane under the transcript view: rows, strips, scrolling and repainting.

One ``ScrollView`` over the Line API. ``render_lines`` hands out the same ``Strip`` objects from
frame to frame, so that what Textual keeps on a strip (its ANSI text, its cuts) is kept too; only
rows that changed are made anew. That bypasses Textual's own borders, padding and tints: put the
pane in a container that has them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from kodeverk.model import Coding, Kind, Span, Suggestion, Transcript
from kodeverk.text import clean_line
from kodeverk.tui.widgets.layout import Frame, Layout, frame, safe
from kodeverk.tui.widgets.paint import (
    BLACK,
    WHITE,
    Heading,
    Look,
    Painter,
    headings,
    legible,
    plain_look,
    strongest,
)
from kodeverk.tui.widgets.scrollbar import LightScrollBar
from kodeverk.tui.widgets.stripes import Key, Lanes, Stripe

_SCROLL_MARGIN = 3  # rows kept in view above and below the caret's sentence
_GAPS_FROM = 28  # panes at least this high have an empty row between turns
_UNSEEN = Size(80, 24)  # what to lay out for before the pane has a size
NOTHING = Transcript("", "", Kind.DOCUMENT, "", "")


class TranscriptPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws a transcript with its stripes, caret and selection, and knows which rows are where."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--asker",
        "transcript--name",
        "transcript--time",
        "transcript--unread",
        "transcript--here",
        "transcript--more",
        "transcript--sentence",
        "transcript--selection",
    }
    DEFAULT_CSS = """
    TranscriptPane {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    TranscriptPane > .transcript--asker { color: $text-muted; }
    TranscriptPane > .transcript--name { text-style: bold; }
    TranscriptPane > .transcript--time { color: $text-muted; }
    TranscriptPane > .transcript--unread { color: $text-accent; }
    TranscriptPane > .transcript--here { color: $text-muted; }
    TranscriptPane:focus > .transcript--here { color: $text-primary; }
    TranscriptPane > .transcript--more { text-style: bold; }
    TranscriptPane > .transcript--sentence { background: $primary 30%; }
    TranscriptPane > .transcript--selection { background: $primary; }
    """

    def __init__(
        self, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        # It is always there; Textual finds out after the first layout, and makes a second for it.
        self.set_reactive(TranscriptPane.show_vertical_scrollbar, True)
        self._transcript = NOTHING
        self._body = ""
        self._headings: list[Heading] = []
        self._codings: dict[str, Coding] = {}
        self._suggestions: tuple[Suggestion, ...] = ()
        self._places: dict[tuple[Span, str], int] = {}  # of the suggestions: their stripes' keys
        self._last_number = 0  # of these keys
        self._read: list[Span] = []
        self._noted: list[int] = []  # where comments begin
        self._marks: dict[str, str] = {}
        self._colors: dict[str, str] = {}
        self._painter: Painter | None = None
        self._shape: tuple[Frame, bool] | None = None
        self._height = 0  # of the pane when it was last resized
        self._strips: dict[int, Strip] = {}
        self._styled = False  # whether the painter's look is that of the theme and focus now

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, one that is cheap to draw."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = LightScrollBar()
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    # What the view says is under the caret

    @property
    def caret(self) -> int:
        """Where the caret is, in code points."""
        return 0

    @property
    def selection(self) -> Span | None:
        """What is selected."""
        return None

    @property
    def sentence(self) -> Span:
        """The sentence under the caret."""
        return Span(0, 0)

    # Rows

    @property
    def _laid(self) -> Painter:
        """The painter, with everything laid out."""
        if self._painter is None:
            self._lay_out()
        assert self._painter is not None
        return self._painter

    def _take(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._body = safe(transcript.body)
        self._headings = headings(transcript)

    def _number(self, suggestions: Iterable[Suggestion]) -> tuple[list[int], dict[int, Suggestion]]:
        """Keep ``suggestions``; return the keys of the stripes that go, and those that come.

        After every key that decides on one, nearly all the others are as they were.
        """
        self._suggestions = tuple(suggestions)
        wanted = {(one.span, one.code): one for one in self._suggestions}
        gone = [self._places.pop(place) for place in self._places.keys() - wanted.keys()]
        fresh: dict[int, Suggestion] = {}
        for place, one in wanted.items():
            if place not in self._places:
                self._places[place] = self._last_number = self._last_number + 1
                fresh[self._last_number] = one
        return gone, fresh

    def set_comments(self, spans: Iterable[Span]) -> None:
        """Mark the rows where these comments begin, and no others."""
        before, self._noted = self._noted, [span.start for span in spans]
        painter = self._painter
        if painter is not None and painter.layout.height:
            painter.noted = self._noted_rows(painter.layout)
            self._touch({painter.layout.row(start) for start in (*before, *self._noted)})

    def row_of(self, offset: int) -> int:
        """Return the row in which ``offset`` stands."""
        return self._laid.layout.row(offset)

    def _noted_rows(self, layout: Layout) -> frozenset[int]:
        return frozenset(layout.row(start) for start in self._noted if layout.height)

    def _frame(self) -> tuple[Frame, bool]:
        """Return the columns of the pane as it is now, and whether turns have gaps."""
        size = self.size or _UNSEEN
        shape = frame(
            size.width - self.styles.scrollbar_size_vertical,
            max((cell_len(heading.name) for heading in self._headings), default=0),
            max((len(heading.time) for heading in self._headings), default=0),
            max((cell_len(mark) for mark in self._marks.values()), default=1),
        )
        return shape, size.height >= _GAPS_FROM

    def _lay_out(self) -> None:
        """Wrap the text and place the stripes; the text at the caret (or top) stays in place."""
        old = self._painter
        anchor, below = self._anchor(old) if old is not None else (0, 0)
        self._shape = shape, gaps = self._frame()
        layout = Layout(self._transcript, self._body, shape, gaps)
        lanes = Lanes(shape.lanes)
        if layout.height:
            lanes.fill(
                [stripe(layout, id, coding) for id, coding in self._codings.items()]
                + [
                    stripe(layout, self._places[one.span, one.code], one)
                    for one in self._suggestions
                ]
            )
        self._painter = Painter(
            body=self._body,
            headings=self._headings,
            layout=layout,
            lanes=lanes,
            look=old.look if old is not None else self._look(),
            marks=self._marks,
            read=self._read,
            noted=self._noted_rows(layout),
            sentence=self.sentence,
            selection=self.selection,
            caret=self.caret,
        )
        self._strips.clear()
        # Not through the reactive: the screen need not be laid out for what is within the pane.
        self.set_reactive(TranscriptPane.virtual_size, Size(shape.width, layout.height))
        if self.is_attached:
            self._scroll_update(self.virtual_size)
        if old is not None and layout.height:
            self.scroll_to(y=layout.row(anchor) - below, animate=False)
        self.refresh()

    def _anchor(self, painter: Painter) -> tuple[int, int]:
        """Return the offset whose place a new layout keeps, and how far below the top it is."""
        layout, top = painter.layout, self.scroll_offset.y
        below = layout.row(self.caret) - top
        if 0 <= below < max(self._height, 1) or not layout.height:
            return self.caret, max(min(below, self.size.height - 1 - self._scroll_margin), 0)
        return layout.starts[min(top, layout.height - 1)], 0

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if changed:  # at once: a frame before the Resize event would show the old layout
            self._fit()
        return changed

    def _fit(self) -> None:
        """Lay out anew where the width changed; the caret stays in view if it was."""
        painter = self._painter
        if painter is None or self._shape != self._frame():
            self._lay_out()
        elif painter.layout.height:
            anchor, below = self._anchor(painter)
            row = painter.layout.row(anchor)
            if row - self.scroll_offset.y != below:
                self.scroll_to(y=row - below, animate=False)
        first, self._height = not self._height, self.size.height
        if first:  # the caret may have been put far down before there was a size
            self._reveal(self.sentence, self.caret)

    @property
    def _scroll_margin(self) -> int:
        return min(_SCROLL_MARGIN, (self.size.height - 1) // 4)

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips of the rows in ``crop``: the same objects as long as they hold."""
        painter = self._laid
        if not self._styled:
            self._styled = True
            look = self._look()
            if look != painter.look:
                painter.look = look
                self._strips.clear()
        top, get = self.scroll_offset.y, self._strips.get
        strips = [get(y) or self._paint(y) for y in range(crop.y + top, crop.bottom + top)]
        if crop.x == 0 and crop.width == painter.layout.frame.width:
            return strips
        return [strip.crop_extend(crop.x, crop.right, painter.look.base) for strip in strips]

    def _paint(self, y: int) -> Strip:
        painter = self._laid
        strip = painter.paint(y)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, painter.look.paper)
        self._strips[y] = strip
        return strip

    def notify_style_update(self) -> None:
        """Look at the colours again: the theme or the focus may have changed."""
        super().notify_style_update()
        self._styled = False

    def _relook(self) -> None:
        """Use the letters and colours of the codes as they are now."""
        if self._painter is None or self._shape != self._frame():
            self._lay_out()
            return
        self._painter.marks = self._marks
        self._painter.look = self._look()
        self._strips.clear()
        self.refresh()

    def _look(self) -> Look:
        if not self.is_mounted:  # the style sheet has not reached it; ``render_lines`` looks again
            return plain_look(self._colors)
        paper, ink = self._ground()

        def style(name: str) -> Style:
            return self.get_visual_style(f"transcript--{name}").rich_style

        def under(name: str, letters: Callable[[Color], Color]) -> Style:
            back = self._ground(f"transcript--{name}")[0]
            return Style(color=letters(back).rich_color, bgcolor=back.rich_color)

        return Look(
            ink=ink,
            paper=paper,
            base=self.visual_style.rich_style,
            asker=style("asker"),
            name=style("name"),
            time=style("time"),
            unread=style("unread"),
            here=style("here"),
            more=style("more"),
            sentence=under("sentence", lambda back: legible(ink, back)),
            selection=under("selection", strongest),
            colors=self._colors,
        )

    def _ground(self, *names: str) -> tuple[Color, Color]:
        """Return the background and the letters' colour of a component, without transparency."""
        visual = self.get_visual_style(*names)
        paper = visual.background or BLACK
        return paper, paper + (visual.foreground or WHITE)

    def _touch(self, rows: Iterable[int]) -> None:
        """Paint ``rows`` anew, and no others."""
        top, height = self.scroll_offset.y, self.size.height
        width = self._laid.layout.frame.width
        regions: list[Region] = []
        first = last = -2
        for y in sorted(rows):
            self._strips.pop(y, None)
            if not top <= y < top + height:
                continue
            if y == last + 1:
                last = y
                regions[-1] = Region(0, first - top, width, last - first + 1)
            else:
                first = last = y
                regions.append(Region(0, y - top, width, 1))
        if regions:
            self.refresh(*regions)

    def _touch_spans(self, spans: Iterable[Span]) -> None:
        """Paint the rows of ``spans`` anew."""
        layout = self._laid.layout
        rows: set[int] = set()
        if layout.height:
            for span in spans:
                first, last = layout.rows(span)
                rows.update(range(first, last + 1))
        self._touch(rows)

    def _reveal(self, span: Span, edge: int) -> None:
        """Scroll so that ``span`` is in view with a margin; at least the row of ``edge``."""
        layout, height = self._laid.layout, self.size.height
        if not layout.height or not height:
            return
        first, last = layout.rows(span)
        margin = self._scroll_margin
        if last - first + 1 > height - 2 * margin:
            first = last = layout.row(edge)
        if first <= margin and layout.text_row(0, 1) >= first - 1:
            first = 0  # also the head above the first row
        top = self.scroll_offset.y
        if first - margin < top:
            top = first - margin
        elif last + margin >= top + height:
            top = last + margin - height + 1
        top = max(min(top, layout.height - height), 0)
        if top != self.scroll_offset.y and self.is_attached:
            self.scroll_to(y=top, animate=False)


def stripe(layout: Layout, key: Key, what: Coding | Suggestion) -> Stripe:
    """Return the stripe of a coding or suggestion on the rows of ``layout``."""
    first, last = layout.rows(what.span)
    return Stripe(key, what.code, what.span, first, last)


def cleaned(marks: Mapping[str, str]) -> dict[str, str]:
    """Return letter marks fit to be shown, at most two letters long."""
    return {code: clean_line(mark)[:2] for code, mark in marks.items()}


def differing(old: Span | None, new: Span | None) -> Sequence[Span]:
    """Return what looks different when the highlight moves from ``old`` to ``new``."""
    if old is None or new is None or not old.overlaps(new):
        return [span for span in (old, new) if span is not None]
    edges = ((old.start, new.start), (old.end, new.end))
    return [Span(min(pair), max(pair) + 1) for pair in edges if pair[0] != pair[1]]
