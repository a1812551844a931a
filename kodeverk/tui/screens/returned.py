"""The room of reports that come back: what became of their quotes, and how they are made new."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.commands import RETURNED, Command, bindings
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.pick import Choice, PickScreen
from kodeverk.tui.screens.room import Room

if TYPE_CHECKING:
    from kodeverk.export.returned.comeback import Comeback
    from kodeverk.export.returned.comparing import Comparison, Found
    from kodeverk.export.returned.doing import Refreshed
    from kodeverk.export.returned.study import Again

_MOST_LINES = 14  # of what would be done, in the question


class ReturnedScreen(Room):
    """Choose a file in exports; a worker reads it. Nothing is written before a person says yes."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = RETURNED
    BINDINGS: ClassVar[list[BindingType]] = bindings(RETURNED)
    AUTO_FOCUS = "#returned-files"

    class Read(Message):
        """A worker has read a report, or found out why it cannot be."""

        def __init__(
            self,
            path: Path,
            found: "tuple[Comeback, Again, Comparison] | None",
            error: KodeverkError | None = None,
        ) -> None:
            super().__init__()
            self.path = path
            self.found = found
            self.error = error

    class Planned(Message):
        """A worker has made a report new in memory."""

        def __init__(
            self, done: "tuple[Comeback, Refreshed] | None", error: KodeverkError | None = None
        ) -> None:
            super().__init__()
            self.done = done
            self.error = error

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._files: list[Path] = []
        self._path: Path | None = None
        self._keep: dict[str, int] = {}
        self._comparison: Comparison | None = None
        self._rows: list[Found] = []
        self._busy = False

    def inside(self) -> ComposeResult:
        """The files; what became of the quotes in one of them."""
        with Vertical(id="returned-left"):
            yield Label(Content(_("Reports in exports")), classes="list-title")
            yield OptionList(id="returned-files", compact=True)
        with Vertical(id="returned-right"):
            yield Static("", id="returned-sum", markup=False)
            yield OptionList(id="returned-quotes", compact=True)
            yield Static("", id="returned-about", markup=False)

    def on_mount(self) -> None:
        """List the files, the newest first."""
        self.head(_("Reports that come back"))
        folder = self.project.root / "exports"
        found = [
            path
            for path in folder.glob("*.docx")
            if not path.name.startswith(("~$", ".")) and ".bak" not in path.stem
        ]
        self._files = sorted(found, key=_changed, reverse=True)
        self.home.add_options([Option(Content(clean_line(path.name))) for path in self._files])
        self.home.highlighted = 0 if self._files else None
        self.tell(
            _("⏎ reads the report; nothing in it is changed.")
            if self._files
            else _("There is no report in exports yet.")
        )

    @property
    def home(self) -> OptionList:
        """The list of files."""
        return self.query_one("#returned-files", OptionList)

    @property
    def _quotes(self) -> OptionList:
        return self.query_one("#returned-quotes", OptionList)

    # --- reading

    @on(OptionList.OptionSelected, "#returned-files")
    def read(self, event: OptionList.OptionSelected) -> None:
        """Read the file that was chosen."""
        if not self._busy:
            self._path, self._keep = self._files[event.option_index], {}
            self._again()

    def _again(self) -> None:
        if self._path is not None:
            self._busy = True
            self.tell(_("Reading …"))
            self._read(self._path, dict(self._keep))

    @work(thread=True, group="returned", exit_on_error=False)
    def _read(self, path: Path, keep: dict[str, int]) -> None:
        try:
            back, again = self._open(path)
            comparison = back.compare(again, keep)
        except KodeverkError as error:
            self.post_message(self.Read(path, None, error))
        else:
            self.post_message(self.Read(path, (back, again, comparison)))

    def _open(self, path: Path) -> "tuple[Comeback, Again]":
        from kodeverk.analysis import themed
        from kodeverk.export.returned.comeback import Comeback, gather

        back = Comeback(path, self.project.settings.id)
        return back, gather(self.project, back.manifest.options, themed)

    @on(Read)
    def show(self, event: "ReturnedScreen.Read") -> None:
        """Show what became of the quotes."""
        self._busy = False
        self._quotes.clear_options()
        self.query_one("#returned-about", Static).update("")
        if event.found is None:
            self._comparison = None
            self.query_one("#returned-sum", Static).update("")
            self.tell("")
            if event.error is not None:
                self.fail(event.error)
            return
        from kodeverk.export.returned import comeback, words

        back, again, comparison = event.found
        self._comparison = comparison
        try:
            comeback.note(self.project, back.manifest, comeback.items(comparison, again))
        except KodeverkError as error:
            self.fail(error)
        self.query_one("#returned-sum", Static).update(words.summary(comparison.found))
        self._rows = sorted(comparison.found, key=_first)
        self._quotes.add_options([Option(_row(found)) for found in self._rows])
        self._quotes.highlighted = 0 if comparison.found else None
        self._quotes.focus()
        if comparison.unclear:
            self.tell(_("⏎ on a quote that is unclear lets you say which place it is."))
        else:
            self.tell(_("Noted in the study. “w” puts in what is new in the study."))

    @on(OptionList.OptionHighlighted, "#returned-quotes")
    def about(self, event: OptionList.OptionHighlighted) -> None:
        """Show all that is known of the quote."""
        if self._comparison is not None:
            found = self._rows[event.option_index]
            self.query_one("#returned-about", Static).update(_about(found))

    @on(OptionList.OptionSelected, "#returned-quotes")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Ask which place an unclear quote is."""
        if self._comparison is None or self._busy:
            return
        found = self._rows[event.option_index]
        if not found.candidates:
            self.tell(_("There is nothing to ask about this quote."))
            return
        from kodeverk.export.returned import words

        choices = [
            Choice(number, Content(line), (line,))
            for number, line in [
                *enumerate(map(words.place, found.candidates), 1),
                (0, _("none of these: the quote is deleted")),
            ]
        ]

        def chosen(number: int | None) -> None:
            if number is not None:
                self._keep[found.id] = number
                self._again()

        self.app.push_screen(PickScreen(words.question(found), choices), chosen)

    # --- making new

    def action_returned_refresh(self) -> None:
        """Say what would be done, and do it if the person says yes."""
        if self._busy:
            return
        if self._path is None or self._comparison is None:
            self.tell(_("Choose a report first."))
            return
        self._busy = True
        self.tell(_("Comparing with the study …"))
        self._plan(self._path, dict(self._keep))

    @work(thread=True, group="returned", exit_on_error=False)
    def _plan(self, path: Path, keep: dict[str, int]) -> None:
        try:
            back, again = self._open(path)
            back.check_closed()
            self.post_message(self.Planned((back, back.refresh(again, datetime.now(UTC), keep))))
        except KodeverkError as error:
            self.post_message(self.Planned(None, error))

    @on(Planned)
    def ask(self, event: "ReturnedScreen.Planned") -> None:
        """Show what would be done."""
        from kodeverk.export.returned import words

        self._busy = False
        self.tell("")
        if event.done is None:
            if event.error is not None:
                self.fail(event.error)
            return
        back, refreshed = event.done
        lines = words.sentences(refreshed.steps)
        if not refreshed.changed:
            self.tell(" ".join(line for line in lines if not line.startswith(" ")))
            return
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], "…"]

        def answered(yes: bool | None) -> None:
            if yes:
                self._save(back, refreshed)

        question = "\n".join((*lines, "", _("What people have written is not touched.")))
        self.app.push_screen(ConfirmScreen(question, _("Do it"), _("Cancel")), answered)

    def _save(self, back: "Comeback", refreshed: "Refreshed") -> None:
        try:
            kept = back.save(refreshed)
        except KodeverkError as error:
            self.fail(error)
            return
        self._keep = {}
        self.kodeverk.say(_("Written. The file as it was: {name}").format(name=kept.name))
        self._again()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


def _first(found: "Found") -> int:
    """Return 0 for what a person has to say something about, 1 for what is not as it was."""
    from kodeverk.export.returned.comparing import State

    as_it_was = found.state is State.KEPT and not found.comments
    return 0 if found.state.unclear else 2 if as_it_was else 1


def _row(found: "Found") -> Content:
    from kodeverk.export.returned import words

    text = (found.spot.text or found.spot.was) if found.spot else found.text or ""
    color = "bold $text-warning" if found.state.unclear else "bold"
    signs = " ✎" if found.comments else ""
    return Content.assemble((words.state(found), color), signs, "  ", clean_line(text))


def _about(found: "Found") -> Content:
    parts: list[str | tuple[str, str]] = []
    spot = found.spot
    text = (spot.text or spot.was) if spot else found.text or ""
    parts.append(clean_line(text))
    if spot and spot.heading:
        parts += [("\n" + _("Under") + " ", "dim"), clean_line(spot.heading)]
    if found.text is not None and spot and clean_line(found.text) != clean_line(spot.text):
        parts += [("\n" + _("In the study") + " ", "dim"), clean_line(found.text)]
    for author, said in found.comments:
        parts += [(f"\n✎ {clean_line(author)} ", "bold"), clean_line(said)]
    return Content.assemble(*parts)
