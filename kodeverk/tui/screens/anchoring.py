"""Where codings stand in a corrected text: shown, accepted, moved, dropped, taken back."""

from textual import on
from textual.content import Content
from textual.style import Style
from textual.widgets import OptionList, Static

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.edges import EdgeKeys
from kodeverk.tui.revising import Case, Decision, Plan, alike, differing
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.codes import colors
from kodeverk.tui.widgets.fates import FateList, decision_words, fate_words
from kodeverk.tui.widgets.paint import readable
from kodeverk.tui.widgets.segment import SegmentView


class Beside(SegmentView):
    """One of two texts beside each other: what is coded stays in view, whatever the size."""

    def on_resize(self) -> None:
        """Show the words where they stand now."""
        self.reveal()


class Anchoring(EdgeKeys, Room):
    """The part of the room that decides about codings. Nothing here is written."""

    def __init__(self, project: Project, transcript_id: str) -> None:
        super().__init__(project)
        self.transcript_id = transcript_id
        self.plan: Plan | None = None
        self._marks: dict[str, str] = {}
        self._colors: dict[str, str] = {}

    @property
    def home(self) -> FateList:
        """The codings."""
        return self.query_one(FateList)

    @property
    def transcript_title(self) -> str:
        """What the transcript is called."""
        head = self.project.head(self.transcript_id)
        return clean_line(head.title if head and head.title else self.transcript_id)

    def dress(self) -> None:
        """Take letters and colours from the codebook."""
        book = self.project.codebook
        self._marks, self._colors = books.letters(book), colors(book)
        self.query_one("#old-text", SegmentView).changed = Style(bold=True, strike=True)

    def title_line(self) -> None:
        """Show what room it is, and what transcript."""
        self.head(_("Corrected text"), self.transcript_title)

    # --- what is shown

    def show(self, plan: Plan) -> None:
        """Show a plan, at the first coding that somebody has to look at."""
        self.plan = plan
        self.redraw()
        self.home.mark_first(plan)
        self.home.focus()
        self._draw()

    def redraw(self) -> None:
        """Make the list anew."""
        if self.plan is not None:
            paper = self.background_colors[1]
            shown = {code: readable(color, paper) for code, color in self._colors.items()}
            looks = self.project.codebook, self._marks, shown
            self.home.fill(self.plan, looks, self.project.coder.name)
            self._draw()

    @on(OptionList.OptionHighlighted, "#fates")
    def follow(self) -> None:
        """Show the coding that is marked in the list."""
        self._draw()

    @on(FateList.Folded)
    def fold(self) -> None:
        """Show or hide a group of codings."""
        self.redraw()

    def _draw(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._sum(plan)
        case = self.home.case
        old, new = (
            self.query_one("#old-text", SegmentView),
            self.query_one("#new-text", SegmentView),
        )
        self._title("#old-title", _("As it was"), fate_words(case.fate) if case else "")
        about = decision_words(plan.decision(case)) if case else ""
        self._title("#new-title", _("As it is now"), about)
        if case is None:
            old.say("")
            new.say("")
            return
        there = plan.place(case)
        color = self._colors.get(case.coding.code, "")
        before: tuple[Span, ...] = ()
        after: tuple[Span, ...] = ()
        if case.old is not None and there is not None:
            before, after = differing(case.old, case.coding.span, plan.new, there)
        if case.old is not None:
            old.show(case.old, case.coding.span, color, changed=before)
        else:
            old.say(_("The earlier text is not in the study’s folder."))
        here = there or Span(case.about, case.about)
        new.show(plan.new, here, color, changed=after)
        if there is None:
            lost = _("the words are gone; “n”, “p” or a click on a sentence chooses a place")
            self._title("#new-title", _("As it is now"), lost)

    def _title(self, name: str, title: str, about: str) -> None:
        line = Content.assemble((title, "bold $text-primary"), f"  {about}" if about else "")
        self.query_one(name, Static).update(line, layout=False)

    def _sum(self, plan: Plan) -> None:
        left = len(plan.undecided)
        if not plan.cases:
            self.query_one("#fate-sum", Static).update("", layout=False)
            return
        waits = ngettext("{n} left to look at", "{n} left to look at", left).format(n=left)
        text = Content.styled(waits, "bold $text-warning" if left else "bold $text-success")
        self.query_one("#fate-sum", Static).update(text, layout=False)

    # --- deciding

    def _case(self) -> Case | None:
        case = self.home.case
        if case is None:
            self.tell(_("Choose a coding in the list first."))
        return case

    def _decided(self, said: str, *, on: bool) -> None:
        """Show what was decided; ``on``: go to the next that nobody has looked at."""
        assert self.plan is not None
        self.home.redraw(self.plan)
        here = self.home.case
        if on and self.plan.undecided:
            if here is None or not self.plan.waits(here):
                self.home.mark_next(self.plan)
        elif not self.plan.undecided:
            said = " ".join((said, _("All is decided: “w” carries it out."))).strip()
        self._draw()
        self.tell(said)

    def action_fate_accept(self) -> None:
        """Let the coding stand where it is proposed; on a group: show or hide it."""
        if self.home.toggle() or self.plan is None or (case := self._case()) is None:
            return
        if self.plan.decision(case) is Decision.PLACED:
            self._decided("", on=True)  # where the person has put it
        elif self.plan.accept([case]):
            self._decided(_("Accepted."), on=True)
        else:
            self.tell(_("No place is proposed: “n”, “p” or a click on a sentence chooses one."))

    def action_fate_drop(self) -> None:
        """Let the coding go, or not after all."""
        if self.plan is None or (case := self._case()) is None:
            return
        if case.coding.coder != self.project.coder.name:
            text = _("The coding is {coder}’s, who alone can drop it. It waits until then.")
            self.tell(text.format(coder=clean_line(case.coding.coder)))
            return
        self.plan.drop(case)
        dropped = self.plan.decision(case) is Decision.DROPPED
        self._decided(_("Dropped.") if dropped else _("Not dropped after all."), on=dropped)

    def action_fate_alike(self) -> None:
        """Accept all where only punctuation and capitals differ; after that all the others."""
        if (plan := self.plan) is None:
            return
        ready = [case for case in plan.undecided if case.anchored.new is not None]
        small = [case for case in ready if alike(case, plan.new)]
        count = plan.accept(small or ready)
        if not count:
            self.tell(_("No place is proposed for those that are left."))
            return
        if small:
            said = ngettext(
                "{n} accepted where only punctuation or capitals differ.",
                "{n} accepted where only punctuation or capitals differ.",
                count,
            ).format(n=count)
            if len(ready) > len(small):
                said += " " + _("“A” again accepts the other {n} too.").format(
                    n=len(ready) - len(small)
                )
        else:
            said = ngettext("{n} accepted.", "{n} accepted.", count).format(n=count)
        self._decided(said, on=True)

    def action_undo(self) -> None:
        """Take the last decision in this room back."""
        if self.plan is None or not self.plan.undo():
            self.tell(_("Nothing is decided yet."))
            return
        self._decided(_("Taken back."), on=False)

    def action_fate_next(self) -> None:
        """Go to the next coding that nobody has looked at."""
        if self.plan is not None and not self.home.mark_next(self.plan):
            self.tell(_("All is decided: “w” carries it out."))

    # --- another place

    def edge(self, step: int, *, end: bool) -> None:
        """Move one edge of the coding by ``step`` words."""
        if self.plan is not None and (case := self._case()) is not None:
            self._put(case, self.plan.edge(case, step, end=end))

    def action_place_next(self) -> None:
        """Let the coding stand on the next sentence of the corrected text."""
        if self.plan is not None and (case := self._case()) is not None:
            self._put(case, self.plan.beside(case, 1))

    def action_place_previous(self) -> None:
        """Let the coding stand on the sentence before."""
        if self.plan is not None and (case := self._case()) is not None:
            self._put(case, self.plan.beside(case, -1))

    def action_place_longer(self) -> None:
        """Let the coding go on for a sentence more."""
        if self.plan is not None and (case := self._case()) is not None:
            self._put(case, self.plan.longer(case))

    @on(SegmentView.Clicked)
    def clicked(self, event: SegmentView.Clicked) -> None:
        """Let the coding stand on the sentence of the corrected text that was clicked."""
        if event.view.id == "new-text" and (case := self._case()):
            self._put(case, event.sentence)

    def _put(self, case: Case, there: Span | None) -> None:
        assert self.plan is not None
        if there is None:
            self.app.bell()
            return
        self.plan.put(case, there)
        self._decided(_("⏎ goes on to the next; “u” takes it back."), on=False)

    def fail(self, error: KodeverkError) -> None:
        """Say what is wrong and the cure, where it can be read as long as it takes."""
        self.tell(str(error))
        super().fail(error)
