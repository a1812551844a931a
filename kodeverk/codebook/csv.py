"""A codebook as a table: one code a row, as a spreadsheet writes and reads it.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which is taken away
again on reading. A list such as ``examples`` or ``cues`` holds one entry per line of the cell.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from kodeverk.codebook.check import FIELDS, LISTS, parse_bool, settle, tidy, tidy_line, tidy_list
from kodeverk.codebook.edit import new_id
from kodeverk.codebook.read import decode
from kodeverk.files import write_atomic
from kodeverk.i18n import _
from kodeverk.model import Code, Codebook, Problem, Severity

COLUMNS = ("id", "parent", *FIELDS)
_FORMULA = re.compile(r"'*[=+\-@\t]")
_GUARDED = re.compile(r"'+[=+\-@\t]")


def write_csv(target: Path | TextIO, book: Codebook) -> None:
    """Write the codes as CSV with ``;``: to a file in UTF-8 with BOM (Excel), or to a stream.

    Raises SaveError for a path.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for code in book.codes:
        row = {name: getattr(code, name) for name in COLUMNS}
        row["parent"] = code.parent or ""
        row |= {name: "\n".join(getattr(code, name)) for name in LISTS}
        row["codable"] = "true" if code.codable else "false"
        writer.writerow(_guard(row[name]) for name in COLUMNS)
    if isinstance(target, Path):
        write_atomic(target, buffer.getvalue().encode("utf-8-sig"))
    else:
        target.write(buffer.getvalue().replace("\r\n", "\n"))


def _guard(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def read_csv(path: Path) -> tuple[Codebook, tuple[Problem, ...]]:
    """Return the codebook in a CSV file, and what was wrong with it; never raises for data.

    The separator is found from the heading (or a ``sep=`` line); columns may come in any order and
    rows too. A row without an id gets one from its name.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("The file cannot be read ({reason}).").format(reason=error.strerror)
        return Codebook(), (
            Problem(path.name, 0, "codebook-file", message, _("Check the path and the rights.")),
        )
    text, problems = decode(data, path.name)
    reader = _Reader(path.name, problems)
    codes = reader.read(text)
    book = Codebook(title=path.stem, codes=settle(codes, reader.report))
    reader.problems.sort(key=lambda problem: problem.line)
    return book, tuple(reader.problems)


def csv_columns(path: Path) -> tuple[str, ...]:
    """Return what of a code a CSV file has a column for; nothing if it cannot be read."""
    try:
        text, _problems = decode(path.read_bytes(), path.name)
    except OSError:
        return ()
    names = _names(next(_Reader(path.name, []).rows(text), (1, []))[1])
    return tuple(name for name in COLUMNS if name in names)


def _names(heading: list[str]) -> list[str]:
    return [tidy_line(cell).casefold() for cell in heading]


class _Reader:
    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.lines: dict[str, int] = {}

    def note(
        self, line: int, kind: str, message: str, cure: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(Problem(self.file, line, kind, message, cure, severity))

    def report(
        self,
        code_id: str,
        field: str,
        kind: str,
        message: str,
        cure: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Note a problem with a code on the line where its row begins."""
        self.note(self.lines[code_id], kind, message, cure, severity)

    def read(self, text: str) -> list[Code]:
        rows = self.rows(text)
        line, heading = next(rows, (1, []))
        names = _names(heading)
        if "name" not in names and "id" not in names:
            self.note(
                line,
                "codebook-heading",
                _("The first line does not name the columns of a codebook."),
                _("The columns are: {columns}.").format(columns=", ".join(COLUMNS)),
            )
            return []
        codes: dict[str, Code] = {}
        for line, row in rows:
            cells = dict(zip(names, map(_unguard, row), strict=False))
            if code := self.code(line, cells, codes):
                codes[code.id] = code
                self.lines[code.id] = line
        return self.ordered(codes)

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that hold something, with the line where each begins."""
        skipped = 0
        match = re.match(r'"?sep=(.)"?\n', text)
        if match:
            text, skipped = text[match.end() :], 1
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=match[1] if match else _separator(text)
        )
        before = 0
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield before + 1 + skipped, row
                before = reader.line_num
        except csv.Error:
            self.note(
                before + 1 + skipped,
                "codebook-csv",
                _("The table cannot be read from this line on."),
                _("Look for a quotation mark that is not closed."),
            )

    def code(self, line: int, cells: dict[str, str], codes: dict[str, Code]) -> Code | None:
        name = tidy_line(cells.get("name", ""))
        code_id = tidy_line(cells.get("id", ""))
        if not code_id and name:
            code_id = new_id(Codebook(codes=tuple(codes.values())), name)
        if not code_id:
            self.note(
                line,
                "codebook-missing-id",
                _("A row with neither id nor name was left out."),
                _("Give the code a name."),
            )
            return None
        if code_id in codes:
            self.note(
                line,
                "codebook-duplicate-id",
                _("The id “{id}” is already used on line {line}; this code was left out.").format(
                    id=code_id, line=self.lines[code_id]
                ),
                _("Give it an id of its own."),
            )
            return None
        codable = parse_bool(cells.get("codable", "") or "true")
        if codable is None:
            self.note(
                line,
                "codebook-type",
                _("“{field}” is not of the right kind and was left out.").format(field="codable"),
                _("Write true or false."),
            )
        return Code(
            id=code_id,
            name=name,
            definition=tidy(cells.get("definition", "")),
            include=tidy(cells.get("include", "")),
            exclude=tidy(cells.get("exclude", "")),
            color=tidy_line(cells.get("color", "")),
            key=tidy_line(cells.get("key", "")),
            parent=tidy_line(cells.get("parent", "")) or None,
            codable=codable is not False,
            **{name: tidy_list(name, cells.get(name, "").splitlines()) for name in LISTS},
        )

    def ordered(self, codes: dict[str, Code]) -> list[Code]:
        """Return the codes in the order of the tree; a parent that cannot be is taken away."""
        for code in codes.values():
            above, seen = code.parent, {code.id}
            while above in codes and above not in seen:
                seen.add(above)
                above = codes[above].parent
            if above == code.id or (code.parent is not None and code.parent not in codes):
                self.report(
                    code.id,
                    "parent",
                    "codebook-parent",
                    _("“{id}” cannot stand below “{parent}”; it was put at the top.").format(
                        id=code.id, parent=code.parent
                    ),
                    _("Write the id of another code in the column “parent”."),
                )
                codes[code.id] = replace(code, parent=None)
        children: dict[str | None, list[Code]] = {}
        for code in codes.values():
            children.setdefault(code.parent, []).append(code)
        out: list[Code] = []
        waiting = list(reversed(children.get(None, [])))
        while waiting:
            code = waiting.pop()
            out.append(code)
            waiting.extend(reversed(children.get(code.id, [])))
        return out


def _separator(text: str) -> str:
    """Return the separator that finds most known columns in the heading; ``;`` if in doubt."""

    def known(separator: str) -> int:
        row = next(csv.reader([text.split("\n", 1)[0]], delimiter=separator), [])
        return sum(tidy_line(cell).casefold() in COLUMNS for cell in row)

    return max(";,\t", key=known)
