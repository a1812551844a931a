"""Codings as a table or as grouped quotes: CSV, XLSX, Markdown, HTML, JSON Lines.

Rows are taken one at a time, so that as many as there are need no more memory than a few. The text
of a row is written as it stands in every format; where a program could not take it so, the writer
says what it has altered.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from kodeverk.coded import Row
from kodeverk.export.tables.about import About, Altered, Format
from kodeverk.files import replacing

__all__ = ["About", "Altered", "Format", "write"]

_WRITERS = {
    Format.CSV: "separated.exact",
    Format.EXCEL: "separated.excel",
    Format.XLSX: "sheet.write",
    Format.MARKDOWN: "markdown.write",
    Format.HTML: "page.write",
    Format.JSONL: "lines.write",
}


def write(rows: Iterable[Row], path: Path, format_: Format, about: About) -> Altered:
    """Write ``rows`` to ``path``, whole or not at all, and return what had to be altered.

    Whatever ``rows`` raise (somebody stopped it, say) goes through, and nothing is then written.
    Raises SaveError.
    """
    module, _dot, name = _WRITERS[format_].partition(".")
    writer = getattr(import_module(f"{__name__}.{module}"), name)
    with replacing(path) as file:
        altered: Altered = writer(rows, file, about)
    return altered
