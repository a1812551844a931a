"""The report room: choose what goes into the Word summary, see how much it is, and write it."""

from datetime import date
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label, Static
from textual.worker import get_current_worker

from kodeverk.analysis.ordering import Order
from kodeverk.analysis.people import attributes
from kodeverk.errors import KodeverkError
from kodeverk.files import safe_name
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.report import Options, Report
from kodeverk.text import clean_line
from kodeverk.tui import remembered
from kodeverk.tui.commands import REPORT, Command, bindings
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.path import PathScreen
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.lists import Row, TickList
from kodeverk.tui.widgets.ordering import OrderedTicks
from kodeverk.tui.widgets.reportform import ReportForm

_MOST_NOTICES = 6  # in the question; all of them stand beside the choices
_QUIET_SECONDS = 0.3  # after a choice, before it is counted what the summary will hold


class ReportScreen(Room):
    """The choices make Options; a worker gathers the report of them after each choice."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = REPORT
    BINDINGS: ClassVar[list[BindingType]] = bindings(REPORT)
    AUTO_FOCUS = "#report-codes"

    class Gathered(Message):
        """A worker has gathered the report, or found out why it cannot be."""

        def __init__(self, report: Report | None, error: KodeverkError | None = None) -> None:
            super().__init__()
            self.report = report
            self.error = error

    class Written(Message):
        """A worker has written the report, or failed to; neither if it was stopped."""

        def __init__(self, path: Path | None = None, error: KodeverkError | None = None) -> None:
            super().__init__()
            self.path = path
            self.error = error

    class Progress(Message):
        """So much of the report is written, in per cent."""

        def __init__(self, percent: int) -> None:
            super().__init__()
            self.percent = percent

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._report: Report | None = None
        self._quiet: Timer | None = None
        self._stop: Event | None = None  # set to stop the writing that goes on
        self._waiting = False
        self._remembered = remembered.options(project)
        self._chosen: Options | None = None
        self._template: Path | None = None

    def inside(self) -> ComposeResult:
        """What is chosen from; how it is laid out; what it will hold."""
        project = self.project
        book = project.codebook
        codes = Order(book, self._remembered.order).all()
        heads = filter(None, map(project.head, project.transcript_ids))
        with Vertical(id="report-what"):
            yield Label(Content(_("Codes")), classes="list-title")
            yield OrderedTicks(
                (Row(c.id, Content(clean_line(c.name)), len(book.ancestors(c.id))) for c in codes),
                id="report-codes",
            )
            yield Label(Content(_("Transcripts")), classes="list-title")
            yield TickList(map(self._transcript_row, project.transcript_ids), id="report-texts")
            yield Label(Content(_("Coders")), classes="list-title", id="coders-title")
            yield TickList(
                (Row(name, Content(clean_line(name))) for name in project.coders),
                id="report-coders",
            )
        with VerticalScroll(id="report-how") as how:
            how.can_focus = False
            yield ReportForm(
                self._remembered,
                attributes(heads),
                clean_line(project.settings.name),
                remembered.last_template(project),
                remembered.templates(),
            )
            yield Static("", id="report-holds", markup=False)

    def _transcript_row(self, name: str) -> Row[str]:
        head = self.project.head(name)
        title = clean_line(head.title) if head else ""
        return Row(name, Content.assemble(title or name, (f"  {name}" if title else "", "dim")))

    @property
    def form(self) -> ReportForm:
        """How the summary is laid out."""
        return self.query_one(ReportForm)

    def on_mount(self) -> None:
        """Count what the summary of everything would hold."""
        self.head(_("Word summary"))
        several = len(self.project.coders) > 1
        self.query_one("#coders-title").display = several
        self.query_one("#report-coders").display = several
        self._later()

    @property
    def home(self) -> Widget:
        """The list of codes."""
        return self.query_one("#report-codes")

    def _ticks(self, name: str) -> tuple[str, ...] | None:
        """Return what is ticked in a list; None for all of it."""
        rows: TickList[str] = self.query_one(f"#{name}", TickList)
        return None if rows.everything else rows.ticked

    @property
    def options(self) -> Options:
        """What was chosen."""
        codes = self.query_one("#report-codes", OrderedTicks)
        own_order = codes.order != tuple(code.id for code in Order(self.project.codebook, ()).all())
        return self.form.fill(
            Options(
                codes=self._ticks("report-codes"),
                transcripts=self._ticks("report-texts"),
                coders=self._ticks("report-coders"),
                order=codes.order if own_order else (),
            )
        )

    @on(ReportForm.TemplateWanted)
    def ask_template(self) -> None:
        """Ask for the file to use as a template."""
        title = _("Which Word file has the styles?")
        self.app.push_screen(PathScreen(title, (".docx", ".dotx")), self.form.choose_template)

    def on_unmount(self) -> None:
        """Keep how the summary is laid out for the next time."""
        if self._chosen is not None:
            remembered.keep(self.project, self._chosen, self._template)

    # --- what it will hold

    @on(TickList.Ticked)
    @on(ReportForm.Changed)
    def _later(self) -> None:
        """Count again when the choosing has rested a moment."""
        self._report = None
        self._chosen = chosen = self.options
        self._template = self.form.template
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(_QUIET_SECONDS, lambda: self._gather(chosen))

    @work(thread=True, exclusive=True, group="gather", exit_on_error=False)
    def _gather(self, options: Options) -> None:
        from kodeverk.analysis import themed

        worker = get_current_worker()
        try:
            gathered = self.Gathered(themed(self.project, options))
        except KodeverkError as error:
            gathered = self.Gathered(None, error)
        if not worker.is_cancelled:
            self.post_message(gathered)

    @on(Gathered)
    def show(self, event: "ReportScreen.Gathered") -> None:
        """Show how much the summary will hold, and what to look at before it is shared."""
        self._report = event.report
        if self._waiting:
            self._waiting = False
            self.tell("")
        parts: list[str | tuple[str, str]] = []
        if event.report is not None:
            report = event.report
            quotes = len(report.quotes())
            parts += [
                ("\n" + _("It will hold") + " ", "bold $text-primary"),
                ngettext("{n} quote", "{n} quotes", quotes).format(n=quotes),
                ", ",
                ngettext("{n} informant", "{n} informants", report.informants).format(
                    n=report.informants
                ),
                ", ",
                ngettext("{n} coding", "{n} codings", report.codings).format(n=report.codings),
                "\n",
            ]
            if report.notices:
                parts.append(("\n" + _("Look at this before it is shared"), "bold $text-warning"))
            for notice in report.notices:
                parts += [("\n⚠ ", "bold $text-warning"), f"{clean_line(notice.message)} "]
                parts.append((clean_line(notice.cure), "italic"))
        elif event.error is not None:
            parts += [("\n✗ ", "bold $text-error"), clean_line(str(event.error))]
        self.query_one("#report-holds", Static).update(Content.assemble(*parts))

    # --- writing

    def action_report_returned(self) -> None:
        """Go to the summaries that have come back from Word."""
        from kodeverk.tui.screens.returned import ReturnedScreen

        self.app.push_screen(ReturnedScreen(self.project))

    def action_report_all(self) -> None:
        """Tick all or none in the list that has the keys."""
        if isinstance(self.focused, TickList):
            self.focused.tick_all()

    def action_report_down(self) -> None:
        """Move the marked theme or code down among its siblings."""
        self._move(1)

    def action_report_up(self) -> None:
        """Move the marked theme or code up among its siblings."""
        self._move(-1)

    def _move(self, by: int) -> None:
        codes = self.query_one("#report-codes", OrderedTicks)
        if self.focused is not codes:
            self.tell(_("Only the codes can be moved: go to them first."))
        elif not codes.move(by):
            self.app.bell()

    def action_report_order(self) -> None:
        """Put the codes in the order of the codebook again."""
        codes = self.query_one("#report-codes", OrderedTicks)
        codes.put_in_order(tuple(code.id for code in Order(self.project.codebook, ()).all()))

    def action_leave(self) -> None:
        """Stop the writing, or stop writing in a field, or go back to the coding room."""
        if self._stop is not None:
            self._stop.set()
        else:
            super().action_leave()

    @on(Input.Submitted)
    def done(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def action_report_pick(self) -> None:
        """Pick the quotes of the summary as it is chosen here, and come back."""
        from kodeverk.tui.screens.picking import PickingScreen

        self.app.push_screen(
            PickingScreen(self.project, self.options), lambda _result: self._later()
        )

    def action_report_write(self) -> None:
        """Write the summary; what could give somebody away is asked about first."""
        report = self._report
        if self._stop is not None:
            return
        if report is None:
            self._waiting = True
            self.tell(_("Wait a moment: the quotes are being gathered."))
            return
        torn = self.project.incomplete & frozenset(report.options.coders or self.project.coders)
        if torn:
            names = ", ".join(clean_line(name) for name in sorted(torn))
            self.tell(
                _("The journal of {names} is not whole (F5): choose the other coders.").format(
                    names=names
                )
            )
            return
        if not report.quotes():
            self.tell(_("There are no quotes in it: choose more."))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._stop = Event()
                self.tell(_("Writing …"))
                remembered.keep(self.project, report.options, self._template)
                self._write(report, self._template, self._stop)

        if not report.notices:
            answered(True)
            return
        shown = [f"⚠ {clean_line(notice.message)}" for notice in report.notices[:_MOST_NOTICES]]
        if more := len(report.notices) - len(shown):
            shown.append(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
        question = "\n".join((_("Look at this before it is shared"), "", *shown, ""))
        self.app.push_screen(ConfirmScreen(question, _("Write it"), _("Cancel")), answered)

    @work(thread=True, group="write", exit_on_error=False)
    def _write(self, report: Report, template: Path | None, stop: Event) -> None:
        from kodeverk.export.word import write

        shown = 0

        def progress(done: int, total: int) -> None:
            nonlocal shown
            if stop.is_set():
                raise _Stopped
            percent = 100 * done // max(total, 1)
            if percent > shown:
                shown = percent
                self.post_message(self.Progress(percent))

        try:
            path = _fresh_path(self.project.root, report.title)
            written = self.Written(write(report, path, template=template, progress=progress))
        except _Stopped:
            written = self.Written()
        except KodeverkError as error:
            written = self.Written(None, error)
        self.post_message(written)

    @on(Progress)
    def tell_progress(self, event: "ReportScreen.Progress") -> None:
        """Say how much is written."""
        if self._stop is not None:
            self.tell(_("Writing: {percent} %. Esc stops it.").format(percent=event.percent))

    @on(Written)
    def tell_where(self, event: "ReportScreen.Written") -> None:
        """Say where the summary is."""
        self._stop = None
        if event.path is not None:
            self.tell(_("Written: {path}").format(path=event.path))
        elif event.error is not None:
            self.tell("")
            self.fail(event.error)
        else:
            self.tell(_("Stopped. Nothing was written."))


class _Stopped(Exception):
    """Somebody stopped the writing."""


def _fresh_path(root: Path, name: str) -> Path:
    """Return a path among the study's exports that holds no file yet."""
    stem = f"{safe_name(name)} {date.today().isoformat()}"
    path = root / "exports" / f"{stem}.docx"
    number = 2
    while path.exists():
        path = path.with_name(f"{stem} ({number}).docx")
        number += 1
    return path
