"""How a program counts places in a text: found from the file itself, and turned into our offsets.

A newline of two characters counts as two or as one; an astral character (an emoji) as one code
point or as two units of UTF-16. Ours are code points of the text with LF, end exclusive.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kodeverk.i18n import _, ngettext
from kodeverk.interchange.refi.nodes import legal
from kodeverk.model import Span

_NEWLINE = re.compile("\r\n?")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SURE = 0.8  # of the names, or of the edges, that have to fit before nothing is said
_MOST_NAME = 100


class Reading(Enum):
    """A way to count: (a newline of two characters counts as two, emoji count as two)."""

    POINTS_TWO = (True, False)
    POINTS_ONE = (False, False)
    UNITS_TWO = (True, True)
    UNITS_ONE = (False, True)

    @property
    def wide_newlines(self) -> bool:
        """True if CR LF counts as two."""
        return self.value[0]

    @property
    def units(self) -> bool:
        """True if places are counted in units of UTF-16."""
        return self.value[1]


_SEEN = {
    "nvivo": Reading.UNITS_TWO,
    "qualcoder": Reading.POINTS_ONE,
    "maxqda": Reading.POINTS_ONE,
    "atlas": Reading.POINTS_ONE,
}


class Body:
    """A text as another program stores it, and where in it what may count as two stands."""

    def __init__(self, stored: str) -> None:
        stored = stored.removeprefix("\ufeff")
        self.text = _NEWLINE.sub("\n", stored)
        self._paired = [
            match.start() - n for n, match in enumerate(m for m in re.finditer("\r\n", stored))
        ]

    @cached_property
    def _astral(self) -> list[int]:
        return [match.start() for match in _ASTRAL.finditer(self.text)]

    @property
    def has_astral(self) -> bool:
        """True if some character is two units of UTF-16."""
        return bool(self._astral)

    @property
    def has_pairs(self) -> bool:
        """True if some newline is two characters."""
        return bool(self._paired)

    def wide(self, reading: Reading) -> list[int]:
        """Return the offsets of the characters that count as two in that reading, in order."""
        found = self._paired if reading.wide_newlines else []
        return sorted(found + self._astral) if reading.units else found


class Places:
    """The places of one text in one reading."""

    def __init__(self, body: Body, reading: Reading) -> None:
        self._body = body
        self._wide = body.wide(reading)
        self._starts = [offset + n for n, offset in enumerate(self._wide)]

    def span(self, start: int, end: int) -> Span | None:
        """Return the stretch that these places are; None if they are none of this text."""
        first, last = self._offset(start), self._offset(end)
        if first is None or last is None or last < first:
            return None
        return Span(first, last)

    def counted(self, offset: int) -> int:
        """Return how an offset of ours is counted in this reading."""
        return offset + bisect_left(self._wide, offset)

    def _offset(self, place: int) -> int | None:
        before = bisect_left(self._starts, place)
        offset = place - before
        if place < 0 or offset > len(self._body.text):
            return None
        if before and self._starts[before - 1] == place - 1:  # in the midst of what counts as two
            halved = self._wide[before - 1]
            return None if self._body.text[halved] != "\n" else halved
        return offset


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch as a file gives it: its text, its places and the name it goes by."""

    body: Body
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How well a reading fits: of ``names`` that could be checked ``named`` agree; of the edges of
    ``of`` stretches ``edges`` stand between words, and ``lines`` at the start of a line."""

    named: int
    names: int
    edges: int
    lines: int
    of: int
    outside: int


@dataclass(frozen=True, slots=True)
class Found:
    """The reading of a file and how well it fits.

    ``by`` is how it was found: ``names``, ``edges``, ``origin``, ``tie`` (others fit as well), or
    empty where they all give the same. ``astral``: there are emoji or the like in the texts;
    ``paired``: there are newlines of two characters.
    """

    reading: Reading
    by: str
    fit: Count
    astral: bool
    paired: bool

    @property
    def sure(self) -> bool:
        """True if the names agree, or most edges stand between words."""
        fit = self.fit
        if self.by == "tie" or fit.outside > (1 - _SURE) * fit.of:
            return False
        if fit.named:
            return fit.named >= _SURE * fit.names
        return fit.edges >= _SURE * 2 * fit.of


def recognise(marks: Sequence[Mark], origin: str) -> Found:
    """Return how the file that ``marks`` come from counts; ``origin`` is the program it names."""
    ways = {reading: spans(marks, reading) for reading in Reading}
    telling = [n for n in range(len(marks)) if len({found[n] for found in ways.values()}) > 1]
    usual = _usual(origin)
    if not telling:
        return Found(usual, "", _count(marks, ways[usual], range(len(marks))), False, False)
    fits = {reading: _count(marks, found, telling) for reading, found in ways.items()}
    order = sorted(Reading, key=lambda reading: reading is not usual)  # the usual one wins a tie
    by = "names"
    best = max(order, key=lambda reading: fits[reading].named)
    if fits[best].named == 0:
        by = "edges"
        best = max(order, key=lambda reading: _score(fits[reading]))
    same = [r for r in order if _rank(fits[r], by) == _rank(fits[best], by)]
    if len({tuple(ways[r][n] for n in telling) for r in same}) > 1:
        by = "origin" if best is usual else "tie"
    bodies = {id(mark.body): mark.body for mark in marks}.values()
    return Found(
        best,
        by,
        _count(marks, ways[best], range(len(marks))),
        any(body.has_astral for body in bodies),
        any(body.has_pairs for body in bodies),
    )


def _rank(fit: Count, by: str) -> int:
    return fit.named if by == "names" else _score(fit)


def _score(fit: Count) -> int:
    # The start of a line tells most: few places are one.
    return fit.edges + 2 * fit.lines - 4 * fit.outside


def _usual(origin: str) -> Reading:
    """Return how the program that calls itself ``origin`` was seen to count, or else should."""
    return _known(origin) or Reading.POINTS_TWO


def _known(origin: str) -> Reading | None:
    name = origin.casefold()
    return next((reading for program, reading in _SEEN.items() if program in name), None)


def spans(marks: Iterable[Mark], reading: Reading) -> list[Span | None]:
    """Return where the marks are in their texts, None where they are not."""
    places: dict[int, Places] = {}
    found = []
    for mark in marks:
        key = id(mark.body)
        if key not in places:
            places[key] = Places(mark.body, reading)
        found.append(places[key].span(mark.start, mark.end))
    return found


def _count(marks: Sequence[Mark], spans: Sequence[Span | None], which: Iterable[int]) -> Count:
    named = names = edges = lines = of = outside = 0
    for n in which:
        mark, span = marks[n], spans[n]
        of += 1
        names += bool(mark.name)
        if span is None:
            outside += 1
            continue
        text = mark.body.text
        named += agrees(text[span.start : span.end], mark.name)
        edges += _between(text, span.start) + _between(text, span.end)
        lines += span.start == 0 or text[span.start - 1] == "\n"
    return Count(named, names, edges, lines, of, outside)


def _between(text: str, offset: int) -> bool:
    """Tell whether ``offset`` stands at the edge of a word, not within it nor among blanks."""
    before, after = text[offset - 1 : offset] or " ", text[offset : offset + 1] or "."
    return not (before.isalnum() and after.isalnum()) and not (before.isspace() and after.isspace())


def agrees(text: str, name: str) -> bool:
    """Tell whether ``name`` is ``text`` with its white space collapsed, or the start of it."""
    if not name:
        return False
    return any(
        whole == short or (cut != short and cut and whole.startswith(cut))
        for whole, short, cut in _forms(text, name)
    )


def _forms(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    for form in (str, lambda value: unicodedata.normalize("NFD", value)):
        whole, short = (form(" ".join(legal(value).split())) for value in (text, name))
        yield whole, short, short.removesuffix("…").removesuffix("...").rstrip()


def name_of(text: str) -> str:
    """Return what a stretch goes by: its words on one line, cut where it is long."""
    line = " ".join(legal(text).split())
    return line if len(line) <= _MOST_NAME else line[:_MOST_NAME].rstrip() + "…"


def explain(found: Found, origin: str) -> list[str]:
    """Return in sentences how the places are counted, how that was found, and what to look at."""
    how = _how(found)
    why = {
        "names": _("Places in texts are counted in {how}: so the passages read as they are named."),
        "edges": _("Places in texts are counted in {how}: so the passages stand between words."),
        "origin": _(
            "Places in texts are counted in {how}, as {origin} does: the file cannot tell."
        ),
        "tie": _("The file does not tell how its places are counted; {how} was assumed."),
        "": _("However places in texts are counted, they are the same in this file."),
    }[found.by]
    said = [why.format(how=how, origin=origin if _known(origin) else "REFI-QDA")]
    fit = found.fit
    if not found.sure:
        said.append(
            _(
                "BEWARE: the passages do not fit their texts well, and may stand in the wrong "
                "places. {named} of {names} read as they are named, {edges} of {all} edges stand "
                "between words. Look at some of them before you trust the rest."
            ).format(named=fit.named, names=fit.names, edges=fit.edges, all=2 * fit.of)
        )
    elif fit.named and fit.named < fit.names:
        said.append(
            ngettext(
                "{n} passage does not read as it is named; it stands where the file says.",
                "{n} passages do not read as they are named; they stand where the file says.",
                fit.names - fit.named,
            ).format(n=fit.names - fit.named)
        )
    return said


def _how(found: Found) -> str:
    """Return the way of counting, as far as it matters to the texts of the file."""
    ways = []
    if found.astral:
        ways.append(
            _("UTF-16 units (an emoji is two)")
            if found.reading.units
            else _("characters (an emoji is one)")
        )
    if found.paired:
        ways.append(
            _("line breaks of Windows as two")
            if found.reading.wide_newlines
            else _("line breaks of Windows as one")
        )
    return ", ".join(ways)
