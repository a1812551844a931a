"""The useful commands of a screen on one line: a click runs one.

One widget instead of Textual's footer with one a key: the footer is a fifth of the time it takes
to start, and it types its keys into a focused field.
"""

from collections.abc import Iterable, Mapping

from textual import events
from textual.content import Content
from textual.widgets import Static

from kodeverk.tui.commands import Command, signs
from kodeverk.tui.widgets.ground import Placed


class CommandBar(Placed, Static):
    """The commands that have a short word, each with its key, as many as there is room for.

    The last one is always there: it is the way out, or the way to all the others.
    """

    def __init__(self, commands: Iterable[Command], keys: Mapping[str, str]) -> None:
        super().__init__("", markup=False)
        self._keys = keys
        self._commands = [command for command in commands if command.footer]
        self._places: list[tuple[int, int, str]] = []

    def on_resize(self) -> None:
        """Draw the line, closer together where there is little room."""
        labels = []
        for command in self._commands:
            key = signs(self._keys.get(command.id, command.keys).split(",")[0])
            labels.append(Content.assemble((key, "bold $text-accent"), f" {command.footer}"))
        wide = sum(label.cell_length + 2 for label in labels) <= self.size.width
        gap = Content("  " if wide else " ")
        self._places = []
        line, column = Content(""), 0
        rows = list(zip(self._commands, labels, strict=True))
        room = self.size.width - sum(label.cell_length for label in labels[-1:])
        for command, label in rows:
            if (command, label) != rows[-1] and column + label.cell_length + 1 > room:
                continue
            self._places.append((column, column + label.cell_length, command.id))
            line = line + label + gap
            column += label.cell_length + gap.cell_length
        self.update(line, layout=False)

    async def on_click(self, event: events.Click) -> None:
        """Run the command that was clicked, on the screen, or on the app if it is the program's."""
        event.stop()
        for start, end, name in self._places:
            if start <= event.x < end:
                own = hasattr(self.screen, f"action_{name}")
                await self.app.run_action(name, self.screen if own else self.app)
