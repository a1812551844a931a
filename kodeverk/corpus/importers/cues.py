"""What subtitle files share: cues with a time, and names written into their text. No I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kodeverk.corpus.importers.handles import handles
from kodeverk.corpus.importers.reading import Notes, Segment
from kodeverk.corpus.importers.speakers import accept, could_be_name, is_machine, tidy
from kodeverk.corpus.importers.times import STAMP, is_unpadded, seconds
from kodeverk.i18n import ngettext

_MINUS = r"[-−–]\s?"
_TIMING = re.compile(
    rf"\s*(?P<early>{_MINUS})?(?P<start>{STAMP})\s*-->\s*(?:{_MINUS})?{STAMP}(?:\s.*)?"
)
_DAMAGED = re.compile(rf"\s*(?:{_MINUS})?\d\S*\s*-->")
_NAME = re.compile(
    r"(?:(?:\[(?P<label>[^\[\]:]{1,40})\](?P<colon>:?)|(?P<name>[^\W_][^:\[\]\n]{0,40}?):)\s+"
    # WhisperX for Audacity, and whisper.cpp with a voice on each side of the stereo
    r"|(?:\[\[(?P<boxed>[^\[\]:]{1,40})\]\]:?|\((?P<round>speaker \d{1,2})\))\s*)"
    r"(?P<text>.*)",
    re.DOTALL,
)
_UNDERLINED = re.compile(r"</?u>")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its lines as they stand in the file, and its time if that can be read."""

    lines: tuple[str, ...]
    time: float | None


def read_cues(text: str, notes: Notes, *, numbered: bool) -> list[Cue]:
    """Return the cues of ``text``, sorted by time.

    A cue begins at a line of timing and ends at the next cue; the line above a timing is its number
    or name and is left out. An empty line should end a cue, but not all who write subtitles know,
    so what follows belongs to it too. ``numbered``: SubRip, which has no notes between the cues.
    """
    lines = text.split("\n")
    unpadded = is_unpadded("\n".join(line for line in lines if "-->" in line))
    starts = [index for index, line in enumerate(lines) if _begins(lines, index)]
    doubled = bool(starts) and _end(lines, starts[0], 0) < starts[0] - 1
    ends = [
        _end(lines, index, position if doubled else None) for position, index in enumerate(starts)
    ]
    said, asides = _said(["", *lines[: ends[0] if ends else 0]], numbered)
    cues = [Cue(said, None)] if said else []  # words above the first timing
    for index, end in zip(starts, [*ends[1:], len(lines)], strict=False):
        said, aside = _said(["-", *lines[index + 1 : end]], numbered)
        asides += aside
        match = _TIMING.fullmatch(lines[index])
        time = seconds(match["start"], unpadded=unpadded) if match else None
        if time is None:
            notes.bad_time()
        elif match and match["early"]:  # Teams writes so of what was said before the recording
            time = 0.0
            notes.early()
        if said:
            cues.append(Cue(said, time))
    if asides:
        notes.add(
            "dropped_content",
            ngettext(
                "{n} note between the subtitles was left out. The source file is kept as it was.",
                "{n} notes between the subtitles were left out. The source file is kept as it was.",
                asides,
            ).format(n=asides),
        )
    return _said_once(_in_order(cues))


def _said(lines: Sequence[str], numbered: bool) -> tuple[tuple[str, ...], int]:
    """Return what ``lines`` say but the first, and how many notes are among them."""
    said: list[str] = []
    asides = 0
    aside = False
    for before, line in pairwise(line.strip() for line in lines):
        if not line:
            aside = False
        elif not numbered and not before and _ASIDE.fullmatch(line):
            aside = True
            asides += line.startswith("NOTE")
        elif not aside:
            said.append(line)
    return tuple(said), asides


def _in_order(cues: Sequence[Cue]) -> list[Cue]:
    """Return ``cues`` by time; one without a time stays behind the one before it."""
    latest = 0.0
    timed: list[tuple[float, Cue]] = []
    for cue in cues:
        latest = latest if cue.time is None else cue.time
        timed.append((latest, cue))
    timed.sort(key=lambda pair: pair[0])
    return [cue for _time, cue in timed]


def _said_once(cues: list[Cue]) -> list[Cue]:
    """Return ``cues`` without the repeats that Whisper makes to underline one word after another.

    The word that is underlined moves on; where it does not, somebody said the same again.
    """
    if 2 * sum("<u>" in line for cue in cues for line in cue.lines) < len(cues):
        return cues
    kept: list[Cue] = []
    before, place = "", -1
    for cue in cues:
        raw = "\n".join(cue.lines)
        plain, here = _UNDERLINED.sub("", raw), raw.find("<u>")
        if not kept or plain != before or (0 <= here <= place):
            kept.append(Cue(tuple(plain.split("\n")), cue.time))
            place = here
        before, place = plain, max(place, here)
    return kept


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
    names |= handles([_name(match) for match in matches], lines=len(segments))
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
    name = tidy(match["label"] or match["name"] or match["boxed"] or match["round"])
    sure = match["name"] or match["colon"] or match["boxed"] or match["round"]
    return name if sure or is_machine(name) else ""


def _begins(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    if "-->" not in line:
        return False
    if _TIMING.fullmatch(line):
        return True
    # A damaged timing: it stands where a timing should, and begins as one.
    stands = index == 0 or not lines[index - 1].strip() or lines[index - 1].strip().isdigit()
    return stands and bool(_DAMAGED.match(line))


def _end(lines: Sequence[str], index: int, position: int | None) -> int:
    """Return where what was said before the timing at ``index`` ends: above its number or name.

    In files whose line endings were doubled on the way a number stands apart from its timing;
    ``position`` is then how many cues there are before this one.
    """
    if _is_identifier(lines, index - 1):
        return index - 1
    above = index - 1
    while position is not None and above >= 0 and not lines[above].strip():
        above -= 1
    written = lines[above].strip() if position is not None and above >= 0 else ""
    numbers = {str(position), str((position or 0) + 1)}
    return above if above < index - 1 and written in numbers else index


def _is_identifier(lines: Sequence[str], index: int) -> bool:
    """Tell whether the line above a timing is a cue's number or name and not somebody's words."""
    line = lines[index].strip() if index >= 0 else ""
    if not line:
        return False
    above = lines[index - 1].strip() if index else ""
    return not above or line.isdigit() or bool(re.fullmatch(r"[0-9a-fA-F-]{36}/\S+", line))
