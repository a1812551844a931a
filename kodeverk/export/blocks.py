"""The building blocks of a Word text as XML: runs, paragraphs, headings, cells, tables.

Everything that comes from outside is escaped here.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from kodeverk.export.ooxml import attribute, escape
from kodeverk.text import clean_line

_PLAIN_ID = re.compile(r"[a-z0-9_]{1,37}")
_BREAK = re.compile("([\n\t])")
_TEXT_WIDTH = 9638  # twentieths of a point between the margins


def bookmark(quote_id: str) -> str:
    """Return the bookmark of a quote: at most 40 letters that Word tells apart in any case."""
    if not _PLAIN_ID.fullmatch(quote_id):
        quote_id = hashlib.sha256(quote_id.encode()).hexdigest()[:32]
    return f"kv_{quote_id}"


def run(text: str, properties: str = "") -> str:
    """Return a run; a newline in ``text`` is a line break, a tab a tab."""
    clean_text = escape(text)
    if "\n" not in clean_text and "\t" not in clean_text:
        return f'<w:r>{properties}<w:t xml:space="preserve">{clean_text}</w:t></w:r>'
    signs = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    pieces = "".join(
        signs.get(piece) or f'<w:t xml:space="preserve">{piece}</w:t>'
        for piece in _BREAK.split(clean_text)
        if piece
    )
    return f"<w:r>{properties}{pieces}</w:r>"


def heading(text: str, level: int) -> str:
    """Return a heading of level 1 (the title) to 6."""
    return paragraph(clean_line(text), f"Heading{level}")


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph in the style of that id."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{run(text)}</w:p>"


def cell(
    text: str, *, indent: int = 0, bold: bool = False, right: bool = False, link: str = ""
) -> str:
    """Return the content of a cell; ``link`` is the id of a quote to link to."""
    content = run(text, "<w:rPr><w:b/></w:rPr>" if bold else "")
    if link:
        content = (
            f'<w:hyperlink w:anchor="{bookmark(link)}" w:history="1">'
            + run(text, '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>')
            + "</w:hyperlink>"
        )
    return (
        '<w:p><w:pPr><w:pStyle w:val="TableText"/>'
        + (f'<w:ind w:left="{indent * 170}"/>' if indent else "")
        + ('<w:jc w:val="right"/>' if right else "")
        + f"</w:pPr>{content}</w:p>"
    )


def table(
    label: str,
    number: int,
    caption: str,
    description: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
) -> str:
    """Return a table with its caption («Tabell 1: …») above; the head is repeated on every page.

    ``head`` and ``rows`` hold cells as from ``cell``; ``widths`` are relative. ``description`` is
    for those who hear the table instead of seeing it.
    """
    whole = sum(widths)
    widths = [width * _TEXT_WIDTH // whole for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
        + run(f"{label} ")
        + f'<w:fldSimple w:instr=" SEQ {attribute(label)} \\* ARABIC ">{run(str(number))}'
        + f"</w:fldSimple>{run(f': {caption}')}</w:p>"
        + '<w:tbl><w:tblPr><w:tblStyle w:val="KodeverkTable"/>'
        + f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        + '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        + 'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        + f'<w:tblCaption w:val="{attribute(caption)}"/>'
        + f'<w:tblDescription w:val="{attribute(description)}"/></w:tblPr>'
        + f"<w:tblGrid>{grid}</w:tblGrid>"
        + _row(head, widths, "<w:cantSplit/><w:tblHeader/>")
        + "".join(_row(cells, widths, "<w:cantSplit/>") for cells in rows)
        + "</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], properties: str) -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            for width, content in zip(widths, cells, strict=True)
        )
        + "</w:tr>"
    )
