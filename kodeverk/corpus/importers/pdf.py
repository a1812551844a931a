"""PDF files that hold text: pypdf finds the letters, ``printed`` the paragraphs. No I/O.

A PDF says where letters stand and not what belongs together, so more is guessed here than in any
other format, and what was guessed is told.
"""

import io
import logging
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kodeverk.corpus.draft import DraftComment
from kodeverk.corpus.importers import gate, losses
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.printed import (
    Printed,
    has_jumps,
    to_paragraphs,
    width,
    without_running,
)
from kodeverk.corpus.importers.prose import cleaned
from kodeverk.corpus.importers.reading import Job, Notes, Reading
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _, ngettext

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf._page import PageObject

_MAX_PAGES = 1500
_MAX_SECONDS = 12.0
_PIECE = 1 << 20
_PACKED = ("/FlateDecode", ["/FlateDecode"])
_LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "•"}  # bullets of the fonts Symbol and Wingdings
)
_BOLD = re.compile(r"(?i)bold|black|heavy|demi")
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]|\\(cid:\\d+\\)")
_BLANKS = re.compile(r"[^\S\t\n]+")
_NOTES = ("/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret")
_FEW = 0.02
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")


def read(job: Job) -> Reading:
    """Return what a PDF file holds; raises ImportRefused."""
    dropped: Counter[str] = Counter()
    with _Warnings() as warnings:
        try:
            reader = _open(job.data)
            pages = list(_pages(reader, dropped))
            comments = _comments(reader, job.notes, dropped)
        except (ImportRefused, MemoryError):
            raise
        except Exception as error:  # pypdf says itself that a broken file may raise anything
            raise _refusal(error) from error
    kept, dropped["running"] = without_running(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        raise _no_text()
    paragraphs, unsure = to_paragraphs(lines, job.interviewers, _is_word(lines))
    _notice(job.notes, lines, unsure, sum(map(has_jumps, kept)), warned=bool(warnings.met))
    losses.tell(job.notes, dropped)
    segments, header = read_layout(cleaned(paragraphs, job.notes), job.notes, job.interviewers)
    return Reading(segments, header.title, header.date, comments)


class _Warnings(logging.Handler):
    """Keeps pypdf's warnings from the terminal, and knows whether there was any."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.met = False
        self._logger = logging.getLogger("pypdf")

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a warning; what it says is not kept, for it may quote the text."""
        self.met = True

    def __enter__(self) -> "_Warnings":
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._logger.removeHandler(self)


def _open(data: bytes) -> "PdfReader":
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))  # opens with an empty password by itself
    if len(reader.pages) > _MAX_PAGES:
        raise gate.too_complex()
    return reader


def _pages(reader: "PdfReader", dropped: Counter[str]) -> Iterator[list[Printed]]:
    """Yield the lines of each page; count pictures, and pages that are nothing else."""
    until = time.process_time() + _MAX_SECONDS
    seen: set[int] = set()
    for number, page in enumerate(reader.pages):
        gatherer = _Gatherer(number)
        page.extract_text(visitor_text=gatherer.visit)
        lines = gatherer.finish()
        objects = _inside(_inside(page, "/Resources"), "/XObject")
        if any(map(_breaks_off, _streams(page))):
            dropped["damaged"] += 1
        elif not lines:
            dropped["page"] += bool(objects)
        else:
            pictures = _pictures(objects)
            dropped["picture"] += len(pictures - seen)
            seen |= pictures
        if time.process_time() > until:
            raise gate.too_complex()
        yield lines


