"""The program on the screen: one app, its rooms, and how it ends."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType

from kodeverk import settings
from kodeverk.errors import SaveError
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.commands import CODING, PROGRAM, bindings, keymap
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.room import Room
from kodeverk.tui.suggesting import ChildSuggester, Suggester
from kodeverk.tui.sweeping import SWEEP_SECONDS, Sweeper

if TYPE_CHECKING:
    from kodeverk.project.revising import Revision

THEMES = ("textual-dark", "textual-light")


class KodeverkApp(App[None]):
    """The coding room with everything that is reached from it."""

    CSS_PATH = "kodeverk.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(PROGRAM)

    def __init__(
        self,
        project: Project,
        transcript: str | None = None,
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__()
        self.project = project
        self.title = clean_line(project.settings.name)
        self.suggester: Suggester = suggester or ChildSuggester(project)
        self._sweeper = Sweeper()
        self._first = transcript
        chosen = settings.user()
        theme = chosen.get("theme")
        self.theme = theme if theme in THEMES else THEMES[0]
        keys = project.settings.keys | _texts(chosen.get("keys"))
        self.keys, self._unknown_keys = keymap(keys)
        self.set_keymap(self.keys)

    def on_mount(self) -> None:
        """Say what is wrong with the key settings."""
        self.set_interval(SWEEP_SECONDS, self._sweeper.sweep)
        if self._unknown_keys:
            names = ", ".join(clean_line(name) for name in self._unknown_keys)
            self.say(_("Unknown commands in the key settings: {names}").format(names=names), True)

    def get_default_screen(self) -> CodingScreen:
        """Begin in the coding room."""
        return CodingScreen(self.project, self._first)

    async def on_event(self, event: events.Event) -> None:
        """Note that the person is at work: what can wait, waits."""
        if isinstance(event, events.InputEvent):
            self._sweeper.wait()
        await super().on_event(event)

    def on_unmount(self) -> None:
        """End what runs beside the program."""
        self.suggester.close()

    def say(self, text: str, problem: bool = False) -> None:
        """Show a short message; ``text`` is never markup."""
        severity = "warning" if problem else "information"
        self.notify(text, severity=severity, markup=False, timeout=6 if problem else 3)  # type: ignore[arg-type]

    def action_theme(self) -> None:
        """Change between dark and light, and remember the choice."""
        self.theme = THEMES[1 - THEMES.index(self.theme)]
        try:
            settings.remember(theme=self.theme)
        except SaveError as error:
            self.say(str(error), True)

    def action_help(self) -> None:
        """Show all keys."""
        from kodeverk.tui.screens.help import HelpScreen

        room = getattr(self.screen, "ROOM_COMMANDS", CODING)
        self.push_screen(HelpScreen(self.project.codebook, self.keys, room))

    def action_palette(self) -> None:
        """Find a command by name."""
        from kodeverk.tui.screens.palette import palette

        if not self.screen.is_modal:
            palette(self)

    def action_codebook(self) -> None:
        """Open the codebook."""
        from kodeverk.tui.screens.codebook import CodebookScreen

        self._enter(CodebookScreen(self.project))

    def action_import(self) -> None:
        """Import files."""
        from kodeverk.tui.screens.imports import ImportScreen

        self._enter(ImportScreen(self.project))

    def action_report(self) -> None:
        """Choose what goes into a Word summary."""
        from kodeverk.tui.screens.report import ReportScreen

        self._enter(ReportScreen(self.project))

    def action_pick_quotes(self) -> None:
        """Choose the quotes of a Word summary."""
        from kodeverk.tui import remembered
        from kodeverk.tui.screens.picking import PickingScreen

        self._enter(PickingScreen(self.project, remembered.options(self.project)))

    def action_export(self) -> None:
        """Write files for programs outside."""
        from kodeverk.tui.screens.export import ExportScreen

        self._enter(ExportScreen(self.project))

    def action_problems(self) -> None:
        """Show what is wrong with the files, and the cures."""
        from kodeverk.tui.screens.problems import ProblemsScreen

        self._enter(ProblemsScreen(self.project))

    def action_review(self) -> None:
        """Review suggestions one by one."""
        from kodeverk.tui.screens.review import ReviewScreen

        self._enter(ReviewScreen(self.project))

    def action_record(self) -> None:
        """Show how right the suggestions were."""
        from kodeverk.tui.screens.record import RecordScreen

        self._enter(RecordScreen(self.project))

    def revise(self, transcript_id: str, revision: "Revision | None" = None) -> None:
        """Show what becomes of the codings on a corrected text, or ask for the file with it."""
        from kodeverk.tui.screens.revision import RevisionScreen

        self._enter(RevisionScreen(self.project, transcript_id, revision))

    def _enter(self, screen: Any) -> None:
        """Open a room over the coding room, in place of another one that is open."""
        here = self.screen
        if isinstance(here, CodingScreen):
            here.pause()
            self.push_screen(screen, lambda _result: self.coding.resume())
        elif isinstance(here, Room) and type(here) is not type(screen):
            if here.focused not in (None, here.home):
                here.tell(_("Press Esc first: you are writing here."))
                return
            if self._must_stay():
                return
            here.dismiss()
            self.call_after_refresh(self._enter, screen)

    def _must_stay(self) -> bool:
        """Tell, also the person, whether something decided in the room would be forgotten."""
        here = self.screen
        if not isinstance(here, Room) or not here.unsaved:
            return False
        here.tell(_("Press Esc first: what you have decided is not carried out."))
        return True

    async def action_quit(self) -> None:
        """End the program, unless something that was decided would go with it."""
        if not self._must_stay():
            await super().action_quit()

    @property
    def coding(self) -> CodingScreen:
        """The coding room."""
        return next(s for s in self.screen_stack if isinstance(s, CodingScreen))

    def _handle_exception(self, error: Exception) -> None:
        """End at once and let ``run`` raise: Textual's own report prints variables, and so text."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def _texts(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def run(root: Path, coder: str | None = None, transcript: str | None = None) -> None:
    """Open the study at ``root`` on the screen; returns when the person quits.

    Raises LockedError when the coder has it open already, ProjectError, and whatever the program
    fails with: the terminal is then as it was before.
    """
    project = Project.open(root, coder=coder)
    project.lock()
    try:
        app = KodeverkApp(project, transcript)
        app.run()
        failure = app._exception
        if failure is not None:
            raise failure
    finally:
        project.close()
