"""Reads a table of coded segments however a spreadsheet or a script has written it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kodeverk.corpus.importers.speakers import tidy
from kodeverk.errors import DataError, NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Codebook
from kodeverk.text import canonical, clean_line, fold

BLOCK = "block-"  # begins the names of documents made of answers that have nothing in common

_COLUMNS = {
    "text": (
        *("text", "segment", "utterance", "quote", "tekst", "ytring", "sitat"),
        *("answer", "response", "statement", "sentence", "abstract", "content", "comment"),
        *("svar", "utsagn", "setning", "utsnitt", "kommentar"),
    ),
    "interview": (
        *("interview", "transcript", "document", "intervju", "transkripsjon", "dokument"),
        *("file", "source", "fil", "kilde", "participant", "respondent", "informant"),
        *("interview_id", "transcript_id", "document_id", "doc", "doc_id", "deltaker"),
    ),
    "codes": (
        *("codes", "labels", "koder", "code", "label", "kode", "tags", "tag"),
        *("category", "categories", "topic", "topics", "theme", "themes", "kategori", "kategorier"),
        *("tema", "emne", "included", "label_included", "relevant"),
    ),
    "speaker": ("speaker", "taler", "talar"),
    "role": ("role", "rolle"),
    "coder": ("coder", "annotator", "rater", "coded_by", "kodet_av", "kodet av", "koda av"),
}
_ONE_CODE = ("code", "label", "kode")  # a column called this may repeat a segment for each code
_BLOCK_SIZE = 100  # rows of a survey that make one document
_FEW_ROWS = 10  # up to so many interviews may be of one row each
_LONGEST = 2**31 - 1  # characters of a cell


@dataclass(frozen=True)
class Row:
    """A segment as it stands in a table; ``codes`` is the cell."""

    text: str
    interview: str
    codes: str
    speaker: str
    role: str


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or cp1252."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            _("“{file}” cannot be read.").format(file=path.name), _("Check the name.")
        ) from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_cells(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the heading and the rows of a table, whatever stands between its cells.

    Raises DataError where a quotation mark takes in rows that are not its own.
    """
    text, above = read_text(path), 0
    separator = max("\t;,", key=text.split("\n", 1)[0].count)
    if told := re.match(r"sep=([\t;,])\n", text):
        separator, text, above = told[1], text[told.end() :], 1
    usual = csv.field_size_limit(_LONGEST)  # the limit is one for the whole program
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    table: list[list[str]] = []
    line = 1
    try:
        for cells in reader:
            table.append(cells)
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("A quotation mark in line {line} of “{file}” is in the wrong place.")
        raise DataError(
            message.format(line=line + above, file=path.name),
            _("Write it twice in a cell with quotation marks around, or take it away."),
        ) from error
    finally:
        csv.field_size_limit(usual)
    return (table[0], table[1:]) if table else ([], [])


