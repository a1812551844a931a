"""The mass of a Word text as XML elements: paragraphs, runs, fields, links, rows of a table.

python-docx would look up a style and search the body for every paragraph, which takes minutes
where a report has thousands of quotes. Everything that comes from outside is cleaned here.
"""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import cache

from docx.document import Document
from docx.shared import Mm
from lxml import etree
from lxml.etree import SubElement, _Element

from kodeverk.export.readback import W, bookmark
from kodeverk.text import clean

_BREAK = re.compile("([\n\t])")
_BREAKS = {"\n": "br", "\t": "tab"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add(parent: _Element, name: str, /, **values: object) -> _Element:
    """Add an element of Word's language with these attributes and return it."""
    made = SubElement(parent, f"{{{W}}}{name}")
    for key, value in values.items():
        made.set(f"{{{W}}}{key}", str(value))
    return made


def paragraph(text: str = "", style: str = "") -> _Element:
    """Return a paragraph in the style of that id."""
    made = deepcopy(_empty(style))
    if text:
        run(made, text)
    return made


@cache
def _empty(style: str) -> _Element:
    """Return a paragraph to copy, which takes a fifth of the time that making one takes."""
    made = etree.Element(f"{{{W}}}p", nsmap={"w": W})
    if style:
        add(add(made, "pPr"), "pStyle", val=style)
    return made


def run(
    parent: _Element, text: str, *, style: str = "", bold: bool = False, language: str = ""
) -> None:
    """Add a run; a newline in ``text`` is a line break, a tab a tab."""
    made = add(parent, "r")
    if style or bold or language:
        properties = add(made, "rPr")
        if style:
            add(properties, "rStyle", val=style)
        if bold:
            add(properties, "b")
        if language:
            add(properties, "lang", val=language)
    if not text.isprintable():  # true of nearly all text, and much faster to ask than to clean
        text = clean(text)
    for piece in _BREAK.split(text):
        if piece in _BREAKS:
            add(made, _BREAKS[piece])
        elif piece:
            written = add(made, "t")
            written.set(_SPACE, "preserve")
            written.text = piece


def field(parent: _Element, instruction: str, shown: str) -> None:
    """Add what Word counts itself; ``shown`` stands there until it does."""
    run(add(parent, "fldSimple", instr=f" {instruction} "), shown)


def cell(
    text: str, *, indent: int = 0, bold: bool = False, right: bool = False, link: str = ""
) -> _Element:
    """Return the paragraph of a cell; ``link`` is the id of a quote to link to."""
    made = paragraph(style="TableText")
    layout = made[0]
    if indent:
        add(layout, "ind", left=indent * 170)
    if right:
        add(layout, "jc", val="right")
    if link:
        place = add(made, "hyperlink", anchor=bookmark(link), history=1)
        run(place, text, style="Hyperlink")
    else:
        run(made, text, bold=bold)
    return made


def table(
    document: Document,
    label: str,
    caption: str,
    description: str,
    widths: Sequence[int],
    rows: Iterable[Sequence[_Element]],
) -> None:
    """Add a table with its caption («Tabell 1: …») above; its first row is on every page.

    ``widths`` are in millimetres; ``rows`` hold cells as from ``cell``. ``description`` is for
    those who hear the table instead of seeing it.
    """
    above = paragraph(f"{label} ", "Caption")
    field(above, f"SEQ {label} \\* ARABIC", str(len(document.tables) + 1))
    run(above, f": {caption}")
    made = document.add_table(0, len(widths))
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    root = made._tbl
    root.addprevious(above)
    root.tblStyle_val = "KodeverkTable"
    add(root.tblPr, "tblCaption", val=caption)
    add(root.tblPr, "tblDescription", val=description)
    for number, cells in enumerate(rows):
        row = add(root, "tr")
        properties = add(row, "trPr")
        add(properties, "cantSplit")
        if number == 0:
            add(properties, "tblHeader")
        for width, content in zip(widths, cells, strict=True):
            place = add(row, "tc")
            add(add(place, "tcPr"), "tcW", w=Mm(width).twips, type="dxa")
            place.append(content)
