"""What subtitle files share: cues with a time, and names written into their text. No I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kodeverk.corpus.importers.reading import Notes, Segment
from kodeverk.corpus.importers.speakers import accept, could_be_name, is_machine, tidy
from kodeverk.corpus.importers.times import STAMP, is_unpadded, seconds

_MINUS = r"[-−–]\s?"
_TIMING = re.compile(
    rf"\s*(?P<early>{_MINUS})?(?P<start>{STAMP})\s*-->\s*(?:{_MINUS})?{STAMP}(?:\s.*)?"
)
_DAMAGED = re.compile(rf"\s*(?:{_MINUS})?\d\S*\s*-->")
_NAME = re.compile(
    r"(?:\[\[?(?P<label>[^\[\]:]{1,40})\]\]?(?P<colon>:?)|(?P<name>[^\W_][^:\[\]\n]{0,40}?):)"
    r"\s+(?P<text>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its lines as they stand in the file, and its time if that can be read."""

    lines: tuple[str, ...]
    time: float | None


def read_cues(text: str, notes: Notes, *, numbered: bool) -> list[Cue]:
    """Return the cues of ``text``, sorted by time where all have one.

    A cue begins at a line of timing and ends at an empty line or at the next cue; the line above a
    timing is its number or name and is left out. ``numbered``: an empty line inside a cue ends it
    only when a number follows, as in SubRip.
    """
    lines = text.split("\n")
    unpadded = is_unpadded("\n".join(line for line in lines if "-->" in line))
    starts = [index for index, line in enumerate(lines) if _begins(lines, index)]
    cues: list[Cue] = []
    for position, index in enumerate(starts):
        following = starts[position + 1] if position + 1 < len(starts) else len(lines)
        end = following
        if following < len(lines) and _is_identifier(lines, following - 1):
            end -= 1
        body = lines[index + 1 : end]
        if not numbered and "" in (line.strip() for line in body):
            body = body[: next(i for i, line in enumerate(body) if not line.strip())]
        match = _TIMING.fullmatch(lines[index])
        time = seconds(match["start"], unpadded=unpadded) if match else None
        if time is None:
            notes.bad_time()
        elif match and match["early"]:  # Teams writes so of what was said before the recording
            time = 0.0
            notes.early()
        said = tuple(line.strip() for line in body if line.strip())
        if said:
            cues.append(Cue(said, time))
    if all(cue.time is not None for cue in cues):
        cues.sort(key=lambda cue: cue.time or 0.0)
    return cues


def name_segments(segments: Sequence[Segment], known: Iterable[str] = ()) -> tuple[Segment, ...]:
    """Return the segments with names that begin their text moved to where they belong."""
    if any(segment.speaker for segment in segments):
        return tuple(segments)
    matches = [_NAME.fullmatch(segment.text) for segment in segments]
    found: list[tuple[str, bool]] = []
    for name in (_name(match) for match in matches):
        if could_be_name(name):
            found.append((name, is_machine(name)))
    names = accept(found, lines=len(segments), known=known, most=0.75)
    if not names:
        return tuple(segments)
    named: list[Segment] = []
    speaker: str | None = None
    machine = any(is_machine(name) for name in names)
    for segment, match in zip(segments, matches, strict=True):
        name = _name(match)
        if match and name in names:
            speaker = name
            named.append(Segment(match["text"], name, segment.time))
        else:  # a person's name holds until the next; a program names each cue or does not know
            named.append(Segment(segment.text, None if machine else speaker, segment.time))
    return tuple(named)


def _name(match: re.Match[str] | None) -> str:
    """Return the name a cue begins with; ``[latter]`` without a colon is a sound, not a name."""
    if match is None:
        return ""
    name = tidy(match["label"] or match["name"])
    return name if match["name"] or match["colon"] or is_machine(name) else ""


def _begins(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    if "-->" not in line:
        return False
    if _TIMING.fullmatch(line):
        return True
    # A damaged timing: it stands where a timing should, and begins as one.
    stands = index == 0 or not lines[index - 1].strip() or lines[index - 1].strip().isdigit()
    return stands and bool(_DAMAGED.match(line))


def _is_identifier(lines: Sequence[str], index: int) -> bool:
    """Tell whether the line above a timing is a cue's number or name and not somebody's words."""
    line = lines[index].strip()
    if not line:
        return False
    above = lines[index - 1].strip() if index else ""
    return not above or line.isdigit() or bool(re.fullmatch(r"[0-9a-fA-F-]{36}/\S+", line))