def columns(heading: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each known column; of several names the first listed counts."""
    names = [fold(cell.strip()) for cell in heading]
    return {
        field: names.index(name)
        for field, words in known.items()
        if (name := next((word for word in words if word in names), None)) is not None
    }


def read_rows(path: Path, book: Codebook, coder: str | None = None) -> list[Row]:
    """Return the rows that hold a text, of ``coder`` or else of whoever coded most.

    Without a column that brings rows together, every block of them is a document. Rows that only
    repeat the one before with another code are one. Raises NotFoundError, DataError.
    """
    heading, table = read_cells(path)
    place = columns(heading, _COLUMNS)
    marked = _marked(heading, table, place, book)
    if "text" not in place or not ("codes" in place or marked):
        raise DataError(
            _("“{file}” lacks a column for text or for codes.").format(file=path.name),
            _("The columns are: {columns}.").format(columns=", ".join(_COLUMNS)),
        )
    found: list[tuple[str, Row]] = []
    for cells in table:
        values = {name: cells[at].strip() for name, at in place.items() if at < len(cells)}
        said = re.sub(r"\s*\n\s*", "\n", canonical(values.get("text", ""))).strip()
        if said:
            codes = values.get("codes", "")
            if marked:
                codes = ";".join(code for at, code in marked if _is_set(cells, at))
            interview, role = (clean_line(values.get(name, "")) for name in ("interview", "role"))
            row = Row(said, interview, codes, tidy(values.get("speaker", "")), role)
            found.append((clean_line(values.get("coder", "")), row))
    rows = _of_one(found, coder)
    if not marked and fold(heading[place["codes"]].strip()) in _ONE_CODE:
        rows = list(_together(rows))
    many = len({row.interview for row in rows})
    if "interview" in place and not (many > _FEW_ROWS and 2 * many > len(rows)):
        return [replace(row, interview=row.interview or f"{BLOCK}0") for row in rows]
    return [
        replace(row, interview=f"{BLOCK}{number // _BLOCK_SIZE + 1:04}")
        for number, row in enumerate(rows)
    ]


def _marked(
    heading: Sequence[str], table: Sequence[Sequence[str]], place: Mapping[str, int], book: Codebook
) -> list[tuple[int, str]]:
    """Return the columns that are for one code each, with 1 where it is set."""
    known = {name: code.id for code in book.codes for name in (fold(code.name), code.id)}
    if "codes" not in place:
        taken = set(place.values())
        named = [(at, known.get(title) or known.get(fold(title))) for at, title in _titles(heading)]
        return [(at, code) for at, code in named if code and at not in taken]
    at = place["codes"]
    values = {cells[at].strip() for cells in table if at < len(cells)} - {""}
    if not values or not values <= {"0", "1"} or values & known.keys():
        return []
    title = heading[at].strip()
    return [(at, known.get(title) or known.get(fold(title)) or title)]


def _titles(heading: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((at, cell.strip()) for at, cell in enumerate(heading))


def _is_set(cells: Sequence[str], at: int) -> bool:
    return at < len(cells) and cells[at].strip().casefold() not in ("", "0", "false", "no", "nei")


def _of_one(found: Sequence[tuple[str, Row]], coder: str | None) -> list[Row]:
    """Return the rows of one coder, and those that are nobody's."""
    counts = Counter(who for who, row in found if who and row.codes)
    who = coder or min(counts, key=lambda name: (-counts[name], name), default="")
    return [row for name, row in found if name in ("", who)]


def _together(rows: Iterable[Row]) -> Iterator[Row]:
    before: Row | None = None
    for row in rows:
        if before is not None and replace(row, codes=before.codes) == before:
            before = replace(before, codes=f"{before.codes};{row.codes}")
            continue
        if before is not None:
            yield before
        before = row
    if before is not None:
        yield before


class Splitter:
    """Finds the codes in a cell: ids or names with ``;``, ``|`` or ``,`` between, or ids with
    nothing but blanks between when all of them are known. A name may have those of the codes above
    it in front, as in ``Access > Cost``."""

    def __init__(self, book: Codebook, cells: Iterable[str] = ()) -> None:
        self._ids = {code.id for code in book.codes}
        counts = Counter(fold(code.name) for code in book.codes)
        self._names = {fold(code.id): code.id for code in book.codes}
        self._names |= {fold(code.name): code.id for code in book.codes}
        names = {code.id: fold(code.name) for code in book.codes}
        self._below = {
            (names.get(code.parent or "", ""), names[code.id]): code.id for code in book.codes
        }
        self._below |= {("", name): self._names[name] for name, n in counts.items() if n == 1}
        self._words = self._ids or {
            part.strip() for cell in cells for part in re.split("[;|,]", cell)
        }

    def __call__(self, cell: str) -> list[str]:
        """Return the ids of the codes in ``cell``; what is unknown stands as it is."""
        if re.fullmatch(r"\s*\[.*\]\s*", cell):  # a list, as programs write it
            cell = re.sub(r"[\['\"\]]", "", cell)
        found: list[str] = []
        for part in re.split(r"[;|]", cell):
            whole = self._known(clean_line(part))
            found += [whole] if whole else self._parts(part)
        return list(dict.fromkeys(found))

    def _parts(self, text: str) -> Iterator[str]:
        for part in text.split(","):
            word = clean_line(part)
            known, words = self._known(word), word.split()
            if known is None and len(words) > 1 and self._words.issuperset(words):
                yield from words
            elif word:
                yield known or word

    def _known(self, word: str) -> str | None:
        if word in self._ids:
            return word
        *above, last = (fold(part) for part in re.split(r"\s*(?:>|/|::)\s*", word))
        found = self._names.get(fold(word))
        if found is None and above:
            found = self._below.get((above[-1], last)) or self._below.get(("", last))
        return found
