"""A text in a box that scrolls by itself and is never laid out anew.

Textual's own way, a Static within a scrolling container, lays out the whole screen whenever the
text gets longer or shorter: more work than the frame that the key was pressed for.
"""

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual

from kodeverk.tui.widgets.ground import Placed

_WHEEL = 2  # rows that one step of the wheel scrolls
_MORE_ABOVE, _MORE_BELOW = "▲", "▼"


class Sheet(Placed):
    """Shows a text in the size the style sheet gives it. ``top`` is the first row in view."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Sheet { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.top = 0
        self._text = Content("")
        self._strips: list[Strip] | None = None
        self._laid_for = 0  # the width of the strips

    @property
    def text(self) -> Content:
        """What is shown."""
        return self._text

    def put(self, text: Content) -> None:
        """Show ``text``; it stays scrolled to where it was, as far as it goes."""
        if not text.is_same(self._text):
            self._text, self._strips = text, None
            self.top = min(self.top, self._last_top)
            self.refresh()

    def scroll_to_row(self, row: int) -> None:
        """Have ``row`` first in view, or the last rows if there are no more below it."""
        top = max(min(row, self._last_top), 0)
        if top != self.top:
            self.top = top
            self.refresh()

    def reveal(self, row: int, height: int) -> None:
        """Scroll so that ``height`` rows from ``row`` on are in view; the first, if not all are."""
        room = max(self.size.height, 1)
        below = max(self.top, row + min(height, room) - room)
        self.scroll_to_row(min(below, row))

    def read_on(self) -> None:
        """Show what comes next; after the end, the beginning."""
        end = self.top >= self._last_top
        self.scroll_to_row(0 if end else self.top + max(self.size.height - 1, 1))

    def count_rows(self, text: Content) -> int:
        """Return how many rows ``text`` takes up here."""
        return text.get_height({}, self.room) if text.plain and self.room > 0 else 0

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_to_row(self.top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_to_row(self.top - _WHEEL)

    def on_resize(self) -> None:
        """Keep the last rows at the bottom where there is room for more."""
        self.scroll_to_row(self.top)

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        self._strips = None

    @property
    def room(self) -> int:
        """The width of the text; one row needs no place for a sign that there is more."""
        return self.size.width - (self.size.height > 1)

    @property
    def _last_top(self) -> int:
        return max(len(self._rows()) - self.size.height, 0)

    def _rows(self) -> list[Strip]:
        if self._strips is None or self._laid_for != self.room:
            self._laid_for = self.room
            self._strips = []
            if self.is_attached and self.room > 0 and self._text.plain:
                self._strips = Visual.to_strips(
                    self, self._text, self.room, None, self.visual_style, pad=True
                )
        return self._strips

    def render_line(self, y: int) -> Strip:
        """Return one row of what is in view, with a sign where there is more."""
        rows, style = self._rows(), self.visual_style.rich_style
        row = self.top + y
        strip = rows[row] if row < len(rows) else Strip.blank(self.room, style)
        sign = ""
        if y == 0 and self.top:
            sign = _MORE_ABOVE
        elif y == self.size.height - 1 and row + 1 < len(rows):
            sign = _MORE_BELOW
        if not sign or self.size.height < 2:
            return strip.adjust_cell_length(self.size.width, style)
        text = strip.adjust_cell_length(self.room, style)
        return Strip([*text, Segment(sign, style)], self.size.width)
