"""Text files: conversations in any of the layouts, or running text. No I/O."""

import re

from kodeverk.corpus.importers import gate, srt, vtt
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading

_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SUBRIP = re.compile(r"\s*\d+[^\S\n]*\n\s*\d{1,3}:\d\d:\d\d[.,]\d{1,3}\s*-->")
_MIN_WRAPPED = 30


def read(job: Job) -> Reading:
    """Return what a text file holds; raises ImportRefused. Subtitles may be named .txt too."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    if not text.strip():
        raise gate.no_text()
    if text.lstrip().startswith("WEBVTT"):
        found = vtt.read(job)
        return Reading(found.segments, found.title, found.date, importer="vtt")
    if _SUBRIP.match(text):
        return Reading(srt.read(job).segments, importer="srt")
    paragraphs = _paragraphs(text)
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    return Reading(segments, header.title, header.date)


def _paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs: blank lines part them, or every line is one where there are none."""
    blocks = [block.strip("\n") for block in _BLANK.split(text.strip())]
    if len(blocks) == 1:
        blocks = _unwrap(blocks[0]).split("\n")
    else:
        blocks = [_unwrap(block) for block in blocks]
    return [Paragraph(block.strip()) for block in blocks if block.strip()]


def _unwrap(block: str) -> str:
    """Return ``block`` with lines joined where a sentence was cut to fit a page's width."""
    lines = [line.rstrip() for line in block.split("\n")]
    joined = lines[:1]
    for line in lines[1:]:
        begins = line.lstrip()[:1]
        if begins.islower() and len(joined[-1]) >= _MIN_WRAPPED and joined[-1][-1:] not in ".!?:;…":
            joined[-1] += " " + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)
