"""JSON of Whisper, WhisperX, whisper.cpp and Transformers (nb-whisper). No I/O."""

import json
import math
import re
from collections.abc import Iterator

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.cues import name_segments
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Job, Notes, Reading, Segment
from kodeverk.corpus.importers.speakers import tidy
from kodeverk.corpus.importers.times import seconds
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

MAX_DEPTH = 100
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(job: Job) -> Reading:
    """Return what a JSON transcript holds; raises ImportRefused."""
    value = parse(job)
    segments = [
        Segment(job.notes.take(said).strip(), speaker, time)
        for said, speaker, time in _segments(value, job.notes)
    ]
    if not any(segment.text for segment in segments):
        raise gate.no_text()
    return Reading(name_segments([s for s in segments if s.text], job.interviewers))


def parse(job: Job) -> object:
    """Return the value in a JSON file; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = decode(job.data, job.encoding, job.notes).removeprefix("\ufeff")
    if not text.strip():
        raise gate.no_text()
    _check_depth(text)
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise gate.too_complex() from error
    except ValueError as error:  # not JSON, or a number too long to be one
        raise gate.corrupt() from error
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for match in _TOKENS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise gate.too_complex()
        elif match[0] in "]}":
            depth -= 1


def _segments(value: object, notes: Notes) -> Iterator[tuple[str, str | None, float | None]]:
    """Yield text, speaker and start of every segment, whichever program wrote them."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        value = value[0] if "chunks" in value[0] else value  # what a pipeline gives for one file
    entries = value
    if isinstance(value, dict):
        entries = next(
            (value[key] for key in ("segments", "transcription", "chunks") if key in value), None
        )
        if entries is None and isinstance(value.get("text"), str):
            entries = [{"text": value["text"]}]
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("text"), str) for entry in entries
    ):
        raise ImportRefused(
            "unsupported",
            _("The file is JSON, but not a transcript from Whisper or a program like it."),
            _("Export the transcript as .vtt, .srt, .docx or .txt and import that."),
        )
    for entry in entries:
        text, speaker = entry["text"], entry.get("speaker")
        named = speaker if isinstance(speaker, str) else ""
        if _SURROGATE.search(text) or _SURROGATE.search(named):
            raise ImportRefused(
                "corrupt",
                _("The file holds halves of characters, which no text can be made of."),
                _("Make the transcript anew, or export it in another format."),
            )
        yield text, tidy(notes.take(named)) or None, _start(entry, notes)


def _start(entry: dict[str, object], notes: Notes) -> float | None:
    """Return the start of a segment in seconds; None if it has none."""
    offsets, stamps, pair = entry.get("offsets"), entry.get("timestamps"), entry.get("timestamp")
    if isinstance(offsets, dict) and "from" in offsets:
        given, unit = offsets["from"], 1000.0
    elif isinstance(stamps, dict) and isinstance(stamps.get("from"), str):
        given, unit = seconds(stamps["from"]), 1.0
    elif isinstance(pair, list) and pair:
        given, unit = pair[0], 1.0
    elif "start" in entry:
        given, unit = entry["start"], 1.0
    else:
        return None
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if number and math.isfinite(given) and 0 <= given < 1e9:
        return round(float(given) / unit, 3)
    if given is not None:
        notes.bad_time()
    return None
