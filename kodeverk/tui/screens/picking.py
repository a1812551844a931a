"""The picking room: which quotes of a code a report shows, how much of each, and who is heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import MarkKind, Span
from kodeverk.project import Project
from kodeverk.report import Options
from kodeverk.text import clean_line
from kodeverk.tui import remembered
from kodeverk.tui.commands import PICKING, Command, bindings
from kodeverk.tui.screens.choices import code_picker
from kodeverk.tui.screens.choosing import Choosing
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.codes import colors
from kodeverk.tui.widgets.lists import Row, TickList
from kodeverk.tui.widgets.paint import readable
from kodeverk.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from kodeverk.analysis.picks import Balance, BalanceRow, Counter, Pick


@dataclass(frozen=True)
class Found:
    """What a worker has gathered for one code: its quotes, what speaks against it, who is heard."""

    code: str
    codes: tuple[str, ...]
    picks: "tuple[Pick, ...]"
    counters: "tuple[Counter, ...]"
    here: "Balance"
    everywhere: "Balance"


class PickingScreen(Choosing):
    """Every choice is the coder's own, on the disk at once, and the report follows it."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = PICKING
    BINDINGS: ClassVar[list[BindingType]] = bindings(PICKING)
    AUTO_FOCUS = "#pick-quotes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    class Gathered(Message):
        """A worker has gathered, or could not."""

        def __init__(self, found: Found | None, error: KodeverkError | None = None) -> None:
            super().__init__()
            self.found = found
            self.error = error

    def __init__(self, project: Project, options: Options | None = None) -> None:
        super().__init__(project, replace(options or remembered.options(project), codes=None))
        self._found: Found | None = None
        self._code = ""
        self._against = False
        self._level = 0  # of the balance: informants, units, places
        self._all_codes = False
        self._stay = ""  # the quote that is to be marked in the list when it is shown anew

    def inside(self) -> ComposeResult:
        """The code; its quotes; the sentences of the one marked, and who is heard."""
        with Vertical(id="picking"):
            yield Static("", id="pick-code", markup=False)
            with Container(id="pick-pair"):
                yield OptionList(id="pick-quotes", compact=True)
                with Vertical(id="pick-side"):
                    yield Static("", id="pick-about", markup=False)
                    yield TickList((), id="pick-sentences")
                    yield Static("", id="pick-level", markup=False)
                    yield Sheet(id="pick-balance")

    def on_mount(self) -> None:
        """Begin with the first code that has quotes."""
        self.head(_("Pick quotes"))
        self._gather("")

    def on_resize(self) -> None:
        """Give the table the width there is."""
        self.call_after_refresh(self._draw_balance)

    @property
    def home(self) -> OptionList:
        """The quotes."""
        return self.query_one("#pick-quotes", OptionList)

    # --- gathering

    @work(thread=True, exclusive=True, group="pick", exit_on_error=False)
    def _gather(self, code: str) -> None:
        from kodeverk.analysis.picks import balance, counters, picks

        project, options, worker = self.project, self.options, get_current_worker()
        try:
            used = {project.codebook.resolve(coding.code) for coding in project.codings()}
            codes = tuple(each.id for each in project.codebook.codes if each.id in used)
            code = code if code in codes else next(iter(codes), "")
            if not code:
                gathered = self.Gathered(None)
            else:
                only = replace(options, codes=(code,))
                gathered = self.Gathered(
                    Found(
                        code,
                        codes,
                        picks(project, code, options),
                        counters(project, code, options),
                        balance(project, only),
                        balance(project, options),
                    )
                )
        except KodeverkError as error:
            gathered = self.Gathered(None, error)
        if not worker.is_cancelled:
            self.post_message(gathered)

    @on(Gathered)
    def show(self, event: "PickingScreen.Gathered") -> None:
        """Show what was gathered."""
        if event.error is not None:
            self.fail(event.error)
        self._found = event.found
        if event.found is None:
            self.tell(_("Nothing is coded yet, so there are no quotes to pick."))
            return
        if event.found.code != self._code:
            self._code, self._against = event.found.code, False
        self._draw()

    # --- what is drawn

    def _draw(self) -> None:
        from kodeverk.tui.picking import counter_line, quote_line

        if (found := self._found) is None:
            return
        self._draw_code()
        rows, book = self.home, self.project.codebook
        place = self._place()
        rows.clear_options()
        if self._against:
            rows.add_options([Option(counter_line(c, book.path(c.code))) for c in found.counters])
        else:
            rows.add_options([Option(quote_line(p, self.me)) for p in found.picks])
        self._stay = ""
        rows.highlighted = min(place, rows.option_count - 1) if rows.option_count else None
        if not rows.option_count:
            self.tell(_("Nothing is known that speaks against this code."))
        self.show_sentences()
        self._draw_balance()

    def _place(self) -> int:
        """Return which row to mark: the one of the quote that was just changed, else as before."""
        found = self._found
        if self._stay and found and not self._against:
            for n, pick in enumerate(found.picks):
                if pick.quote.id == self._stay:
                    return n
        return self.home.highlighted or 0

    def _draw_code(self) -> None:
        if (found := self._found) is None:
            return
        book = self.project.codebook
        paper = self.background_colors[1]
        color = readable(colors(book).get(found.code, ""), paper) if colors(book) else ""
        kinds = [pick.kind(self.me) for pick in found.picks]
        number = found.codes.index(found.code) + 1
        facts = [
            ngettext("{n} quote", "{n} quotes", len(found.picks)).format(n=len(found.picks)),
            f"★ {kinds.count(MarkKind.BEST)}",
            f"◇ {len(found.counters)}",
        ]
        what = _("Examples to the contrary") if self._against else ""
        self.query_one("#pick-code", Static).update(
            Content.assemble(
                (f"┃{clean_line(books.letters(book).get(found.code, '')):<2} ", f"bold {color}"),
                (clean_line(book.path(found.code)), "bold"),
                (f"   ← {number}/{len(found.codes)} →   ", "dim"),
                "   ".join(facts),
                (f"   {what}" if what else "", "bold $text-warning"),
            ),
            layout=False,
        )

    @on(OptionList.OptionHighlighted, "#pick-quotes")
    def show_sentences(self) -> None:
        """Show the sentences of the quote that is marked in the list."""
        from kodeverk.tui.picking import question

        pick, sentences = self.pick, self.query_one("#pick-sentences", TickList)
        about = self.query_one("#pick-about", Static)
        sentences.display = pick is not None
        if pick is None:
            about.update(Content(""))
            return
        asked = question(pick.quote)
        about.update(
            Content.assemble(
                asked,
                "\n" if asked.plain else "",
                (_("What is shown of it"), "bold $text-primary"),
                self._cut(pick),
            )
        )
        text = self.project.transcript(pick.quote.transcript)
        rows = [Row(s, Content(clean_line(text.text(s)))) for s in pick.sentences]
        sentences.put(rows, [s for s in pick.sentences if _is_shown(pick, s)])

    def _cut(self, pick: "Pick") -> Content:
        if pick.cut_by:
            return Content("  " + _("cut by {coder}").format(coder=clean_line(pick.cut_by)))
        if pick.keep:
            return Content("  " + _("cut because it is long"))
        return Content("")

    def _draw_balance(self) -> None:
        from kodeverk.tui.picking import balance_table

        if self._found is None:
            return
        side = self.query_one("#pick-balance", Sheet)
        name, rows = self._levels()[self._level % len(self._levels())]
        where = _("the whole report") if self._all_codes else _("this code")
        self.query_one("#pick-level", Static).update(
            Content.assemble(
                (_("Who is heard: {level}").format(level=name), "bold $text-primary"),
                f"  {where}",
            ),
            layout=False,
        )
        side.put(balance_table(rows, side.room))

    def _levels(self) -> "list[tuple[str, Sequence[BalanceRow]]]":
        """Return what to compare: informants, and units and places where they are known."""
        assert self._found is not None
        found = self._found.everywhere if self._all_codes else self._found.here
        every: list[tuple[str, Sequence[BalanceRow]]] = [
            (_("informants"), found.informants),
            (_("units"), found.units),
            (_("places"), found.places),
        ]
        return [level for n, level in enumerate(every) if level[1] or n == 0]

    @property
    def pick(self) -> "Pick | None":
        """The quote that is marked in the list; None where the list shows what speaks against."""
        at = self.home.highlighted
        if self._found is None or self._against or at is None or at >= len(self._found.picks):
            return None
        return self._found.picks[at]

    def again(self, stay: str = "") -> None:
        """Gather anew, and go back to the quote of that id."""
        self._stay = stay
        self._gather(self._code)

    # --- going about

    def action_pick_next_code(self) -> None:
        """Go to the next code that has quotes."""
        self._step(1)

    def action_pick_previous_code(self) -> None:
        """Go to the code before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._found:
            codes = self._found.codes
            self._open(codes[(codes.index(self._found.code) + by) % len(codes)])

    def action_pick_code(self) -> None:
        """Choose a code by name."""
        book, paper = self.project.codebook, self.background_colors[1]
        shown = {code: readable(color, paper) for code, color in colors(book).items()}

        def chosen(code: str | None) -> None:
            if code and self._found and code in self._found.codes:
                self._open(code)
            elif code:
                self.tell(_("Nothing is coded with it yet."))

        marks = books.letters(book)
        picker = code_picker(_("Quotes of which code?"), book, marks, shown, keys=True)
        self.app.push_screen(picker, chosen)

    def _open(self, code: str) -> None:
        self.tell("")
        self.home.highlighted = None
        self._gather(code)
        self.home.focus()

    def action_pick_against(self) -> None:
        """Show what speaks against the code, or its own quotes again."""
        self._against = not self._against
        self.tell("")
        self._draw()
        self.home.focus()

    def action_pick_cut(self) -> None:
        """Go to the sentences of the quote; again: back to the quotes."""
        sentences = self.query_one("#pick-sentences", TickList)
        if self.focused is sentences or not sentences.display:
            self.home.focus()
        else:
            sentences.focus()
            sentences.highlighted = sentences.highlighted or 0
            self.tell(_("Space shows a sentence or leaves it out; “x” goes back to the quotes."))

    def action_pick_level(self) -> None:
        """Compare informants, units or places."""
        if self._found:
            self._level = (self._level + 1) % len(self._levels())
            self._draw_balance()

    def action_pick_everywhere(self) -> None:
        """Tell who is heard in the whole report, or under this code."""
        self._all_codes = not self._all_codes
        self._level = 0
        self._draw_balance()

    def action_see(self) -> None:
        """Go to the coding room, to where the quote stands."""
        at, found = self.home.highlighted, self._found
        if found is None or at is None:
            return
        quote = (found.counters if self._against else found.picks)[at].quote
        coding = self.kodeverk.coding

        def go() -> None:
            if coding.transcript_id != quote.transcript:
                coding.open(quote.transcript)
            coding.view.move_to(quote.span.start)

        self._leave_all(go)

    def _leave_all(self, then: Callable[[], None]) -> None:
        """Leave this room and the one it was opened from."""
        rooms = [screen for screen in self.app.screen_stack if isinstance(screen, Room)]
        for room in reversed(rooms):
            room.dismiss()
        self.app.call_later(then)


def _is_shown(pick: "Pick", sentence: Span) -> bool:
    return not pick.keep or any(sentence.overlaps(kept) for kept in pick.keep)
