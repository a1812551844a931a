"""Web pages: what a browser would show of them, as paragraphs. No I/O, and nothing is fetched.

The page is read as a stream, so that no depth of elements can exhaust the stack.
"""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from kodeverk.corpus.importers import gate, losses
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.prose import Flow, cleaned
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading
from kodeverk.errors import ImportRefused

_MAX_DEPTH = 2000
_HEAD = 4096
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
# What is called Latin-1 on the web is Windows' page; Python may call it one of several names.
_LATIN = ("iso8859-1", "ascii")
_BLOCKS_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol "
    "optgroup option p pre section select summary table tbody textarea tfoot thead tr td th ul"
)
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_CELLS = ("td", "th")
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
_AS_WRITTEN = ("pre", "textarea", "listing", "xmp")
_UNSEEN = frozenset(
    ("script", "style", "title", "noscript", "template", "rt", "rp", "datalist", "colgroup")
)
_COUNTED = {
    "img": "picture",
    "svg": "picture",
    "canvas": "picture",
    "math": "equation",
    "iframe": "object",
    "object": "object",
    "embed": "object",
    "applet": "object",
    "video": "object",
    "audio": "object",
}
_HIDDEN = re.compile(r"(?i)\bdisplay\s*:\s*none|\bvisibility\s*:\s*hidden|mso-hide\s*:\s*all")
_WEIGHT = re.compile(r"(?i)\bfont-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)")
_HEAVY = ("bold", "600", "700", "800", "900")
# How LibreOffice and Word mark the number of a note, the notes, and headers and footers.
_NOTE_NUMBER = re.compile(r"sd(?:foot|end)noteanc|mso-(?:foot|end)note-id")
_NOTES = re.compile(r"sd(?:foot|end)note\d|mso-element:\s*(?:foot|end)note")
_MARGINS = ("header", "footer")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True, slots=True)
class _Look:
    """What holds inside an element. ``why`` it is not shown, if so; ``level`` of the table."""

    bold: bool = False
    as_written: bool = False
    why: str = ""
    level: int = 0


def read(job: Job) -> Reading:
    """Return what a web page holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    paragraphs = read_page(_decode(job), job)
    if not paragraphs:
        raise gate.no_text()
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    return Reading(segments, header.title, header.date)


def read_page(text: str, job: Job) -> list[Paragraph]:
    """Return the paragraphs of a page that are not empty; notice what is left out.

    Raises ImportRefused.
    """
    page = _Page()
    text = job.notes.take(text)
    if text.strip():  # the parser wants something to parse
        target: Any = page  # the stubs ask for more than lxml does
        parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
        try:
            etree.fromstring(text.encode("utf-8"), parser)
        except etree.XMLSyntaxError as error:
            raise gate.corrupt() from error
    paragraphs = cleaned(page.flow.finish(), job.notes)
    losses.tell(job.notes, page.dropped, tracked=page.tracked, hidden=page.hidden)
    return paragraphs


def _decode(job: Job) -> str:
    """Return the page as text. What is UTF-8 is that, whatever encoding the page claims."""
    data = job.data
    named = _DECLARED.search(data[:_HEAD])
    if job.encoding is None and named and not data.startswith(_MARKS):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return decode(data, _page_of(named[1].decode("ascii")), job.notes)
            except ImportRefused:  # the page was wrong about that
                job.notes.encoding = ""
    return decode(data, job.encoding, job.notes)


def _page_of(label: str) -> str:
    """Return the code page that a page means: what it calls Latin-1 is that of Windows."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return label
    return "cp1252" if name in _LATIN else name


class _Page:
    """Takes the parser's events; afterwards holds the text and what was met on the way."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.dropped: Counter[str] = Counter()
        self.tracked = self.hidden = False
        self._looks = [_Look()]
        self._numbers: list[int | None] = []  # of the lists that are open

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if len(self._looks) > _MAX_DEPTH:
            raise gate.too_complex()
        outer = self._looks[-1]
        why = outer.why or self._unseen(tag, attributes)
        style = attributes.get("style") or ""
        weight = _WEIGHT.search(style)
        bold = outer.bold or tag in _BOLD
        look = _Look(
            bold=bold if weight is None else weight[1].lower() in _HEAVY,
            as_written=outer.as_written or tag in _AS_WRITTEN,
            why=why,
            level=outer.level + (tag in _CELLS),
        )
        if not why and tag in _BLOCKS:
            self._end_block(outer.level)
        self._looks.append(look)
        if why:
            return
        if tag == "br":
            self._break()
        elif tag in ("ol", "ul"):
            self._numbers.append(_first(attributes) if tag == "ol" else None)
        elif tag == "li" and self._numbers and (number := self._numbers[-1]) is not None:
            self.flow.prose.say(f"{number}. ")
            self._numbers[-1] = number + 1
        elif tag == "ins":
            self.tracked = True

    def end(self, tag: str) -> None:
        """End an element."""
        look = self._looks.pop()
        if look.why:
            return
        if tag in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        if tag in _CELLS:
            self.flow.end_cell(look.level)
        elif tag == "tr":
            self.flow.end_row(look.level + 1, alone=True)
        elif tag in _BLOCKS:
            self._end_block(look.level)

    def data(self, text: str) -> None:
        """Take text as it stands in the page."""
        look = self._looks[-1]
        if look.why:
            said = bool(text.strip())
            self.tracked |= said and look.why == "deleted"
            self.hidden |= said and look.why == "hidden"
        elif look.as_written:
            for index, part in enumerate(_BLANK_LINES.split(text)):
                if index:
                    self._end_block(look.level)
                self.flow.prose.say(part, bold=look.bold)
        else:
            self.flow.prose.flow(text, bold=look.bold)

    def close(self) -> None:
        """End the page: the parser wants to be told."""

    def _unseen(self, tag: str, attributes: Mapping[str, str]) -> str:
        """Return why an element is not shown; count what a transcript has no place for."""
        style = attributes.get("style") or ""
        marks = f"{attributes.get('class')} {attributes.get('id')} {style}"
        if tag in _COUNTED:
            self.dropped[_COUNTED[tag]] += 1
            return "counted"
        if tag in _UNSEEN:
            return "unseen"
        if tag == "del":
            return "deleted"
        if "hidden" in attributes or _HIDDEN.search(style) or (tag == "dialog" and not attributes):
            return "hidden"
        if tag == "div" and (attributes.get("title") in _MARGINS or _NOTES.search(marks)):
            self.dropped["margin"] += attributes.get("title") in _MARGINS
            return "counted"
        if tag == "a" and _NOTE_NUMBER.search(marks):
            self.dropped["footnote"] += 1
            return "counted"
        return ""

    def _end_block(self, level: int) -> None:
        if self.flow.prose.begun:
            self.flow.end_paragraph(level)

    def _break(self) -> None:
        """Break the line; twice is how pages without paragraphs part them."""
        if self.flow.prose.broken:
            self._end_block(self._looks[-1].level)
        elif self.flow.prose.begun:
            self.flow.prose.say("\n")


def _first(attributes: Mapping[str, str]) -> int | None:
    """Return the first number of a list where it may be part of what was said.

    A list from 1 is counted by the program, as in Word files; "1986." is a year.
    """
    start = attributes.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 10 and int(start) > 1 else None
