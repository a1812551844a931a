"""From the lines of printed pages back to paragraphs. No I/O.

A page knows lines only. Which of them belong together is seen from the space between them, from
where they end, and from how they begin; what the pages repeat at their edges is nobody's speech.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kodeverk.corpus.importers.heads import Line, find_heads
from kodeverk.corpus.importers.reading import Paragraph

_EDGE = 2  # lines at the top and at the bottom that may be repeated
_NEAR = 3.0  # points
_LOOSE = 1.3  # times the usual distance of lines: a new paragraph
_FULL = 0.97
_NARROW = 12  # times the size of the letters: no column is narrower
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:side|page|s\.|p\.)?\s*(\d{1,4})(?:\s*(?:av|of|/)\s*\d+)?\W*")
_BULLET = re.compile(r"(?:[•◦▪·*–-]|\d{1,3}[.)])\s")
_CUT = re.compile(r"[^\W\d_]([-‐\xad])$")
_WORD = re.compile(r"[\w-]+")
_SUSPENDED = ("og", "eller", "and", "or", "samt", "til", "to", "men", "enn")
_ENDS = tuple(".!?:…”»\"')")
# How wide letters are, roughly, as parts of the size of the font.
_WIDTHS = dict.fromkeys("iljtfrI.,:;'!|()[]-’ ", 0.3) | dict.fromkeys("mwMW—@%", 0.85)


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of a page. ``bold``: its first letters that are bold; ``x``, ``y``: where it begins.

    ``cell`` is where the last of its cells begins, ``size`` that of its letters, all in points from
    the lower left corner; ``soft``: a blank at its end says that the text goes on.
    """

    text: str
    x: float
    y: float
    size: float
    page: int
    bold: int = 0
    cell: float = 0.0
    soft: bool = False

    @property
    def end(self) -> float:
        """Where the line ends, roughly."""
        return self.cell + width(self.text.rpartition("\t")[2], self.size)


def width(text: str, size: float) -> float:
    """Return how wide ``text`` is in letters of ``size``, roughly."""
    return size * sum(_WIDTHS.get(c, 0.65 if c.isupper() else 0.5) for c in text)


def without_running(pages: Sequence[Sequence[Printed]]) -> tuple[list[list[Printed]], int]:
    """Return the pages without page numbers and running heads, and how many lines those were."""
    edges = [_edges(page) for page in pages]
    everywhere = Counter(_key(line) for page in pages for line in page)
    places: dict[tuple[str, int], list[tuple[int, Printed]]] = {}
    for number, lines in enumerate(edges):
        for line in lines:
            places.setdefault((_key(line), round(line.y / _NEAR)), []).append((number, line))
    gone: set[int] = set()
    for (key, height), found in places.items():
        near = [*found, *places.get((key, height + 1), ())]
        on = {number for number, _line in near}
        elsewhere = everywhere[key] - len(near)
        often = len(on) >= max(3, 0.4 * len(pages)) and elsewhere <= 1
        if often or _are_page_numbers(near):
            gone.update(id(line) for _number, line in near)
    kept = [[line for line in page if id(line) not in gone] for page in pages]
    return kept, len(gone)


def has_jumps(page: Sequence[Printed]) -> bool:
    """Tell whether the text of a page goes up again, as in columns and boxes."""
    return any(
        below.y - above.y > 2 * max(above.size, below.size) for above, below in pairwise(page)
    )


def to_paragraphs(
    lines: Sequence[Printed], known: Iterable[str], is_word: Callable[[str], bool]
) -> tuple[list[Paragraph], int]:
    """Return the paragraphs, and how many hyphens at line ends may or may not belong to the word.

    ``is_word`` tells whether there is such a word; it is asked only where the text does not tell.
    """
    lines = _without_lone_cells(lines)
    goes_on = _going_on(lines)
    heads, _programme = find_heads(
        [Line(line.text, line.bold, not on) for line, on in zip(lines, goes_on, strict=True)],
        known,
    )
    pairs = {index: (lines[index - 1], lines[index]) for index in heads if index}
    usual = _usual(lines)
    beside = [pair for pair in pairs.values() if not _moved(*pair)]
    spaced = sum(_drop(*pair) > _LOOSE * usual for pair in beside) > 0.8 * len(beside)
    for index, pair in pairs.items():  # where space does not set paragraphs apart, names do
        colon = f"{heads[index].name}:" in pair[1].text
        if (not spaced or _moved(*pair)) and (colon or not pair[0].soft):
            goes_on[index] = False
    words = Counter(word.casefold() for line in lines for word in _WORD.findall(line.text))
    paragraphs: list[Paragraph] = []
    unsure = 0
    for line, on in zip(lines, goes_on, strict=True):
        if not on:
            paragraphs.append(Paragraph(line.text, line.bold))
            continue
        last = paragraphs[-1]
        text, sure = _joined(last.text, line.text, words, is_word)
        unsure += not sure
        all_bold = last.bold >= len(last.text)
        paragraphs[-1] = Paragraph(text, len(text) if all_bold and line.bold else last.bold)
    return paragraphs, unsure


