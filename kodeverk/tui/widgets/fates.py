"""The list of codings on a corrected text, by what became of them; those to decide on first."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kodeverk.corpus.reanchor import Fate
from kodeverk.i18n import _
from kodeverk.model import Codebook
from kodeverk.text import clean_line
from kodeverk.tui.revising import TO_DECIDE, Case, Decision, Plan

_SIGNS = {
    Decision.WAITS: ("?", "bold $text-warning"),
    Decision.CARRIED: ("=", "dim"),
    Decision.ACCEPTED: ("✓", "bold $text-success"),
    Decision.PLACED: ("↦", "bold $text-success"),
    Decision.DROPPED: ("✗", "bold $text-error"),
}
_WORDS = 200  # letters of a coding: more than a row holds

Looks = tuple[Codebook, Mapping[str, str], Mapping[str, str]]
"""The codebook, the letters of its codes, and their colours as they can be read."""


def fate_words(fate: Fate) -> str:
    """Return what a correction did to codings, as people say it."""
    return {
        Fate.CHANGED: _("Text changed"),
        Fate.LOST: _("Lost"),
        Fate.MOVED: _("Moved"),
        Fate.UNCHANGED: _("Unchanged"),
    }[fate]


def decision_words(decision: Decision) -> str:
    """Return what was decided about a coding, as people say it."""
    return {
        Decision.WAITS: _("proposed, to be looked at"),
        Decision.CARRIED: _("carried over"),
        Decision.ACCEPTED: _("accepted"),
        Decision.PLACED: _("placed by you"),
        Decision.DROPPED: _("dropped"),
    }[decision]


class FateList(OptionList, inherit_bindings=False):
    """Two rows a coding. ⏎ is the room's: it accepts. The groups that need no look are folded."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", show=False, id="fates.down"),
        Binding("up,k", "cursor_up", show=False, id="fates.up"),
        Binding("home", "first", show=False, id="fates.first"),
        Binding("end", "last", show=False, id="fates.last"),
        Binding("pagedown", "page_down", show=False, id="fates.page_down"),
        Binding("pageup", "page_up", show=False, id="fates.page_up"),
    ]

    class Folded(Message):
        """A group of codings was opened or closed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True)
        self._rows: list[Case | Fate] = []
        self._open: set[Fate] = set(TO_DECIDE)
        self._looks: Looks = Codebook(), {}, {}
        self._me = ""

    # --- what is shown

    def fill(self, plan: Plan, looks: Looks, me: str) -> None:
        """Show the codings of ``plan``; the marked row stays. ``me`` is the coder."""
        marked = self.marked
        self._looks, self._me = looks, me
        self._rows = []
        for fate in (*TO_DECIDE, Fate.MOVED, Fate.UNCHANGED):
            if cases := plan.of_fate(fate):
                self._rows += [fate, *(cases if fate in self._open else ())]
        self.clear_options()
        self.add_options(
            [
                Option(self._group(plan, row))
                if isinstance(row, Fate)
                else Option(self._row(plan, row))
                for row in self._rows
            ]
        )
        if marked in self._rows:
            self.highlighted = self._rows.index(marked)

    def redraw(self, plan: Plan) -> None:
        """Show what has been decided now."""
        for n, row in enumerate(self._rows):
            prompt = self._group(plan, row) if isinstance(row, Fate) else self._row(plan, row)
            self.replace_option_prompt_at_index(n, prompt)

    def _group(self, plan: Plan, fate: Fate) -> Content:
        cases = plan.of_fate(fate)
        sign = "▾" if fate in self._open else "▸"
        left = sum(plan.waits(case) for case in cases)
        waiting = "  " + _("{n} left").format(n=left) if left else ""
        return Content.assemble((f"{sign} {fate_words(fate)} {len(cases)}", "bold"), waiting)

    def _row(self, plan: Plan, case: Case) -> Content:
        book, marks, colors = self._looks
        code = case.coding.code
        known = book.get(code)
        sign, look = _SIGNS[plan.decision(case)]
        color = f"bold {colors.get(code, '')}".strip()
        who = "" if case.coding.coder == self._me else f"  {clean_line(case.coding.coder)}"
        words = clean_line(case.words[:_WORDS]) or "…"
        return Content.assemble(
            (f"{sign} ", look),
            (f"┃{clean_line(marks.get(code, '')):<2} ", color),
            (clean_line(known.name if known else code), "bold"),
            (who, "italic"),
            (f"\n    {words}", "dim"),
        )

    # --- which one is meant

    @property
    def marked(self) -> Case | Fate | None:
        """The coding or group that is marked."""
        at = self.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @property
    def case(self) -> Case | None:
        """The coding that is marked, if one is."""
        marked = self.marked
        return marked if isinstance(marked, Case) else None

    def mark_first(self, plan: Plan) -> None:
        """Mark the first coding that nobody has looked at, else the first of all."""
        self.highlighted = None
        if not self.mark_next(plan) and self._rows:
            self.highlighted = 0

    def mark_next(self, plan: Plan) -> bool:
        """Mark the next coding that nobody has looked at, from the top again; False if none."""
        at = -1 if self.highlighted is None else self.highlighted
        every = [n for n, row in enumerate(self._rows) if isinstance(row, Case) and plan.waits(row)]
        if every:
            self.highlighted = next((n for n in every if n > at), every[0])
        return bool(every)

    def toggle(self) -> bool:
        """Open or close the group that is marked; False if a coding is."""
        marked = self.marked
        if not isinstance(marked, Fate):
            return False
        self._open ^= {marked}
        self.post_message(self.Folded())
        return True

    @on(OptionList.OptionSelected)
    def click(self, event: OptionList.OptionSelected) -> None:
        """A click on a group opens or closes it; a click on a coding only marks it."""
        event.stop()
        self.toggle()
