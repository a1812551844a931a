"""WebVTT: Teams, the Graph interface, Zoom, noScribe, Whisper and plain. No I/O."""

import html
import json
import re

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.cues import Cue, name_segments, read_cues
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.header import read_header
from kodeverk.corpus.importers.reading import Job, Reading, Segment
from kodeverk.corpus.importers.speakers import tidy
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _
from kodeverk.text import canonical

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^<>]*)>")
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|lang|v)(?:[.\s][^<>]*)?>|<\d[\d:.]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")


def read(job: Job) -> Reading:
    """Return what a WebVTT file holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    first, _newline, rest = text.lstrip().partition("\n")
    title = first[6:].strip(" -–\t") if first.startswith("WEBVTT") else ""
    below = _below(rest) if first.startswith("WEBVTT") else text
    cues = read_cues(below, job.notes, numbered=False)
    if not cues:
        if text.strip() and "-->" not in text and not first.startswith("WEBVTT"):
            raise ImportRefused(
                "wrong_type",
                _("There are no subtitles in the file, though its name says so."),
                _("If it is ordinary text, let its name end with .txt."),
            )
        raise gate.no_text()
    segments = [segment for cue in cues for segment in _segments(cue)]
    header = read_header([title] if title else [])
    return Reading(name_segments(segments, job.interviewers), header.title, header.date)


def _below(rest: str) -> str:
    """Return what stands below the first lines, which say of what kind the file is."""
    lines = rest.split("\n")
    blank = next((index for index, line in enumerate(lines) if not line.strip()), 0)
    return rest if any("-->" in line for line in lines[:blank]) else "\n".join(lines[blank:])


def _segments(cue: Cue) -> list[Segment]:
    """Return a cue's segments: one for each voice in it."""
    text = " ".join(cue.lines)
    if text.startswith("{") and '"spokenText"' in text:
        return _described(text, cue)
    voices = list(_VOICE.finditer(text))
    segments = []
    before = _plain(text[: voices[0].start()] if voices else text)
    if before:
        segments.append(Segment(before, None, cue.time))
    for index, voice in enumerate(voices):
        end = voices[index + 1].start() if index + 1 < len(voices) else len(text)
        said = _plain(text[voice.end() : end])
        if said:
            segments.append(Segment(said, tidy(_unescape(voice["name"])) or None, cue.time))
    return segments


def _described(text: str, cue: Cue) -> list[Segment]:
    """Return what Graph says of a cue where it was asked for all it knows: JSON in the cue."""
    try:
        found = json.loads(text)
        said, name = str(found["spokenText"]), str(found.get("speakerName") or "")
    except (ValueError, KeyError, RecursionError):
        return [Segment(text, None, cue.time)]
    return [Segment(canonical(said), tidy(name) or None, cue.time)] if said.strip() else []


def _plain(text: str) -> str:
    return _unescape(_TAG.sub("", text)).strip()


def _unescape(text: str) -> str:
    """Decode entities that are written in full; a loose ``&`` is somebody's own."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
