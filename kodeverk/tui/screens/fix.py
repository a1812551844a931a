"""Correct one turn: its words, its speaker, where it ends."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, TextArea

from kodeverk.errors import UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Transcript
from kodeverk.text import clean_line
from kodeverk.tui.fixing import Written
from kodeverk.tui.screens.ask import AskScreen
from kodeverk.tui.widgets.lists import Tick


class FixScreen(ModalScreen[Transcript | None]):
    """The answer is the corrected transcript; Esc gives None, and nothing is written here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Cancel"), show=False, id="fix.leave", priority=True),
        Binding("ctrl+s", "save", _("Save"), show=False, id="fix.save", priority=True),
        Binding("ctrl+t", "split", _("Split"), show=False, id="fix.split", priority=True),
        Binding("ctrl+n", "join", _("Join"), show=False, id="fix.join", priority=True),
    ]

    def __init__(self, transcript: Transcript, number: int, offset: int) -> None:
        """``offset`` is where in the body the person is at."""
        super().__init__()
        self._transcript = transcript
        self._number = number
        turn = transcript.turns[number]
        self._speaker = turn.speaker or ""
        self._said = transcript.text(turn.text)
        self._at = min(max(offset - turn.text.start, 0), len(self._said))

    def compose(self) -> ComposeResult:
        """The words, the speaker, and what can be done."""
        count = sum(turn.speaker == self._speaker for turn in self._transcript.turns)
        with Vertical(classes="dialog"):
            yield Label(Content(_("Correct the turn")), classes="dialog-title")
            yield TextArea(self._said, tab_behavior="focus", compact=True, id="fix-text")
            with Horizontal(classes="field", id="fix-who"):
                yield Label(Content(_("Said by")), classes="field-name")
                yield Input(value=self._speaker, compact=True, id="fix-name")
            every = ngettext(
                "the new name in all turns: {n} turn of “{name}”",
                "the new name in all turns: {n} turns of “{name}”",
                count,
            ).format(n=count, name=clean_line(self._speaker))
            yield Tick(Content(every), id="fix-all")
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Save")), id="save", compact=True, variant="primary")
                yield Button(Content(_("Split at the cursor")), id="split", compact=True)
                yield Button(Content(_("Join with the next")), id="join", compact=True)
                yield Button(Content(_("Cancel")), id="leave", compact=True)
            yield Label(
                Content(_("ctrl+s save   ctrl+t split   ctrl+n join   Esc cancel")),
                classes="dialog-hint",
                id="fix-hint",
            )

    def on_mount(self) -> None:
        """Begin in the words, where the person was reading."""
        self.query_one("#fix-who").display = self.query_one(Tick).display = bool(self._speaker)
        area = self.query_one(TextArea)
        area.move_cursor(_location(self._said, self._at))
        area.focus()

    @property
    def _written(self) -> Written:
        name = self.query_one("#fix-name", Input).value
        text, everywhere = self.query_one(TextArea).text, self.query_one(Tick).value
        return Written(self._transcript, self._number, text, name, everywhere)

    def _answer(self, make: Callable[[], Transcript]) -> None:
        try:
            self.dismiss(make())
        except UsageError as error:
            self.app.bell()
            self.query_one("#fix-hint", Label).update(Content(clean_line(str(error))))

    @on(Button.Pressed)
    async def press(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        await self.run_action(event.button.id or "leave")

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Answer with the turn as it was written."""
        self._answer(self._written.corrected)

    def action_split(self) -> None:
        """Let a new turn begin at the cursor; ask who says it."""
        written, area = self._written, self.query_one(TextArea)
        row, column = area.cursor_location
        at = sum(len(line) + 1 for line in area.text.split("\n")[:row]) + column
        if not self._speaker:
            self._answer(lambda: written.split(at, None))
            return

        def named(name: str | None) -> None:
            if name is not None:
                self._answer(lambda: written.split(at, name))

        self.app.push_screen(AskScreen(_("Who says the rest?"), written.other), named)

    def action_join(self) -> None:
        """Make one turn of this one and the next."""
        self._answer(self._written.joined)

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


def _location(text: str, at: int) -> tuple[int, int]:
    """Return row and column of letter ``at``."""
    before = text[:at].split("\n")
    return len(before) - 1, len(before[-1])
