"""The export room: codings as a table, the codebook, or coded transcripts, for programs outside."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Label, ProgressBar, Select, Static
from textual.worker import Worker, get_current_worker

from kodeverk import exporting, i18n
from kodeverk.errors import KodeverkError
from kodeverk.exporting import Done, Job, What
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.report import Options
from kodeverk.text import clean_line
from kodeverk.tui.commands import EXPORT, Command, bindings
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.lists import Row, Tick, TickList

_T = TypeVar("_T")
_OFTEN = 50  # things between two words on how far it has come


class _Stopped(Exception):
    """The person wants no more of it."""


class ExportScreen(Room):
    """What, as what, and of which transcripts, codes and coders; a worker writes it."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = EXPORT
    BINDINGS: ClassVar[list[BindingType]] = bindings(EXPORT)
    AUTO_FOCUS = "#export-what"

    class Advanced(Message):
        """The worker has come so far."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """The worker has written it (``done``), failed, or was stopped (neither)."""

        def __init__(self, done: Done | None = None, error: KodeverkError | None = None) -> None:
            super().__init__()
            self.done = done
            self.error = error

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._worker: Worker[None] | None = None

    def inside(self) -> ComposeResult:
        """What is written and how; which codings it is about."""
        with VerticalScroll(id="export-how") as how:
            how.can_focus = False
            yield from self._fields()
            yield Static("", id="export-about", markup=False)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static("", id="export-told", markup=False)
        book, project = self.project.codebook, self.project
        with Vertical(id="export-which"):
            yield Label(Content(_("Codes")), classes="list-title")
            yield TickList(
                (
                    Row(c.id, Content(clean_line(c.name)), len(book.ancestors(c.id)))
                    for c in book.codes
                ),
                id="export-codes",
            )
            yield Label(Content(_("Transcripts")), classes="list-title")
            yield TickList(map(self._transcript_row, project.transcript_ids), id="export-texts")
            yield Label(Content(_("Coders")), classes="list-title", id="coders-title")
            yield TickList(
                (Row(name, Content(clean_line(name))) for name in project.coders),
                id="export-coders",
            )

    def _transcript_row(self, name: str) -> Row[str]:
        head = self.project.head(name)
        title = clean_line(head.title) if head else ""
        return Row(name, Content.assemble(title or name, (f"  {name}" if title else "", "dim")))

    def _fields(self) -> ComposeResult:
        languages = [("norsk bokmål", "nb"), ("English", "en")]
        language = i18n.choose(self.project.settings.language, i18n.active())
        fields: tuple[tuple[str, Widget], ...] = (
            (
                _("What"),
                Select(exporting.kinds(), id="export-what", allow_blank=False, compact=True),
            ),
            (
                _("Format"),
                Select(
                    exporting.formats(What.CODINGS),
                    id="export-format",
                    allow_blank=False,
                    compact=True,
                ),
            ),
            (
                _("Language"),
                Select(
                    languages,
                    value=language,
                    id="export-language",
                    allow_blank=False,
                    compact=True,
                ),
            ),
            (
                _("Speakers"),
                Tick(Content(_("as numbers, not names")), value=True, id="export-anonymous"),
            ),
        )
        for label, field in fields:
            with Horizontal(classes="field"):
                yield Label(Content(label), classes="field-name")
                yield field

    def on_mount(self) -> None:
        """Show what is chosen at first."""
        self.head(_("Export"))
        several = len(self.project.coders) > 1
        self.query_one("#coders-title").display = several
        self.query_one("#export-coders").display = several
        self.query_one(ProgressBar).display = False
        self._explain()

    @property
    def home(self) -> Widget:
        """The choice of what to write."""
        return self.query_one("#export-what")

    def _chosen(self, name: str) -> str:
        return str(self.query_one(f"#{name}", Select).value)

    def _ticks(self, name: str) -> tuple[str, ...] | None:
        """Return what is ticked in a list; None for all of it."""
        rows: TickList[str] = self.query_one(f"#{name}", TickList)
        return None if rows.everything else rows.ticked

    @property
    def job(self) -> Job:
        """What was chosen."""
        return Job(
            What(self._chosen("export-what")),
            self._chosen("export-format"),
            Options(
                codes=self._ticks("export-codes"),
                transcripts=self._ticks("export-texts"),
                coders=self._ticks("export-coders"),
                language=self._chosen("export-language"),
                anonymous=self.query_one("#export-anonymous", Checkbox).value,
            ),
        )

    # --- choosing

    @on(Select.Changed, "#export-what")
    def offer(self) -> None:
        """Offer the formats of what is chosen, and what of it can be."""
        what = What(self._chosen("export-what"))
        formats = self.query_one("#export-format", Select)
        with formats.prevent(Select.Changed):
            formats.set_options(exporting.formats(what))
        self.query_one("#export-which").disabled = what.whole
        self.query_one("#export-anonymous").disabled = what.whole
        self._explain()

    @on(Select.Changed, "#export-format")
    def _explain(self) -> None:
        """Say what the format is good for."""
        about = exporting.explained(self._chosen("export-format"))
        self.query_one("#export-about", Static).update(Content(f"\n{about}\n"))

    def action_export_all(self) -> None:
        """Tick all or none in the list that has the keys."""
        if isinstance(self.focused, TickList):
            self.focused.tick_all()

    # --- writing

    def action_export_write(self) -> None:
        """Write it, unless it is being written."""
        if self._worker is not None:
            return
        job = self.job
        if not job.what.whole and () in (
            job.options.codes,
            job.options.transcripts,
            job.options.coders,
        ):
            self.tell(_("There is nothing in it: choose more."))
            return
        self.query_one("#export-told", Static).update("")
        self.tell(_("Writing … Esc stops it."))
        self._worker = self._write(job)

    @work(thread=True, group="write", exit_on_error=False)
    def _write(self, job: Job) -> None:
        worker = get_current_worker()

        def along(things: Iterable[_T], total: int) -> Iterator[_T]:
            for number, thing in enumerate(things):
                if worker.is_cancelled:
                    raise _Stopped
                if number % _OFTEN == 0 or total < _OFTEN:
                    self.post_message(self.Advanced(number, total))
                yield thing

        place = exporting.fresh(self.project)
        try:
            ended = self.Ended(exporting.write(self.project, job, along, place))
        except _Stopped:
            ended = self.Ended()
        except KodeverkError as error:
            ended = self.Ended(error=error)
        self.post_message(ended)

    @on(Advanced)
    def show_progress(self, event: "ExportScreen.Advanced") -> None:
        """Show how far it has come."""
        if self._worker is not None:
            bar = self.query_one(ProgressBar)
            bar.display = True
            bar.update(total=event.total, progress=event.done)

    @on(Ended)
    def show_end(self, event: "ExportScreen.Ended") -> None:
        """Say where it is and what to look at, or why it is not there."""
        self._worker = None
        self.query_one(ProgressBar).display = False
        if event.done is not None:
            self.tell(_("Written: {path}").format(path=event.done.path))
            self.query_one("#export-told", Static).update(_told(event.done))
            self.query_one("#export-how").can_focus = True  # so that the arrows can scroll it
        elif event.error is not None:
            self.tell("")
            self.fail(event.error)
        else:
            self.tell(_("Stopped: nothing half was left."))

    def action_leave(self) -> None:
        """Stop what is being written, else go back."""
        if self._worker is not None:
            self._worker.cancel()
        else:
            super().action_leave()

    def on_unmount(self) -> None:
        """Stop what is being written."""
        if self._worker is not None:
            self._worker.cancel()


def _told(done: Done) -> Content:
    """Return where the files are, what was altered, and what to look at."""
    parts: list[str | tuple[str, str]] = [
        (_("Written") + " ", "bold $text-primary"),
        clean_line(str(done.path)),
    ]
    parts += [f"\n{clean_line(sentence)}" for sentence in done.sentences]
    if done.notices:
        parts.append(("\n\n" + _("Look at this before it is shared"), "bold $text-warning"))
    for messages, cure in exporting.summed(done.notices):
        for message in messages:
            parts += [("\n⚠ ", "bold $text-warning"), clean_line(message)]
        parts.append((f"\n  {clean_line(cure)}", "italic"))
    return Content.assemble(*parts)
