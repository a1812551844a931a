"""The palette as numbered swatches: one is chosen for a code."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from kodeverk.codebook import PALETTE
from kodeverk.i18n import _

_ROW = 5
_CELL = 8
COLORS = ("", *PALETTE)  # number 0 is no colour of its own


class Swatches(Static, can_focus=True):
    """Arrows or a number go to a colour, ⏎ or a click takes it; 0 is as the code above."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", _("Previous"), show=False, id="swatches.left"),
        Binding("right", "step(1)", _("Next"), show=False, id="swatches.right"),
        Binding("up", "step(-5)", _("A row up"), show=False, id="swatches.up"),
        Binding("down", "step(5)", _("A row down"), show=False, id="swatches.down"),
        Binding("enter,space", "take", _("Take"), show=False, id="swatches.take"),
    ]

    class Picked(Message):
        """A colour was taken: ``#rrggbb``, or empty."""

        def __init__(self, color: str) -> None:
            super().__init__()
            self.color = color

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._chosen = ""
        self._at = 0
        self._typed = 0

    def show(self, color: str) -> None:
        """Show which colour the code has; one that is not in the palette is shown after it."""
        self._chosen = color
        self._at = self._all.index(color)
        self._typed = 0
        self._paint()

    @property
    def _all(self) -> tuple[str, ...]:
        return COLORS if self._chosen in COLORS else (*COLORS, self._chosen)

    def _paint(self) -> None:
        parts: list[str | tuple[str, str]] = []
        for number, color in enumerate(self._all):
            here = self.has_focus and number == self._at
            left, right = ("[", "]") if color == self._chosen else (" ", " ")
            parts.append((f"{left}{number:>2}", "reverse" if here else ""))
            parts.append(("██" if color else "··", color))
            parts.append((f"{right}", "reverse" if here else ""))
            parts.append("\n" if number % _ROW == _ROW - 1 else "  ")
        self.update(Content.assemble(*parts))

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self._paint()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._at = self._all.index(self._chosen)
        self._paint()

    def action_step(self, by: int) -> None:
        """Go to another colour."""
        self._at = max(0, min(len(self._all) - 1, self._at + by))
        self._typed = 0
        self._paint()

    def action_take(self) -> None:
        """Take the colour under the cursor."""
        self.post_message(self.Picked(self._all[self._at]))

    def on_key(self, event: events.Key) -> None:
        """Go to the number that is typed; two digits in a row are one number."""
        if event.character and event.character in "0123456789":
            event.stop()
            digit = int(event.character)
            number = self._typed * 10 + digit
            self._typed = number if number < len(self._all) else digit
            self._at = min(self._typed, len(self._all) - 1)
            self._paint()

    def on_click(self, event: events.Click) -> None:
        """Take the colour that was clicked."""
        number = event.y * _ROW + event.x // _CELL
        if event.x // _CELL < _ROW and 0 <= number < len(self._all):
            self._at = number
            self.action_take()
