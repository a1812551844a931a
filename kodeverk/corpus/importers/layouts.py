"""A text cut into turns by the layout it follows; text files and Word files end up here alike.

The layouts are told apart in ``heads``. No I/O.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kodeverk.corpus.importers.cues import name_segments
from kodeverk.corpus.importers.header import (
    Header,
    document_header,
    is_signature,
    is_switch,
    is_tool_line,
    read_header,
)
from kodeverk.corpus.importers.heads import Head, Heads, Line, find_heads, is_name_below
from kodeverk.corpus.importers.reading import Notes, Paragraph, Segment
from kodeverk.corpus.importers.speakers import is_machine
from kodeverk.corpus.importers.tables import read_notes
from kodeverk.corpus.importers.times import F4, f4_seconds, seconds
from kodeverk.i18n import ngettext

_MARK = re.compile(r"\[(\d{1,2}:\d\d:\d\d)\](?: |$)", re.MULTILINE)
_F4_END = re.compile(rf"{F4.pattern}$")


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
    noted = read_notes(paragraphs, {head.name for head in heads.values() if head.name})
    if noted:
        header = _told(read_header([line for p in noted.above for line in p.split("\n")]), notes)
        kept = tuple(Segment(text, joins=False) for text in header.kept)
        return (*kept, *noted.segments), header
    if heads:
        segments, header = _turns(lines, heads, notes, switches=switches)
        return (name_segments(segments, known) if switches else _f4(segments)), header
    signed = next((i for i, p in enumerate(paragraphs[:4]) if is_signature(p.text)), -1) + 1
    if signed:
        above = [line for p in paragraphs[:signed] for line in p.text.split("\n")]
        said = tuple(Segment(p.text) for p in paragraphs[signed:])
        return said, _told(read_header(above), notes)
    plain = tuple(Segment(p.text.strip("\n")) for p in paragraphs if p.text.strip())
    return _f4(plain), document_header([segment.text for segment in plain])


def _turns(
    lines: Sequence[Line], heads: Heads, notes: Notes, *, switches: bool
) -> tuple[tuple[Segment, ...], Header]:
    """Cut the lines at the heads. ``switches``: also drop lines that programs add."""
    if any(head.bad for head in heads.values()):
        notes.bad_time()
    first = min(heads)
    header = _told(read_header([line.text for line in lines[:first]]), notes)
    segments = [Segment(text, joins=False) for text in header.kept]
    head: Head | None = None
    above: float | None = None
    said: list[str] = []

    def close() -> None:
        if head is not None and said:
            time = head.time if head.time is not None else above
            cut = time is not None or is_machine(head.name or "")
            segments.append(Segment("\n".join(said), head.name, time, cut))

    for index, line in enumerate(lines[first:], start=first):
        if index in heads:
            close()  # a head with nothing below it but the next one is a time on a line of its own
            above = head.time if head is not None and not said and head.name is None else None
            head = heads[index]
            said = [head.rest] if head.rest else []
        elif head is not None and index - 1 in heads and is_name_below(line, head):
            pass  # the name below an arrow
        elif not (switches and said and line.opens and _is_program(line.text)):
            said.append(line.text)
    close()
    marked = sum(bool(_MARK.search(lines[index].text)) for index in heads)
    if 2 * marked > len(heads):  # the heads themselves have such marks
        return tuple(_without_marks(segments, notes)), header
    return tuple(segments), header


def _without_marks(segments: Sequence[Segment], notes: Notes) -> Iterator[Segment]:
    """Yield the segments without the time marks that programs put within what somebody says.

    A mark is in brackets, and its time lies between that of the turn and of the next.
    """
    left = 0
    following = [float("inf")]
    for segment in reversed(segments[1:]):
        following.append(following[-1] if segment.time is None else segment.time)
    for segment, latest in zip(segments, reversed(following), strict=False):
        if segment.time is None:
            yield segment
            continue
        parts: list[str] = []
        at = 0
        for match in _MARK.finditer(segment.text):
            time = seconds(match[1])
            if time is not None and segment.time <= time <= latest:
                parts.append(segment.text[at : match.start()])
                at = match.end()
                left += 1
        yield replace(segment, text="".join((*parts, segment.text[at:])))
    if left:
        notes.marks(left)


def _told(header: Header, notes: Notes) -> Header:
    """Return ``header``; notice what it leaves out."""
    if header.left:
        notes.add(
            "dropped_content",
            ngettext(
                "{n} line above the conversation was left out: who was there, or where the "
                "recording lies. The source file is kept as it was.",
                "{n} lines above the conversation were left out: who was there, or where the "
                "recording lies. The source file is kept as it was.",
                header.left,
            ).format(n=header.left),
        )
    return header


def _is_program(text: str) -> bool:
    """Tell whether a line of its own is what a program adds, such as its signature."""
    return is_switch(text) or is_tool_line(text)


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
