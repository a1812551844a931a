"""What the rooms around the coding room have in common: head, commands, status line, way back."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from kodeverk.errors import KodeverkError
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.commands import PROGRAM, Command
from kodeverk.tui.widgets.bar import CommandBar
from kodeverk.tui.widgets.head import head_line

if TYPE_CHECKING:
    from kodeverk.tui.app import KodeverkApp


class Room(Screen[None]):
    """A room over the coding room. Esc goes from a field to ``home``, and from there back."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project

    @property
    def kodeverk(self) -> "KodeverkApp":
        """The app."""
        return cast("KodeverkApp", self.app)

    @property
    def home(self) -> Widget:
        """The widget that has the keys when nothing is being written."""
        raise NotImplementedError

    @property
    def unsaved(self) -> bool:
        """True where something is decided that would be forgotten with the room."""
        return False

    def inside(self) -> ComposeResult:
        """The room itself, between head and status line."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Head line, the room, status line, commands."""
        yield Static("", id="head", markup=False)
        with Horizontal(id="room"):
            yield from self.inside()
        yield Static("", id="status", markup=False)
        every = (*self.ROOM_COMMANDS, *(c for c in PROGRAM if c.id == "help"))
        back_first = sorted(every, key=lambda command: command.id != "leave")
        yield CommandBar(back_first, self.kodeverk.keys)

    def head(self, name: str, about: str = "") -> None:
        """Show the name of the room, and a little about what is in it."""
        line = head_line(self.project.settings.name, name, (about,))
        self.query_one("#head", Static).update(line, layout=False)

    def tell(self, text: str) -> None:
        """Say something in the status line."""
        self.query_one("#status", Static).update(Content(clean_line(text)), layout=False)

    def fail(self, error: KodeverkError) -> None:
        """Show what is wrong and the cure."""
        self.kodeverk.say(clean_line(str(error)), True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Let what nobody foresaw end the program with its log: a room that waits says nothing."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            raise event.worker.error

    def action_leave(self) -> None:
        """Stop writing, or go back to the coding room."""
        home = self.home
        if self.focused is None or self.focused is home:
            self.dismiss()
        else:
            home.focus()
