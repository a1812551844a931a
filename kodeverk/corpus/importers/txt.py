"""Text files: conversations in any of the layouts, or running text. No I/O."""

import re

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading

_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_MIN_WRAPPED = 30
_ENDS = ".!?:;…"


def read(job: Job) -> Reading:
    """Return what a text file holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    if not text.strip():
        raise gate.no_text()
    paragraphs = _paragraphs(text)
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    return Reading(segments, header.title, header.date)


def _paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs: blank lines part them, or every line is one where there are none."""
    blocks = [block.strip("\n") for block in _BLANK.split(text.strip())]
    if len(blocks) == 1:
        blocks = unwrap(blocks[0]).split("\n")
    else:
        blocks = [unwrap(block) for block in blocks]
    return [Paragraph(block.strip()) for block in blocks if block.strip()]


def unwrap(block: str) -> str:
    """Return ``block`` with lines joined where a sentence was cut to fit a page's width."""
    joined: list[list[str]] = []
    before = ""
    for line in block.split("\n"):
        text = line.strip() if joined else line.rstrip()
        broken = len(before) >= _MIN_WRAPPED and before[-1] not in _ENDS
        if broken and text[:1].islower():
            joined[-1].append(text)
        else:
            joined.append([line.rstrip()])
        before = text
    return "\n".join(" ".join(parts) for parts in joined)
