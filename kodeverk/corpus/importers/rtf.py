"""RTF files: the text that a reader would see, tables row by row. No I/O.

As in Word files: tracked changes as accepted; text boxes once; hidden text left out and told; what
has no place in running text is counted. The words are in ``rtfwords``: any other is passed over,
and so is every group that begins with a star and is not known.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from kodeverk.corpus.draft import DraftComment
from kodeverk.corpus.importers import gate, losses
from kodeverk.corpus.importers.edges import Edge, Edges, placed
from kodeverk.corpus.importers.encoding import lost_letters
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.placing import Letters
from kodeverk.corpus.importers.prose import Flow
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading
from kodeverk.corpus.importers.rtfwords import (
    COUNTED,
    KEPT,
    LETTERS,
    SIGNS,
    SYMBOL_FONT,
    SYMBOLS,
    TAKEN,
    UNSEEN,
    WORDS_PAGE,
    page_of,
    page_of_font,
)

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)",
    re.DOTALL,
)
_MAX_DEPTH = 500
_MAX_TOKENS = 4_000_000
_MAX_DIGITS = 10
_MAX_LEVEL = 20
_SKIPPED = ("skip", "upr")
_LOST = "\ufffd"


@dataclass(slots=True)
class _Group:
    """What holds between two braces. ``into``: the destination, or one of ``_SKIPPED``.

    ``counts``: pictures are counted here. ``after``: how many letters stand in for one of Unicode.
    ``page``: the code page, where it is not that of the usual font. ``level``: of the table.
    """

    flow: Flow
    into: str = ""
    counts: bool = True
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    after: int = 1
    page: str = ""
    level: int = 0


def read(job: Job) -> Reading:
    """Return what an RTF file holds; raises ImportRefused."""
    reader = _Reader(job.data)
    raw = list(reader.edges.without(reader.run()))
    paragraphs = [Paragraph(job.notes.take(each.text), each.bold) for each in raw]
    if reader.lost:
        lost_letters(job.notes)
    if not paragraphs:
        raise gate.corrupt() if reader.dropped["end"] else gate.no_text()
    losses.tell(job.notes, reader.dropped, tracked=reader.tracked, hidden=reader.hidden)
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    letters = Letters(paragraphs, segments)
    comments = tuple(
        placed(
            DraftComment(job.notes.take(author), said, date=date),
            reader.edges.anchors.get(name),
            raw,
            letters,
        )
        for name, author, text, date in reader.comments
        if (said := job.notes.take(text).strip())
    )
    return Reading(segments, header.title, header.date, comments)


class _Reader:
    """Goes through a file once; afterwards holds the comments and what was met on the way."""

    def __init__(self, data: bytes) -> None:
        self.comments: list[tuple[str, str, str, str]] = []
        self.edges = Edges()
        self.dropped: Counter[str] = Counter()
        self.tracked = self.hidden = self.lost = False
        self._data = data
        self._wide = _is_utf8(data)  # some programs write letters as they are
        self._page = "cp1252"
        self._usual = self._font = 0
        self._fonts: dict[int, str] = {}
        self._group = _Group(Flow())
        self._outer: list[_Group] = []
        self._star = False
        self._bytes = bytearray()
        self._high = 0  # the first half of a letter beyond 65 535
        self._left = 0  # letters yet to be passed over, that stand in for one of Unicode
        self._asides: dict[str, str] = {}  # author, date and number of the comment to come

    def run(self) -> list[Paragraph]:
        """Return the paragraphs, also empty ones; raises ImportRefused."""
        body = self._group.flow
        position = max(0, self._data.find(b"{"))
        for _count in range(_MAX_TOKENS):
            match = _TOKEN.match(self._data, position)
            if match is None:
                break
            position = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if text is not None:
                self._text(text)
            elif word == b"bin":
                position += max(0, _number(number))
            elif word is not None:
                self._flush()
                self._word(word.decode("ascii"), _number(number), on=number is None)
            elif code is not None:
                self._byte(int(code, 16))
            elif symbol is not None:
                self._symbol(symbol)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self._outer:
                    break
        else:
            raise gate.too_complex()
        self.dropped["end"] = int(bool(self._outer))
        while self._outer:
            self._close()
        self._flush()
        return body.finish()

    def _open(self) -> None:
        self._flush()
        self._left = 0
        if len(self._outer) >= _MAX_DEPTH:
            raise gate.too_complex()
        self._outer.append(self._group)
        self._group = replace(self._group)

    def _close(self) -> None:
        self._flush()
        self._left = 0
        self._star = False
        if not self._outer:
            return
        ended, self._group = self._group, self._outer.pop()
        if ended.flow is not self._group.flow:
            self._end_aside(ended.into, ended.flow.finish())

    def _end_aside(self, into: str, paragraphs: list[Paragraph]) -> None:
        """Put what a destination held where it belongs."""
        text = "\n".join(each.text for each in paragraphs).strip()
        if into in ("shptxt", "dptxbxtext"):
            self._group.flow.boxes.extend(paragraphs)
        elif into in ("atrfstart", "atrfend"):
            edge = Edge.START if into == "atrfstart" else Edge.END
            self._group.flow.prose.mark(self.edges.mark(edge, text))
        elif into == "annotation":
            asides, self._asides = self._asides, {}
            name = asides.get("atnref") or f"-{len(self.comments)}"
            self._group.flow.prose.mark(self.edges.mark(Edge.REFERENCE, name))
            date = _date(asides.get("atndate", ""))
            self.comments.append((name, asides.get("atnauthor", ""), text, date))
        elif into.startswith("atn"):
            self._asides[into] = text
        elif into != "fonttbl":
            self.dropped["margin"] += bool(text)

    def _word(self, word: str, value: int, *, on: bool) -> None:
        star, self._star = self._star, False
        if word in LETTERS:
            if self._left:
                self._left -= 1
            else:
                self._say(LETTERS[word])
            return
        self._left = 0
        group = self._group
        if word == "u":
            self._unicode(value)
        elif word == "ud" and group.into == "upr":
            group.into = ""
        elif word in COUNTED:
            self._count(word)
        elif word in TAKEN:
            if group.into not in _SKIPPED:
                group.into, group.flow = word, Flow()
        elif word in UNSEEN or (star and word not in KEPT):
            if group.into not in _SKIPPED:
                group.into = "upr" if word == "upr" else "skip"
                group.counts &= word == "sp"
        elif word in ("par", "sect", "cell", "nestcell", "row", "nestrow"):
            self._end(word)
        else:
            self._look(word, value, on=on or value != 0)

    def _end(self, word: str) -> None:
        group = self._group
        if group.into in _SKIPPED or (group.deleted and word == "par"):
            return  # the mark between two paragraphs was deleted: they are one
        if word in ("par", "sect"):
            group.flow.end_paragraph(group.level)
            return
        level = max(2, group.level) if word.startswith("nest") else 1
        if word.endswith("cell"):
            group.flow.end_cell(level)
        else:
            group.flow.end_row(level)

    def _look(self, word: str, value: int, *, on: bool) -> None:
        """Heed a word about the look of letters, their code page or their place in a table."""
        group = self._group
        if word == "b":
            group.bold = on
        elif word == "v":
            group.hidden = on
        elif word in ("deleted", "mvf"):
            group.deleted = on
            self.tracked |= on
        elif word in ("revised", "mvt"):
            self.tracked |= on
        elif word == "plain":
            group.bold = group.hidden = group.deleted = False
            group.page = ""
        elif word == "pard":
            group.level = 0
        elif word == "intbl":
            group.level = max(1, group.level)
        elif word == "itap":
            group.level = min(max(0, value), _MAX_LEVEL)
        elif word == "uc":
            group.after = min(max(0, value), _MAX_LEVEL)
        elif word == "f":
            self._font = value
            group.page = self._fonts.get(value) or self._page
        elif word == "deff":
            self._usual = value
        elif word == "fcharset" and group.into == "fonttbl":
            self._fonts[self._font] = page_of_font(value)
        elif word == "cpg" and group.into == "fonttbl":
            self._fonts[self._font] = page_of(value)
        elif word in WORDS_PAGE or word == "ansicpg":
            self._page = page_of(WORDS_PAGE.get(word, value)) or self._page

    def _count(self, word: str) -> None:
        group = self._group
        seen = group.into not in _SKIPPED
        self.dropped[COUNTED[word]] += group.counts and (seen or word == "pict")
        group.counts = False
        if seen and word != "object":
            group.into = "skip"

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._star = True
        elif self._left:
            self._left -= 1
        elif symbol in SIGNS:
            self._flush()
            self._say(SIGNS[symbol])
        elif symbol in (b"\n", b"\r"):
            self._flush()
            self._end("par")

    def _unicode(self, value: int) -> None:
        code = value + 0x10000 if value < 0 else value
        self._left = self._group.after
        high, self._high = self._high, 0
        low = 0xDC00 <= code <= 0xDFFF
        if high and low:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        elif high or low:
            self._say(_LOST)
            if low:
                return
        if 0xD800 <= code <= 0xDBFF:
            self._high = code
        elif 0xF000 <= code <= 0xF0FF:
            self._sign(code & 0xFF)
        else:
            self._say(chr(code) if 0 <= code <= 0x10FFFF else _LOST)

    def _text(self, text: bytes) -> None:
        passed = min(self._left, len(text))
        self._left -= passed
        if self._group.into in _SKIPPED:
            return
        if self._wide and not text.isascii():
            self._flush()
            self._say(text[passed:].decode("utf-8", "replace"))
        else:
            self._bytes += text[passed:]

    def _byte(self, byte: int) -> None:
        if self._left:
            self._left -= 1
        elif self._group.into not in _SKIPPED:
            self._bytes.append(byte)

    def _flush(self) -> None:
        """Say the letters gathered so far: in some code pages two bytes are one letter."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        page = self._group.page or self._fonts.get(self._usual) or self._page
        if page != SYMBOL_FONT:
            self._say(data.decode(page, "replace"))
            return
        for byte in data:
            self._sign(byte)

    def _sign(self, byte: int) -> None:
        """Say a letter of a font of symbols: one that we know, or plain text in the wrong font."""
        letter = SYMBOLS.get(byte, "")
        if not letter and byte < 0x80 and self._group.page == SYMBOL_FONT:
            letter = chr(byte)
        self.dropped["symbol"] += not letter and self._group.into not in _SKIPPED
        self._say(letter)

    def _say(self, text: str) -> None:
        group = self._group
        if self._high:
            self._high = 0
            text = _LOST + text
        if group.into in _SKIPPED:
            return
        if group.deleted or group.hidden:
            self.edges.cut()
            self.hidden |= group.hidden and bool(text.strip())
            return
        self.lost |= _LOST in text
        group.flow.prose.say(text, bold=group.bold)


def _number(digits: bytes | None) -> int:
    return int(digits) if digits and len(digits) <= _MAX_DIGITS else 0


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _date(packed: str) -> str:
    """Return the ISO date of a time that Word packed into a number; empty if it is none."""
    if not packed.isdecimal() or len(packed) > _MAX_DIGITS:
        return ""
    bits = int(packed)
    minute, hour, day = bits & 63, bits >> 6 & 31, bits >> 11 & 31
    month, year = bits >> 16 & 15, (bits >> 20 & 511) + 1900
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"
