"""Which lines of a text begin turns, in whichever of the ways of writing a conversation. No I/O.

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

from kodeverk.corpus.importers.handles import handles
from kodeverk.corpus.importers.speakers import (
    accept,
    could_be_name,
    is_label,
    is_machine,
    role_word,
    tidy,
)
from kodeverk.corpus.importers.times import STAMP, is_unpadded, seconds

_ARROW = re.compile(rf"\[?(?P<time>-?{STAMP})\s*-->\s*-?{STAMP}\]?\s*(?P<rest>.*)")
_STARS = r"(?:\*\*|__)?"  # bold, in text from programs that write Markdown
_NAME_TIME = re.compile(
    rf"{_STARS}(?P<name>\S.{{0,78}}?){_STARS}(?P<gap>[ \xa0]{{1,60}}|\t\s{{0,60}})"
    rf"[\[(]?(?P<time>{STAMP})[\])]?"
)
_RUN_ON = re.compile(  # what Teams writes, its line breaks lost
    rf"(?P<name>\S.{{0,78}}?)(?P<gap>[ \xa0]{{2,60}})(?P<time>{STAMP})(?P<rest>[^\W\d_].*)"
)
_ZOOM = re.compile(r"\[(?P<name>[^\[\]]{1,60})\]\s+(?P<time>\d{1,2}:\d\d:\d\d)")
_TIME_NAME = re.compile(rf"\[?(?P<time>{STAMP})\]?\s+(?P<name>[^:]{{1,60}})")
_TO = rf"(?:\s*[-–—]\s*{STAMP})?"  # some programs write when the speech ended, too
_COLON = re.compile(
    rf"(?:[\[(#]?(?P<before>{STAMP})(?:-(?P<part>\d{{1,3}})(?=#)|{_TO})[\])#]?[\s:–-]*)?"
    rf"{_STARS}(?:\[\[?(?P<label>[^\[\]:]{{1,40}})\]\]?|(?P<name>[^\W_][^:\[\]*\t\n]{{0,40}}?))"
    rf"{_STARS}\s{{0,60}}(?:[\[(](?P<amid>{STAMP})[\])]\s*)?:{_STARS}(?:\s+|$)"
    rf"(?(before)|(?:[\[(](?P<after>{STAMP})[\])]\s*)?)(?P<rest>.*)",
)
_TIMED = re.compile(
    rf"(?:\[(?P<boxed>{STAMP}){_TO}\]|\((?P<round>{STAMP}){_TO}\)|(?P<bare>{STAMP}))"
    r"(?:\s+(?P<rest>.*)|$)"
)
_BOXED = re.compile(
    rf"(?:[\[(]?(?P<time>{STAMP}){_TO}[\])]?\s+)?\[\[?(?P<name>[^\[\]:]{{1,40}})\]\]?\s*(?P<rest>.*)"
)
_PREAMBLE = 1500
_WALL_CLOCK = 5 * 3600  # no recording begins five hours in: later than that is the time of day


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
    for pattern in (_NAME_TIME, _ZOOM, _TIME_NAME, _RUN_ON):
        heads: Heads = {}
        wide: set[int] = set()
        for index, line in enumerate(lines):
            match = pattern.fullmatch(line.text)
            if not match or (index + 1 == len(lines) and pattern is not _RUN_ON):
                continue
            name = tidy(match["name"])
            close = pattern is _TIME_NAME or match.groupdict().get("gap") == " "
            if close and not (could_be_name(name) and _short(name)):
                continue
            if name and len(name.split()) <= 8:
                time = seconds(match["time"])
                rest = match["rest"] if pattern is _RUN_ON else ""
                heads[index] = Head(name, time, rest, strong=True, bad=time is None)
                wide |= set() if close else {index}
        if pattern is _NAME_TIME:
            heads = _alike(lines, heads, wide)
        if pattern is _TIME_NAME:
            heads = _no_programme(lines, heads)
        # Under a name something is said; lines of names and times alone are a programme.
        spoken = {i: head for i, head in heads.items() if head.rest or i + 1 not in heads}
        if len(spoken) > len(best) and 2 * len(spoken) >= len(heads):
            best = spoken
    shared = Counter(head.name for head in best.values())
    sure = any(count >= 2 for count in shared.values()) or len(shared) >= 2
    early = bool(best) and min(best) <= 5 and could_be_name(next(iter(best.values())).name or "")
    return _since_first(_with_nameless(lines, best)) if sure or early else {}


def _alike(lines: Sequence[Line], heads: Heads, wide: set[int]) -> Heads:
    """Return those of ``heads`` that are written as most are: ``Hun kom 12:30`` can be said.

    ``wide``: where more than one blank parts the name and the time.
    """
    if 2 * len(wide) > len(heads):
        heads = {index: head for index, head in heads.items() if index in wide}
    opening = {index: head for index, head in heads.items() if lines[index].opens}
    return opening if 2 * len(opening) > len(heads) else heads


def _no_programme(lines: Sequence[Line], heads: Heads) -> Heads:
    """Return ``heads`` unless they look like ``09:00 Lunsj``: an hour of the day, and no one."""
    counts = Counter(head.name for head in heads.values())
    return {
        index: head
        for index, head in heads.items()
        if lines[index].text.split()[0].count(":") == 2
        or counts[head.name] > 1
        or (head.name and (is_label(head.name) or role_word(head.name)))
    }


def _with_nameless(lines: Sequence[Line], heads: Heads) -> Heads:
    """Return ``heads`` with the lines that hold a time alone: a program did not know the voice.

    Only where the time lies between those of the names around it.
    """
    following: dict[int, float] = {}
    soonest = float("inf")
    for index in range(len(lines) - 1, -1, -1):
        following[index] = soonest
        if index in heads:
            soonest = heads[index].time or soonest
    found = dict(heads)
    latest = 0.0
    for index in range(min(heads), len(lines) - 1):
        if index in heads:
            latest = heads[index].time or latest
        elif not {index - 1, index + 1} & found.keys() and re.fullmatch(STAMP, lines[index].text):
            time = seconds(lines[index].text)
            if time is not None and latest <= time <= following[index]:
                found[index] = Head(None, time, "", strong=True)
                latest = time
    return dict(sorted(found.items()))


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


def _short(name: str) -> bool:
    """Tell whether a name right beside a time is one, and not words of what is said."""
    return (
        bool(role_word(name))
        or is_label(name)
        or all(word[0].isupper() or word.isdigit() for word in name.split())
    )


def _colons(lines: Sequence[Line], known: Iterable[str]) -> Heads:
    found: Heads = {}
    for index, line in enumerate(lines):
        head = _colon(line) or _boxed(line)
        if head:
            found[index] = head
    if not found:
        return {}
    shaped = {index: head for index, head in found.items() if could_be_name(head.name or "")}
    names = accept(
        [(head.name or "", head.strong) for head in shaped.values()],
        lines=len(lines) - min(shaped, default=0),
        known=known,
    )
    names |= handles([h.name or "" for h in found.values()], lines=len(lines) - min(found))
    heads = {index: head for index, head in found.items() if head.name in names}
    if not heads:
        return {}
    before = sum(len(line.text) for line in lines[: min(heads)])
    whole = sum(len(line.text) for line in lines)
    if before > max(_PREAMBLE, whole // 4):
        return {}
    return _with_times_above(lines, _with_times_within(heads))


def _colon(line: Line) -> Head | None:
    match = _COLON.fullmatch(line.text) if ":" in line.text else None
    if not match:
        return None
    name = tidy(match["label"] or match["name"])
    stamp = match["before"] or match["amid"] or match["after"]
    colon = line.text.find(":", match.end("label") if match["label"] else match.end("name"))
    bold = line.opens and 0 < line.bold <= colon + 2 < len(line.text) + 2
    time = seconds(stamp + (f".{match['part']}" if match["part"] else "")) if stamp else None
    bad = bool(stamp) and time is None
    return Head(name, time, match["rest"], strong=bool(stamp) or bold, bad=bad)


def _boxed(line: Line) -> Head | None:
    """Return the head of ``[00:00:05] [SPEAKER_00] text``, which has no colon."""
    match = _BOXED.fullmatch(line.text) if line.text[:1] in "[(0123456789" else None
    name = tidy(match["name"]) if match else ""
    if not match or not is_machine(name):
        return None
    time = seconds(match["time"]) if match["time"] else None
    return Head(name, time, match["rest"], strong=True, bad=bool(match["time"]) and time is None)


def _with_times_within(heads: Heads) -> Heads:
    """Return ``heads`` with the times read that stand bare behind the colon: ``Kari: 0:12 text``.

    Nearly all must have one and none be earlier than the one before: else it is what was said.
    """
    found: Heads = {}
    latest = 0.0
    for index, head in heads.items():
        match = _TIMED.fullmatch(head.rest) if head.time is None and not head.bad else None
        time = seconds(match["bare"]) if match and match["bare"] else None
        if match and time is not None and time >= latest:
            found[index] = Head(head.name, time, match["rest"] or "", strong=True)
            latest = time
    if len(found) < 3 or len(found) * 5 < len(heads) * 4:
        return heads
    return heads | found


def _with_times_above(lines: Sequence[Line], heads: Heads) -> Heads:
    """Return ``heads`` with the lines above them that hold a time alone, where most have one."""
    above: Heads = {}
    for index in heads:
        match = _TIMED.fullmatch(lines[index - 1].text) if index else None
        if match and not match["rest"] and heads[index].time is None:
            time = seconds(match["boxed"] or match["round"] or match["bare"])
            above[index - 1] = Head(None, time, "", bad=time is None)
    if len(above) < 2 or len(above) * 2 < len(heads):
        return heads
    return dict(sorted((heads | above).items()))


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
