"""The edges of comments, as marks in the text while a document is walked through. No I/O.

A mark is made of characters that no XML can hold, so it is never text; and it goes wherever the
text around it goes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from kodeverk.corpus.draft import DraftComment
from kodeverk.corpus.importers.placing import Letters, Place
from kodeverk.corpus.importers.reading import Paragraph
from kodeverk.text import canonical

_DIGIT = 0xDC00
_MARK = re.compile("([\ud800-\ud802])([\udc00-\udc09]+)")
_BEFORE = re.compile(rf"(?:\s|{_MARK.pattern})*")
_AFTER = re.compile(rf"(?:\s|{_MARK.pattern})*\Z")


class Edge(IntEnum):
    """What is marked: where a comment begins or ends, or is referred to."""

    START = 0xD800
    END = 0xD801
    REFERENCE = 0xD802


@dataclass
class Anchor:
    """What a comment is attached to. ``cut``: something of it is deleted or hidden text."""

    number: int
    start: Place | None = None
    end: Place | None = None
    reference: Place | None = None
    cut: bool = False


class Edges:
    """The anchors of a document's comments, as they are found."""

    def __init__(self) -> None:
        self.anchors: dict[str, Anchor] = {}
        self._ids: list[str] = []  # by the number in the marks
        self._begun: dict[str, int] = {}  # what was left out when the comment began
        self._cuts = 0

    def mark(self, edge: Edge, identity: str) -> str:
        """Return the mark of an edge, for where the walk is."""
        anchor = self.anchors.get(identity)
        if anchor is None:
            anchor = self.anchors[identity] = Anchor(len(self._ids))
            self._ids.append(identity)
        if edge is Edge.START:
            self._begun.setdefault(identity, self._cuts)
        elif identity in self._begun:
            anchor.cut = self._cuts > self._begun[identity]
        return chr(edge) + "".join(chr(_DIGIT + int(digit)) for digit in str(anchor.number))

    def cut(self) -> None:
        """Note that text was left out where the walk is."""
        self._cuts += 1

    def take(self, text: str, number: int) -> str:
        """Return ``text``, that of paragraph ``number``, without marks; their places are noted."""
        gone = 0
        for found in _MARK.finditer(text):
            digits = "".join(str(ord(digit) - _DIGIT) for digit in found[2])
            anchor = self.anchors[self._ids[int(digits)]]
            place = number, found.start() - gone
            if found[1] == chr(Edge.START):
                anchor.start = anchor.start or place
            elif found[1] == chr(Edge.END):
                anchor.end = place
            else:
                anchor.reference = place
            gone += len(found[0])
        return bare(text)

    def without(self, paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
        """Yield ``paragraphs`` without their marks, and without those that are empty."""
        number, waiting = 0, ""
        for each in paragraphs:
            if bare(each.text).strip():
                yield Paragraph(self.take(waiting + each.text, number), each.bold)
                number, waiting = number + 1, ""
            else:
                waiting += marks(each.text)
        self.take(waiting, number)


def placed(
    comment: DraftComment, anchor: Anchor | None, raw: Sequence[Paragraph], letters: Letters
) -> DraftComment:
    """Return ``comment`` with what it is about.

    The anchor is in ``raw``, the paragraphs as the file has them; ``letters`` knows where they went
    when they were taken in.
    """

    def taken(place: Place | None) -> Place | None:
        if place is None or place[0] >= len(raw):
            return place
        return place[0], len(canonical(raw[place[0]].text[: place[1]]))

    if anchor is None:
        return comment
    start, end, reference = map(taken, (anchor.start, anchor.end, anchor.reference))
    end = end or reference  # a stretch without an end goes to where the comment is referred to
    if start is not None and end is not None and (quote := letters.quote(start, end)):
        return replace(comment, quote=quote, said=letters.said(start, end))
    point = reference or end or start
    if anchor.cut or point is None:  # about what was deleted, or about nothing
        return comment
    edges = letters.word(point)
    return replace(comment, said=letters.said(*edges), point=True)


def bare(text: str) -> str:
    """Return ``text`` without its marks."""
    return _MARK.sub("", text)


def marks(text: str) -> str:
    """Return the marks in ``text``."""
    return "".join(found[0] for found in _MARK.finditer(text))


def trimmed(text: str) -> str:
    """Return ``text`` without white space at its edges, also where there are marks amid it."""
    before = _BEFORE.match(text)
    assert before is not None  # it may be empty
    rest = text[before.end() :]
    after = _AFTER.search(rest)
    assert after is not None
    return marks(before[0]) + rest[: after.start()] + marks(after[0])