class _Gatherer:
    """Takes pypdf's pieces of text and makes lines of them."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[Printed] = []
        self._begin()

    def _begin(self) -> None:
        self._text = ""
        self._x = self._y = self._size = self._cell = 0.0
        self._bold = 0
        self._only_bold = True
        self._blank = False

    def visit(self, text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        """Take a piece of text, where it begins and in which font."""
        for index, piece in enumerate(text.split("\n")):
            if index:
                self._end_line()
            if piece:
                self._piece(piece, cm, tm, font, float(size))

    def finish(self) -> list[Printed]:
        """Return the lines that are not blank."""
        self._end_line()
        return self._lines

    def _piece(self, piece: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if not piece.strip():
            self._blank = True
            return
        scale = abs(tm[3] * cm[3]) or 1.0
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        blank = self._blank or piece[0].isspace()
        piece = _BLANKS.sub(" ", piece.translate(_LETTERS)).replace("\t", " ")
        if not self._text:
            self._x = self._cell = x
            self._y, self._size = y, size * scale
        elif blank and self._is_far(x):
            self._text = self._text.rstrip() + "\t"
            self._cell = x
        elif blank and not self._text.endswith(" "):
            self._text += " "
        said = piece.lstrip() if not self._text or self._text[-1].isspace() else piece
        bold = bool(_BOLD.search(str((font or {}).get("/BaseFont", ""))))
        self._only_bold &= bold
        self._text += said.rstrip()
        self._blank = said != said.rstrip()
        if self._only_bold:
            self._bold = len(self._text)

    def _is_far(self, x: float) -> bool:
        """Tell whether ``x`` is too far away for a blank: another cell of a table begins there."""
        guess = width(self._text.rpartition("\t")[2], self._size)
        return x - self._cell - guess > 2 * self._size + 0.15 * guess

    def _end_line(self) -> None:
        if self._text:
            self._lines.append(
                Printed(
                    self._text,
                    self._x,
                    self._y,
                    self._size,
                    self._page,
                    self._bold,
                    self._cell,
                    self._blank,
                )
            )
        self._begin()


def _pictures(objects: Any) -> set[int]:
    """Return the pictures among the objects of a page, each by its number in the file."""
    return {
        getattr(objects.raw_get(name), "idnum", hash(name))
        for name in objects
        if _inside(objects, name).get("/Subtype") == "/Image"
    }


def _streams(page: "PageObject") -> Iterator[Any]:
    """Yield the streams that a page is written in."""
    contents: Any = page.get("/Contents")
    contents = None if contents is None else contents.get_object()
    for each in contents if isinstance(contents, list) else [contents]:
        yield None if each is None else each.get_object()


def _breaks_off(stream: Any) -> bool:
    """Tell whether a stream ends before its time: pypdf takes what is there and says nothing."""
    if not isinstance(stream, dict) or stream.get("/Filter") not in _PACKED:
        return False
    left: bytes = getattr(stream, "_data", b"")
    unpacker = zlib.decompressobj()
    try:
        while left and not unpacker.eof:
            unpacker.decompress(left, _PIECE)
            left = unpacker.unconsumed_tail
    except zlib.error:
        return True
    return not unpacker.eof


def _inside(holder: Any, name: str) -> Any:
    """Return the dictionary or list that ``holder`` has under ``name``; an empty one if none."""
    found = holder.get(name) if isinstance(holder, dict) else None
    inner = None if found is None else found.get_object()
    return inner if isinstance(inner, (dict, list)) else {}


def _comments(reader: "PdfReader", notes: Notes, dropped: Counter[str]) -> tuple[DraftComment, ...]:
    """Return the notes that people have stuck on the pages; count fields that are filled in."""
    comments = []
    for page in reader.pages:
        for each in _inside(page, "/Annots"):
            mark = each.get_object()
            if mark.get("/Subtype") == "/Widget":
                value = mark.get("/V") or _inside(mark, "/Parent").get("/V")
                dropped["field"] += isinstance(value, str) and value.strip("/ ") not in ("", "Off")
                continue
            text = notes.take(str(mark.get("/Contents", ""))).strip()
            if text and mark.get("/Subtype") in _NOTES:
                author = notes.take(str(mark.get("/T", "")))
                comments.append(DraftComment(author, text, date=_date(str(mark.get("/M", "")))))
    return tuple(comments)


def _date(written: str) -> str:
    match = _DATE.match(written)
    if not match:
        return ""
    year, month, day, *clock = match.groups()
    return f"{year}-{month}-{day}" + (f"T{':'.join(clock)}" if clock[0] else "")


def _is_word(lines: list[Printed]) -> Any:
    """Return a function that tells whether there is such a word in the language of ``lines``."""

    def is_word(word: str) -> bool:
        from kodeverk.language import detect
        from kodeverk.language.compounds import compound_lemma
        from kodeverk.language.dictionaries import lemma_of

        language = detect(" ".join(line.text for line in lines[:2000]))
        return bool(lemma_of(word, language) or compound_lemma(word, language))

    return is_word


def _notice(notes: Notes, lines: list[Printed], unsure: int, jumps: int, *, warned: bool) -> None:
    text = "".join(line.text for line in lines)
    said = []
    if len(_STRANGE.findall(text)) > _FEW * len(text):
        said.append(
            _(
                "Many letters could not be made out: the file does not tell which they are. Ask "
                "for the text in another format."
            )
        )
    if jumps:
        said.append(
            ngettext(
                "On {n} page the text stands in columns or boxes: see in the preview that it comes "
                "in the right order.",
                "On {n} pages the text stands in columns or boxes: see in the preview that it "
                "comes in the right order.",
                jumps,
            ).format(n=jumps)
        )
    if unsure:
        said.append(
            ngettext(
                "{n} word is cut by a hyphen at the end of a line, and it is unsure if the hyphen "
                "belongs to it: it was kept.",
                "{n} words are cut by a hyphen at the end of a line, and it is unsure if the "
                "hyphen belongs to them: it was kept.",
                unsure,
            ).format(n=unsure)
        )
    if warned:
        said.append(
            _("The file is not quite as a PDF should be: see in the preview that nothing is gone.")
        )
    if said:
        notes.add("garbled", " ".join(said))


def _refusal(error: Exception) -> ImportRefused:
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    if isinstance(error, (DependencyError, FileNotDecryptedError)):
        return _encrypted()
    if isinstance(error, (LimitReachedError, RecursionError)):
        return gate.too_complex()
    return gate.corrupt()


def _encrypted() -> ImportRefused:
    return ImportRefused(
        "encrypted",
        _("The file is locked, and cannot be opened without a password or a special program."),
        _("Open it where you usually read it, save or print it as a new PDF without the lock."),
    )


def _no_text() -> ImportRefused:
    return ImportRefused(
        "no_text",
        _("There is no text in the file: its pages are pictures, as a scanner makes them."),
        _(
            "Have the text recognised (OCR), for instance by opening the file in Word, and save it "
            "as .docx; or ask for the file it was made from."
        ),
    )
