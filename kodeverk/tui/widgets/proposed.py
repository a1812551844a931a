"""The words and phrases that may be cues of a code: a short list, one of them marked."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kodeverk.i18n import _
from kodeverk.suggest.asking import Cue
from kodeverk.text import clean_line

LOW = 30  # lines of a screen where few rows must do
_FEW, _MANY = 3, 6
_BEFORE = 20  # characters shown before the cue in its sentence: so it is seen on a narrow screen


class ProposedCues(Vertical):
    """Each with where it stands; the one marked with a sentence as well. It takes no keys."""

    DEFAULT_CSS = """
    ProposedCues { height: auto; border-top: solid $panel; display: none; }
    ProposedCues Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ProposedCues #cue-quote { color: $text-muted; }
    ProposedCues OptionList {
        height: auto; border: none; padding: 0; background: $background;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, keys: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = keys
        self._cues: tuple[Cue, ...] = ()
        self._marked = 0

    def compose(self) -> ComposeResult:
        """Head, list, the sentence of the one marked."""
        head = Content.assemble((_("Proposed cues"), "bold $text-primary"), f"  {self._keys}")
        yield Static(head, markup=False)
        rows = OptionList(id="cue-list", markup=False, compact=True)
        rows.can_focus = False
        yield rows
        yield Static("", id="cue-quote", markup=False)

    @property
    def current(self) -> Cue | None:
        """The one that is marked."""
        place = self.query_one(OptionList).highlighted
        return self._cues[place] if place is not None and place < len(self._cues) else None

    def show(self, cues: Sequence[Cue]) -> None:
        """Show ``cues``; the mark stays on its cue, else on its place."""
        if tuple(cues) == self._cues:
            return
        rows = self.query_one(OptionList)
        rows.styles.max_height = _FEW if self.screen.size.height < LOW else _MANY
        marked, place = self.current, rows.highlighted or 0
        if marked in cues:
            place = cues.index(marked)
        place = max(0, min(place, len(cues) - 1))
        self._cues = tuple(cues)
        rows.clear_options()
        rows.add_options(Option(_row(cue, n == place)) for n, cue in enumerate(cues))
        self._marked = place
        rows.highlighted = place if cues else None
        self._quote()
        self.display = bool(cues)

    def move(self, steps: int) -> None:
        """Mark another one."""
        rows = self.query_one(OptionList)
        if self._cues:
            rows.highlighted = ((rows.highlighted or 0) + steps) % len(self._cues)

    @on(OptionList.OptionHighlighted)
    def quote(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the cue, and show a sentence with it."""
        event.stop()
        place = event.option_list.highlighted
        if place is None or place == self._marked or place >= len(self._cues):
            return
        for n in (self._marked, place):
            event.option_list.replace_option_prompt_at_index(n, _row(self._cues[n], n == place))
        self._marked = place
        self._quote()

    def _quote(self) -> None:
        cue = self.current
        quote = f"    «{_from(clean_line(cue.quote), clean_line(cue.text))}»" if cue else ""
        self.query_one("#cue-quote", Static).update(Content(quote), layout=False)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click marks, as moving does."""
        event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the list, not the card."""
        event.stop()


def _from(quote: str, words: str) -> str:
    """Return ``quote`` from a little before ``words`` on, or before a form of the first of them."""
    low, sought = quote.lower(), words.lower()
    found = (low.find(sought[:length]) for length in range(len(sought), 2, -1))
    at = next((at for at in found if at >= 0), 0)
    start = quote.find(" ", at - _BEFORE) + 1 if at > _BEFORE else 0
    return f"… {quote[start:]}" if 0 < start <= at else quote


def _row(cue: Cue, marked: bool) -> Content:
    about = _("{inside} here, {outside} elsewhere")
    if cue.against:
        about = _("against: {inside} without the code, {outside} elsewhere")
    return Content.assemble(
        "▸ " if marked else "  ",
        ("− " if cue.against else "+ ", "bold"),
        (clean_line(cue.text), "bold"),
        (f"  {about.format(inside=cue.inside, outside=cue.outside)}", "dim"),
    )
