"""The record room: how right the suggestions were, and when they are shown at all."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kodeverk import settings
from kodeverk.analysis import recordtext
from kodeverk.analysis.choosing import chosen_losses
from kodeverk.analysis.record import Over, Record, Row, Tally, record
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.report import Options
from kodeverk.text import clean_line
from kodeverk.tui.commands import RECORD, Command, bindings
from kodeverk.tui.screens.room import Room

_COUNT, _SHARE = 7, 15  # columns
_PERIODS = 4
_STEP, _FIRST = 0.05, 0.5


class RecordScreen(Room):
    """Counted in a worker. Below the codes stands how the marked one has gone over time."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = RECORD
    BINDINGS: ClassVar[list[BindingType]] = bindings(RECORD)
    AUTO_FOCUS = "#record-rows"

    class Counted(Message):
        """A worker has made the record."""

        def __init__(self, found: Record) -> None:
            super().__init__()
            self.found = found

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._over = Over.MONTH
        self._found: Record | None = None

    def inside(self) -> ComposeResult:
        """The codes, the periods, whether suggestions steer, bar and blind share."""
        with Vertical(id="record-side"):
            yield Static("", id="record-titles", markup=False)
            yield OptionList(id="record-rows", compact=True)
            yield Static("", id="record-time", markup=False)
            yield Static("", id="record-steering", markup=False)

    def on_mount(self) -> None:
        """Begin to count."""
        self.action_record_again()

    def on_resize(self) -> None:
        """Give the columns the room there is."""
        self._draw()

    @property
    def home(self) -> OptionList:
        """The codes."""
        return self.query_one("#record-rows", OptionList)

    def action_record_again(self) -> None:
        """Count again, with what others have written since."""
        self.head(_("The record of the suggestions"))
        self.tell(_("Counting …"))
        self.project.refresh()
        self._count()

    @work(thread=True, exclusive=True, group="record", exit_on_error=False)
    def _count(self) -> None:
        project = self.project
        outcomes = project.outcomes()
        found = record(outcomes, project.codebook, over=self._over, incomplete=project.incomplete)
        self.post_message(self.Counted(found))

    @on(Counted)
    def show(self, event: "RecordScreen.Counted") -> None:
        """Show what was counted."""
        self._found = event.found
        shown = event.found.total.tally.shown
        about = ngettext("{n} suggestion shown", "{n} suggestions shown", shown).format(n=shown)
        self.head(_("The record of the suggestions"), about)
        self._draw()
        self.tell(
            recordtext.left_out(event.found)
            or (
                _("Right: the code was set there. In brackets stands the 95 % interval.")
                if shown
                else _("No suggestion has been shown yet.")
            )
        )

    # --- what is drawn

    @property
    def _rows(self) -> tuple[Row, ...]:
        return (self._found.total, *self._found.rows) if self._found else ()

    def _draw(self) -> None:
        rows = self.home
        marked = rows.highlighted or 0
        titles = (_("Shown"), _("Yes"), _("Edited"), _("No"), _("Passed"))
        heads = "".join(_right(title) for title in titles)
        line = self._fit(_("Code")) + heads + "  " + _("Right of those shown")
        self.query_one("#record-titles", Static).update(Content(line))
        rows.clear_options()
        rows.add_options([Option(self._line(self._called(row), row.tally)) for row in self._rows])
        rows.highlighted = min(marked, len(self._rows) - 1) if self._rows else None
        self._draw_time()
        self._draw_steering()

    @on(OptionList.OptionHighlighted)
    def _draw_time(self) -> None:
        """Show how the marked code has gone over time."""
        at = self.home.highlighted
        row = self._rows[at] if at is not None and at < len(self._rows) else None
        periods = (
            row.periods[-(_PERIODS if self.size.height < 30 else 3 * _PERIODS) :] if row else ()
        )
        lines = [self._line(recordtext.when(name), tally) for name, tally in periods]
        title = Content.assemble((_("Over time: {code}").format(code=self._called(row)), "bold"))
        part = self.query_one("#record-time", Static)
        part.update(Content("\n").join([title, *lines] if row else [Content("")]))
        part.display = bool(periods)

    def _draw_steering(self) -> None:
        own = settings.bar(self.project.settings.id)
        bar = _("set by the engine") if own is None else f"{own:.2f}"
        share = self.project.settings.blind
        lines = [
            *recordtext.lost(chosen_losses(self.project, Options())),
            recordtext.steering(self._found.steering) if self._found else "",
            _("Your bar: {bar}").format(bar=bar)
            + "   "
            + _("Held back on {share} of the sentences").format(share=f"{share * 100:.0f} %"),
        ]
        self.query_one("#record-steering", Static).update(Content("\n".join(filter(None, lines))))

    def _called(self, row: Row | None) -> str:
        if row is None or not row.code:
            return _("All codes")
        code = self.project.codebook.get(row.code)
        return clean_line(code.name if code else row.code)

    def _line(self, name: str, tally: Tally) -> Content:
        counts = tally.shown, tally.accepted, tally.edited, tally.rejected, tally.left
        numbers = "".join(_right(str(count)) for count in counts)
        share = set_cell_size(recordtext.percent(tally.precision), _SHARE)
        return Content.assemble(
            self._fit(name), numbers, "  ", share, recordtext.bar(tally.precision, self._bar_width)
        )

    @property
    def _bar_width(self) -> int:
        return 8 if self.size.width < 100 else 20

    def _fit(self, name: str) -> str:
        used = 5 * _COUNT + 2 + _SHARE + self._bar_width + 4
        room = max(self.size.width - used, 10)
        cut = set_cell_size(name, room)
        return cut if cut.startswith(name) else set_cell_size(name, room - 1) + "…"

    # --- the bar and the blind share

    def action_record_over(self) -> None:
        """Divide the time otherwise."""
        self._over = Over.WEEK if self._over is Over.MONTH else Over.MONTH
        self._count()

    def action_bar_up(self) -> None:
        """Raise the bar."""
        self._move_bar(_STEP)

    def action_bar_down(self) -> None:
        """Lower the bar."""
        self._move_bar(-_STEP)

    def _move_bar(self, step: float) -> None:
        now = settings.bar(self.project.settings.id)
        value = _FIRST if now is None else round(min(max(now + step, _STEP), 1 - _STEP), 2)
        self._set_bar(value, _("You see suggestions from the score {score}."))

    def action_bar_none(self) -> None:
        """Let the engine find the bar of each code."""
        self._set_bar(None, _("The engine finds from which score each code is suggested."))

    def _set_bar(self, value: float | None, said: str) -> None:
        study = self.project.settings.id
        score = "" if value is None else f"{value:.2f}"
        self._change(lambda: settings.set_bar(study, value), said.format(score=score))

    def action_blind_more(self) -> None:
        """Hold suggestions back on more sentences."""
        self._move_blind(_STEP)

    def action_blind_less(self) -> None:
        """Hold suggestions back on fewer sentences."""
        self._move_blind(-_STEP)

    def _move_blind(self, step: float) -> None:
        share = round(min(max(self.project.settings.blind + step, 0), 0.5), 2)
        said = _("Suggestions are held back on {share} of the sentences, for all who code here.")
        self._change(
            lambda: self.project.set_blind(share), said.format(share=f"{share * 100:.0f} %")
        )

    def _change(self, act: Callable[[], None], said: str) -> None:
        try:
            act()
        except KodeverkError as error:
            self.fail(error)
            return
        self._draw_steering()
        self.tell(said)


def _right(text: str) -> str:
    """Return ``text`` at the right edge of its column."""
    cut = set_cell_size(text, _COUNT - 1).rstrip()
    return " " * (_COUNT - cell_len(cut)) + cut
