"""Two small questions: a line of text, and yes or no."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from kodeverk.i18n import _
from kodeverk.text import clean_line


class AskScreen(ModalScreen[str | None]):
    """Ask for one line of text; Esc gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Cancel"), show=False, id="ask.leave"),
    ]

    def __init__(self, title: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._title, self._value, self._hint = title, value, hint

    def compose(self) -> ComposeResult:
        """The question and a field."""
        with Vertical(classes="dialog small"):
            yield Label(Content(clean_line(self._title)), classes="dialog-title")
            yield Input(value=clean_line(self._value), compact=True)
            yield Label(Content(self._hint or _("⏎ done   Esc cancel")), classes="dialog-hint")

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with what was typed."""
        text = clean_line(event.value)
        if text:
            self.dismiss(text)
        else:
            self.app.bell()

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


class ConfirmScreen(ModalScreen[bool]):
    """Ask yes or no; Esc is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", _("No"), show=False, id="confirm.no"),
        Binding("y,j", "answer(True)", _("Yes"), show=False, id="confirm.yes"),
        Binding("left,right", "app.focus_next", show=False, id="confirm.other"),
    ]

    def __init__(self, question: str, yes: str = "", no: str = "") -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes or _("Yes"), no or _("No")

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(classes="dialog small"):
            yield Label(Content(self._question), classes="dialog-title")
            with Horizontal(classes="buttons"):
                yield Button(Content(self._yes), id="yes", compact=True, variant="primary")
                yield Button(Content(self._no), id="no", compact=True)

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Answer with a key."""
        self.dismiss(yes)
