"""Choose one of many by typing a few letters of its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from kodeverk.i18n import _
from kodeverk.text import clean_line
from kodeverk.tui import fuzzy

T = TypeVar("T")
_SHOWN = 100  # more than anyone reads; the list is made anew at every key


@dataclass(frozen=True)
class Choice(Generic[T]):
    """One row: what is chosen, how it is shown, and what it can be found by."""

    value: T
    label: Content
    texts: tuple[str, ...]


class PickScreen(ModalScreen[T | None]):
    """Typing narrows the list, ⏎ takes the row that is marked, Esc takes none.

    ``keys`` are single letters that choose at once while nothing else is typed. ``fresh`` is a row
    that stands for what was typed itself (then ``made`` makes the value).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Cancel"), show=False, id="pick.leave"),
        Binding("down", "step(1)", _("Down"), show=False, id="pick.down"),
        Binding("up", "step(-1)", _("Up"), show=False, id="pick.up"),
        Binding("pagedown", "step(8)", _("A page down"), show=False, id="pick.page_down"),
        Binding("pageup", "step(-8)", _("A page up"), show=False, id="pick.page_up"),
    ]

    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012 (Textual declares it)

    def __init__(
        self,
        title: str,
        choices: Iterable[Choice[T]],
        *,
        keys: Mapping[str, T] | None = None,
        hint: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._choices: Sequence[Choice[T]] = tuple(choices)
        self._keys = dict(keys or {})
        self._hint = hint
        self._shown: list[Choice[T]] = []

    def compose(self) -> ComposeResult:
        """The question, a field, and the list."""
        with Vertical(classes="dialog"):
            yield Label(Content(clean_line(self._title)), classes="dialog-title")
            yield Input(placeholder=_("Type a few letters"), compact=True)
            yield OptionList(compact=True)
            if self._hint:
                yield Label(Content(self._hint), classes="dialog-hint")

    def on_mount(self) -> None:
        """Show all rows."""
        self.query_one(OptionList).can_focus = False
        self._fill("")

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show the rows that fit what is typed."""
        if event.value in self._keys:
            self.dismiss(self._keys[event.value])
            return
        self._fill(event.value)

    def _fill(self, query: str) -> None:
        fitting = fuzzy.best(query, self._choices, lambda choice: choice.texts)
        self._shown = fitting[:_SHOWN]
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(choice.label) for choice in self._shown])
        rows.highlighted = 0 if self._shown else None
        if not self._shown:
            rows.add_option(Option(Content(_("No match.")), disabled=True))

    @on(Input.Submitted)
    def take(self) -> None:
        """Choose the row that is marked."""
        at = self.query_one(OptionList).highlighted
        if at is not None and self._shown:
            self.dismiss(self._shown[at].value)
        else:
            self.app.bell()

    @on(OptionList.OptionSelected)
    def click(self, event: OptionList.OptionSelected) -> None:
        """Choose the row that was clicked."""
        self.dismiss(self._shown[event.option_index].value)

    def action_step(self, by: int) -> None:
        """Mark another row."""
        if self._shown:
            rows = self.query_one(OptionList)
            rows.highlighted = max(0, min(len(self._shown) - 1, (rows.highlighted or 0) + by))

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
