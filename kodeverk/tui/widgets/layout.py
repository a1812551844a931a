"""Where the text of a transcript stands on the screen: rows, columns and offsets. No Textual.

Rows are screen rows from 0, columns are cells from 0 within the text column, offsets are code
points in the transcript's body. Every code point of a turn's text belongs to exactly one row, also
the blanks and newlines that a row ends with and does not show.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum

from rich.cells import cell_len

from kodeverk.model import Span, Transcript, Turn, Value
from kodeverk.text import clean, is_boundary

TAB = 4
# What may not be one cell wide: the row is then measured cluster by cluster.
_ODD = re.compile(
    "[^\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
# Characters without a shape: terminals disagree about their width, so they are not sent.
_SHAPELESS = {ord(c): None for c in "\xad\u200b\u200c\u2060\ufeff"}

_MARGIN_NAME = 18  # cells for a name in the margin
_TEXT_MIN = 54  # the margin must leave this much for the text
_TEXT_MAX = 88  # longer lines are hard to read
_GUTTER = 3  # the bar of the caret's rows, the dot of unread ones, a blank


class RowKind(IntEnum):
    """What a screen row shows."""

    TEXT = 0
    HEAD = 1
    GAP = 2


class Frame(Value, frozen=True):
    """The columns of the pane, in cells: margin, gutter, text, then lanes of stripes.

    ``margin`` is 0 when names stand on rows of their own (``heads``) or there are none.
    """

    width: int
    margin: int
    heads: bool
    text: int
    lanes: int
    lane: int

    @property
    def gutter_at(self) -> int:
        """The first cell of the gutter, where unread text and the caret's rows are marked."""
        return self.margin

    @property
    def text_at(self) -> int:
        """The first cell of the text."""
        return self.margin + _GUTTER

    @property
    def lanes_at(self) -> int:
        """The first cell of the first lane."""
        return self.text_at + self.text + 1

    @property
    def more_at(self) -> int:
        """The cell that tells of codings for which there was no lane."""
        return self.lanes_at + self.lanes * self.lane


def frame(width: int, name: int, time: int, mark: int) -> Frame:
    """Divide a pane of ``width`` cells.

    ``name`` is the widest name in cells (0: no speakers), ``time`` the widest time (0: none),
    ``mark`` the longest letter mark of a code.
    """
    lane = 1 + max(1, mark)
    lanes = 3 if width < 60 else 4 if width < 100 else 6
    rest = max(width - _GUTTER - lanes * lane - 2, 8)
    if not name:
        return Frame(width, 0, False, min(rest, _TEXT_MAX), lanes, lane)
    margin = min(name, _MARGIN_NAME) + (time + 1 if time else 0) + 1
    if rest - margin < _TEXT_MIN:
        return Frame(width, 0, True, min(rest, _TEXT_MAX), lanes, lane)
    return Frame(width, margin, False, min(rest - margin, _TEXT_MAX), lanes, lane)


def clock(seconds: float, hours: bool) -> str:
    """Return a time as ``mm:ss``, or ``h:mm:ss`` where the recording passes an hour."""
    whole = int(seconds)
    if hours:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60:02}:{whole % 60:02}"


def safe(body: str) -> str:
    """Return ``body`` with every character that a terminal could obey replaced by ``�``.

    The same length, so that offsets stay. A canonical body has none and is returned as it is.
    """
    bad = {m[0] for m in _ODD.finditer(body) if clean(m[0]) != m[0]}
    return body.translate({ord(c): "\ufffd" for c in bad}) if bad else body


