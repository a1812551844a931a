"""Files for import: found, put on the list, read, and read anew as a person wants them read."""

from collections.abc import Iterable
from pathlib import Path

from textual import on, work
from textual.message import Message
from textual.widgets import DirectoryTree, Input, ProgressBar
from textual.worker import get_current_worker

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers.reading import NO_CHOICE
from kodeverk.corpus.recall import Memory
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.incoming import Foreign, Incoming, files_in, look, settled
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.paths import Folders, PathInput


class Collecting(Room):
    """The part of the import room that gathers the files and has them read by a worker."""

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
        self._memory = Memory()
        self.unread = ""  # why a file could not be read as a person wanted

    def show_files(self, at: int | None) -> None:
        """Show the list as it is now, with the cursor in row ``at`` (None: where it was)."""
        raise NotImplementedError

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
    def found(self, event: "Collecting.Found") -> None:
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
        self.show_files(len(self._files) - len(fresh) if fresh else None)
        self._read_on()

    def action_import_path(self) -> None:
        """Write a path."""
        self.query_one(PathInput).focus()

    def action_import_folder(self) -> None:
        """Add all files of the folder under the cursor."""
        here = self.query_one(Folders).here
        self._look_through(here if here.is_dir() else here.parent)

    # --- reading

    def read_anew(self, files: Iterable[Incoming]) -> None:
        """Read files once more, as a person now wants them read."""
        for each in files:
            each.waiting = True
        self._read_on()

    def _read_on(self) -> None:
        waiting = [each for each in self._files if each.waiting]
        if waiting and not self._busy:
            heads = (self.project.head(name) for name in self.project.transcript_ids)
            self._memory = Memory(head for head in heads if head is not None)
            self.unread = ""
            self._begin(len(waiting))
            self._read(waiting)

    @work(thread=True, group="read", exit_on_error=False)
    def _read(self, waiting: list[Incoming]) -> None:
        from kodeverk.corpus.importers import read_many
        from kodeverk.interchange.reading import kind_of

        worker = get_current_worker()
        studies = [each for each in waiting if not each.in_folder and kind_of(each.path)]
        plain = [each for each in waiting if each not in studies]
        for encoding, choice in dict.fromkeys((each.encoding, each.choice) for each in plain):
            alike = [each for each in plain if (each.encoding, each.choice) == (encoding, choice)]
            outcomes = read_many(
                [each.path for each in alike],
                interviewers=self.project.settings.interviewers,
                encoding=encoding or None,
                choice=choice,
                check=self.project.check_source,
            )
            for incoming, outcome in zip(alike, outcomes, strict=True):
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
    def take(self, event: "Collecting.Read") -> None:
        """Show what was read; what cannot be read as a person wanted stays as it was."""
        incoming, outcome = event.incoming, event.outcome
        if incoming.draft is not None and outcome.draft is None:
            incoming.encoding, incoming.choice, incoming.waiting = "", NO_CHOICE, False
            self.unread = clean_line(outcome.message)
        else:
            before = self._files[: self._files.index(incoming)]
            incoming.take(settled(outcome, before, self.project), self._memory)
            incoming.foreign = event.foreign
        self._step()

    def _begin(self, count: int) -> None:
        self._busy, self._all, self._done = True, count, 0
        bar = self.query_one(ProgressBar)
        bar.update(total=count, progress=0)
        bar.display = True

    def _step(self) -> None:
        self._done += 1
        self.query_one(ProgressBar).update(progress=self._done)
        self.show_files(None)
