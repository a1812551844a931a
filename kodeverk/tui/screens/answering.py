"""Answering in the review room: every key that changes the study, or the segment's edges."""

from collections.abc import Sequence

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Codebook, Coding, Span, Suggestion, Target, TargetKind, Transcript
from kodeverk.project import Project
from kodeverk.suggest.asking import Earlier, Item, Place
from kodeverk.text import clean_line
from kodeverk.tui.edges import moved_edge
from kodeverk.tui.reviewing import Given, Round
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.segment import SegmentView


class Answering(Room):
    """The part of the review room that writes. One key answers, and the next segment is there."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.round = Round(self.waits)
        self.reasons: dict[Place, Suggestion] = {}
        self.earlier: dict[str, Earlier] = {}
        self._decided: dict[str, list[tuple[str, Span]]] = {}
        self._instead: set[Place] = set()  # answered with another code

    def show(self) -> None:
        """Show what is current now."""
        raise NotImplementedError

    def changed(self) -> None:
        """Show the study as it is after a change, and have the queue made anew."""
        raise NotImplementedError

    @property
    def dressed(self) -> tuple[Codebook, dict[str, str], dict[str, str]]:
        """The codebook, its letters, and its colours as they can be read."""
        raise NotImplementedError

    @property
    def view(self) -> SegmentView:
        """The segment and its context."""
        return self.query_one(SegmentView)

    def waits(self, item: Item) -> bool:
        """Tell whether an item has no answer yet."""
        if item.place in self._instead:
            return False
        if item.transcript not in self._decided:
            self._decided[item.transcript] = [
                *((c.code, c.span) for c in self.project.codings(item.transcript)),
                *(
                    (self.project.codebook.resolve(r.code), r.span)
                    for r in self.project.rejections(item.transcript)
                ),
            ]
        return not any(
            code == item.code and span.overlaps(item.span)
            for code, span in self._decided[item.transcript]
        )

    def suggestion(self, item: Item) -> Suggestion:
        """Return an item as it was put before the coder, with its reasons where they are known."""
        known = self.reasons.get(item.place)
        return item.suggestion(self.round.queue.engine, known.reasons if known else ())

    def code_name(self, code_id: str) -> str:
        """Return the name of a code, or its id if the codebook lacks it."""
        code = self.project.codebook.get(code_id)
        return clean_line(code.name if code else code_id)

    # --- answers

    def action_accept(self) -> None:
        """Set the code suggested."""
        if item := self._current():
            self._set(item, item.code)

    def action_reject(self) -> None:
        """Say that the code does not fit."""
        if item := self._current():
            said = _("Rejected: {code}").format(code=self.code_name(item.code))
            self._answer((item,), None, said, self.round.alike)

    def action_recode(self) -> None:
        """Choose another code."""
        from kodeverk.tui.screens.choices import code_picker

        if item := self._current():

            def chosen(code: str | None) -> None:
                if code and self._is_current(item):
                    self._set(item, code)

            book, marks, colors = self.dressed
            picker = code_picker(_("Which code instead?"), book, marks, colors, keys=True)
            self.app.push_screen(picker, chosen)

    def recode(self, code: str) -> None:
        """Set ``code``, which may be the one suggested."""
        if item := self._current():
            self._set(item, code)

    def _set(self, item: Item, code: str) -> None:
        name = self.code_name(code)
        text = _("✓ accepted: {code}")
        if code != item.code:
            text = _("✓ {code} instead")
        elif self.round.span != item.span:
            text = _("✓ edited: {code}")
        self._answer((item,), code, text.format(code=name), self.round.alike)

    def action_alike(self) -> None:
        """Give all that are near-identical to the last one the answer that it got."""
        last, items = self.round.last, self.round.repeatable
        if last is None or not items:
            self.tell(
                ngettext(
                    "Answer this one first; then “d” answers the {n} like it.",
                    "Answer this one first; then “d” answers the {n} like it.",
                    len(self.round.alike),
                ).format(n=len(self.round.alike))
                if self.round.alike
                else _("No other segment that waits is like the one answered last.")
            )
            return
        if last.code is None:
            said = _("Rejected for {n} more: {code}")
        else:
            said = _("✓ for {n} more: {code}")
        name = self.code_name(last.code or items[0].code)
        self._answer(items, last.code, said.format(n=len(items), code=name), ())

    def _answer(
        self, items: Sequence[Item], code: str | None, said: str, alike: tuple[Item, ...]
    ) -> None:
        """Write the answer to ``items``: ``code``, or None for no."""
        here = len(items) == 1 and self._is_current(items[0])
        suggestions = [self.suggestion(item) for item in items]
        codings: tuple[Coding, ...] = ()
        try:
            if code is None:
                self.project.reject_all(suggestions)
            elif here:
                span = self.round.span
                codings = (self.project.accept(suggestions[0], span=span, code=code),)
            else:
                codings = self.project.accept_all(suggestions, code=code)
        except KodeverkError as error:
            self.fail(error)
            return
        self._note(items, code)
        self.round.answer(Given(tuple(items), code, alike, codings[0] if codings else None))
        self.changed()
        self.tell(said)

    def _note(self, items: Sequence[Item], code: str | None) -> None:
        """Know what was answered with another code; the rest stands in the study."""
        self._instead |= {item.place for item in items if code not in (None, item.code)}
        self._decided.clear()

    def _is_current(self, item: Item) -> bool:
        """Tell whether it is the item on the screen; a newer queue may have grouped it anew."""
        return self.round.current is not None and self.round.current.place == item.place

    def _current(self) -> Item | None:
        item = self.round.current
        if item is None:
            self.tell(_("There is nothing to answer here now."))
        return item

    # --- back and forth

    def action_skip(self) -> None:
        """Leave the segment for later."""
        if self._current():
            self.round.skip()
            self.show()
            self.tell(_("Skipped; “p” goes back to it."))

    def action_unskip(self) -> None:
        """Go back to the segment skipped last."""
        if self.round.unskip():
            self.show()
            self.tell("")
        else:
            self.tell(_("Nothing was skipped. “u” takes an answer back."))

    def action_undo(self) -> None:
        """Take the last answer back and return to its segment."""
        if self.round.given:
            self._turn_back(self.round.given[-1], back=True)
        else:
            self.tell(_("No answer was given in this visit."))

    def action_redo(self) -> None:
        """Give the answer again that was taken back last."""
        if self.round.undone:
            self._turn_back(self.round.undone[-1], back=False)
        else:
            self.tell(_("There is nothing to redo."))

    def _turn_back(self, given: Given, *, back: bool) -> None:
        said = _("Undone: {what}") if back else _("Redone: {what}")
        try:
            what = self.project.undo() if back else self.project.redo()
        except KodeverkError as error:
            self.fail(error)
            return
        if back:
            self._instead -= {item.place for item in given.items}
            self._decided.clear()
            self.round.undo()
        else:
            self._note(given.items, given.code)
            self.round.redo()
        self.changed()
        self.tell(said.format(what=what or ""))

    # --- the segment

    def action_wider(self) -> None:
        """Take in a word more at the end."""
        self._edge(1, end=True)

    def action_narrower(self) -> None:
        """Leave out the last word."""
        self._edge(-1, end=True)

    def action_wider_start(self) -> None:
        """Take in a word more at the start."""
        self._edge(-1, end=False)

    def action_narrower_start(self) -> None:
        """Leave out the first word."""
        self._edge(1, end=False)

    def _edge(self, step: int, *, end: bool) -> None:
        if self._current() and (transcript := self.transcript) is not None:
            turns = [turn.text for turn in transcript.turns]
            self._resize(moved_edge(transcript.body, turns, self.round.span, step, end))

    def action_wider_sentence(self) -> None:
        """Take in the next sentence."""
        here = self.round.span
        self._resize(
            next((Span(here.start, s.end) for s in self._sentences() if s.end > here.end), None)
        )

    def action_narrower_sentence(self) -> None:
        """Leave out the last sentence."""
        here = self.round.span
        ends = [s.end for s in self._sentences() if here.start < s.end < here.end]
        self._resize(Span(here.start, ends[-1]) if ends else None)

    def action_sentence_before(self) -> None:
        """Take in the sentence before."""
        here = self.round.span
        starts = [s.start for s in self._sentences() if s.start < here.start]
        self._resize(Span(starts[-1], here.end) if starts else None)

    def action_whole_turn(self) -> None:
        """Take the whole turn; again: the segment as it was suggested."""
        item, transcript = self._current(), self.transcript
        turn = transcript.turn_at(item.span.start) if item and transcript else None
        if item and turn:
            self._resize(item.span if self.round.span == turn.text else turn.text)

    def widen_to(self, sentence: Span) -> None:
        """Take in all up to ``sentence``; one at an edge is left out again."""
        here = self.round.span
        inside = [s for s in self._sentences() if here.overlaps(s)]
        if sentence not in inside:
            span = Span(min(here.start, sentence.start), max(here.end, sentence.end))
        elif len(inside) > 1 and sentence == inside[0]:
            span = Span(inside[1].start, here.end)
        elif len(inside) > 1 and sentence == inside[-1]:
            span = Span(here.start, inside[-2].end)
        else:
            return
        self._resize(span)

    def _sentences(self) -> Sequence[Span]:
        """Return the sentences of the turn that the segment begins in."""
        transcript = self.transcript
        turn = transcript.turn_at(self.round.span.start) if transcript else None
        if transcript is None or turn is None or self.round.current is None:
            return ()
        return [s for s in self.view.sentences(transcript) if turn.text.overlaps(s)]

    def _resize(self, span: Span | None) -> None:
        if self._current() is None:
            return
        if span is None:
            self.tell(_("The segment goes no further within what is said here."))
            return
        self.round.span = span
        self.show()
        self.tell("")

    @property
    def transcript(self) -> Transcript | None:
        """The transcript of the current segment."""
        item = self.round.current
        if item is None:
            return None
        try:
            return self.project.transcript(item.transcript)
        except KodeverkError:
            return None

    # --- memos

    def action_memo(self) -> None:
        """Write a memo on the last coding, the code, the transcript or the study."""
        from kodeverk.tui.screens.memo import MemoScreen

        targets: list[tuple[Target, str]] = []
        item, last = self.round.current, self.round.last
        if last and last.coding:
            name = self.code_name(last.coding.code)
            targets.append((last.coding.memo_target, _("last coding: {code}").format(code=name)))
        if item:
            code = self.code_name(item.code)
            targets.append(
                (Target(TargetKind.CODE, item.code), _("code: {code}").format(code=code))
            )
            targets.append((Target(TargetKind.TRANSCRIPT, item.transcript), _("transcript")))
        targets.append((Target(TargetKind.PROJECT), _("the study")))

        def save(texts: dict[Target, str] | None) -> None:
            for target, text in (texts or {}).items():
                try:
                    self.project.set_memo(target, text)
                except KodeverkError as error:
                    self.fail(error)
                    return
                self.round.answer(Given(()))
                self.tell(_("✓ memo saved"))

        self.app.push_screen(MemoScreen(self.project, targets), save)