def clusters(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the letter clusters of ``body[start:end]`` as (start, end)."""
    here = start
    for offset in range(start + 1, end):
        if is_boundary(body, offset):
            yield here, offset
            here = offset
    if here < end:
        yield here, end


def _width(cluster: str, column: int) -> int:
    return TAB - column % TAB if cluster == "\t" else cell_len(cluster.translate(_SHAPELESS))


def shown(text: str, column: int) -> str:
    """Return ``text`` as sent to the terminal when it begins at ``column`` of its row."""
    if "\t" in text:
        parts = []
        for start, end in clusters(text, 0, len(text)):
            width = _width(text[start:end], column)
            parts.append(" " * width if text[start] == "\t" else text[start:end])
            column += width
        text = "".join(parts)
    return text.translate(_SHAPELESS)


def wrap(body: str, start: int, end: int, width: int, plain: bool) -> tuple[list[int], list[int]]:
    """Return the starts and ends of the rows that ``body[start:end]`` takes at ``width`` cells.

    Rows break at newlines and blanks, else between clusters; the blanks at a break are left out.
    ``plain`` promises that every character is one cell wide.
    """
    starts: list[int] = []
    ends: list[int] = []
    line = start
    while True:
        stop = body.find("\n", line, end)
        if stop < 0:
            stop = end
        if plain:
            _wrap_plain(body, line, stop, width, starts, ends)
        else:
            _wrap_odd(body, line, stop, width, starts, ends)
        if stop == end:
            return starts, ends
        line = stop + 1


def _wrap_plain(
    body: str, start: int, stop: int, width: int, starts: list[int], ends: list[int]
) -> None:
    rfind = body.rfind
    while stop - start > width:
        cut = rfind(" ", start, start + width + 1)
        if cut <= start:
            cut = start + width
        starts.append(start)
        ends.append(cut)
        start = cut
        while start < stop and body[start] == " ":
            start += 1
        if start == stop:
            return
    starts.append(start)
    ends.append(stop)


def _wrap_odd(
    body: str, start: int, stop: int, width: int, starts: list[int], ends: list[int]
) -> None:
    pieces = list(clusters(body, start, stop))
    first = 0  # index of the cluster that begins the row
    here, column, blank = 0, 0, -1
    while here < len(pieces):
        piece = body[pieces[here][0] : pieces[here][1]]
        size = _width(piece, column)
        if column + size > width and here > first:
            cut = here if piece in " \t" else blank if blank > first else here
            starts.append(pieces[first][0])
            ends.append(pieces[cut][0])
            while cut < len(pieces) and body[pieces[cut][0]] in " \t":
                cut += 1
            if cut == len(pieces):
                return
            first = here = cut
            column, blank = 0, -1
            continue
        if piece in " \t":
            blank = here
        column += size
        here += 1
    starts.append(pieces[first][0] if pieces else start)
    ends.append(stop)


class Layout:
    """The rows of a transcript at one width.

    ``starts[y]`` and ``ends[y]`` are the offsets shown on row ``y`` (empty for heads and gaps,
    which stand at the start of the turn they precede), ``turns[y]`` its turn, ``kinds[y]`` what
    it is.
    """

    def __init__(self, transcript: Transcript, body: str, frame: Frame, gaps: bool) -> None:
        self.body = body
        self.frame = frame
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.turns: list[int] = []
        self.kinds: list[RowKind] = []
        self._odd = [match.start() for match in _ODD.finditer(body)]
        speaker: str | None = None
        for index, turn in enumerate(transcript.turns):
            if gaps and index:
                self._put(turn, index, RowKind.GAP)
            if frame.heads and turn.speaker is not None and turn.speaker != speaker:
                self._put(turn, index, RowKind.HEAD)
            start, end = turn.text.start, turn.text.end
            starts, ends = wrap(body, start, end, frame.text, self._plain(start, end))
            self.starts += starts
            self.ends += ends
            self.turns += [index] * len(starts)
            self.kinds += [RowKind.TEXT] * len(starts)
        self.height = len(self.starts)
        self._first = self.text_row(0, 1)

    def _put(self, turn: Turn, index: int, kind: RowKind) -> None:
        self.starts.append(turn.text.start)
        self.ends.append(turn.text.start)
        self.turns.append(index)
        self.kinds.append(kind)

    def _plain(self, start: int, end: int) -> bool:
        at = bisect_left(self._odd, start)
        return at == len(self._odd) or self._odd[at] >= end

    def plain(self, y: int) -> bool:
        """Tell whether every character on row ``y`` is one cell wide."""
        return self._plain(self.starts[y], self.ends[y])

    def row(self, offset: int) -> int:
        """Return the text row that holds ``offset`` (the nearest, between turns); -1 if none."""
        # Of the rows that start at one offset, the text row is the last.
        return max(bisect_right(self.starts, offset) - 1, self._first)

    def rows(self, span: Span) -> tuple[int, int]:
        """Return the first and last row that ``span`` touches."""
        starts, start, end = self.starts, span.start, span.end
        first = max(bisect_right(starts, start) - 1, self._first)
        if first + 1 == self.height or end <= starts[first + 1]:
            return first, first
        return first, max(bisect_left(starts, end) - 1, first)

    def text_row(self, y: int, step: int) -> int:
        """Return the first text row from ``y`` on in the direction of ``step``; -1 if none."""
        while 0 <= y < self.height:
            if self.kinds[y] is RowKind.TEXT:
                return y
            y += step
        return -1

    def first_of_turn(self, y: int) -> bool:
        """Tell whether text row ``y`` is the first of its turn."""
        return y == 0 or self.turns[y - 1] != self.turns[y] or self.kinds[y - 1] != RowKind.TEXT

    def column(self, y: int, offset: int) -> int:
        """Return the cell of row ``y`` where ``offset`` stands (its end for what is not shown)."""
        start, end = self.starts[y], self.ends[y]
        offset = min(max(offset, start), end)
        if self.plain(y):
            return offset - start
        column = 0
        for first, last in clusters(self.body, start, end):
            if last > offset:
                break
            column += _width(self.body[first:last], column)
        return column

    def offset(self, y: int, column: int) -> int:
        """Return the offset of the cluster at ``column`` of text row ``y``.

        Past the end it is the row's end, or the last cluster where the next row begins there.
        """
        start, end = self.starts[y], self.ends[y]
        at = end
        if self.plain(y):
            at = min(max(start + column, start), end)
        else:
            here = 0
            for first, last in clusters(self.body, start, end):
                here += _width(self.body[first:last], here)
                if here > column:
                    at = first
                    break
        if at == end and end > start and y + 1 < self.height and self.starts[y + 1] == end:
            *_, (at, _end) = clusters(self.body, start, end)
        return at


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return ``spans`` in order, with those that touch or overlap joined."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            if span.end > out[-1].end:
                out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def uncovered(body: str, start: int, end: int, cover: Sequence[Span]) -> int:
    """Count the characters of ``body[start:end]`` outside ``cover`` (``merged``).

    Blanks at the edges of what is left are not counted: nobody reads the space between sentences.
    """
    left = 0
    index = max(bisect_right(cover, start, key=lambda span: span.start) - 1, 0)
    for span in cover[index:]:
        if span.start >= end:
            break
        if span.start > start:
            left += len(body[start : span.start].strip())
        start = max(start, span.end)
    return left + (len(body[start:end].strip()) if start < end else 0)
