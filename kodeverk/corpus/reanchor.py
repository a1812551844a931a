"""Where stretches of an old text stand in a corrected one, and what became of each. No I/O.

What the words do not decide is told as changed or lost, so that somebody looks: see ``alignment``.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kodeverk.corpus.alignment import RUN, SMALL, Places, Word, align_both, words_of
from kodeverk.model import Span, Transcript

_KEPT = 0.5  # share of a stretch's words that must be left, else it is lost


class Fate(StrEnum):
    """What a correction did to a stretch."""

    UNCHANGED = "unchanged"
    """The same text in the same surroundings; only its offset may be another."""
    MOVED = "moved"
    """The same text among other turns, or said by another."""
    CHANGED = "changed"
    """Its text is another, or which words it is, is not sure: somebody has to look."""
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Anchored:
    """A stretch ``old`` of the old body, and ``new`` in the new one: None where it is lost."""

    old: Span
    fate: Fate
    new: Span | None = None


@dataclass(frozen=True, slots=True)
class Same:
    """A stretch of the old body that stands to the letter at ``start`` in the new one."""

    old: Span
    start: int


class Correction:
    """A text ``old`` and its correction ``new``, with their words aligned."""

    def __init__(self, old: Transcript, new: Transcript) -> None:
        self.old, self.new = old, new
        self._before, self._after = words_of(old), words_of(new)
        self._there, self._again = align_both(self._before, self._after)
        self._runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for n in range(len(self._after) - RUN + 1):
            self._runs[tuple(w.text for w in self._after[n : n + RUN])].append(n)

    def same(self) -> tuple[Same, ...]:
        """Return the stretches that are the same to the letter, in order, as long as they can be.

        Only words of which both alignments say so: what stands wholly in one is where it was.
        """
        found: list[Same] = []
        run: list[int] = []
        for n, place in enumerate(self._there):
            if place is not None and (place != self._again[n] or not self._equal(n, place)):
                place = None
            if run and (place is None or not self._follows(run[-1], n)):
                found.append(self._stretch(run[0], run[-1]))
                run = []
            if place is not None:
                run.append(n)
        if run:
            found.append(self._stretch(run[0], run[-1]))
        return tuple(found)

    def place(self, span: Span) -> Anchored:
        """Return what became of ``span`` of the old body."""
        first = bisect_right(self._before, span.start, key=lambda word: word.end)
        end = bisect_left(self._before, span.end, key=lambda word: word.start)
        inside = range(first, end)
        if not inside:
            return Anchored(span, Fate.LOST)
        there, last = self._there, end - 1
        agreed = all(there[n] == self._again[n] for n in inside)
        whole = _whole(there, inside)
        places = there[first:end] if whole else self._only(inside) or there[first:end]
        known = [place for place in places if place is not None]
        if len(known) < max(1, _KEPT * len(inside)):
            return Anchored(span, Fate.LOST)
        in_order = all(a < b for a, b in pairwise(known))
        if not in_order or known[-1] - known[0] >= 2 * len(inside) + SMALL:
            known = _longest_run(known)
        found = self._edges(span, first, last, self._after[known[0]], self._after[known[-1]])
        if places[0] is None or places[-1] is None:
            found = self._widened(there, first, last, found)
        if not (agreed and whole and self.new.text(found) == self.old.text(span)):
            return Anchored(span, Fate.CHANGED, found)
        settled = _settled(there, first, last) and self._same_speaker(span, found)
        return Anchored(span, Fate.UNCHANGED if settled else Fate.MOVED, found)

    # --- letters

    def _equal(self, n: int, place: int) -> bool:
        """Tell whether an old word is the new one to the letter, and not only in sound."""
        old, new = self._before[n], self._after[place]
        return self.old.body[old.start : old.end] == self.new.body[new.start : new.end]

    def _follows(self, n: int, following: int) -> bool:
        """Tell whether two old words follow each other in the new text too, just as they did."""
        here, there = self._there[n], self._there[following]
        if here is None or there != here + 1:
            return False
        old = self.old.body[self._before[n].end : self._before[following].start]
        return old == self.new.body[self._after[here].end : self._after[there].start]

    def _stretch(self, first: int, last: int) -> Same:
        """Return the run of old words, with what stands around it in both texts alike."""
        here, there = self._there[first], self._there[last]
        assert here is not None and there is not None
        start, end = self._before[first].start, self._before[last].end
        new, stop = self._after[here].start, self._after[there].end
        low = self._before[first - 1].end if first else 0
        least = self._after[here - 1].end if here else 0
        while start > low and new > least and self.old.body[start - 1] == self.new.body[new - 1]:
            start, new = start - 1, new - 1
        high = _next(self._before, last, self.old)
        most = _next(self._after, there, self.new)
        while end < high and stop < most and self.old.body[end] == self.new.body[stop]:
            end, stop = end + 1, stop + 1
        return Same(Span(start, end), new)

    # --- a stretch

    def _only(self, inside: range) -> list[int | None]:
        """Return where the words stand in just this order, if that is in one place; else none."""
        words = [self._before[n].text for n in inside]
        size = len(words)
        found = [
            n
            for n in self._runs.get(tuple(words[:RUN]), ())
            if [word.text for word in self._after[n : n + size]] == words
        ]
        return list(range(found[0], found[0] + size)) if len(found) == 1 else []

    def _edges(self, span: Span, first: int, last: int, start: Word, end: Word) -> Span:
        """Return the stretch from ``start`` to ``end`` with what stood around the old words."""
        begin, stop = start.start, end.end
        before, after = self._before[first], self._before[last]
        if span.start > before.start and len(before.text) == len(start.text):
            begin += span.start - before.start  # it began within the word
        lead = self.old.body[span.start : before.start]
        if lead and self.new.body.endswith(lead, 0, start.start):
            begin = start.start - len(lead)
        tail = self.old.body[after.end : span.end]
        if span.end < after.end and len(after.text) == len(end.text):
            stop -= after.end - span.end
        elif tail and self.new.body.startswith(tail, end.end):
            stop = end.end + len(tail)
        return Span(begin, max(begin, stop))

    def _widened(self, there: Places, first: int, last: int, found: Span) -> Span:
        """Return the stretch widened to the words around the old one, where these are near."""
        left = there[first - 1] if first else None
        right = there[last + 1] if last + 1 < len(there) else None
        begin = bisect_right(self._after, found.start, key=lambda word: word.end)
        end = bisect_left(self._after, found.end, key=lambda word: word.start) - 1
        start, stop = found.start, found.end
        if left is not None and 0 < begin - left - 1 <= SMALL:
            start = self._after[left + 1].start
        if right is not None and 0 < right - end - 1 <= SMALL:
            stop = self._after[right - 1].end
        return Span(start, stop)

    def _same_speaker(self, before: Span, after: Span) -> bool:
        """Tell whether the same one says it, perhaps under a new name."""
        turns = self.old.turn_at(before.start), self.new.turn_at(after.start)
        was, now = (turn.speaker if turn else None for turn in turns)
        known = self.new.speaker(now)
        return was == now or (known is not None and was in known.aliases)


def reanchor(old: Transcript, new: Transcript, spans: Iterable[Span]) -> tuple[Anchored, ...]:
    """Return for each of ``spans`` of ``old`` where it stands in ``new``, in the same order."""
    if old.body == new.body:
        return tuple(Anchored(span, Fate.UNCHANGED, span) for span in spans)
    correction = Correction(old, new)
    return tuple(correction.place(span) for span in spans)


def _next(words: Sequence[Word], number: int, transcript: Transcript) -> int:
    """Return where the word after ``number`` begins, or the text ends."""
    return words[number + 1].start if number + 1 < len(words) else len(transcript.body)


def _whole(there: Places, inside: range) -> bool:
    """Tell whether all the words are there and follow each other as they did."""
    start = there[inside[0]]
    return start is not None and all(there[n] == start + n - inside[0] for n in inside)


def _longest_run(places: Sequence[int]) -> list[int]:
    """Return the most places that follow each other closely."""
    best: list[int] = []
    run: list[int] = []
    for place in places:
        run = [*run, place] if run and 0 < place - run[-1] <= SMALL else [place]
        best = max(best, run, key=len)
    return best


def _settled(there: Places, first: int, last: int) -> bool:
    """Tell whether the nearest known words around the stretch are around it still."""
    here, end = there[first], there[last]
    left = next((p for p in reversed(there[max(0, first - SMALL) : first]) if p is not None), None)
    right = next((p for p in there[last + 1 : last + 1 + SMALL] if p is not None), None)
    assert here is not None and end is not None
    return (left is None or 0 < here - left <= 3 * SMALL) and (
        right is None or 0 < right - end <= 3 * SMALL
    )
