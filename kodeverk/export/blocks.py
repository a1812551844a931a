"""The mass of a Word text as XML: runs, paragraphs, fields, cells and tables.

Plain strings: a report of thousands of quotes is written as fast as its letters can be packed.
Everything that comes from outside is cleaned and escaped here. Styles are named by their ids.
"""

from collections.abc import Iterable, Iterator, Sequence

from kodeverk.export.readback import bookmark
from kodeverk.text import clean

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

TWIPS = 1440 / 25.4  # in a millimetre
_BREAK, _TAB = (f'</w:t><w:{tag}/><w:t xml:space="preserve">' for tag in ("br", "tab"))
_INDENT = 170
KEPT, NOT_KEPT = "<w:keepNext/>", '<w:keepNext w:val="0"/>'
"""Whether a paragraph is on the page of the next one, whatever its style says."""
PICTURE_NAME = "kodeverk"
"""How the names of our pictures begin."""
ROOM = "kv_room"
"""The tag of a place to write in."""


def escape(text: str) -> str:
    """Return ``text`` cleaned and as XML wants it, in an element or an attribute."""
    text = clean(text)
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def plain(text: str) -> str:
    """Return a run as the style of its paragraph has it."""
    return f'<w:r><w:t xml:space="preserve">{_broken(text)}</w:t></w:r>'


def run(text: str, style: str = "", *, bold: bool = False, language: str = "") -> str:
    """Return a run; a newline in ``text`` is a line break, a tab a tab."""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if bold:
        properties += "<w:b/>"
    if language:
        properties += f'<w:lang w:val="{language}"/>'
    if not properties:
        return plain(text)
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{_broken(text)}</w:t></w:r>'


def _broken(text: str) -> str:
    """Return ``text`` with its line breaks and tabs, as it stands within a run."""
    if text.isprintable():  # true of nearly all text: then there is nothing to clean or to break
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escape(text).replace("\n", _BREAK).replace("\t", _TAB)


def paragraph(inside: str = "", style: str = "", layout: str = "") -> str:
    """Return a paragraph around XML; ``layout`` is XML for its properties, after its style."""
    if style:
        layout = f'<w:pStyle w:val="{style}"/>{layout}'
    return f"<w:p><w:pPr>{layout}</w:pPr>{inside}</w:p>" if layout else f"<w:p>{inside}</w:p>"


def marked(number: int, name: str, inside: str) -> str:
    """Return runs in a bookmark; ``number`` is its id in this document."""
    end = f'<w:bookmarkEnd w:id="{number}"/>'
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}{end}'


def field(instruction: str, shown: str) -> str:
    """Return what Word counts itself; ``shown`` stands there until it does."""
    return f'<w:fldSimple w:instr=" {escape(instruction)} ">{run(shown)}</w:fldSimple>'


def link(quote_id: str, inside: str) -> str:
    """Return a link to a quote of the report, around runs."""
    return f'<w:hyperlink w:anchor="{bookmark(quote_id)}" w:history="1">{inside}</w:hyperlink>'


def room(inside: str, name: str) -> str:
    """Return a place to write in, around a run with a hint, which goes when somebody writes.

    It lies within a paragraph: LibreOffice forgets that it is a hint where it lies around one.
    """
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{escape(name)}"/><w:tag w:val="{ROOM}"/>'
        f"<w:showingPlcHdr/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


def cell(inside: str, style: str, *, indent: int = 0, right: bool = False) -> str:
    """Return the paragraph of a cell around XML."""
    layout = f'<w:ind w:left="{indent * _INDENT}"/>' if indent else ""
    if right:
        layout += '<w:jc w:val="right"/>'
    return paragraph(inside, style, layout)


def table(
    style: str,
    caption: str,
    description: str,
    widths: Sequence[float],
    rows: Iterable[Sequence[str]],
) -> Iterator[str]:
    """Yield a table whose first row is on every page.

    ``widths`` are in millimetres; ``rows`` hold paragraphs as from ``cell``. ``caption`` and
    ``description`` are for those who hear the table instead of seeing it.
    """
    twips = [round(width * TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in twips)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(caption)}"/>'
        f'<w:tblDescription w:val="{escape(description)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    places = [f'<w:tc><w:tcPr><w:tcW w:w="{each}" w:type="dxa"/></w:tcPr>' for each in twips]
    for number, cells in enumerate(rows):
        head = "" if number else "<w:tblHeader/>"
        inside = "".join(f"{a}{b}</w:tc>" for a, b in zip(places, cells, strict=True))
        yield f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{inside}</w:tr>"
    yield "</w:tbl>"
