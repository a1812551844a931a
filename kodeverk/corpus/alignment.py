"""Which words of an old text are which of a corrected one: aligned, never guessed. No I/O.

Runs of words that occur once in either text are the anchors; what lies between two of them is
aligned by itself. Names and times at the head of a turn are no words of it, so other labels and
other turns change nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kodeverk.model import Transcript

RUN = 3
"""Words in a row that are believed where only one side of them is fixed."""
SMALL = 8
"""Words of a gap that is fixed on both sides, in which single words are believed."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ANCHOR = 4  # words in a row that occur once in either text fix a place
_GAP = 4_000_000  # pairs of words in a gap; one with more is left alone

Places = list[int | None]
"""For each old word the number of the new one that it is, or None."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a body, from ``start`` to ``end``; ``text`` is it in small letters."""

    start: int
    end: int
    text: str


def words_of(transcript: Transcript) -> list[Word]:
    """Return the words that are said in ``transcript``, in order."""
    return [
        Word(found.start(), found.end(), found.group().casefold())
        for turn in transcript.turns
        for found in _WORD.finditer(transcript.body, turn.text.start, turn.text.end)
    ]


def align_both(old: Sequence[Word], new: Sequence[Word]) -> tuple[Places, Places]:
    """Return the alignment made from the beginning, and the one made from the end.

    Where they differ nobody can tell which of two equal words is meant.
    """
    there = align([w.text for w in old], [w.text for w in new])
    back = align([w.text for w in reversed(old)], [w.text for w in reversed(new)])
    last = len(new) - 1
    return there, [None if place is None else last - place for place in reversed(back)]


def align(old: Sequence[str], new: Sequence[str]) -> Places:
    """Return for each of the words ``old`` its place in ``new``; no two have the same."""
    found: Places = [None] * len(old)
    taken = [False] * len(new)
    for size, i, j in sorted(_blocks(old, new), key=lambda block: (-block[0], block[1])):
        for k in range(size):
            if found[i + k] is None and not taken[j + k]:
                found[i + k], taken[j + k] = j + k, True
    for first, end in _gaps(found):
        left = found[first - 1] if first else -1
        right = found[end] if end < len(old) else len(new)
        if left is None or right is None:
            continue
        here = range(first, end)
        low, high = _free(taken, left + 1, 1), _free(taken, right - 1, -1)
        if left < right and low[1] == right:
            both = max(end - first, right - left - 1) <= SMALL
            _fill(old, new, found, taken, here, range(left + 1, right), 1 if both else RUN)
        else:
            _fill(old, new, found, taken, here, range(*low), RUN)
            _fill(old, new, found, taken, here, range(*high), RUN)
    return found


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return (words, old place, new place) of runs that are the same around a sure anchor."""
    size = min(_ANCHOR, len(old), len(new))
    if not size:
        return []
    there = _once(new, size)
    blocks: list[tuple[int, int, int]] = []
    reached: dict[int, int] = {}  # on each diagonal, the end of the last run
    for words, i in _once(old, size).items():
        j = there.get(words)
        if j is None or i < reached.get(j - i, 0):
            continue
        start, end, shift = i, i + size, j - i
        while start and start + shift and old[start - 1] == new[start + shift - 1]:
            start -= 1
        while end < len(old) and end + shift < len(new) and old[end] == new[end + shift]:
            end += 1
        reached[shift] = end
        blocks.append((end - start, start, start + shift))
    return blocks


def _once(words: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    """Return the runs of ``size`` words that occur once, with where, in order."""
    runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    number = Counter(runs)
    return {run: i for i, run in enumerate(runs) if number[run] == 1}


def _gaps(found: Places) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    for i, place in enumerate(found):
        if place is None:
            if gaps and gaps[-1][1] == i:
                gaps[-1] = (gaps[-1][0], i + 1)
            else:
                gaps.append((i, i + 1))
    return gaps


def _free(taken: Sequence[bool], start: int, step: int) -> tuple[int, int]:
    """Return the run of free new words that begins (``step`` 1) or ends (-1) at ``start``."""
    at = start
    while 0 <= at < len(taken) and not taken[at]:
        at += step
    return (start, at) if step > 0 else (at + 1, start + 1)


def _fill(
    old: Sequence[str],
    new: Sequence[str],
    found: Places,
    taken: list[bool],
    here: range,
    there: range,
    least: int,
) -> None:
    """Align the words of a gap; ``least``: so many in a row are believed."""
    if not here or not there or len(here) * len(there) > _GAP:
        return
    left = [i for i in here if found[i] is None]
    right = [j for j in there if not taken[j]]
    matcher = SequenceMatcher(None, [old[i] for i in left], [new[j] for j in right], autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size >= least:
            for k in range(block.size):
                found[left[block.a + k]] = right[block.b + k]
                taken[right[block.b + k]] = True