def _without_lone_cells(lines: Sequence[Printed]) -> list[Printed]:
    """Return the lines without cells that nothing stands under: a wide blank is no table."""
    places = Counter(round(line.cell / _NEAR) for line in lines if "\t" in line.text)
    return [
        replace(line, text=line.text.replace("\t", " "), cell=line.x)
        if "\t" in line.text and places[round(line.cell / _NEAR)] < 2
        else line
        for line in lines
    ]


def _edges(page: Sequence[Printed]) -> list[Printed]:
    by_height = sorted(page, key=lambda line: -line.y)
    return by_height[:_EDGE] + by_height[_EDGE:][-_EDGE:]


def _key(line: Printed) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))


def _are_page_numbers(lines: Sequence[tuple[int, Printed]]) -> bool:
    """Tell whether the lines count the pages they stand on."""
    shifts = set()
    for page, line in lines:
        match = _PAGE_NUMBER.fullmatch(line.text)
        if not match:
            return False
        shifts.add(int(match[1]) - page)
    return len(lines) >= 2 and len(shifts) == 1


def _drop(above: Printed, below: Printed) -> float:
    return above.y - below.y


def _moved(above: Printed, below: Printed) -> bool:
    """Tell whether the text goes on elsewhere: on another page, or further up."""
    return above.page != below.page or _drop(above, below) < 0


def _usual(lines: Sequence[Printed]) -> float:
    """Return how far apart the lines of a paragraph are, in points."""
    drops = sorted(
        _drop(above, below)
        for above, below in pairwise(lines)
        if not _moved(above, below) and _drop(above, below) > 0.8 * below.size
    )
    return drops[len(drops) // 5] if drops else 0.0


def _going_on(lines: Sequence[Printed]) -> list[bool]:
    """Return, for each line, whether it goes on with the paragraph of the line above."""
    usual = _usual(lines)
    rights: dict[int, float] = {}
    for place in {round(line.cell / _NEAR) for line in lines}:
        ends = sorted(line.end for line in lines if abs(round(line.cell / _NEAR) - place) <= 1)
        rights[place] = ends[min(len(ends) - 1, int(len(ends) * _FULL))]
    return [False] + [
        _goes_on(above, below, usual, rights[round(above.cell / _NEAR)])
        for above, below in pairwise(lines)
    ]


def _goes_on(above: Printed, below: Printed, usual: float, right: float) -> bool:
    moved = _moved(above, below)
    if not moved and _drop(above, below) > _LOOSE * usual:
        return False
    if abs(above.size - below.size) > 0.6:
        return False
    aside = below.x - above.cell
    if not moved and aside > 0.8 * below.size and not _BULLET.match(above.text):
        return False
    if "\t" in below.text or (not moved and aside < -3 * below.size):
        return False
    right = max(right, above.cell + _NARROW * above.size)
    first = below.text.split()[0]
    room = right - above.end - width(f" {first}", below.size)
    if above.soft or room < (1 - _FULL) * right:
        return True
    half = above.cell + (right - above.cell) / 2
    ends = above.text.endswith(_ENDS)
    open_ended = above.text.endswith(",") or (below.text[0].islower() and not ends)
    return open_ended and above.end > half


def _joined(
    above: str, below: str, words: Counter[str], is_word: Callable[[str], bool]
) -> tuple[str, bool]:
    """Return two lines as one, and whether it is sure what the hyphen between them was."""
    cut = _CUT.search(above)
    first = _WORD.match(below)
    if not cut or not first or first[0].casefold() in _SUSPENDED:
        return f"{above} {below}", True
    stem = _WORD.findall(above[:-1])[-1]
    whole, compound = f"{stem}{first[0]}".casefold(), f"{stem}-{first[0]}".casefold()
    if cut[1] == "\xad" or whole in words:
        return above[:-1] + below, True
    if compound in words or stem.isupper() or not first[0][0].islower():
        return above + below, True
    return (above[:-1] + below, True) if is_word(whole) else (above + below, False)
