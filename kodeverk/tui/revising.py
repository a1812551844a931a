"""Codings on a corrected text: where each could stand, and what a person has decided so far.

Nothing is written here but by ``carry_out``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from pathlib import Path

from kodeverk.corpus.reanchor import Anchored, Correction, Fate, Same
from kodeverk.errors import ConflictError
from kodeverk.i18n import _
from kodeverk.language import transcript_sentences
from kodeverk.model import Coding, Span, Transcript
from kodeverk.project import Project
from kodeverk.project.revising import Revision
from kodeverk.tui.edges import moved_edge

TO_DECIDE = (Fate.CHANGED, Fate.LOST)
_ORDER = (*TO_DECIDE, Fate.MOVED, Fate.UNCHANGED)
_WORD = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")

Marks = tuple[Span, ...]


class Decision(Enum):
    """What was decided about a coding."""

    WAITS = "waits"
    CARRIED = "carried"  # it stands as it was, and nobody has to say anything
    ACCEPTED = "accepted"
    PLACED = "placed"  # elsewhere than proposed
    DROPPED = "dropped"


@dataclass(frozen=True, eq=False)
class Case:
    """A coding, the text that it was set on (None where that is not kept), and what became of it.

    ``about`` is near where it would be in the corrected text.
    """

    coding: Coding
    old: Transcript | None
    anchored: Anchored
    about: int

    @property
    def key(self) -> tuple[str, Span]:
        """What it is decided by: all that is coded on one stretch goes to one place."""
        return self.coding.digest, self.coding.span

    @property
    def fate(self) -> Fate:
        """What the correction did to it."""
        return self.anchored.fate

    @property
    def words(self) -> str:
        """The words that were coded; nothing where the text is not kept."""
        return self.old.text(self.coding.span) if self.old else ""


class Plan:
    """The codings of a transcript whose text is to be ``new``, and the decisions of one visit.

    ``revision`` is None where the text is in place already and codings wait for their places;
    ``source`` is the file that the text came from.
    """

    def __init__(
        self,
        new: Transcript,
        cases: Iterable[Case],
        revision: Revision | None = None,
        source: tuple[Path, str, str] | None = None,
    ) -> None:
        self.new = new
        self.cases = tuple(sorted(cases, key=_rank))
        self.revision = revision
        self.source = source
        self._places: dict[tuple[str, Span], Span] = {}
        self._dropped: frozenset[str] = frozenset()
        self._past: list[tuple[dict[tuple[str, Span], Span], frozenset[str]]] = []

    @classmethod
    def of(cls, revision: Revision, source: tuple[Path, str, str] | None = None) -> "Plan":
        """Return the plan of a correction that is not made yet."""
        cases = [
            Case(coding, revision.old, there, carried(revision.same, coding.span.start))
            for coding, there in revision.fates
        ]
        return cls(revision.new, cases, revision, source)

    @classmethod
    def waiting(cls, project: Project, transcript_id: str) -> "Plan":
        """Return the plan for what waits since earlier corrections."""
        new, cases = project.transcript(transcript_id), []
        same: dict[str, tuple[Same, ...]] = {}
        for each in project.adrift(transcript_id):
            coding, old = each.coding, each.old
            there = each.anchored or Anchored(coding.span, Fate.LOST)
            if there.fate not in TO_DECIDE and there.new is not None:
                there = Anchored(there.old, Fate.CHANGED, there.new)  # nobody has carried it
            if old is not None and coding.digest not in same:
                same[coding.digest] = Correction(old, new).same()
            about = carried(same.get(coding.digest, ()), coding.span.start)
            cases.append(Case(coding, old, there, about))
        return cls(new, cases)

    # --- what stands

    def of_fate(self, fate: Fate) -> list[Case]:
        """Return the codings with that fate, in order of the text."""
        return [case for case in self.cases if case.fate is fate]

    def place(self, case: Case) -> Span | None:
        """Return where a coding stands or would stand; None where nobody knows."""
        return self._places.get(case.key, case.anchored.new)

    def decision(self, case: Case) -> Decision:
        """Return what was decided about a coding."""
        if case.coding.id in self._dropped:
            return Decision.DROPPED
        there = self._places.get(case.key)
        if there is None:
            return Decision.WAITS if case.fate in TO_DECIDE else Decision.CARRIED
        return Decision.ACCEPTED if there == case.anchored.new else Decision.PLACED

    def waits(self, case: Case) -> bool:
        """Tell whether somebody has to say where a coding is."""
        return self.decision(case) is Decision.WAITS

    @property
    def undecided(self) -> list[Case]:
        """Those that somebody has to look at still."""
        return [case for case in self.cases if self.waits(case)]

    @property
    def decided(self) -> int:
        """How many codings have been decided about."""
        plain = (Decision.WAITS, Decision.CARRIED)
        return sum(self.decision(case) not in plain for case in self.cases)

    # --- deciding

    def accept(self, cases: Iterable[Case]) -> int:
        """Let codings stand where they are proposed; return how many could."""
        ready = [case for case in cases if case.anchored.new is not None]
        places = {case.key: case.anchored.new for case in ready if case.anchored.new}
        self._decide(self._places | places, self._dropped - {case.coding.id for case in ready})
        return len(ready)

    def put(self, case: Case, there: Span) -> None:
        """Let a coding stand on ``there``."""
        self._decide(self._places | {case.key: there}, self._dropped - {case.coding.id})

    def drop(self, case: Case) -> None:
        """Let a coding go, or not after all."""
        self._decide(self._places, self._dropped ^ {case.coding.id})

    def undo(self) -> bool:
        """Take the last decision back; False if there was none."""
        if not self._past:
            return False
        self._places, self._dropped = self._past.pop()
        return True

    def _decide(self, places: dict[tuple[str, Span], Span], dropped: frozenset[str]) -> None:
        if (places, dropped) != (self._places, self._dropped):
            self._past.append((self._places, self._dropped))
            self._places, self._dropped = places, dropped

    # --- other places

    def edge(self, case: Case, step: int, *, end: bool) -> Span | None:
        """Return the place with an edge moved by a word; None where that cannot be."""
        here = self.place(case)
        turns = [turn.text for turn in self.new.turns]
        return moved_edge(self.new.body, turns, here, step, end) if here else None

    def beside(self, case: Case, step: int) -> Span | None:
        """Return the next sentence of the corrected text (``step`` -1: the one before)."""
        sentences, here = transcript_sentences(self.new), self.place(case)
        start = here.start if here else case.about
        at = bisect_right(sentences, start, key=lambda each: each.start) - 1
        inside = at >= 0 and sentences[at].holds(start)
        if here is None and step > 0:  # begin with the one that stands there
            at = at if inside else at + 1
        elif step > 0:
            at = bisect_right(sentences, max(start, here.end - 1 if here else start), key=_start)
        elif here is None or not inside or here.start == sentences[at].start:
            at = at - 1 if inside else at
        return sentences[at] if 0 <= at < len(sentences) else None

    def longer(self, case: Case) -> Span | None:
        """Return the place with a sentence more; None at the end of the text."""
        here = self.place(case)
        if here is None:
            return self.beside(case, 1)
        ends = (s.end for s in transcript_sentences(self.new) if s.end > here.end)
        end = next(ends, None)
        return Span(here.start, end) if end is not None else None


def carry_out(project: Project, plan: Plan) -> None:
    """Write what was decided: one action, one undo. Raises KodeverkError."""
    dropped = [case.coding.id for case in plan.cases if plan.decision(case) is Decision.DROPPED]
    decided = (Decision.ACCEPTED, Decision.PLACED)
    placed = {
        case: there
        for case in plan.cases
        if plan.decision(case) in decided and (there := plan.place(case))
    }
    if plan.revision is not None:
        by_span = {case.coding.span: there for case, there in placed.items()}
        project.revise(plan.revision, by_span, dropped, plan.source)
    elif project.transcript(plan.new.id).digest != plan.new.digest:
        raise ConflictError(
            _("The text of “{id}” has been corrected meanwhile.").format(id=plan.new.id),
            _("Go back, and look at the codings on the text as it is now."),
        )
    else:
        project.place(((case.coding.id, there) for case, there in placed.items()), dropped)


def carried(same: Sequence[Same], offset: int) -> int:
    """Return where ``offset`` of the old text is in the new, else where what is before it ends."""
    at = bisect_right(same, offset, key=lambda each: each.old.start) - 1
    if at < 0:
        return min(offset, same[0].start) if same else 0
    return same[at].start + min(offset, same[at].old.end) - same[at].old.start


def differing(old: Transcript, before: Span, new: Transcript, after: Span) -> tuple[Marks, Marks]:
    """Return the words of a stretch that its new one lacks, and those that only this one has."""
    here, there = _words(old, before), _words(new, after)
    first = [old.text(span) for span in here]
    second = [new.text(span) for span in there]
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    kept = {block.a + k for block in blocks for k in range(block.size)}
    known = {block.b + k for block in blocks for k in range(block.size)}
    return (
        tuple(span for n, span in enumerate(here) if n not in kept),
        tuple(span for n, span in enumerate(there) if n not in known),
    )


def alike(case: Case, new: Transcript) -> bool:
    """Tell whether only punctuation and capitals differ between a coding and where it may be."""
    there = case.anchored.new
    return there is not None and _sound(case.words) == _sound(new.text(there))


def _sound(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _words(transcript: Transcript, span: Span) -> list[Span]:
    found = _WORD.finditer(transcript.body, span.start, span.end)
    return [Span(*each.span()) for each in found]


def _start(span: Span) -> int:
    return span.start


def _rank(case: Case) -> tuple[int, Span, str, str]:
    coding = case.coding
    return _ORDER.index(case.fate), coding.span, coding.code, coding.id
