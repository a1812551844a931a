"""Widgets whose size is the style sheet's alone: nothing within them has the screen laid out."""

from textual.containers import Container
from textual.geometry import Size
from textual.widget import Widget


class Placed(Widget):
    """Where its size comes from the style sheet, the layout that gives it is the last one.

    Textual makes another one then, for what may have to fit round it, and paints the screen again.
    """

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)


class Ground(Placed, Container):
    """Holds other widgets and shows nothing itself, so it costs a frame nothing."""

    BLANK = True
