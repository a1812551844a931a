"""What is ticked off: a box, and a list where each row has one. A mark tells, not the colour."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, OptionList
from textual.widgets.option_list import Option

from kodeverk.i18n import _

T = TypeVar("T")


class Tick(Checkbox):
    """A box that is empty when it is not ticked."""

    def __init__(self, label: Content, *, value: bool = False, id: str | None = None) -> None:
        super().__init__(label, value, id=id, compact=True)
        self._draw()

    def _draw(self) -> None:
        self.BUTTON_INNER = "X" if self.value else " "

    def watch_value(self) -> None:
        """Show a cross or nothing."""
        self._draw()
        super().watch_value()


@dataclass(frozen=True)
class Row(Generic[T]):
    """What is ticked, how it is shown, and how deep it stands below the rows before it."""

    value: T
    label: Content
    depth: int = 0


class TickList(OptionList, Generic[T]):
    """Space, ⏎ or a click ticks a row and the rows below it in the tree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", _("Tick"), show=False, id="ticks.tick"),
    ]

    class Ticked(Message):
        """Other rows are ticked now."""

    def __init__(
        self, rows: Iterable[Row[T]], *, ticked: Container[T] | None = None, id: str | None = None
    ) -> None:
        """Show ``rows`` with those ticked whose values are in ``ticked`` (default: all)."""
        self._rows = tuple(rows)
        self._ticked = [ticked is None or row.value in ticked for row in self._rows]
        prompts = [Option(self._prompt(n)) for n in range(len(self._rows))]
        super().__init__(*prompts, id=id, compact=True)

    def _prompt(self, n: int) -> Content:
        row = self._rows[n]
        box = "[x] " if self._ticked[n] else "[ ] "
        return Content.assemble("  " * row.depth, (box, "bold"), row.label)

    def put(self, rows: Iterable[Row[T]], ticked: Container[T]) -> None:
        """Show other rows; the marked one stays if it is there still."""
        marked = self.highlighted
        self._rows = tuple(rows)
        self._ticked = [row.value in ticked for row in self._rows]
        self.clear_options()
        self.add_options([Option(self._prompt(n)) for n in range(len(self._rows))])
        if marked is not None and self._rows:
            self.highlighted = min(marked, len(self._rows) - 1)

    @property
    def ticked(self) -> tuple[T, ...]:
        """The values of the rows that are ticked."""
        return tuple(r.value for r, on in zip(self._rows, self._ticked, strict=True) if on)

    @property
    def everything(self) -> bool:
        """True when every row is ticked."""
        return all(self._ticked)

    def tick_all(self) -> None:
        """Tick all rows; none if all are ticked."""
        self._set(dict.fromkeys(range(len(self._rows)), not self.everything))

    @on(OptionList.OptionSelected)
    def toggle(self, event: OptionList.OptionSelected) -> None:
        """Tick a row with what is below it. What stands above it holds all that is below."""
        event.stop()
        n = event.option_index
        now = not self._ticked[n]
        depth = self._rows[n].depth
        changes = {n: now}
        for below in range(n + 1, len(self._rows)):
            if self._rows[below].depth <= depth:
                break
            changes[below] = now
        for above in range(n - 1, -1, -1):
            if self._rows[above].depth < depth:
                depth = self._rows[above].depth
                if not now:
                    changes[above] = False
        self._set(changes)

    def _set(self, changes: dict[int, bool]) -> None:
        for n, now in changes.items():
            if self._ticked[n] is not now:
                self._ticked[n] = now
                self.replace_option_prompt_at_index(n, self._prompt(n))
        self.post_message(self.Ticked())
