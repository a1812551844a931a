"""Surveys as text: cells with a semicolon, a comma or a tab between them. No I/O."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kodeverk.corpus.importers import gate, survey, tsv
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Job, Reading
from kodeverk.i18n import ngettext

_DELIMITERS = (";", "\t", ",", "|")  # that of Norwegian programs first
_NONE = "\x1f"  # stands in no text that has been made canonical
_SAID = re.compile(r'"?sep=(.)"?\s*')
_SAMPLE = 100  # rows that show what stands between the cells
_WASTED = 50_000_000  # letters read in vain before quotes count for nothing

Rows = list[list[str]]


def read(job: Job) -> Reading:
    """Return the survey in a text file; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    lines = text.splitlines(keepends=True)
    said = _SAID.fullmatch(lines[0]) if lines else None
    if said:
        del lines[0]
    if not any(line.strip() for line in lines):
        raise gate.no_text()
    if tsv.fits(text):
        return replace(tsv.read(job), importer="tsv")
    delimiter = said[1] if said else _delimiter(lines)
    # Until it is given back: an answer may be as long as it likes.
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        rows, bad = _even(_rows(lines, delimiter), delimiter)
    finally:
        csv.field_size_limit(limit)
    if bad:
        job.notes.add(
            "bad_rows",
            ngettext(
                "{n} row has more or fewer cells than the others. Its text is kept, but may stand "
                "in the wrong column. Look at it in the preview.",
                "{n} rows have more or fewer cells than the others. Their text is kept, but may "
                "stand in the wrong column. Look at them in the preview.",
                bad,
            ).format(n=bad),
        )
    return survey.read_rows(rows, job)


def _delimiter(lines: Sequence[str]) -> str:
    """Return what stands between the cells: what gives most rows the same number of them."""
    best, found = 0.5, _NONE
    for delimiter in _DELIMITERS:
        rows = [row for row in _read(lines[: 10 * _SAMPLE], delimiter) if any(row)][:_SAMPLE]
        widths = Counter(map(len, rows))
        width, alike = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        # In prose a blank follows the comma; below a title the headings are in the next rows.
        headed = any(
            len(row) == width and (at == 0 or not all(cell[:1] == " " for cell in row[1:]))
            for at, row in enumerate(rows[:3])
        )
        if width > 1 and headed and alike / len(rows) > best:
            best, found = alike / len(rows), delimiter
    return found


def _read(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    limit = csv.field_size_limit(max(sum(map(len, lines)), 1))
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    finally:
        csv.field_size_limit(limit)


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows. One whose quotes do not fit is read by itself, and swallows no others."""
    at = wasted = 0
    while at < len(lines) and wasted < _WASTED:
        start = at
        reader = csv.reader(_from(lines, at), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                yield row
                start = at + reader.line_num
            return
        except csv.Error:
            wasted += sum(map(len, lines[start : at + reader.line_num]))
            yield from csv.reader([lines[start]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
            at = start + 1
    yield from csv.reader(lines[at:], delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    for index in range(at, len(lines)):
        yield lines[index]


def _even(found: Iterator[list[str]], delimiter: str) -> tuple[Rows, int]:
    """Return the rows made equally long, without empty ones, and how many were not so already.

    What is too much goes into the last cell, with what stood between. Raises ImportRefused.
    """
    rows: Rows = []
    cells = 0
    for row in found:
        if any(cell.strip() for cell in row):
            rows.append(row)
            cells += len(row)
            survey.check_size(len(rows), 0, cells)
    if not rows:
        raise gate.no_text()
    width = Counter(map(len, rows)).most_common(1)[0][0]
    survey.check_size(len(rows), width, cells)
    first = next(at for at, row in enumerate(rows) if len(row) == width)
    bad = sum(len(row) != width for row in rows[first:])
    last = width - 1
    even = [[*row[:last], delimiter.join(row[last:])] + [""] * (width - len(row)) for row in rows]
    return [[cell.strip() for cell in row[:width]] for row in even], bad
