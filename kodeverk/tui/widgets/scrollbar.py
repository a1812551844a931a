"""A scroll bar that costs a frame nothing: its three kinds of cells are drawn once and kept."""

from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from kodeverk.tui.widgets.ground import Placed


class LightScrollBar(Placed, ScrollBar):
    """A vertical bar of whole cells. Textual's own draws every cell anew for each frame."""

    def __init__(self) -> None:
        super().__init__(vertical=True, name="vertical", thickness=1)
        self._cells: dict[tuple[Style, str], Strip] = {}
        self._drawn: tuple[object, ...] = ()
        self.display = True  # Textual says so too when it is laid out, and then does that again

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw the bar anew if it looks different: Textual asks for it with every layout."""
        if not layout and self.is_attached and self._drawn == self._state():
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _state(self) -> tuple[object, ...]:
        sizes = self.size, self.window_virtual_size, self.window_size
        return (*sizes, self.position, self.mouse_over, self.grabbed)

    def notify_style_update(self) -> None:
        """Draw the bar anew in the colours of today."""
        super().notify_style_update()
        self._drawn = ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return a cell for each row of ``crop``: above the thumb, the thumb, below it."""
        height = self.size.height
        style = self._look()
        self._drawn = self._state()
        above, thumb, below = (
            self._cell(style, "scroll_up"),
            self._cell(Style(bgcolor=style.color), "grab"),
            self._cell(style, "scroll_down"),
        )
        total, shown = self.window_virtual_size, self.window_size
        if not 0 < shown < total or not height:
            paper = Style(bgcolor=self.background_colors[0].rich_color)  # as if there were no bar
            return [self._cell(paper, "")] * crop.height
        long = max(1, round(height * shown / total))
        start = round((height - long) * self.position / (total - shown))
        rows = [above] * start + [thumb] * long + [below] * (height - start - long)
        return rows[crop.y : crop.bottom]

    def _look(self) -> Style:
        """Return the colours of thumb (letters) and of what it moves on (background)."""
        assert self.parent is not None
        styles = self.parent.styles
        if self.grabbed:
            paper, ink = styles.scrollbar_background_active, styles.scrollbar_color_active
        elif self.mouse_over:
            paper, ink = styles.scrollbar_background_hover, styles.scrollbar_color_hover
        else:
            paper, ink = styles.scrollbar_background, styles.scrollbar_color
        if paper.a < 1:
            paper = self.parent.background_colors[0] + paper
        return Style.from_color((paper + ink).rich_color, paper.rich_color)

    def _cell(self, style: Style, press: str) -> Strip:
        """Return one cell; ``press`` is what Textual does when the mouse is pressed on it."""
        cell = self._cells.get((style, press))
        if cell is None:
            meta = {"@mouse.down": press} if press else None
            cell = Strip([Segment(" ", Style(bgcolor=style.bgcolor, meta=meta))], 1)
            for line_filter in self.get_line_filters():
                cell = cell.apply_filter(line_filter, self.background_colors[1])
            self._cells[style, press] = cell
        return cell
