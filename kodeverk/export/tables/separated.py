"""Codings as CSV: exact for programs (RFC 4180, UTF-8), and made safe for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import ne
from typing import BinaryIO

from kodeverk.coded import Row
from kodeverk.export.tables.about import COLUMNS, About, Altered, plain

# What a spreadsheet runs, the wide forms of an eastern keyboard among it; a text that has the
# apostrophe already gets one more, so that taking one away always gives the text as it was.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def exact(rows: Iterable[Row], file: BinaryIO, _about: About) -> Altered:
    """Write the rows with nothing altered."""
    with _text(file, "utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(plain, rows))
    return Altered()


def excel(rows: Iterable[Row], file: BinaryIO, about: About) -> Altered:
    """Write the rows as a Norwegian Excel opens them: ``;`` between cells, UTF-8 with its mark.

    A cell that would be run as a formula gets an apostrophe in front, and is counted.
    """
    defused = 0
    with _text(file, "utf-8-sig") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(about.headings())
        for row in rows:
            cells = about.cells(row)
            safe = [f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells]
            defused += sum(map(ne, cells, safe))
            writer.writerow(safe)
    return Altered(defused=defused)


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Give a text on top of ``file``, which stays open for whoever gave it."""
    stream = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        yield stream
    finally:
        stream.detach()
