"""Which of the ways of writing a conversation a text follows, and its segments. No I/O.

Text files and Word files end up here alike. Families of layouts, tried in this order:

- arrows: ``0:0:0.0 --> 0:0:1.510`` / name / text (Teams until 2022), ``[00:00 --> 00:04] text``
- name and time on a line of their own, the text below: ``Kari Moe   0:04`` (Teams, Otter),
  ``[Kari Moe] 14:03:22`` (Zoom), ``00:00:05 Speaker 1`` (Word on the web)
- a name and a colon, perhaps with a time: ``Kari: text``, ``[00:01:02] Kari: text``,
  ``S00: [00:01:02] text`` (noScribe), ``I: text #00:01:02-3#`` (f4)
- a name in bold, without a colon, before the text or on a line of its own (Word)
- rows of a table with a name in the first cell, or a time and a name (Word)
- a time alone: ``[00:12] text``
- none: running text
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kodeverk.corpus.importers.header import (
    Header,
    document_header,
    is_switch,
    is_tool_line,
    read_header,
)
from kodeverk.corpus.importers.reading import Notes, Paragraph, Segment
from kodeverk.corpus.importers.speakers import (
    accept,
    could_be_name,
    is_label,
    is_machine,
    role_word,
    tidy,
)
from kodeverk.corpus.importers.times import F4, STAMP, f4_seconds, is_unpadded, seconds

_ARROW = re.compile(rf"\[?(?P<time>-?{STAMP})\s*-->\s*-?{STAMP}\]?\s*(?P<rest>.*)")
_NAME_TIME = re.compile(rf"(?P<name>\S.{{0,78}}?)(?P<gap>[ \xa0]+|\t\s*)(?P<time>{STAMP})")
_ZOOM = re.compile(r"\[(?P<name>[^\[\]]{1,60})\]\s+(?P<time>\d{1,2}:\d\d:\d\d)")
_TIME_NAME = re.compile(rf"\[?(?P<time>{STAMP})\]?\s+(?P<name>[^:]{{1,60}})")
_COLON = re.compile(
    rf"(?:[\[(#]?(?P<before>{STAMP})(?:-\d{{1,3}})?[\])#]?[\s:–-]*)?"
    r"(?:\[\[?(?P<label>[^\[\]:]{1,40})\]\]?|(?P<name>[^\W_][^:\[\]\t\n]{0,40}?))"
    rf"\s*(?:[\[(](?P<amid>{STAMP})[\])]\s*)?:(?:\s+|$)"
    rf"(?:[\[(](?P<after>{STAMP})[\])]\s*)?(?P<rest>.*)",
)
_TIMED = re.compile(
    rf"(?:\[(?P<boxed>{STAMP})\]|\((?P<round>{STAMP})\)|(?P<bare>{STAMP}))"
    r"(?:\s+(?P<rest>.*)|$)"
)
_F4_END = re.compile(rf"{F4.pattern}$")
_WALL_CLOCK = 5 * 3600  # no recording begins five hours in: later than that is the time of day
_PREAMBLE = 1500


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text. ``bold``: its first letters that are bold; ``opens``: it is the first
    of its paragraph."""

    text: str
    bold: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A line that begins a turn: who, when, and what of the turn stands on the line itself.

    ``strong``: more than a colon says that it is a name. ``bad``: it has a time that is none.
    """

    name: str | None
    time: float | None
    rest: str
    strong: bool = False
    bad: bool = False


Heads = dict[int, Head]


def read_layout(
    paragraphs: Sequence[Paragraph], notes: Notes, known: Iterable[str] = ()
) -> tuple[tuple[Segment, ...], Header]:
    """Return the segments of a text and its header. ``known`` are names of those who ask.

    Running text gives one segment a paragraph, without speakers.
    """
    lines = [
        Line(part.strip(), max(0, paragraph.bold) if index == 0 else 0, index == 0)
        for paragraph in paragraphs
        for index, part in enumerate(paragraph.text.split("\n"))
        if part.strip()
    ]
    heads, switches = find_heads(lines, known)
    if heads:
        segments, header = _turns(lines, heads, notes, switches=switches)
        return (segments if switches else _f4(segments)), header
    plain = tuple(Segment(p.text.strip("\n")) for p in paragraphs if p.text.strip())
    return _f4(plain), document_header([segment.text for segment in plain])


def find_heads(lines: Sequence[Line], known: Iterable[str] = ()) -> tuple[Heads, bool]:
    """Return the lines that begin turns, and whether it is a program that wrote them.

    A program adds lines of its own; there are no heads in running text.
    """
    unpadded = is_unpadded("\n".join(line.text for line in lines if "-->" in line.text))
    arrows = _arrows(lines, unpadded)
    named = _named_lines(lines)
    colons = _colons(lines, known)
    if arrows and len(arrows) >= max(len(named), len(colons)):
        return arrows, True
    if named and len(named) >= len(colons):
        return named, True
    marked = _bolds(lines, known) or _rows(lines, known)
    if len(marked) > len(colons):
        return marked, False
    return (colons, False) if colons else (_timed(lines), True)


def is_name_below(line: Line, head: Head) -> bool:
    """Tell whether ``line``, right below an arrow, is the name of who speaks."""
    return head.strong and not head.rest and head.name == tidy(line.text)


def _arrows(lines: Sequence[Line], unpadded: bool) -> Heads:
    heads: Heads = {}
    for index, line in enumerate(lines):
        match = _ARROW.fullmatch(line.text) if "-->" in line.text else None
        if match:
            time = seconds(match["time"], unpadded=unpadded)
            heads[index] = Head(None, time, match["rest"], bad=time is None)
    names: Counter[str] = Counter()
    for index in heads:
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if not heads[index].rest and index + 1 not in heads and could_be_name(below):
            names[below] += 1
    written = sum(names.values())
    if written * 10 < len(heads) * 8:  # text right below the time, no names: as in subtitles
        return heads
    for index in list(heads):
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if below in names:
            heads[index] = replace(heads[index], name=tidy(below), strong=True)
    return heads


def _named_lines(lines: Sequence[Line]) -> Heads:
    best: Heads = {}
    for pattern in (_NAME_TIME, _ZOOM, _TIME_NAME):
        heads: Heads = {}
        for index, line in enumerate(lines):
            match = pattern.fullmatch(line.text)
            if not match or index + 1 == len(lines):
                continue
            name = tidy(match["name"])
            close = pattern is _TIME_NAME or match.groupdict().get("gap") == " "
            if close and not (could_be_name(name) and _short(name)):
                continue
            if name and len(name.split()) <= 8:
                time = seconds(match["time"])
                heads[index] = Head(name, time, "", strong=True, bad=time is None)
        # Under a name something is said; lines of names and times alone are a programme.
        spoken = {index: head for index, head in heads.items() if index + 1 not in heads}
        if len(spoken) > len(best) and 2 * len(spoken) >= len(heads):
            best = spoken
    shared = Counter(head.name for head in best.values())
    sure = any(count >= 2 for count in shared.values()) or len(shared) >= 2
    early = bool(best) and min(best) <= 5 and could_be_name(next(iter(best.values())).name or "")
    return _since_first(best) if sure or early else {}


def _short(name: str) -> bool:
    """Tell whether a name right beside a time is one, and not words of what is said."""
    return bool(role_word(name)) or is_label(name) or all(w[0].isupper() for w in name.split())


def _colons(lines: Sequence[Line], known: Iterable[str]) -> Heads:
    found: dict[int, Head] = {}
    for index, line in enumerate(lines):
        match = _COLON.fullmatch(line.text) if ":" in line.text else None
        if not match:
            continue
        name = tidy(match["label"] or match["name"])
        if not could_be_name(name):
            continue
        stamp = match["before"] or match["amid"] or match["after"]
        colon = line.text.find(":", match.end("label") if match["label"] else match.end("name"))
        bold = line.opens and 0 < line.bold <= colon + 2 < len(line.text) + 2
        time = seconds(stamp) if stamp else None
        bad = bool(stamp) and time is None
        found[index] = Head(name, time, match["rest"], strong=bool(stamp) or bold, bad=bad)
    if not found:
        return {}
    names = accept(
        [(head.name or "", head.strong) for head in found.values()],
        lines=len(lines) - min(found),
        known=known,
    )
    heads = {index: head for index, head in found.items() if head.name in names}
    if not heads:
        return {}
    before = sum(len(line.text) for line in lines[: min(heads)])
    whole = sum(len(line.text) for line in lines)
    return heads if before <= max(_PREAMBLE, whole // 4) else {}


def _bolds(lines: Sequence[Line], known: Iterable[str]) -> Heads:
    """Return the names that only their bold letters set apart from what is said.

    Two of them at least, each more than once: a bold word or heading is no speaker.
    """
    heads: Heads = {}
    for index, line in enumerate(lines):
        name = tidy(line.text[: line.bold]) if line.opens else ""
        if could_be_name(name):
            heads[index] = Head(name, None, line.text[line.bold :].lstrip(" :\t–-"))
    heads = {  # under a name that stands alone something is said
        index: head
        for index, head in heads.items()
        if head.rest or (index + 1 < len(lines) and index + 1 not in heads)
    }
    paragraphs = sum(line.opens for line in lines)
    return _recurring(heads, known) if len(heads) * 5 >= paragraphs else {}


def _rows(lines: Sequence[Line], known: Iterable[str]) -> Heads:
    """Return the rows of a table of names and words, as most of the lines must be."""
    heads: Heads = {}
    rows = [index for index, line in enumerate(lines) if line.opens]
    for index in rows:
        cells = [cell.strip() for cell in lines[index].text.split("\t")]
        time = None
        for place in (0, 1):
            stamp = _TIMED.fullmatch(cells[place]) if len(cells) > 2 else None
            if stamp and not stamp["rest"]:
                del cells[place]
                time = seconds(stamp["boxed"] or stamp["round"] or stamp["bare"])
                break
        name = tidy(cells[0])
        if len(cells) > 1 and could_be_name(name) and cells[1]:
            heads[index] = Head(name, time, "\t".join(cells[1:]))
    words = sum(len(head.rest.split()) for head in heads.values())
    if len(heads) * 5 < len(rows) * 3 or words < 2 * len(heads):
        return {}
    return _recurring(heads, known)


def _recurring(heads: Heads, known: Iterable[str]) -> Heads:
    """Return the heads of those who speak more than once; none unless there are two of them."""
    counts = Counter(head.name for head in heads.values())
    names = {name for name, count in counts.items() if name and count >= 2}
    if len(names) < 2:
        return {}
    names |= {name for name in counts if name and (role_word(name) or name in set(known))}
    return {index: head for index, head in heads.items() if head.name in names}


def _timed(lines: Sequence[Line]) -> Heads:
    heads: Heads = {}
    for index, line in enumerate(lines):
        match = _TIMED.fullmatch(line.text)
        if match:
            stamp = match["boxed"] or match["round"] or match["bare"]
            time = seconds(stamp)
            heads[index] = Head(None, time, match["rest"] or "", bad=time is None)
    return heads if len(heads) >= 2 and len(heads) * 5 >= len(lines) * 2 else {}


def _turns(
    lines: Sequence[Line], heads: Heads, notes: Notes, *, switches: bool
) -> tuple[tuple[Segment, ...], Header]:
    """Cut the lines at the heads. ``switches``: also drop lines that programs add."""
    if any(head.bad for head in heads.values()):
        notes.bad_time()
    first = min(heads)
    header = read_header([line.text for line in lines[:first]])
    segments = [Segment(text, joins=False) for text in header.kept]
    head: Head | None = None
    said: list[str] = []

    def close() -> None:
        if head is not None and said:
            cut = head.time is not None or is_machine(head.name or "")
            segments.append(Segment("\n".join(said), head.name, head.time, cut))

    for index, line in enumerate(lines[first:], start=first):
        if index in heads:
            close()
            head = heads[index]
            said = [head.rest] if head.rest else []
        elif head is not None and index - 1 in heads and is_name_below(line, head):
            pass  # the name below an arrow
        elif not (switches and (is_switch(line.text) or is_tool_line(line.text))):
            said.append(line.text)
    close()
    return tuple(segments), header


def _since_first(heads: Heads) -> Heads:
    """Return ``heads`` with the time of day made into time since the first of them."""
    times = [head.time for head in heads.values() if head.time is not None]
    if not times or times[0] < _WALL_CLOCK:
        return heads
    start = times[0]
    day = 24 * 3600
    return {
        index: head if head.time is None else replace(head, time=(head.time - start) % day)
        for index, head in heads.items()
    }


def _f4(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the segments with f4's marks read: one at the end says when the next one begins."""
    given = tuple(segments)
    if not any(F4.search(segment.text) for segment in given):
        return given
    timed: list[Segment] = []
    begins: float | None = 0.0
    for segment in given:
        said: list[str] = []
        ends: float | None = None
        for line in segment.text.split("\n"):
            mark = _F4_END.search(line.rstrip())
            if mark:
                ends = f4_seconds(mark)
                line = line[: mark.start()]
            said.append(line)
        time = segment.time if segment.time is not None else begins
        text = "\n".join(said)
        if text.strip():
            timed.append(Segment(text, segment.speaker, time, segment.joins))
        begins = ends
    return tuple(timed)
