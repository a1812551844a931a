"""JSON of Whisper, WhisperX, whisper.cpp and Transformers (nb-whisper). No I/O."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.cues import name_segments
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Job, Notes, Reading, Segment
from kodeverk.corpus.importers.speakers import tidy
from kodeverk.corpus.importers.times import seconds
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

MAX_DEPTH = 100
_KEYS = ("segments", "transcription", "speakers", "chunks")
_FEW, _LONG = 20, 30  # words
_SILENCE = 2.0  # seconds
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
    entries = _entries(value)
    if entries is None:
        raise ImportRefused(
            "unsupported",
            _("The file is JSON, but not a transcript from Whisper or a program like it."),
            _("Export the transcript as .vtt, .srt, .docx or .txt and import that."),
        )
    for entry in entries:
        text, speaker = entry.get("text") or "", entry.get("speaker")
        named = speaker if isinstance(speaker, str) and speaker != "?" else ""
        if _SURROGATE.search(text) or _SURROGATE.search(named):
            raise ImportRefused(
                "corrupt",
                _("The file holds halves of characters, which no text can be made of."),
                _("Make the transcript anew, or export it in another format."),
            )
        yield text, tidy(notes.take(named)) or None, _start(entry, notes)


def _entries(value: object) -> list[dict[str, Any]] | None:
    """Return the entries that hold what is said; None when it is no transcript."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        value = value[0] if "chunks" in value[0] else value  # what a pipeline gives for one file
    if isinstance(value, list):
        return value if _spoken(value) else None
    if not isinstance(value, dict):
        return None
    for key in _KEYS:
        if value.get(key) and _spoken(value[key]):
            return value[key] if key != "chunks" else _by_line(value[key])
    if isinstance(value.get("text"), str):
        return [{"text": value["text"]}]
    return [] if any(value.get(key) == [] for key in _KEYS) else None


def _spoken(entries: object) -> bool:
    """Tell whether ``entries`` are what a program heard; some of it may be without words."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return False
    texts = [entry.get("text") for entry in entries]
    words = any(isinstance(text, str) for text in texts)
    return (words or not texts) and all(text is None or isinstance(text, str) for text in texts)


def _by_line(words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return chunks as they are, or as lines where each of them is one word.

    A line ends where a sentence does, where nobody spoke for a while, and before it grows long.
    """
    texts = [(word.get("text") or "").strip() for word in words]
    if len(words) < _FEW or sum(" " in text for text in texts) * 10 > len(words):
        return words
    lines: list[dict[str, Any]] = []
    spoken: list[str] = []
    ended = 0.0
    for word, text in zip(words, texts, strict=True):
        start, end = _pair(word.get("timestamp"))
        full = spoken and (len(spoken) >= _LONG or spoken[-1].endswith((".", "?", "!")))
        if not lines or full or (start is not None and start - ended > _SILENCE):
            lines.append(word)
            spoken = []
        spoken.append(text)
        lines[-1] = {**lines[-1], "text": " ".join(spoken)}
        ended = end if end is not None else ended if start is None else start
    return lines


def _pair(stamp: object) -> tuple[float | None, float | None]:
    """Return start and end of a chunk, as far as they are numbers."""
    given = [*stamp, None, None][:2] if isinstance(stamp, list) else [None, None]
    start, end = (
        float(each) if isinstance(each, int | float) and abs(each) < 1e9 else None for each in given
    )
    return start, end


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
