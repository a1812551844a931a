"""The import room: choose files, see what they hold, say who speaks, and take them in."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import DirectoryTree, Input, OptionList, ProgressBar
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from kodeverk.corpus.draft import Outcome
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.commands import IMPORTS, Command, bindings
from kodeverk.tui.incoming import Foreign, Incoming, bring_in, files_in, look, settled
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.filecard import FileCard
from kodeverk.tui.widgets.paths import Folders, PathInput


class _Stopped(Exception):
    """The person wants no more of it."""


class ImportScreen(Room):
    """Nothing is written before “import”; then each file is a transcript of its own."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = IMPORTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(IMPORTS)
    AUTO_FOCUS = "#folders"

    class Found(Message):
        """A worker has looked through a folder."""

        def __init__(self, paths: list[Path], in_folder: bool) -> None:
            super().__init__()
            self.paths = paths
            self.in_folder = in_folder

    class Read(Message):
        """A worker has read a file."""

        def __init__(
            self, incoming: Incoming, outcome: Outcome, foreign: Foreign | None = None
        ) -> None:
            super().__init__()
            self.incoming = incoming
            self.outcome = outcome
            self.foreign = foreign

    class Imported(Message):
        """A worker has imported a file, or failed to (``part``: only some of a study yet)."""

        def __init__(self, part: bool = False) -> None:
            super().__init__()
            self.part = part

    class Idle(Message):
        """A worker has no more to do."""

        def __init__(self, imported: bool) -> None:
            super().__init__()
            self.imported = imported

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._files: list[Incoming] = []
        self._busy = False
        self._all, self._done = 0, 0

    def inside(self) -> ComposeResult:
        """Where files are found and which were chosen; what is in one of them."""
        start = Path.cwd()
        with Vertical(id="files-side"):
            yield PathInput(id="path")
            yield Folders(start if start != self.project.root else Path.home(), id="folders")
            yield OptionList(id="files", compact=True)
            yield ProgressBar(id="progress", show_eta=False)
        yield FileCard(id="file-card")

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

    # --- choosing

    @on(DirectoryTree.FileSelected)
    def choose(self, event: DirectoryTree.FileSelected) -> None:
        """Add the file."""
        self.add([event.path])

    @on(Input.Submitted, "#path")
    def typed(self, event: Input.Submitted) -> None:
        """Add the file or folder whose path was written."""
        try:
            path = Path(event.value.strip()).expanduser()
            there = bool(event.value.strip()) and path.exists()
        except (OSError, RuntimeError, ValueError):
            there = False
        if there:
            event.input.value = ""
            self._look_through(path)
        else:
            self.tell(_("There is no file or folder with that path."))

    @work(thread=True, group="folder", exit_on_error=False)
    def _look_through(self, path: Path) -> None:
        self.post_message(self.Found(files_in(path), path.is_dir()))

    @on(Found)
    def found(self, event: "ImportScreen.Found") -> None:
        """Add the files of the folder."""
        if event.paths:
            self.add(event.paths, event.in_folder)
            self.home.focus()
        else:
            self.tell(_("There is no file in that folder."))

    def add(self, paths: list[Path], in_folder: bool = False) -> None:
        """Add files to the list, and read them."""
        known = {each.path.absolute() for each in self._files}
        fresh = [path for path in paths if path.absolute() not in known]
        self._files += [Incoming(path, in_folder) for path in fresh]
        first = len(self._files) - len(fresh)
        self._show_list(first if fresh else None)
        self._read_on()

    def action_import_path(self) -> None:
        """Write a path."""
        self.query_one(PathInput).focus()

    def action_import_folder(self) -> None:
        """Add all files of the folder under the cursor."""
        here = self.query_one(Folders).here
        self._look_through(here if here.is_dir() else here.parent)

    def action_import_files(self) -> None:
        """Go to the list."""
        self.home.focus()

    def action_import_drop(self) -> None:
        """Take the file under the cursor off the list; the file itself is not touched."""
        here = self._here
        if here is not None and not self._busy:
            at = self._files.index(here)
            self._files.remove(here)
            self._show_list(min(at, len(self._files) - 1) if self._files else None)
            if not self._files:
                self.home.focus()

    # --- reading

    def _read_on(self) -> None:
        waiting = [each for each in self._files if each.outcome is None]
        if waiting and not self._busy:
            self._begin(len(waiting))
            self._read(waiting)

    @work(thread=True, group="read", exit_on_error=False)
    def _read(self, waiting: list[Incoming]) -> None:
        from kodeverk.corpus.importers import read_many
        from kodeverk.interchange.reading import kind_of

        worker = get_current_worker()
        studies = [each for each in waiting if not each.in_folder and kind_of(each.path)]
        plain = [each for each in waiting if each not in studies]
        outcomes = read_many(
            [each.path for each in plain],
            interviewers=self.project.settings.interviewers,
            check=self.project.check_source,
        )
        for incoming, outcome in zip(plain, outcomes, strict=True):
            if worker.is_cancelled:
                return
            self.post_message(self.Read(incoming, outcome))
        for incoming in studies:
            outcome, foreign = look(incoming.path, self.project)
            if worker.is_cancelled:
                return
            self.post_message(self.Read(incoming, outcome, foreign))
        self.post_message(self.Idle(False))

    @on(Read)
    def take(self, event: "ImportScreen.Read") -> None:
        """Show what was read."""
        before = self._files[: self._files.index(event.incoming)]
        event.incoming.take(settled(event.outcome, before, self.project))
        event.incoming.foreign = event.foreign
        self._step()

    def _begin(self, count: int) -> None:
        self._busy, self._all, self._done = True, count, 0
        bar = self.query_one(ProgressBar)
        bar.update(total=count, progress=0)
        bar.display = True

    def _step(self) -> None:
        self._done += 1
        self.query_one(ProgressBar).update(progress=self._done)
        self._show_list(self.rows.highlighted)

    @on(Idle)
    def rest(self, event: "ImportScreen.Idle") -> None:
        """Go on with files added meanwhile, or say how it went."""
        self._busy = False
        self.query_one(ProgressBar).display = False
        self._show_list(self.rows.highlighted)
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
        elif any(each.ready for each in self._files):
            self.tell(_("“i” imports what is ready. “u” does not take an import back."))
        self._read_on()

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

    def _show_list(self, at: int | None) -> None:
        rows = self.rows
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

    @on(OptionList.OptionSelected, "#files")
    def action_import_details(self) -> None:
        """Write about the file."""
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
