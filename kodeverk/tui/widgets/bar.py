"""The useful commands of a room as a row of buttons."""

from collections.abc import Iterable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalScroll
from textual.content import Content
from textual.widgets import Button

from kodeverk.tui.commands import Command, signs


class CommandBar(HorizontalScroll):
    """A click runs the command, also while a field has the keys: Textual's footer would type."""

    can_focus = False

    def __init__(self, commands: Iterable[Command], keys: Mapping[str, str]) -> None:
        super().__init__()
        self._commands = [command for command in commands if command.footer]
        self._keys = keys

    def compose(self) -> ComposeResult:
        """A button for every command with a short word."""
        for command in self._commands:
            key = signs(self._keys.get(command.id, command.keys).split(",")[0])
            label = Content.assemble((key, "bold $accent"), f" {command.footer}")
            button = Button(label, name=command.id, compact=True)
            button.can_focus = False
            button.styles.line_pad = 0
            button.styles.width = label.cell_length  # else two blanks more; 80 cells are few
            yield button

    @on(Button.Pressed)
    async def run(self, event: Button.Pressed) -> None:
        """Run the command on the screen, or on the app if it is the program's."""
        event.stop()
        name = event.button.name or ""
        own = hasattr(self.screen, f"action_{name}")
        await self.app.run_action(name, self.screen if own else self.app)
