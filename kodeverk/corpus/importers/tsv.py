"""Tables of start, end and text: Whisper's .tsv, whisper.cpp's .csv, labels for Audacity. No I/O.

Under a header the times are whole milliseconds; Audacity's labels are seconds without one.
"""

import csv
import io
import re

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.cues import name_segments
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Job, Reading, Segment
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_HEADER = re.compile(r"(?i)\s*start\s*\tend\s*\ttext\s*")
_COMMAS = re.compile(r'(?i)\s*"?start"?,"?end"?,(?:"?speaker"?,)?"?text"?\s*')
_ROW = re.compile(r"\s*+(?P<start>[^\t]*)\t(?P<end>[^\t]*)\t(?P<text>.*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,9})?")
_PITCH = re.compile(r"\\\t[^\t]*\t[^\t]*")  # Audacity: the frequencies of the label above


def fits(text: str) -> bool:
    """Tell whether ``text`` begins as such a table."""
    line = text.lstrip("\ufeff").lstrip().partition("\n")[0]
    match = _ROW.fullmatch(line)
    return bool(_HEADER.fullmatch(line) or _COMMAS.fullmatch(line)) or bool(
        match and all(_NUMBER.fullmatch(match[name].strip()) for name in ("start", "end"))
    )


def read(job: Job) -> Reading:
    """Return what a table of start, end and text holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    if not text.strip():
        raise gate.no_text()
    if not fits(text):
        raise ImportRefused(
            "wrong_type",
            _("There is no transcript in the file, though its name says so."),
            _("If it is ordinary text, let its name end with .txt."),
        )
    if _COMMAS.fullmatch(text.lstrip().partition("\n")[0]):
        text = _tabbed(text)
    lines = [line for line in text.split("\n") if line.strip() and not _PITCH.fullmatch(line)]
    headed = bool(_HEADER.fullmatch(lines[0]))
    rows = [_ROW.fullmatch(line) for line in lines[headed:]]
    whole = headed and not any(row and re.search("[.,]", row["start"]) for row in rows)
    said: list[tuple[list[str], float | None]] = []
    for line, row in zip(lines[headed:], rows, strict=True):
        if row is None and said:  # a line break in what is said
            said[-1][0].append(line.strip())
        elif row is None:
            said.append(([line.strip()], None))
        elif row["text"].strip():
            time = _time(row["start"].strip(), 1000 if whole else 1)
            if time is None:
                job.notes.bad_time()
            elif time < 0:
                job.notes.early()
            said.append(([row["text"].strip()], time and max(0.0, time)))
    if not said:
        raise gate.no_text()
    segments = [Segment(" ".join(parts), None, time) for parts, time in said]
    return Reading(name_segments(segments, job.interviewers))


def _tabbed(text: str) -> str:
    """Return whisper.cpp's table as Whisper writes it; raises ImportRefused.

    A speaker is a side of the stereo: ``0``, ``1``, or ``?`` where it does not know.
    """
    try:
        head, *rows = csv.reader(io.StringIO(text.lstrip()))
    except csv.Error as error:
        raise gate.corrupt() from error
    lines = ["start\tend\ttext"]
    for row in rows:
        if len(row) < len(head):  # a line break in what is said
            lines.append(" ".join(row))
            continue
        side = row[2] if len(head) == 4 else "?"
        name = f"(speaker {side}) " if side.isdecimal() else f"[[{side}]] " if side != "?" else ""
        said = " ".join(",".join(row[len(head) - 1 :]).split())
        lines.append(f"{row[0]}\t{row[1]}\t{name}{said}")
    return "\n".join(lines)


def _time(written: str, unit: int) -> float | None:
    if not _NUMBER.fullmatch(written):
        return None
    return round(float(written.replace(",", ".")) / unit, 3)
