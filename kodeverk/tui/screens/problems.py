"""The problem room: everything that is wrong with the study's files, each with its cure."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kodeverk.i18n import _, ngettext
from kodeverk.model import Problem, Severity
from kodeverk.text import clean, clean_line
from kodeverk.tui.commands import PROBLEMS, Command, bindings
from kodeverk.tui.screens.room import Room


class ProblemsScreen(Room):
    """Reads everything in a worker; errors first, then warnings."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = PROBLEMS
    BINDINGS: ClassVar[list[BindingType]] = bindings(PROBLEMS)
    AUTO_FOCUS = "#problems"

    class Checked(Message):
        """A worker has read everything."""

        def __init__(self, problems: tuple[Problem, ...]) -> None:
            super().__init__()
            self.problems = problems

    def inside(self) -> ComposeResult:
        """The list."""
        yield OptionList(id="problems", compact=True)

    def on_mount(self) -> None:
        """Begin to read."""
        self.action_problems_again()

    @property
    def home(self) -> OptionList:
        """The list."""
        return self.query_one("#problems", OptionList)

    def action_problems_again(self) -> None:
        """Read all files again."""
        self.head(_("Problems"))
        self.tell(_("Reading all files …"))
        self.project.refresh()
        self.project.reload_codebook()
        self._check()

    @work(thread=True, exclusive=True, group="check", exit_on_error=False)
    def _check(self) -> None:
        self.post_message(self.Checked(self.project.check()))

    @on(Checked)
    def show(self, event: "ProblemsScreen.Checked") -> None:
        """Show what was found."""
        found = sorted(event.problems, key=lambda p: (p.severity is not Severity.ERROR, p.file))
        rows = self.home
        rows.clear_options()
        rows.add_options([Option(_row(problem)) for problem in found])
        rows.highlighted = 0 if found else None
        errors = sum(1 for problem in found if problem.severity is Severity.ERROR)
        warnings = len(found) - errors
        self.head(
            _("Problems"),
            " · ".join(
                (
                    ngettext("{n} error", "{n} errors", errors).format(n=errors),
                    ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
                )
            ),
        )
        self.tell(
            _("What is wrong stops nothing else; “r” looks again.")
            if found
            else _("All files are as they should be.")
        )


def _row(problem: Problem) -> Content:
    error = problem.severity is Severity.ERROR
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return Content.assemble(
        ("✗ ", "bold $text-error") if error else ("⚠ ", "bold $text-warning"),
        (_("Error"), "bold $text-error") if error else (_("Warning"), "bold $text-warning"),
        (f"  {clean_line(where)}\n", "bold"),
        f"  {clean(problem.message).strip()}\n",
        (f"  → {clean(problem.cure).strip()}\n" if problem.cure else "", "italic"),
    )
