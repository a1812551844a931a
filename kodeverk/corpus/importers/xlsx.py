"""Surveys in Excel files: the cells of one sheet as text. No I/O.

Only the parts with cells are read, one event after another: what a sheet says of its own size is
not believed, and a value in its last corner costs no more than one in its first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kodeverk.corpus.importers import gate, survey
from kodeverk.corpus.importers.columns import letter
from kodeverk.corpus.importers.package import Package
from kodeverk.corpus.importers.reading import Job, Reading
from kodeverk.corpus.importers.xlsxparts import (
    date_styles,
    local,
    main_part,
    parse,
    relations,
    shared_strings,
)
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _, ngettext
from kodeverk.text import clean_line, fold

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FILLED = 60  # letters of what is filled down a merged cell: a unit, not an answer
_MOST_MERGED = 10_000


@dataclass
class _Sheet:
    """One sheet: its cells by row and column (from 0), and what was met in it."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    errors: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def letters(self) -> int:
        """How much is written in the sheet."""
        return sum(len(text) for row in self.cells.values() for text in row.values())


def read(job: Job) -> Reading:
    """Return the survey in an Excel file; raises ImportRefused."""
    package = Package(job.data)
    book = _Book(package)
    name, sheet = _chosen(book, job.choice.sheet)
    if any(each.endswith("vbaproject.bin") for each in package.names()):
        job.notes.add("macro_ignored", _("The file holds macros. They were not read or run."))
    _fill(sheet)
    _notice(job, sheet)
    order = _columns(sheet)
    rows = [[job.notes.take(cell).strip() for cell in row] for row in _grid(sheet, order)]
    others = len(book.sheets) - 1
    things, also = [], ""
    if others:
        things = [ngettext("{n} other sheet", "{n} other sheets", others).format(n=others)]
        also = _("The sheet “{sheet}” was read; --sheet names another.").format(
            sheet=clean_line(name)
        )
    return survey.read_rows(
        [row for row in rows if any(row)],
        job,
        letters=[letter(at) for at in order],
        things=things,
        also=also,
    )


class _Book:
    """The parts of a workbook that are needed to read its sheets."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = main_part(package)
        folder = main.rpartition("/")[0]
        parts = relations(package, main)
        self.sheets: list[tuple[str, str, bool]] = []  # name, part, hidden
        self._start = datetime(1899, 12, 30)

        def begin(tag: str, given: dict[str, str]) -> None:
            if tag == "sheet":
                part = parts.get(next((v for k, v in given.items() if local(k) == "id"), ""), "")
                if part in package and "worksheet" in part:
                    hidden = given.get("state", "visible") != "visible"
                    self.sheets.append((given.get("name", ""), part, hidden))
            elif tag == "workbookPr" and given.get("date1904") in ("1", "true"):
                self._start = datetime(1904, 1, 1)

        parse(package.read(main), begin)
        self._strings = shared_strings(package, f"{folder}/sharedstrings.xml")
        self._dates = date_styles(package, f"{folder}/styles.xml")

    def sheet(self, part: str) -> _Sheet:
        """Return the cells of a sheet; raises ImportRefused when there are far too many."""
        reader = _Cells(self._strings, self._dates, self._start)
        parse(self._package.read(part), reader.begin, reader.end, reader.text)
        return reader.sheet


class _Cells:
    """Takes the events of a sheet's XML."""

    def __init__(self, strings: Sequence[str], dates: Sequence[bool], start: datetime) -> None:
        self.sheet = _Sheet()
        self._strings, self._dates, self._start = strings, dates, start
        self._row = self._column = -1
        self._kind = self._style = ""
        self._open = ""
        self._parts: list[str] = []
        self._value = self._formula = ""
        self._phonetic = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """Take the start of an element."""
        if tag == "c":
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._value = self._formula = ""
            place = _PLACE.fullmatch(given.get("r", ""))
            if place:
                self._column, self._row = _index(place[1]), int(place[2]) - 1
            else:
                self._column += 1
        elif tag == "row":
            number = given.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
            if given.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self._row)
        elif tag in ("v", "f", "t") and not self._phonetic:
            self._open, self._parts = tag, []
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "col" and given.get("hidden") in ("1", "true"):
            first, last = given.get("min", ""), given.get("max", "")
            if first.isdecimal() and last.isdecimal():
                columns = range(int(first) - 1, min(int(last), 16_384))
                self.sheet.hidden_columns.update(columns)
        elif tag == "mergeCell" and len(self.sheet.merged) < _MOST_MERGED:
            self.sheet.merged.append(given.get("ref", ""))

    def text(self, data: str) -> None:
        """Take a piece of text."""
        if self._open:
            self._parts.append(data)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == self._open:
            said = "".join(self._parts)
            if tag == "f":
                self._formula = said
            elif tag == "v":
                self._value = said
            else:
                self._value += said
            self._open = ""
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            text = self._cell()
            if text.strip():
                row = self.sheet.cells.setdefault(self._row, {})
                row[self._column] = text
                self.sheet.count += 1
                survey.check_size(len(self.sheet.cells), len(row), self.sheet.count)

    def _cell(self) -> str:
        """Return what the cell shows; the formula itself where nobody has worked it out."""
        value = self._value
        if not value and self._formula:
            return f"={self._formula}"
        if self._kind == "s":
            at = int(value) if value.isdecimal() else -1
            return self._strings[at] if 0 <= at < len(self._strings) else ""
        if self._kind == "e":
            self.sheet.errors += 1
            return ""
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
        if self._kind in ("str", "inlineStr", "d"):
            return value
        style = int(self._style) if self._style.isdecimal() else -1
        dated = 0 <= style < len(self._dates) and self._dates[style]
        return _number(value.strip(), self._start if dated else None)


