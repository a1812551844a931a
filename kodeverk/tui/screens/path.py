"""Ask for the path of a file; the folders complete it."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from kodeverk.i18n import _
from kodeverk.text import clean_line
from kodeverk.tui.widgets.paths import PathInput


class PathScreen(ModalScreen[Path | None]):
    """⏎ takes a file that is there and whose name ends as it should; Esc takes none.

    Without ``endings`` any name will do.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Cancel"), show=False, id="path.leave"),
    ]

    def __init__(self, title: str, endings: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._title = title
        self._endings = endings

    def compose(self) -> ComposeResult:
        """The question and a field that completes."""
        with Vertical(classes="dialog"):
            yield Label(Content(clean_line(self._title)), classes="dialog-title")
            yield PathInput(id="path-asked")
            yield Label(
                Content(_("⏎ done   → completes   Esc cancel")),
                classes="dialog-hint",
                id="path-hint",
            )

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with the file, or say what is wrong with it."""
        try:
            path = Path(event.value.strip()).expanduser()
            there = path.is_file()
        except (OSError, RuntimeError, ValueError):  # no home folder; no path at all
            there = False
        if not event.value.strip() or not there:
            self._tell(_("There is no such file."))
        elif self._endings and path.suffix.lower() not in self._endings:
            self._tell(
                _("Its name must end with {endings}.").format(endings=" / ".join(self._endings))
            )
        else:
            self.dismiss(path.absolute())

    def _tell(self, text: str) -> None:
        self.app.bell()
        self.query_one("#path-hint", Label).update(Content(text))

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
