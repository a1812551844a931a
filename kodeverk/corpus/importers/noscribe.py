"""noScribe's HTML: paragraphs of turns, in which anchors say when each stretch was spoken. No I/O.

An anchor's name or address is ``ts_<start>_<end>_<speaker>`` in milliseconds; noScribe's editor
moves it from the one to the other, and leaves the anchor empty before what it times. Above the
first anchor stand a title and where the recording lies: that may say who was recorded.
"""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.markup import BLOCKS, collapse, feed
from kodeverk.corpus.importers.reading import Job, Reading, Segment
from kodeverk.corpus.importers.speakers import could_be_name, is_label, tidy
from kodeverk.i18n import ngettext
from kodeverk.text import clean_line

_ANCHOR = re.compile(r"#?ts_(\d{1,9})_\d{1,9}(?:_(.*))?", re.DOTALL)
_STAMP = re.compile(r"\s*\[\d{1,2}:\d\d:\d\d\]\s*")
_HEAD = re.compile(r"\s*(?P<name>[^\n:\[\]]{1,40}?):(?:\s|$)\s*(?P<rest>.*)", re.DOTALL)
_UNSEEN = frozenset(("head", "style", "script", "title"))


@dataclass(slots=True)
class _Block:
    """A paragraph: the stretches of its text, each from where an anchor stands or from the start.

    ``anchors`` has, for each stretch, who speaks by the anchor's word for it and when, if known.
    """

    texts: list[list[str]] = field(default_factory=lambda: [[]])
    anchors: list[tuple[str, float | None]] = field(default_factory=lambda: [("", None)])

    def stretches(self) -> list[tuple[str, float | None]]:
        """Return each stretch that is not blank, and when it was spoken."""
        joined = ["".join(parts) for parts in self.texts]
        pairs = zip(joined, self.anchors, strict=True)
        return [(text, time) for text, (_label, time) in pairs if text.strip()]


class _Parser(HTMLParser):
    """Gathers the paragraphs. Visible time marks go: the anchors say the same, and better."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [_Block()]
        self._unseen = 0
        self._span = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in BLOCKS:
            self.blocks.append(_Block())
        elif tag == "br":
            self.blocks[-1].texts[-1].append("\n")
        elif tag == "span":
            self._span += 1
        elif tag == "a":
            given = dict(attrs)
            match = _ANCHOR.fullmatch(given.get("name") or given.get("href") or "")
            if match:
                self.blocks[-1].texts.append([])
                self.blocks[-1].anchors.append((match[2] or "", int(match[1]) / 1000))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS:
            self.blocks.append(_Block())
        elif tag == "span":
            self._span = max(0, self._span - 1)

    def handle_data(self, data: str) -> None:
        if not self._unseen and not (self._span and _STAMP.fullmatch(data)):
            self.blocks[-1].texts[-1].append(collapse(data))


def read(job: Job) -> Reading:
    """Return what a transcript of noScribe holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    parser = _Parser()
    feed(parser, decode(job.data, job.encoding, job.notes))
    blocks = [block for block in parser.blocks if block.stretches()]
    first = next((i for i, block in enumerate(blocks) if len(block.anchors) > 1), len(blocks))
    above = [
        line
        for block in blocks[:first]
        for said, _time in block.stretches()
        for line in said.split("\n")
        if line.strip()
    ]
    title = clean_line(above[0])[:150] if above else ""
    if len(above) > 1:
        left = len(above) - 1
        job.notes.add(
            "dropped_content",
            ngettext(
                "{n} line above the transcript was left out: what noScribe says of itself and "
                "where the recording lies. The source file is kept as it was.",
                "{n} lines above the transcript were left out: what noScribe says of itself and "
                "where the recording lies. The source file is kept as it was.",
                left,
            ).format(n=left),
        )
    segments = [
        replace(segment, text=job.notes.take(collapse(segment.text, lines=True)))
        for block in blocks[first:]
        for segment in _segments(block)
    ]
    if not segments:
        raise gate.no_text()
    return Reading(tuple(segments), "" if _names_file(title) else title)


def _names_file(title: str) -> bool:
    """Tell whether what stands as the title is a path, which may say who was recorded."""
    return "/" in title or "\\" in title


def _segments(block: _Block) -> list[Segment]:
    """Return a paragraph's segments: one where it names who speaks, else one for each anchor."""
    stretches = block.stretches()
    match = _HEAD.fullmatch("".join(text for text, _time in stretches))
    if match:
        name = tidy(match["name"])
        labels = {tidy(label) for label, _time in block.anchors}
        if name in labels or is_label(name) or (any(labels) and could_be_name(name)):
            time = next((time for _text, time in stretches if time is not None), None)
            return [Segment(match["rest"], name, time, joins=False)]
    pieces: list[tuple[list[str], float | None]] = []
    for text, time in stretches:
        if pieces and not text[0].isspace():  # the anchor stands within a word
            pieces[-1][0].append(text)
        else:
            pieces.append(([text], time))
    return [
        Segment("".join(texts), None, time, joins=index > 0)
        for index, (texts, time) in enumerate(pieces)
    ]