def _number(value: str, start: datetime | None) -> str:
    """Return a number as people write it; with ``start`` as the day or hour that it stands for."""
    try:
        number = float(value)
    except ValueError:
        return value
    if start is None:
        whole = number.is_integer() and abs(number) < 1e15
        return str(int(number)) if whole else repr(number)
    try:
        moment = start + timedelta(seconds=round(number * 86_400))
    except (OverflowError, ValueError):
        return value
    if 0 <= number < 1:
        return f"{moment:%H:%M:%S}"
    clock = "" if moment.time() == datetime.min.time() else f" {moment:%H:%M:%S}"
    return f"{moment.year:04}-{moment:%m-%d}{clock}"


def _chosen(book: _Book, wanted: str) -> tuple[str, _Sheet]:
    """Return the name and cells of the sheet wanted, else of that with most in it.

    Raises ImportRefused where there is none such.
    """
    if wanted:
        asked = fold(clean_line(wanted))
        for name, part, _hidden in book.sheets:
            if fold(clean_line(name)) == asked:
                return name, book.sheet(part)
        raise ImportRefused(
            "bad_name",
            _("There is no such sheet in the file."),
            _("Write the name as it stands on the tab in Excel, or leave --sheet out."),
        )
    best: tuple[str, _Sheet] | None = None
    cells = 0
    for name, part, hidden in book.sheets:
        if hidden:
            continue
        sheet = book.sheet(part)
        cells += sheet.count
        survey.check_size(0, 0, cells)
        if best is None or sheet.letters > best[1].letters:
            best = name, sheet
    if best is None:
        raise gate.no_text()
    return best


def _fill(sheet: _Sheet) -> None:
    """Fill short words down the rows of a merged cell: a unit that several respondents share."""
    for reference in sheet.merged:
        first, _colon, last = reference.partition(":")
        start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if not start or not end:
            continue
        column, row = _index(start[1]), int(start[2]) - 1
        text = sheet.cells.get(row, {}).get(column, "")
        if text and len(text) <= _FILLED:
            for below in range(row + 1, min(int(end[2]), row + 1 + survey.MAX_ROWS)):
                if below in sheet.cells:
                    sheet.cells[below].setdefault(column, text)


def _columns(sheet: _Sheet) -> list[int]:
    """Return the columns that are seen and have a word in them, in order."""
    used = {column for row in sheet.cells.values() for column in row}
    return sorted(used - sheet.hidden_columns)


def _grid(sheet: _Sheet, order: Sequence[int]) -> Iterable[list[str]]:
    """Yield the rows that are seen, in order and equally long."""
    survey.check_size(len(sheet.cells), len(order), len(sheet.cells) * len(order))
    for at in sorted(sheet.cells.keys() - sheet.hidden_rows):
        row = sheet.cells[at]
        yield [row.get(column, "") for column in order]


def _notice(job: Job, sheet: _Sheet) -> None:
    rows = len(sheet.hidden_rows & sheet.cells.keys())
    used = {column for row in sheet.cells.values() for column in row}
    columns = len(sheet.hidden_columns & used)
    hidden = [
        text.format(n=n)
        for n, text in (
            (rows, ngettext("{n} hidden row", "{n} hidden rows", rows)),
            (columns, ngettext("{n} hidden column", "{n} hidden columns", columns)),
        )
        if n
    ]
    if hidden:
        job.notes.add(
            "hidden_text",
            _(
                "Left out: {things}. Make them visible in Excel and import again if they belong."
            ).format(things=", ".join(hidden)),
        )
    if sheet.errors:
        job.notes.add(
            "bad_rows",
            ngettext(
                "{n} cell holds an error of Excel's (such as #REF!) and was read as empty.",
                "{n} cells hold an error of Excel's (such as #REF!) and were read as empty.",
                sheet.errors,
            ).format(n=sheet.errors),
        )


def _index(letters: str) -> int:
    """Return the index of a column from its letters."""
    at = 0
    for each in letters:
        at = at * 26 + ord(each) - 64
    return at - 1
