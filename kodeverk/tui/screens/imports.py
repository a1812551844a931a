"""The import room: choose files, see what they hold, say who speaks, and take them in."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, ProgressBar
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from kodeverk.corpus.roster import roster
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.project.proposing import Names
from kodeverk.text import clean_line
from kodeverk.tui.commands import IMPORTS, Command, bindings
from kodeverk.tui.incoming import Incoming, bring_in
from kodeverk.tui.screens.collecting import Collecting
from kodeverk.tui.widgets.filecard import FileCard
from kodeverk.tui.widgets.paths import Folders, PathInput


class _Stopped(Exception):
    """The person wants no more of it."""


class ImportScreen(Collecting):
    """Nothing is written before “import”; then each file is a transcript of its own."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = IMPORTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(IMPORTS)
    AUTO_FOCUS = "#folders"

    class Imported(Message):
        """A worker has imported a file, or failed to (``part``: only some of a study yet)."""

        def __init__(self, part: bool = False) -> None:
            super().__init__()
            self.part = part

    def inside(self) -> ComposeResult:
        """Where files are found and which were chosen; what is in one of them."""
        start = Path.cwd()
        with Vertical(id="files-side"):
            yield PathInput(id="path")
            yield Folders(start if start != self.project.root else Path.home(), id="folders")
            yield OptionList(id="files", compact=True)
            yield ProgressBar(id="progress", show_eta=False)
        yield FileCard(Names(self.project.codebook), id="file-card")

    def on_mount(self) -> None:
        """Nothing is chosen yet."""
        self.query_one("#files").display = False
        self.query_one("#progress").display = False
        self.head(_("Import"))
        self.tell(_("⏎ adds a file, “f” the whole folder; nothing is imported before “i”."))

    @property
    def home(self) -> Widget:
        """The list of files, or where they are found."""
        return self.rows if self._files else self.query_one(Folders)

    @property
    def rows(self) -> OptionList:
        """The files that were chosen."""
        return self.query_one("#files", OptionList)

    @property
    def _here(self) -> Incoming | None:
        at = self.rows.highlighted
        return self._files[at] if at is not None and at < len(self._files) else None

    # --- the list

    def action_import_files(self) -> None:
        """Go to the list."""
        self.home.focus()

    def action_import_drop(self) -> None:
        """Take the file under the cursor off the list; the file itself is not touched."""
        here = self._here
        if here is not None and not self._busy:
            at = self._files.index(here)
            self._files.remove(here)
            self.show_files(min(at, len(self._files) - 1) if self._files else None)
            if not self._files:
                self.home.focus()

    @on(FileCard.Encoded)
    def encoded(self, event: FileCard.Encoded) -> None:
        """Read the file in the encoding that was chosen."""
        self.read_anew([event.incoming])

    def action_import_columns(self) -> None:
        """Choose which columns of a survey are answers."""
        from kodeverk.tui.screens.columns import choose_columns

        choose_columns(self, self._here)

    def action_import_read(self) -> None:
        """Read the whole text of the file under the cursor."""
        from kodeverk.corpus.canonical import compose
        from kodeverk.tui.screens.preview import PreviewScreen

        here = self._here
        if here is not None and here.named is not None:
            shown = replace(here.named, title=here.title or here.path.name)
            self.app.push_screen(PreviewScreen(self.project, compose(shown, "preview")))
        else:
            self.tell(_("There is no text to read in that file."))

    def action_import_names(self) -> None:
        """Go to the names in all the files."""
        from kodeverk.tui.screens.names import NamesScreen

        files = [each for each in self._files if each.ready and each.heard]
        if self._busy:
            self.tell(_("Wait until the files have been read."))
        elif any(each.speakers for each in files):
            here = self._here if self._here in files else None
            screen = NamesScreen(self.project, files, here, self._memory.names)
            self.app.push_screen(screen, lambda _result: self.show_files(None))
        else:
            self.tell(_("There are no names in the files."))

    @on(Collecting.Idle)
    def rest(self, event: Collecting.Idle) -> None:
        """Go on with files added meanwhile, or say how it went."""
        self._busy = False
        self.query_one(ProgressBar).display = False
        self.show_files(None)
        if event.imported:
            done = sum(1 for each in self._files if each.imported)
            failed = sum(1 for each in self._files if each.refused)
            text = ngettext("{n} file imported.", "{n} files imported.", done).format(n=done)
            if failed:
                text += " " + ngettext(
                    "{n} could not be; the list says why.",
                    "{n} could not be; the list says why.",
                    failed,
                ).format(n=failed)
            self.tell(text)
        elif self.unread:
            self.tell(self.unread)
        elif any(each.ready for each in self._files):
            self.tell(self._what_next())
        self._read_on()

    def _what_next(self) -> str:
        text = _("“i” imports what is ready. “u” does not take an import back.")
        heard = [each.heard for each in self._files if each.ready and each.heard]
        if any(entry.suggested for entry in roster(heard, self._memory.names)):
            return _("Some names may be one person's: “n” shows them; “i” imports.")
        return text

    # --- importing

    def action_import_all(self) -> None:
        """Import all files that can be."""
        ready = [each for each in self._files if each.ready]
        if self._busy:
            self.tell(_("Wait until the files have been read."))
        elif ready:
            try:
                if any(each.foreign for each in ready):
                    self.project.lock()
            except KodeverkError as error:
                self.fail(error)
                return
            self._begin(len(ready))
            self._import(ready)
        else:
            self.tell(_("There is nothing to import yet: choose files first."))

    @work(thread=True, group="import", exit_on_error=False)
    def _import(self, ready: list[Incoming]) -> None:
        worker = get_current_worker()

        def step() -> None:
            if worker.is_cancelled:
                raise _Stopped
            self.post_message(self.Imported(part=True))

        try:
            for each in bring_in(self.project, ready, step):
                if each.foreign is not None:
                    self.app.call_from_thread(self.project.refresh)
                self.post_message(self.Imported())
        except _Stopped:
            pass
        self.post_message(self.Idle(True))

    @on(Imported)
    def step(self, event: "ImportScreen.Imported") -> None:
        """Show how far it has come."""
        if event.part:
            self.tell(_("A study is being imported … Esc stops it."))
        else:
            self._step()

    # --- what is shown

    def show_files(self, at: int | None) -> None:
        """Show the list as it is now, with the cursor in row ``at`` (None: where it was)."""
        rows = self.rows
        at = rows.highlighted if at is None else at
        rows.display = bool(self._files)
        rows.clear_options()
        rows.add_options([Option(_row(each)) for each in self._files])
        if at is None and self._files:
            at = 0
        rows.highlighted = at if self._files else None
        self._show_card()
        ready = sum(1 for each in self._files if each.ready)
        self.head(
            _("Import"),
            ngettext("{n} file ready", "{n} files ready", ready).format(n=ready),
        )

    def _show_card(self) -> None:
        self.query_one(FileCard).show(self._here)

    @on(OptionList.OptionHighlighted, "#files")
    def follow(self) -> None:
        """Show the file under the cursor."""
        self._show_card()

    def action_import_details(self) -> None:
        """Write about the file; a click on it must not: a key after it would become its title."""
        if self._here and self._here.foreign:
            self.query_one(FileCard).focus()
        elif self._here and self._here.ready:
            self.query_one("#i-title", Input).focus()

    def action_import_role(self) -> None:
        """Give the speaker under the cursor the next role."""
        speakers = self.query_one("#speakers", OptionList)
        if not speakers.has_focus:
            speakers.focus()
            self.tell(_("↑↓ to a speaker, “r” or ⏎ changes the role."))
        else:
            self.query_one(FileCard).next_role()


def _row(incoming: Incoming) -> Content:
    outcome = incoming.outcome
    if incoming.imported:
        mark, style = "✓", "bold $text-success"
    elif incoming.refused or (outcome and outcome.outcome == "reject"):
        mark, style = "✗", "bold $text-error"
    elif outcome is None:
        mark, style = "…", "dim"
    elif incoming.foreign is not None and incoming.ready:
        mark, style = ("⚠", "$text-warning") if incoming.foreign.found.left else ("+", "bold")
    elif outcome.draft is None:
        mark, style = "–", "dim"
    else:
        mark, style = ("⚠", "$text-warning") if outcome.draft.notices else ("+", "bold")
    return Content.assemble((f"{mark} ", style), clean_line(incoming.path.name))
