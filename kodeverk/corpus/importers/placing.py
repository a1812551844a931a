"""Where in what is said the comments of a file stand, whatever the layout has cut away. No I/O.

Every line that is said is one of the file's, or the end of one behind a name. Which one is sure if
the first that it can be is also the last: then all ways of laying the lines on each other agree.
What is not sure has no place. Places are counted in letters, white space left out: so they outlast
new names, joined turns and other lines.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kodeverk.corpus.importers.reading import Paragraph, Segment

Place = tuple[int, int]
"""A paragraph of the file, and a letter in its text."""
_QUOTE = 500  # letters of a quote that are kept
_LAST_WORD = re.compile(r"\S+(?=\s*\Z)")
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of letters of the file that is said: ``at`` there, ``said`` in what is said."""

    line: int
    at: int
    said: int
    size: int


class Letters:
    """The letters of ``paragraphs``, and which of them the ``segments`` made of them say."""

    def __init__(self, paragraphs: Sequence[Paragraph], segments: Iterable[Segment]) -> None:
        self._texts = [paragraph.text for paragraph in paragraphs]
        self._begins: list[int] = []  # of the paragraphs, in letters
        self._lines: list[str] = []
        self._starts: list[int] = []  # of the lines, in letters
        size = 0
        for text in self._texts:
            self._begins.append(size)
            for line in filter(None, map(_plain, text.split("\n"))):
                self._lines.append(line)
                self._starts.append(size)
                size += _count(line)
        self._size = size
        said = [line for segment in segments for line in segment.text.split("\n")]
        self._runs = self._match([line for line in map(_plain, said) if line])
        self._ends = [run.at + run.size for run in self._runs]
        self._ats = [run.at for run in self._runs]
        self._unsure = [0, *accumulate(run.said < 0 for run in self._runs)]  # before each

    def word(self, place: Place) -> tuple[Place, Place]:
        """Return the edges of the word before ``place``, or after it where there is none."""
        number, offset = place
        text = self._texts[number] if number < len(self._texts) else ""
        found = _LAST_WORD.search(text, 0, offset) or _FIRST_WORD.search(text, offset)
        if found is None:
            return place, place
        return (number, found.start()), (number, found.end())

    def quote(self, start: Place, end: Place) -> str:
        """Return the text from ``start`` to ``end``, its paragraphs on lines of their own.

        Of a long one only the beginning: ten thousand comments may be about all of a file.
        """
        parts: list[str] = []
        size = 0
        for number in range(start[0], min(end[0] + 1, len(self._texts))):
            first = start[1] if number == start[0] else 0
            last = end[1] if number == end[0] else None
            parts.append(self._texts[number][first:last])
            size += len(parts[-1].strip()) + 1
            if size > _QUOTE:
                break
        return "\n".join(parts).strip()[:_QUOTE]

    def said(self, start: Place, end: Place) -> tuple[int, int] | None:
        """Return the letters from ``start`` to ``end`` in what is said; None if it is not there.

        Of a name and what follows it counts what follows; a name alone stands for its line.
        """
        first, stop = self._letter(start), self._letter(end)
        low, high = bisect_right(self._ends, first), bisect_left(self._ats, stop)
        alone = low >= high and first < stop  # a name, or what is not said at all
        if alone:
            line = bisect_right(self._starts, first) - 1
            high = low + (low < len(self._runs) and self._runs[low].line == line)
        if low >= high or self._unsure[high] > self._unsure[low]:
            return None
        begins, ends = self._runs[low], self._runs[high - 1]
        if alone:
            return begins.said, begins.said + begins.size
        begin = begins.said + max(0, first - begins.at)
        return begin, ends.said + min(ends.size, stop - ends.at)

    def _letter(self, place: Place) -> int:
        number, offset = place
        if number >= len(self._begins):
            return self._size
        return self._begins[number] + _count(self._texts[number][:offset])

    def _match(self, pieces: Sequence[str]) -> list[_Run]:
        """Return the lines that are said where they stand in the file; ``said`` -1: not sure."""
        first = self._first(pieces, range(len(self._lines)))
        last = self._first(pieces[::-1], range(len(self._lines) - 1, -1, -1))[::-1]
        if len(first) < len(pieces):
            return []  # not made of these lines
        runs: dict[int, _Run] = {}
        said = 0
        for piece, early, late in zip(pieces, first, last, strict=True):
            size = _count(piece)
            for line in {early, late}:
                at = self._starts[line] + _count(self._lines[line][: _at(self._lines[line], piece)])
                runs[line] = _Run(line, at, said if early == late else -1, size)
            said += size
        return [runs[line] for line in sorted(runs)]

    def _first(self, pieces: Sequence[str], lines: Iterable[int]) -> list[int]:
        """Return the first line that each of ``pieces`` can be, in order."""
        found: list[int] = []
        wanted = iter(pieces)
        piece = next(wanted, None)
        for line in lines:
            if piece is None:
                break
            if _at(self._lines[line], piece) >= 0:
                found.append(line)
                piece = next(wanted, None)
        return found


def _plain(line: str) -> str:
    return " ".join(line.split())


def _count(text: str) -> int:
    """Return how many letters ``text`` has besides white space."""
    return sum(map(len, text.split()))


def _at(line: str, piece: str) -> int:
    """Return where in ``line`` the words of ``piece`` begin: the end of it first; -1: nowhere."""
    at = len(line) - len(piece) if line.endswith(piece) else line.find(piece)
    return -1 if at > 0 and line[at - 1].isalnum() and piece[0].isalnum() else at
