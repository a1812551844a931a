"""An empty Word document with the page, styles, language and properties of a report.

python-docx starts from a template that brings much of its own; none of that stays.
"""

from datetime import UTC, datetime
from gettext import NullTranslations

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.styles.styles import Styles
from lxml import etree

from kodeverk.export.blocks import add
from kodeverk.export.readback import APPLICATION
from kodeverk.text import clean_line

_FONT = "Calibri"
_INK = "1F3864"  # headings: 12:1 on white
_GREY = "404040"  # source lines: 10:1 on white
_BLUE = "0B4F9E"  # links: 8:1 on white
_EDGE = "7F7F7F"
_HEADINGS = ((20, 0), (16, 24), (14, 16), (12, 12), (11.5, 10), (11, 10))  # size, space before
_LONGEST = 255  # letters that python-docx takes in a property
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def blank(title: str, author: str, tag: str, now: datetime, words: NullTranslations) -> Document:
    """Return a document without text. ``tag`` is its language; ``words`` name its styles."""
    document = docx.Document()
    _forget_template(document)
    _set_defaults(document, tag)
    _add_styles(document.styles, words)
    _set_page(document)
    _set_properties(document, title, author, tag, now)
    footer = document.sections[0].footer
    for part in (document, document.styles, document.settings, footer):
        root = part._element
        root.attrib.pop(_IGNORABLE, "")
        etree.cleanup_namespaces(root)
    return document


def _forget_template(document: Document) -> None:
    """Leave an empty body, the page, and those styles that Word applies where none is named."""
    _keep(document.part.package.rels, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    _keep(document.part.rels, RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)
    for style in list(document.styles):
        if not style.element.default:
            style.delete()
    for revision in document.styles.element.xpath("w:style/w:rsid"):
        revision.getparent().remove(revision)
    document.element.body.sectPr.attrib.clear()
    document.settings.element.clear()


def _keep(relationships: Relationships, *kinds: str) -> None:
    for key, relationship in list(relationships.items()):
        if relationship.reltype not in kinds:
            del relationships[key]


def _set_defaults(document: Document, tag: str) -> None:
    """Set what all text has, and that Word lays it out as Word does now."""
    letters = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rPr')}")
    letters.clear()
    add(letters, "rFonts", ascii=_FONT, hAnsi=_FONT, eastAsia=_FONT, cs=_FONT)
    add(letters, "sz", val=22)
    add(letters, "szCs", val=22)
    add(letters, "lang", val=tag, eastAsia=tag, bidi="ar-SA")
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    compatible = add(document.settings.element, "compat")
    word = "http://schemas.microsoft.com/office/word"
    add(compatible, "compatSetting", name="compatibilityMode", uri=word, val=15)


def _add_styles(styles: Styles, words: NullTranslations) -> None:
    for level, (size, before) in enumerate(_HEADINGS, 1):
        style = _add_paragraph(styles, f"Heading {level}", before=before, line=1, keep=True)
        style.paragraph_format.keep_together = True
        add(style.element.pPr, "outlineLvl", val=level - 1)
        style.next_paragraph_style = styles["Normal"]
        style.priority = 9
        style.font.size = Pt(size)
        _write_in(style, _INK, bold=True)
    _write_in(_add_paragraph(styles, "Caption", before=12, after=4, keep=True), _INK, bold=True)
    footer = _add_paragraph(styles, "Footer", after=0)
    footer.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_paragraph(styles, "Quote", before=6, after=3, inset=True, keep=True, bar=(18, "8EAADB"))
    name = words.gettext("Source line")
    _write_in(_add_paragraph(styles, "SourceLine", name, after=10, inset=True), _GREY)
    name = words.gettext("Counts")
    _write_in(_add_paragraph(styles, "Counts", name, keep=True), bold=True)
    name = words.gettext("Memo")
    _add_paragraph(styles, "Memo", name, after=10, inset=True, bar=(6, _EDGE), fill="F2F2F2")
    _add_paragraph(styles, "TableText", words.gettext("Table text"), before=2, after=2, line=1)
    name = words.gettext("Speaker in quote")
    _write_in(_add_style(styles, WD_STYLE_TYPE.CHARACTER, "QuoteSpeaker", name), bold=True)
    link = _add_style(styles, WD_STYLE_TYPE.CHARACTER, "Hyperlink")
    _write_in(link, _BLUE)
    link.font.underline = True
    name = words.gettext("Kodeverk table")
    table = _add_style(styles, WD_STYLE_TYPE.TABLE, "KodeverkTable", name).element
    borders = add(add(table, "tblPr"), "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        add(borders, side, val="single", sz=4, space=0, color=_EDGE)
    first_row = add(table, "tblStylePr", type="firstRow")
    add(add(first_row, "rPr"), "b")
    add(add(first_row, "tcPr"), "shd", val="clear", color="auto", fill="D9E2F3")


def _add_style(
    styles: Styles, kind: WD_STYLE_TYPE, style_id: str, name: str = ""
) -> ParagraphStyle:
    """Add a style: one of ours with the ``name`` that a person sees, else one that Word knows."""
    style: ParagraphStyle = styles.add_style(  # type: ignore[no-untyped-call]
        style_id, kind, builtin=not name
    )
    style.style_id = style_id.replace(" ", "")
    if name:
        style.name = name
    style.base_style = styles.default(kind)
    style.quick_style = True
    return style


def _add_paragraph(
    styles: Styles,
    style_id: str,
    name: str = "",
    *,
    before: float = 0,
    after: float = 6,
    line: float | None = None,
    inset: bool = False,
    keep: bool = False,
    bar: tuple[int, str] | None = None,
    fill: str = "",
) -> ParagraphStyle:
    """Add a style for paragraphs; ``keep`` holds them on the page of what follows.

    ``bar`` is the width and color of a line down their left. Bar and fill, which python-docx does
    not know, come first: it finds the right place for all else.
    """
    style = _add_style(styles, WD_STYLE_TYPE.PARAGRAPH, style_id, name)
    properties = style.element.get_or_add_pPr()
    if bar:
        size, color = bar
        add(add(properties, "pBdr"), "left", val="single", sz=size, space=8, color=color)
    if fill:
        add(properties, "shd", val="clear", color="auto", fill=fill)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = line
    layout.left_indent = layout.right_indent = Mm(10) if inset else None
    layout.keep_with_next = keep or None
    return style


def _write_in(style: ParagraphStyle, color: str = "", *, bold: bool = False) -> None:
    if color:
        style.font.color.rgb = RGBColor.from_string(color)
    style.font.bold = bold or None


def _set_page(document: Document) -> None:
    """Make an A4 page with a footer, which has no text yet."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(25)
    page.header_distance = page.footer_distance = Mm(12.5)
    page.footer.is_linked_to_previous = False


def _set_properties(document: Document, title: str, author: str, tag: str, now: datetime) -> None:
    """Tell who, what and when, and that Kodeverk made the document."""
    about = document.core_properties
    about.title = clean_line(title)[:_LONGEST]
    about.author = about.last_modified_by = clean_line(author)[:_LONGEST]
    about.language = tag
    about.created = about.modified = now.astimezone(UTC)
    package = document.part.package
    application = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'extended-properties"><Application>{APPLICATION}</Application></Properties>'
    )
    part = Part(
        PackURI("/docProps/app.xml"),
        CONTENT_TYPE.OFC_EXTENDED_PROPERTIES,
        application.encode(),
        package,
    )
    package.relate_to(part, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
