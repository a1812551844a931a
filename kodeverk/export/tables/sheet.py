"""Rows as a sheet of Excel: every cell is text, whatever a spreadsheet would make of it."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from kodeverk.coded import Row
from kodeverk.export.readback import APPLICATION
from kodeverk.export.tables.about import About, Altered
from kodeverk.report import CUT

_LONGEST = 32_767  # what a cell of Excel holds, in UTF-16 units
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read the letter of that number
_WIDTHS = (24, 14, 24, 16, 14, 14, 16, 10, 8, 8, 16, 34, 12, 22, 14, 7, 34, 80)


def write(rows: Iterable[Row], file: BinaryIO, about: About) -> Altered:
    """Write the codings as a sheet; what no cell can hold is left out and counted."""
    title = about.words.gettext("Codings")
    return write_sheet(map(about.cells, rows), file, title, about.headings(), _WIDTHS)


def write_sheet(
    rows: Iterable[Sequence[str]],
    file: BinaryIO,
    title: str,
    headings: Sequence[str],
    widths: Sequence[int],
) -> Altered:
    """Write one sheet with a head that stays in sight and a filter on each column."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = APPLICATION
    book.properties.title = title
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, heading) for heading in headings]
    # One cell for each column is filled anew for every row: making them takes longer than writing.
    cells = [WriteOnlyCell(sheet, "") for _heading in headings]
    for cell in head:
        cell.font = Font(bold=True)
    for cell, width in zip(cells, widths, strict=True):
        cell.number_format = "@"
        cell.alignment = Alignment(vertical="top", wrap_text=width > 30)
    sheet.append(head)
    count, cut, cleaned = 1, 0, 0
    try:
        for row in rows:
            count += 1
            for cell, text in zip(cells, row, strict=True):
                if not text.isprintable() and _ILLEGAL.search(text):
                    text = _ILLEGAL.sub("", text)
                    cleaned += 1
                if "_x" in text:
                    text = _ESCAPE.sub("_x005F_", text)
                if len(text) > _LONGEST // 2 and _units(text) > _LONGEST:
                    text = _fitting(text)
                    cut += 1
                cell.value = text
                cell.data_type = "s"  # also where it begins with an equals sign
            sheet.append([cell if cell.value else None for cell in cells])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{count}"
        packed = io.BytesIO()  # a ZIP that a full disk cuts off complains once more when it goes
        book.save(packed)
        file.write(packed.getbuffer())
    except BaseException:
        if not sheet.closed:  # else what was written so far stays in the system's temporary folder
            sheet.close()
            sheet._writer.cleanup()
        raise
    return Altered(cut=cut, cleaned=cleaned)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fitting(text: str) -> str:
    """Return as much of ``text`` as a cell holds, with «[…]» at its end."""
    end = f" {CUT}"
    data = text.encode("utf-16-le")[: 2 * (_LONGEST - len(end))]
    return data.decode("utf-16-le", "ignore") + end
