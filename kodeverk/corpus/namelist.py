"""A table of names as CSV: what each is to be called, their role, and attributes.

Columns ``name``, ``as``, ``role`` and ``file``, in English or Norwegian; any other is an attribute.
A cell that a spreadsheet would take for a formula gets an apostrophe in front, which is taken away
again on reading.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Notes
from kodeverk.corpus.importers.speakers import role_word, tidy
from kodeverk.corpus.naming import Naming, Said
from kodeverk.corpus.roster import Entry
from kodeverk.errors import DataError, UsageError
from kodeverk.files import write_atomic
from kodeverk.i18n import _, active
from kodeverk.model import Role
from kodeverk.text import canonical, clean_line, fold

# The English heading, the Norwegian, and what else people write.
_HEADINGS = {
    "name": ("name", "navn", "namn"),
    "as": ("as", "blir", "som", "vert", "becomes"),
    "role": ("role", "rolle"),
    "unit": ("unit", "enhet", "eining"),
    "place": ("place", "sted", "stad"),
    "guess": ("guessed role", "gjettet rolle", "gjetta rolle"),
    "suggested": ("suggested", "forslag", "framlegg"),
    "files": ("files", "filer"),
    "turns": ("turns", "replikker", "replikkar"),
    "words": ("words", "ord"),
    "file": ("file", "fil"),
}
_FOUND = (
    "guess",
    "suggested",
    "files",
    "turns",
    "words",
)  # what a written table tells, and nobody says
_ROLES = {
    Role.INTERVIEWER: ("interviewer", "intervjuer"),
    Role.FACILITATOR: ("facilitator", "fasilitator"),
    Role.INFORMANT: ("informant", "informant"),
    Role.PARTICIPANT: ("participant", "deltaker"),
    Role.UNKNOWN: ("unknown", "ukjent"),
}
_FORMULA = re.compile(r"'*[=+\-@\t]")
_GUARDED = re.compile(r"'+[=+\-@\t]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it says of ``name``; ``file``: in the file of that name only."""

    line: int
    name: str
    file: str
    said: Said


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of the table at ``path``; raises DataError with the row and the cure."""
    gate.check_path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            _("“{file}” cannot be read ({reason}).").format(
                file=path.name, reason=error.strerror or type(error).__name__
            ),
            _("Check the path and the rights."),
        ) from error
    gate.check_text_size(len(data))
    cells = _cells(canonical(decode(data, None, Notes())))
    line, heading = next(cells, (1, []))
    names = _names(line, heading)
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    for line, each in cells:
        row = _row(line, names, each)
        first = seen.setdefault((row.name, fold(row.file)), line)
        if first != line:
            raise _wrong(
                line,
                _("the name is in row {first} too.").format(first=first),
                _("Say all of it in one row."),
            )
        rows.append(row)
    return tuple(rows)


def said(rows: Iterable[Row], path: Path) -> Naming:
    """Return what ``rows`` say of the names in the file at ``path``."""
    names = ("", fold(path.name), fold(path.stem))
    about = [row for row in rows if fold(row.file) in names]
    about.sort(key=lambda row: bool(row.file))  # what is said of the one file counts most
    return Naming.of((row.name, row.said) for row in about)


def unused(rows: Iterable[Row], paths: Sequence[Path]) -> list[str]:
    """Return the files that ``rows`` name and that are not among ``paths``."""
    known = {fold(name) for path in paths for name in (path.name, path.stem)}
    return list(dict.fromkeys(row.file for row in rows if row.file and fold(row.file) not in known))


def write(path: Path, entries: Iterable[Entry], files: Sequence[str]) -> None:
    """Write a table of ``entries`` to fill in, as a Norwegian Excel opens it.

    ``files`` are the names of the files the entries are about. Roles that are guessed are told in a
    column of their own, since a merge may change them. Raises UsageError when there is something at
    ``path`` already, SaveError.
    """
    if path.exists():
        raise UsageError(
            _("“{file}” is there already.").format(file=path.name),
            _("It may be filled in: choose another name, or move it away."),
        )
    write_atomic(path, table(entries, files).encode("utf-8-sig"))


def table(entries: Iterable[Entry], files: Sequence[str]) -> str:
    """Return the text of a table of ``entries``."""
    at = 1 if active() == "nb" else 0
    found = tuple(entries)
    keys = ("unit", "place", *(key for each in found for key in each.attributes))
    extra = tuple(dict.fromkeys(keys))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    columns = (
        "name",
        "as",
        "role",
        *extra,
        "guess",
        "suggested",
        "files",
        "turns",
        "words",
        "file",
    )
    writer.writerow(_guard(_HEADINGS.get(each, (each, each))[at]) for each in columns)
    for each in found:
        own = len(files) > 1 and any(each.name == o.name and each is not o for o in found)
        cells = (
            each.name,
            each.becomes if each.becomes != each.name else "",
            "",
            *(each.attributes.get(key, "") for key in extra),
            _ROLES[each.role][at] if each.role else "",
            each.suggested,
            str(len(each.files)),
            str(each.turns),
            str(each.words),
            files[each.files[0]] if own else "",
        )
        writer.writerow(map(_guard, cells))
    return buffer.getvalue()


def _guard(cell: str) -> str:
    cell = clean_line(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, and the number of each as a spreadsheet counts them."""
    first = 1
    match = re.match(r'"?sep=(.)"?\n', text)
    if match:
        text, first = text[match.end() :], 2
    separator = match[1] if match else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = first
    try:
        for number, row in enumerate(reader, first):
            cells = [clean_line(c[1:] if _GUARDED.match(c) else c) for c in row]
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise _wrong(
            number + 1,
            _("the table cannot be read from there on."),
            _("Look for a quotation mark that is not closed."),
        ) from error


