"""oTranscribe's own file: HTML in JSON, with time marks that somebody put in. No I/O.

The name of the recording (``media``) is left out: it may say who was recorded.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kodeverk.corpus.importers import gate, whisper_json
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.markup import BLOCKS, collapse, feed
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading, Segment
from kodeverk.corpus.importers.times import seconds
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_BOLD = frozenset(("b", "strong"))
_NAME_BEFORE = re.compile(r"\s*[^\n:]{1,60}:\s*")


@dataclass(slots=True)
class _Piece:
    """What is said from one time mark to the next; ``bold``: its first letters that are bold."""

    time: float | None
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    size: int = 0

    @property
    def text(self) -> str:
        """Return the words."""
        return collapse("".join(self.parts))


# The first piece of a line is what stands before its first mark.
_Line = list[_Piece]


class _Parser(HTMLParser):
    """Gathers the lines, each of them as the pieces between its time marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[_Line] = [[_Piece(None)]]
        self._bold = 0
        self._spans: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br":
            self.lines.append([_Piece(None)])
        elif tag in _BOLD:
            self._bold += 1
        elif tag == "span":
            given = dict(attrs)
            mark = "timestamp" in (given.get("class") or "").split()
            self._spans.append(mark)
            if mark:
                self.lines[-1].append(_Piece(_time(given.get("data-timestamp") or "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.lines.append([_Piece(None)])
        elif tag in _BOLD:
            self._bold = max(0, self._bold - 1)
        elif tag == "span" and self._spans:
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        piece = self.lines[-1][-1]
        said = collapse(data.replace("\xa0", " "))
        if any(self._spans):  # the mark itself
            if piece.time is None and not piece.size:
                piece.time = _time(said.strip())
            return
        if self._bold and piece.bold == piece.size:
            piece.bold += len(said)
        piece.parts.append(said)
        piece.size += len(said)


def read(job: Job) -> Reading:
    """Return what a file of oTranscribe holds; raises ImportRefused."""
    value = whisper_json.parse(job)
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise ImportRefused(
            "unsupported",
            _("The file is JSON, but not a transcript from oTranscribe."),
            _("Open it in oTranscribe and export it as .txt, then import that."),
        )
    parser = _Parser()
    feed(parser, text)
    lines = [line for line in parser.lines if any(piece.text.strip() for piece in line)]
    if not lines:
        raise gate.no_text()
    if any(piece.time is None for line in lines for piece in line[1:]):
        job.notes.bad_time()
    written = [_written(line) for line in lines]
    paragraphs = [Paragraph(job.notes.take(each.text), each.bold) for each, _left in written]
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    if any(len(line) > 1 for line in lines) and not any(s.speaker for s in segments):
        return Reading(tuple(segment for line in lines for segment in _segments(line)))
    left = sum(left for _paragraph, left in written)
    if left:
        job.notes.marks(left)
    return Reading(segments, header.title, header.date)


def _written(line: _Line) -> tuple[Paragraph, int]:
    """Return a line with the mark at its head or after its name, and how many others it had."""
    before = line[0].text.lstrip()
    parts, left = [before], 0
    for piece in line[1:]:
        first = len(parts) == 1 and (not before or bool(_NAME_BEFORE.fullmatch(before)))
        if first and piece.time is not None:
            parts.append(f" [{_clock(piece.time)}] ")
        else:
            left += 1
        parts.append(piece.text)
    text = collapse("".join(parts))
    bold = line[0].bold if before else 0
    return Paragraph(text.strip(), bold), left


def _segments(line: _Line) -> list[Segment]:
    """Return what is said from each mark on: nobody is named, so the times are what there is."""
    said = [(piece.text.strip(), piece.time) for piece in line if piece.text.strip()]
    return [Segment(text, None, time, index > 0) for index, (text, time) in enumerate(said)]


def _clock(time: float) -> str:
    whole, part = divmod(round(time * 1000), 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{part:03}"


def _time(written: str) -> float | None:
    """Return a mark's time: seconds, or a clock as in files of old."""
    try:
        time = float(written)
    except ValueError:
        return seconds(written)
    return round(time, 3) if 0 <= time < 1e6 else None
