"""The report room: choose what goes into the Word summary, see how much it is, and write it."""

from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Select, Static
from textual.worker import get_current_worker

from kodeverk import i18n
from kodeverk.errors import KodeverkError
from kodeverk.files import safe_name
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.report import Grouping, Options, Report
from kodeverk.text import clean_line
from kodeverk.tui.commands import REPORT, Command, bindings
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.lists import Row, Tick, TickList

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
        """A worker has written the report, or failed to."""

        def __init__(self, path: Path | None, error: KodeverkError | None = None) -> None:
            super().__init__()
            self.path = path
            self.error = error

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._report: Report | None = None
        self._quiet: Timer | None = None
        self._writing = False
        self._waiting = False

    def inside(self) -> ComposeResult:
        """What is chosen from; how it is laid out; what it will hold."""
        book = self.project.codebook
        with Vertical(id="report-what"):
            yield Label(Content(_("Codes")), classes="list-title")
            yield TickList(
                (
                    Row(c.id, Content(clean_line(c.name)), len(book.ancestors(c.id)))
                    for c in book.codes
                ),
                id="report-codes",
            )
            yield Label(Content(_("Transcripts")), classes="list-title")
            yield TickList(
                map(self._transcript_row, self.project.transcript_ids), id="report-texts"
            )
            yield Label(Content(_("Coders")), classes="list-title", id="coders-title")
            yield TickList(
                (Row(name, Content(clean_line(name))) for name in self.project.coders),
                id="report-coders",
            )
        with VerticalScroll(id="report-how") as how:
            how.can_focus = False
            yield from self._fields()
            yield Static("", id="report-holds", markup=False)

    def _transcript_row(self, name: str) -> Row[str]:
        head = self.project.head(name)
        title = clean_line(head.title) if head else ""
        return Row(name, Content.assemble(title or name, (f"  {name}" if title else "", "dim")))

    def _fields(self) -> ComposeResult:
        groupings = [
            (_("by code"), Grouping.CODE.value),
            (_("by transcript"), Grouping.TRANSCRIPT.value),
            (_("by code and speaker"), Grouping.SPEAKER.value),
        ]
        languages = [("norsk bokmål", "nb"), ("English", "en")]
        language = i18n.choose(self.project.settings.language, i18n.active())
        name = clean_line(self.project.settings.name)
        fields: tuple[tuple[str, Widget], ...] = (
            (_("Title"), Input(placeholder=name, id="r-title", compact=True)),
            (_("Headings"), Select(groupings, id="r-group", allow_blank=False, compact=True)),
            (
                _("Language"),
                Select(languages, value=language, id="r-language", allow_blank=False, compact=True),
            ),
            (
                _("Most quotes"),
                Input(
                    type="integer",
                    id="r-most",
                    compact=True,
                    max_length=4,
                    placeholder=_("of one person under one code; empty: all"),
                ),
            ),
            (_("With"), Tick(Content(_("the memos")), id="r-memos")),
            ("", Tick(Content(_("who coded")), id="r-coders")),
            (
                _("Speakers"),
                Tick(Content(_("as numbers, not names")), value=True, id="r-anon"),
            ),
        )
        for label, field in fields:
            with Horizontal(classes="field"):
                yield Label(Content(label), classes="field-name")
                yield field

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
        most = self.query_one("#r-most", Input).value
        return Options(
            codes=self._ticks("report-codes"),
            transcripts=self._ticks("report-texts"),
            coders=self._ticks("report-coders"),
            grouping=Grouping(str(self.query_one("#r-group", Select).value)),
            memos=self.query_one("#r-memos", Checkbox).value,
            language=str(self.query_one("#r-language", Select).value),
            title=clean_line(self.query_one("#r-title", Input).value),
            max_quotes=int(most) if most.isdecimal() and int(most) > 0 else None,
            anonymous=self.query_one("#r-anon", Checkbox).value,
            show_coders=self.query_one("#r-coders", Checkbox).value,
        )

    # --- what it will hold

    @on(TickList.Ticked)
    @on(Input.Changed)
    @on(Select.Changed)
    @on(Checkbox.Changed)
    def _later(self) -> None:
        """Count again when the choosing has rested a moment."""
        self._report = None
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(_QUIET_SECONDS, lambda: self._gather(self.options))

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

    def action_report_all(self) -> None:
        """Tick all or none in the list that has the keys."""
        if isinstance(self.focused, TickList):
            self.focused.tick_all()

    @on(Input.Submitted)
    def done(self) -> None:
        """Go on to the next field."""
        self.focus_next()

    def action_report_write(self) -> None:
        """Write the summary; what could give somebody away is asked about first."""
        report = self._report
        if self._writing:
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
                self._writing = True
                self.tell(_("Writing …"))
                self._write(report)

        if not report.notices:
            answered(True)
            return
        shown = [f"⚠ {clean_line(notice.message)}" for notice in report.notices[:_MOST_NOTICES]]
        if more := len(report.notices) - len(shown):
            shown.append(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
        question = "\n".join((_("Look at this before it is shared"), "", *shown, ""))
        self.app.push_screen(ConfirmScreen(question, _("Write it"), _("Cancel")), answered)

    @work(thread=True, group="write", exit_on_error=False)
    def _write(self, report: Report) -> None:
        from kodeverk.export.word import write

        try:
            path = write(report, _fresh_path(self.project.root, report.title))
        except KodeverkError as error:
            self.post_message(self.Written(None, error))
        else:
            self.post_message(self.Written(path))

    @on(Written)
    def tell_where(self, event: "ReportScreen.Written") -> None:
        """Say where the summary is."""
        self._writing = False
        if event.path is not None:
            self.tell(_("Written: {path}").format(path=event.path))
        elif event.error is not None:
            self.tell("")
            self.fail(event.error)


def _fresh_path(root: Path, name: str) -> Path:
    """Return a path among the study's exports that holds no file yet."""
    stem = f"{safe_name(name)} {date.today().isoformat()}"
    path = root / "exports" / f"{stem}.docx"
    number = 2
    while path.exists():
        path = path.with_name(f"{stem} ({number}).docx")
        number += 1
    return path
