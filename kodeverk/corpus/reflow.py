"""A text as another program holds it, made into a canonical body with a map of every place. No I/O.

Nothing that is said is taken out, moved or joined: white space and the heads of turns are written
as ours, and letters in their composed form. So whatever was coded there can be found here.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kodeverk.corpus.canonical import parse_turns, stamp
from kodeverk.corpus.draft import DraftTurn
from kodeverk.corpus.importers.heads import Head, Heads, Line, find_heads, is_name_below
from kodeverk.corpus.importers.speakers import cast
from kodeverk.model import Kind, Span, Speaker
from kodeverk.text import canonical, is_canonical, snap, trim


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the old text and what became of it. ``copied``: letter by letter, else whole."""

    old: Span
    new: Span
    copied: bool = True


class Map:
    """From places in an old text to places in a new one; what is in no run is not there any more.

    ``runs`` are in order in both texts.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(runs)
        self._starts = [run.old.start for run in self.runs]
        self._ends = [run.old.end for run in self.runs]

    def within(self, span: Span) -> tuple[Run, ...]:
        """Return the runs that hold some of ``span``."""
        first = bisect_right(self._ends, span.start)
        return self.runs[first : bisect_left(self._starts, span.end)]

    def place(self, span: Span) -> Span | None:
        """Return where ``span`` is now; None if nothing of it is there."""
        runs = self.within(span)
        if not runs:
            return None
        first, last = runs[0], runs[-1]
        start, end = first.new.start, last.new.end
        if first.copied:
            start += max(0, span.start - first.old.start)
        if last.copied:
            end -= max(0, last.old.end - span.end)
        return Span(start, end)


@dataclass(frozen=True, slots=True)
class Reflowed:
    """A body, who speaks in it, and how the old text lies in it."""

    old: str
    body: str
    kind: Kind
    speakers: tuple[Speaker, ...]
    tidy: str
    tidied: Map
    laid: Map

    def place(self, span: Span) -> Span | None:
        """Return where the text of ``span`` stands in the body, without white space at its edges.

        None where it is not the same words there.
        """
        start, end = trim(self.old, *snap(self.old, span.start, span.end))
        amid = self.tidied.place(Span(start, end)) if start < end else None
        found = self.laid.place(amid) if amid else None
        if amid is None or found is None:
            return None
        if canonical(self.old[start:end]).split() != self.tidy[amid.start : amid.end].split():
            return None
        # Heads are written anew: name and time are ours, and not compared.
        heads = [run for run in self.laid.within(amid) if not run.copied]
        here = _without(self.tidy, amid, [run.old for run in heads])
        there = _without(self.body, found, [run.new for run in heads])
        return Span(*trim(self.body, found.start, found.end)) if here == there else None


def reflow(text: str, title: str = "", interviewers: Iterable[str] = ()) -> Reflowed:
    """Return ``text`` (newlines as LF) as a canonical body.

    Turns are found as in a text file; a text in which none are found is paragraphs. A body of ours
    comes out as it was. ``interviewers`` are names of those who ask.
    """
    tidy, tidied = _tidied(text)
    lines, spans, gaps = _lines(tidy)
    heads = _sure(find_heads(lines, interviewers)[0], lines)
    body, runs = _lay(lines, spans, gaps, heads)
    names = dict.fromkeys(head.name for head in heads.values() if head.name)
    turns = parse_turns(body, tuple(Speaker(name) for name in names))
    said = [DraftTurn(body[t.text.start : t.text.end], t.speaker, t.time) for t in turns]
    kind, speakers = cast(said, interviewers, title)
    return Reflowed(text, body, kind, speakers, tidy, Map(tidied), Map(runs))


# --- letters


def _tidied(text: str) -> tuple[str, list[Run]]:
    """Return ``text`` in canonical form, and where each part of it went."""
    if is_canonical(text):
        return text, [Run(Span(0, len(text)), Span(0, len(text)))] if text else []
    made: list[str] = []
    runs: list[Run] = []
    size = 0
    for start, end, new in _pieces(text):
        if not new:
            continue
        old, here = Span(start, end), Span(size, size + len(new))
        copied = text[start:end] == new
        last = runs[-1] if runs else None
        if copied and last and last.copied and last.old.end == start and last.new.end == size:
            runs[-1] = Run(Span(last.old.start, end), Span(last.new.start, here.end))
        else:
            runs.append(Run(old, here, copied))
        made.append(new)
        size = here.end
    return "".join(made), runs


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, canonical form) of each letter, or of a line that must be taken whole."""
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\x0b\x0c\x85\u2028\u2029")
        wanted = canonical(bare)
        parts = [(at, at + len(bare), bare)] if wanted == bare else list(_letters(bare, at))
        if "".join(part for _start, _end, part in parts) != wanted:
            parts = [(at, at + len(bare), wanted)]  # control characters that belong together
        yield from parts
        if line[len(bare) :]:
            ending = canonical(line[len(bare) :])
            yield at + len(bare), at + len(line), ending
        at += len(line)


