"""Find a command by a few letters of what it does."""

from typing import Any

from textual.app import App
from textual.content import Content

from kodeverk.i18n import _
from kodeverk.tui.commands import CODING, PROGRAM, Command, signs
from kodeverk.tui.screens.pick import Choice, PickScreen


def palette(app: App[Any]) -> None:
    """Ask which command to run, and run it on the screen that is open."""
    screen = app.screen
    here = (*getattr(screen, "ROOM_COMMANDS", CODING), *PROGRAM)

    async def run(command: Command | None) -> None:
        if command is not None:
            own = hasattr(screen, f"action_{command.id}")
            await app.run_action(command.id, screen if own else app)

    app.push_screen(
        PickScreen(
            _("Which command?"),
            (Choice(c, _label(c), (c.label, c.group)) for c in here if c.id != "palette"),
        ),
        run,
    )


def _label(command: Command) -> Content:
    return Content.assemble(f"{command.label}  ", (signs(command.keys), "dim"))