def _separator(text: str) -> str:
    """Return the separator that finds most columns we know in the heading; ``;`` if in doubt."""

    def known(separator: str) -> int:
        row = next(csv.reader([text.split("\n", 1)[0]], delimiter=separator), [])
        return sum(_column(cell) in _HEADINGS for cell in row)

    return max(";,\t", key=known)


def _column(heading: str) -> str:
    word = fold(clean_line(heading))
    return next((key for key, words in _HEADINGS.items() if word in words), clean_line(heading))


def _names(line: int, heading: list[str]) -> list[str]:
    names = [_column(cell) for cell in heading]
    if "name" not in names:
        raise _wrong(
            line,
            _("there is no column “name”."),
            _("The first row names the columns: name, as, role; any other is an attribute."),
        )
    twice = next((name for n, name in enumerate(names) if name and name in names[:n]), None)
    if twice is not None:
        raise _wrong(
            line,
            _("the column “{name}” is there twice.").format(name=twice),
            _("Give each column a name of its own."),
        )
    return names


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    if any(cell and (n >= len(names) or not names[n]) for n, cell in enumerate(cells)):
        raise _wrong(
            line,
            _("there is something in a column without a name."),
            _("Name the column in the first row, or empty the cell."),
        )
    values = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
    name = tidy(values.pop("name", ""))
    if not name:
        raise _wrong(line, _("the name is missing."), _("Write the name as it stands in the file."))
    role = None
    if word := values.pop("role", ""):
        role = role_word(word)
        if role is None:
            raise _wrong(
                line,
                _("“{word}” is not a role.").format(word=word),
                _("Choose one of: {roles}.").format(
                    roles=", ".join(words[active() == "nb"] for words in _ROLES.values())
                ),
            )
    becomes, file = values.pop("as", ""), values.pop("file", "")
    for column in _FOUND:
        values.pop(column, "")
    return Row(line, name, file, Said(tidy(becomes), role, values))


def _wrong(line: int, message: str, cure: str) -> DataError:
    return DataError(_("Row {line}: {what}").format(line=line, what=message), cure)