def _letters(line: str, at: int) -> Iterator[tuple[int, int, str]]:
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or not unicodedata.combining(line[index]):
            yield at + start, at + index, canonical(line[start:index])
            start = index


# --- lines


def _lines(text: str) -> tuple[list[Line], list[Span], list[bool]]:
    """Return the lines that say something, where each stands, and whether a blank one is before."""
    lines: list[Line] = []
    spans: list[Span] = []
    gaps: list[bool] = []
    gap, at = False, 0
    for raw in text.split("\n"):
        said = raw.strip()
        if said:
            start = at + raw.index(said)
            lines.append(Line(said, 0, True))
            spans.append(Span(start, start + len(said)))
            gaps.append(gap)
        gap = not said
        at += len(raw) + 1
    return lines, spans, gaps


def _sure(heads: Heads, lines: list[Line]) -> Heads:
    """Return the heads below which something is said, and of which nothing would be lost."""
    sure: Heads = {}
    for index, head in heads.items():
        after = index + 1
        if after < len(lines) and after not in heads and is_name_below(lines[after], head):
            after += 1
        said = head.rest or (after < len(lines) and after not in heads)
        if said and not head.bad and lines[index].text.endswith(head.rest):
            sure[index] = head
    return sure


def _lay(
    lines: list[Line], spans: list[Span], gaps: list[bool], heads: Heads
) -> tuple[str, list[Run]]:
    """Return the body: a block a turn; else a paragraph, or a line where no gaps part them."""
    parts: list[str] = []
    runs: list[Run] = []
    size = 0
    first = min(heads, default=len(lines))
    parted = any(gaps[1:first] if heads else gaps[1:])
    turn: Head | None = None

    def put(text: str, old: Span | None = None, copied: bool = True) -> None:
        nonlocal size
        if old is not None:
            runs.append(Run(old, Span(size, size + len(text)), copied))
        parts.append(text)
        size += len(text)

    bare = False  # a head was written, and nothing after it yet
    for index, (line, span) in enumerate(zip(lines, spans, strict=True)):
        head = heads.get(index)
        if head is not None:
            put("\n\n" if parts else "")
            turn, bare = head, True
            cut = len(line.text) - len(head.rest)
            put(_head(head), Span(span.start, span.start + cut), False)
            if head.rest:
                put(head.rest, Span(span.start + cut, span.end))
                bare = False
        elif turn and bare and index - 1 in heads and is_name_below(line, turn):
            runs[-1] = Run(Span(runs[-1].old.start, span.end), runs[-1].new, False)
        else:
            if not bare:
                new = turn is None and (gaps[index] or not parted)
                put(("\n\n" if new else "\n") if parts else "")
            put(line.text, span)
            bare = False
    return "".join(parts), runs


def _head(head: Head) -> str:
    time = f"[{stamp(head.time)}] " if head.time is not None else ""
    return f"{time}{head.name}: " if head.name else time


def _without(text: str, span: Span, gone: Iterable[Span]) -> list[str]:
    """Return the words of ``span`` without the stretches ``gone``."""
    parts, at = [], span.start
    for cut in gone:
        parts.append(text[at : max(at, cut.start)])
        at = max(at, cut.end)
    parts.append(text[at : max(at, span.end)])
    return " ".join(parts).split()
