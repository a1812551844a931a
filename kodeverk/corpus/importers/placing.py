"""Where in what is said the comments of a file stand, whatever the layout has cut away. No I/O.

Every line that is said is one of the file's, or the end of one behind a name. Which one is sure if
the first that it can be is also the last: then all ways of laying the lines on each other agree.
What is not sure has no place. Places are counted in letters, white space left out: so they outlast
new names, joined turns and other lines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kodeverk.corpus.importers.reading import Paragraph, Segment

Place = tuple[int, int]
"""A paragraph of the file, and a letter in its text."""
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

    def word(self, place: Place) -> tuple[Place, Place]:
        """Return the edges of the word before ``place``, or after it where there is none."""
        number, offset = place
        text = self._texts[number] if number < len(self._texts) else ""
        found = _LAST_WORD.search(text, 0, offset) or _FIRST_WORD.search(text, offset)
        if found is None:
            return place, place
        return (number, found.start()), (number, found.end())

    def quote(self, start: Place, end: Place) -> str:
        """Return the text from ``start`` to ``end``, its paragraphs on lines of their own."""
        parts = [
            text[start[1] if number == start[0] else 0 : end[1] if number == end[0] else None]
            for number, text in enumerate(self._texts[start[0] : end[0] + 1], start[0])
        ]
        return "\n".join(parts).strip()

    def said(self, start: Place, end: Place) -> tuple[int, int] | None:
        """Return the letters from ``start`` to ``end`` in what is said; None if it is not there.

        Of a name and what follows it counts what follows; a name alone stands for its line.
        """
        first, stop = self._letter(start), self._letter(end)
        low = bisect_right(self._ends, first)
        runs = []
        for run in self._runs[low:]:
            if run.at >= stop:
                break
            runs.append(run)
        if not runs and first < stop:
            line = bisect_right(self._starts, first) - 1
            runs = [run for run in self._runs[low : low + 1] if run.line == line]
            return (runs[0].said, runs[0].said + runs[0].size) if runs else None
        if not runs or any(run.said < 0 for run in runs):
            return None
        last = runs[-1]
        begin = runs[0].said + max(0, first - runs[0].at)
        return begin, last.said + min(last.size, stop - last.at)

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
