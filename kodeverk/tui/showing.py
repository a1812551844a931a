"""What the coder is shown of the suggestions for a transcript, and what is held back until later.

A sentence of the blind sample shows none before the coder has been there and gone on; then what was
held back is noted, and may show. All that was shown is noted too, in batches.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from kodeverk.model import Coding, Span, Suggestion, Transcript
from kodeverk.project.outcomes import Showing
from kodeverk.suggest.blind import held_back

_Key = tuple[Span, str]


class _Cover:
    """Stretches of text, made to be asked often whether something overlaps one of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        pairs = sorted((span.start, span.end) for span in spans)
        self._starts = [start for start, _end in pairs]
        self._reach = list(accumulate((end for _start, end in pairs), max))

    def overlaps(self, span: Span) -> bool:
        """Tell whether ``span`` shares a letter with one of them."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start


class Shown:
    """One coder in one transcript at a time."""

    def __init__(self, study: str, share: float, coder: str) -> None:
        self._study = study
        self.share = share
        self._coder = coder
        self._transcript: Transcript | None = None
        self._sentences: Sequence[Span] = ()
        self._starts: list[int] = []
        self._closed: dict[Span, bool] = {}  # of sentences that were asked for
        self._read = self._coded = _Cover(())
        self._holding: dict[int, bool] = {}  # by where a suggestion begins: asked at every change
        self._held: tuple[Suggestion, ...] = ()
        self._visible: tuple[Suggestion, ...] = ()
        self._asked: tuple[object, object] = None, None  # to which that is the answer
        self._visits: dict[Span, dict[_Key, Suggestion]] = {}
        self._noted: set[_Key] = set()
        self._pending: list[tuple[Suggestion, bool, bool]] = []  # with blind and late

    def open(
        self,
        transcript: Transcript,
        sentences: Sequence[Span],
        read: Sequence[Span],
        codings: Sequence[Coding],
    ) -> None:
        """Begin with a transcript that the coder has ``read`` so far."""
        self._transcript, self._sentences = transcript, sentences
        self._read = _Cover(read)
        self._cover(codings)
        self._starts = [sentence.start for sentence in sentences]
        self._closed, self._held, self._visits, self._noted = {}, (), {}, set()
        self._holding = {}

    def visible(
        self, suggestions: tuple[Suggestion, ...], codings: Sequence[Coding]
    ) -> tuple[Suggestion, ...]:
        """Return those of ``suggestions`` that are not held back; ``codings`` are all there are."""
        self._cover(codings)
        if not self.share:
            return suggestions
        asked = suggestions, self._holding
        if asked[0] is self._asked[0] and asked[1] is self._asked[1]:
            return self._visible
        shown: list[Suggestion] = []
        held: list[Suggestion] = []
        for one in suggestions:
            start = one.span.start
            holds = self._holding.get(start)
            if holds is None:
                holds = self._holding[start] = self.holds(self._sentence(one.span))
            (held if holds else shown).append(one)
        self._held = tuple(held)
        self._asked, self._visible = asked, tuple(shown)
        return self._visible

    def holds(self, sentence: Span) -> bool:
        """Tell whether suggestions are held back on ``sentence``."""
        if not self.share or self._transcript is None:
            return False
        closed = self._closed.get(sentence)
        if closed is None:
            closed = self._closed[sentence] = (
                held_back(self._study, self._transcript.id, sentence, self.share)
                and not self._transcript.role_at(sentence.start).asks
                and not self._read.overlaps(sentence)
                and not self._coded.overlaps(sentence)
            )
        return closed

    def rest(self, target: Span, shown: Iterable[Suggestion]) -> bool:
        """Note that the coder looks at ``target`` and the suggestions ``shown`` there.

        Tells whether what was held back elsewhere may show from now on.
        """
        for one in shown:
            key = one.span, one.code
            if key not in self._noted:
                self._noted.add(key)
                self._pending.append((one, False, self._coded.overlaps(one.span)))
        at = max(bisect_right(self._starts, target.start) - 1, 0)
        while at < len(self._sentences) and self._starts[at] < max(target.end, target.start + 1):
            if self.holds(self._sentences[at]):
                self._visits.setdefault(self._sentences[at], {})
            at += 1
        for one in self._held if self._visits else ():
            if (visit := self._visits.get(self._sentence(one.span))) is not None:
                visit.setdefault((one.span, one.code), one)
        return self._leave([s for s in self._visits if not s.overlaps(target)])

    def leave(self) -> bool:
        """Note that the coder looks elsewhere; tell whether something may show from now on."""
        return self._leave(list(self._visits))

    def _leave(self, sentences: Iterable[Span]) -> bool:
        left = list(sentences)
        if left:
            self._holding = {}
        for sentence in left:
            self._closed[sentence] = False
            self._pending += [(one, True, False) for one in self._visits.pop(sentence).values()]
        return bool(left)

    def take(self) -> list[Showing]:
        """Return what is to be written down, and forget it."""
        pending, self._pending = self._pending, []
        groups: dict[tuple[bool, bool], list[Suggestion]] = {}
        for one, blind, late in pending:
            groups.setdefault((blind, late), []).append(one)
        return [Showing(tuple(some), *flags) for flags, some in groups.items()]

    def give_back(self, showings: Iterable[Showing]) -> None:
        """Take what could not be written down again."""
        for some in showings:
            self._pending += [(one, some.blind, some.late) for one in some.suggestions]

    def _cover(self, codings: Iterable[Coding]) -> None:
        self._coded = _Cover(coding.span for coding in codings if coding.coder == self._coder)

    def _sentence(self, span: Span) -> Span:
        at = bisect_right(self._starts, span.start) - 1
        return self._sentences[at] if at >= 0 else span
