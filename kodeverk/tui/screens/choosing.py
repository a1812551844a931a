"""Choosing in the picking room: every key that stars a quote, cuts it, or takes that back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import MarkKind, Span
from kodeverk.project import Project
from kodeverk.report import Options
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.lists import TickList

if TYPE_CHECKING:
    from kodeverk.analysis.picks import Pick


class Choosing(Room):
    """The part of the picking room that writes."""

    def __init__(self, project: Project, options: Options) -> None:
        super().__init__(project)
        self.options = options
        self._done = self._undone = 0  # what was chosen in this visit

    @property
    def pick(self) -> "Pick | None":
        """The quote that is marked in the list, if it can be chosen."""
        raise NotImplementedError

    def again(self, stay: str = "") -> None:
        """Gather the quotes anew and go back to the one with the id ``stay``."""
        raise NotImplementedError

    def show_sentences(self) -> None:
        """Show which sentences of the quote are shown."""
        raise NotImplementedError

    @property
    def me(self) -> str:
        """Whose choices these are."""
        return self.project.coder.name

    def action_pick_best(self) -> None:
        """Mark the quote as one of the best, or not any more."""
        self._mark(MarkKind.BEST)

    def action_pick_counter(self) -> None:
        """Mark the quote as an example to the contrary, or not any more."""
        self._mark(MarkKind.COUNTER)

    def _mark(self, kind: MarkKind) -> None:
        pick = self.pick
        if pick is None:
            self.tell(_("Go back to the code's own quotes first (“t”)."))
            return
        kind = MarkKind.NONE if pick.kind(self.me) is kind else kind
        said = {
            MarkKind.BEST: _("★ one of the best"),
            MarkKind.COUNTER: _("◇ an example to the contrary"),
            MarkKind.NONE: _("The mark is gone."),
        }[kind]
        self._choose(pick, kind, pick.keep if pick.cut_by == self.me else (), said)

    @on(TickList.Ticked)
    def cut(self, event: TickList.Ticked) -> None:
        """Show just the sentences that are ticked."""
        pick = self.pick
        if pick is None:
            return
        rows: TickList[Span] = self.query_one("#pick-sentences", TickList)
        if not rows.ticked:
            self.tell(_("At least one sentence must be shown."))
            self.show_sentences()
            return
        keep = joined(pick.sentences, rows.ticked)
        if rows.everything and not self.options.longest:
            keep = ()
        n = len(rows.ticked)
        said = ngettext("{n} sentence is shown", "{n} sentences are shown", n).format(n=n)
        self._choose(pick, pick.kind(self.me), keep, said)

    def _choose(self, pick: "Pick", kind: MarkKind, keep: Sequence[Span], said: str) -> None:
        from kodeverk.analysis.picks import marking

        try:
            for coding, what, stretches in marking(pick, self.me, kind, keep):
                self.project.mark(coding, what, stretches)
        except KodeverkError as error:
            self.fail(error)
            return
        self._done, self._undone = self._done + 1, 0
        self.again(pick.quote.id)
        self.tell(said)

    def action_undo(self) -> None:
        """Take back what was chosen last in this visit."""
        self._turn_back(back=True)

    def action_redo(self) -> None:
        """Choose again what was taken back."""
        self._turn_back(back=False)

    def _turn_back(self, *, back: bool) -> None:
        if not (self._done if back else self._undone):
            nothing = _("Nothing was chosen in this visit.")
            self.tell(nothing if back else _("There is nothing to redo."))
            return
        try:
            what = self.project.undo() if back else self.project.redo()
        except KodeverkError as error:
            self.fail(error)
            return
        step = -1 if back else 1
        self._done, self._undone = self._done + step, self._undone - step
        said = _("Undone: {what}") if back else _("Redone: {what}")
        self.again(self.pick.quote.id if self.pick else "")
        self.tell(said.format(what=what or ""))


def joined(sentences: Sequence[Span], ticked: Sequence[Span]) -> tuple[Span, ...]:
    """Return the stretches that are ticked, those that follow each other as one."""
    found: list[Span] = []
    before: Span | None = None
    for sentence in sentences:
        if sentence in ticked:
            if found and before in ticked:
                found[-1] = Span(found[-1].start, sentence.end)
            else:
                found.append(sentence)
        before = sentence
    return tuple(found)
