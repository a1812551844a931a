"""The whole text of a file as it will stand in the study, to be read before it is imported."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from kodeverk.i18n import ngettext
from kodeverk.model import Transcript
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.commands import PREVIEW, Command, bindings
from kodeverk.tui.screens.moving import Moving
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.transcript import TranscriptView


class PreviewScreen(Room, Moving):
    """One moves and finds in it as in the coding room; nothing can be coded."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = PREVIEW
    BINDINGS: ClassVar[list[BindingType]] = bindings(PREVIEW)
    AUTO_FOCUS = "#preview"

    def __init__(self, project: Project, transcript: Transcript) -> None:
        super().__init__(project)
        self._transcript = transcript

    def inside(self) -> ComposeResult:
        """The text."""
        yield TranscriptView(id="preview")

    @property
    def home(self) -> Widget:
        """The text."""
        return self.view

    def on_mount(self) -> None:
        """Show it from its start."""
        self.view.show(self._transcript, marks={}, colors={})
        turns = len(self._transcript.turns)
        count = ngettext("{n} turn", "{n} turns", turns).format(n=turns)
        self.head(clean_line(self._transcript.title), count)
