"""What a report is written into: our own page, or the template of whoever has one.

Of a template its styles, headers, footers, page and text are kept as they are.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path, PurePosixPath

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.opc.rel import Relationships
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.styles import CT_Styles
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm
from lxml import etree
from lxml.etree import _Element

from kodeverk.corpus.importers import gate, sniff
from kodeverk.corpus.importers.package import Package as Checked
from kodeverk.errors import DataError, ImportRefused
from kodeverk.export.blocks import field, run
from kodeverk.export.package import HERE, MAIN, Package
from kodeverk.export.page import language_tag
from kodeverk.export.styles import parsed, plain, settle
from kodeverk.i18n import _, translator

MARK = "{{kodeverk}}"
_MARK = re.compile(r"\{\{\s*kodeverk\s*\}\}", re.IGNORECASE)
_STRICT = "http://purl.oclc.org/ooxml/"
_MACROS = (".docm", ".dotm")
_ENDINGS = (".docx", ".dotx", *_MACROS)
_TEMPLATE = CONTENT_TYPE.WML_DOCUMENT_MAIN.replace("document.main", "template.main")
_TYPES = "[Content_Types].xml"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_SIDE, _TOP = Mm(20), Mm(25)
_NARROWEST = Mm(25.4)
_TRACES = ("/core-properties", "/extended-properties", "/thumbnail", "/digital-signature/origin")
"""How relations to what tells of the template itself end, whatever program wrote them."""
_OURS = ("docProps/core.xml", "docProps/app.xml")
_SECTIONS = "processing-instruction()/preceding-sibling::w:p/w:pPr/w:sectPr"
_CONTENT = (
    "*[not(self::w:p or self::w:sectPr)] | w:p/w:pPr/w:sectPr | w:p/*[not(self::w:pPr"
    " or self::w:bookmarkStart or self::w:bookmarkEnd or self::w:proofErr)]"
)
_COMPATIBLE = (
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


def blank(language: str) -> Package:
    """Return a document without text, in ``language``."""
    data, styles = _blank(language)
    document = docx.Document(io.BytesIO(data))
    return Package(document, styles, language_tag(language), *_room(document))


@cache
def _blank(language: str) -> tuple[bytes, Mapping[str, str]]:
    """Return a document with our page and styles, and the id of each style by its key.

    python-docx starts from a template that brings much of its own; none of that stays.
    """
    words = translator(language)
    document = docx.Document()
    _keep(document.part.package.rels, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    _keep(document.part.rels, RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)
    plain(document.styles.element, language_tag(language))
    styles = settle(document.styles.element, words)
    document.settings.element.clear()
    document.settings.element.extend(parsed(_COMPATIBLE))
    end = document.element.body.sectPr
    end.attrib.clear()
    end.addprevious(etree.ProcessingInstruction(*HERE))
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = _SIDE
    page.top_margin = page.bottom_margin = _TOP
    page.header_distance = page.footer_distance = Mm(12.5)
    page.footer.is_linked_to_previous = False
    page.footer.paragraphs[0]._p.extend(parsed(_page_number(words)))
    for part in (document, document.styles, document.settings, page.footer):
        part._element.attrib.pop(_IGNORABLE, "")
        etree.cleanup_namespaces(part._element)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), styles


def _keep(relationships: Relationships, *kinds: str) -> None:
    for key, relationship in list(relationships.items()):
        if relationship.reltype not in kinds:
            del relationships[key]


def _page_number(words: NullTranslations) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    pieces = re.split(r"(\{pages?\})", words.gettext("Page {page} of {pages}"))
    return "".join(
        field(fields[piece], "1") if piece in fields else run(piece) for piece in pieces if piece
    )


def opened(path: Path, language: str) -> Package:
    """Return the template at ``path``, ready for a report in ``language``.

    A report goes where the template has ``{{kodeverk}}`` alone in a paragraph, else after its text.
    Raises DataError when the file cannot be read, holds macros, or is itself a report.
    """
    if path.suffix.lower() in _MACROS:
        raise _macros(path)
    if path.suffix.lower() not in _ENDINGS:
        raise DataError(
            _("“{file}” is no template: its name does not end with .docx or .dotx.").format(
                file=path.name
            ),
            _("Choose a Word file, or save the template as .docx in Word."),
        )
    try:
        gate.check_path(path.resolve())
        data = path.read_bytes()
        sniff.check_word(data, path.suffix.lower())
        return _taken(path, _members(path, data), language)
    except ImportRefused as error:
        raise _unusable(path, error.message) from error
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error


def _members(path: Path, data: bytes) -> dict[str, bytes]:
    """Return what is in a template: checked, and so that python-docx takes it.

    That wants a document, and that every relation has a part.
    """
    checked = Checked(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir()]
    if not {_TYPES, "_rels/.rels"} <= set(names):
        raise gate.corrupt()
    found = {name: checked.read(name) for name in names}
    types = checked.tree(_TYPES)
    for each in types:
        kind = each.get("ContentType", "")
        if "macroEnabled" in kind or "vbaProject" in kind:
            raise _macros(path)
        if not kind:
            raise gate.corrupt()
        if kind == _TEMPLATE:
            each.set("ContentType", CONTENT_TYPE.WML_DOCUMENT_MAIN)
    found[_TYPES] = etree.tostring(types)
    there = {f"/{name}".lower(): f"/{name}" for name in names}
    for name in names:
        if not name.endswith(".rels"):
            continue
        folder = str(PurePosixPath("/", name).parent.parent)
        relations = checked.tree(name)
        for each in list(relations):
            if not {"Id", "Type", "Target"} <= set(each.keys()):
                raise gate.corrupt()
            if each.get("Type", "").startswith(_STRICT):
                raise DataError(
                    _("The template “{file}” is saved as “Strict Open XML”.").format(
                        file=path.name
                    ),
                    _(
                        "Open it in Word, save it as an ordinary Word document (.docx), "
                        "and choose that."
                    ),
                )
            if each.get("Type", "").endswith(_TRACES):
                relations.remove(each)
            elif each.get("TargetMode") != "External":
                target = PackURI.from_rel_ref(folder, each.get("Target", ""))
                if target.lower() in there:
                    each.set("Target", there[target.lower()])
                else:
                    each.set("TargetMode", "External")
        found[name] = etree.tostring(relations)
    return found


def _document(members: Mapping[str, bytes], tag: str) -> tuple[Document, XmlPart, str]:
    """Return the template, its part with styles, and the style that it prefers for tables."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    try:
        document = docx.Document(buffer)
        main, table = document.part, []
        kinds = {each.reltype for each in main.rels.values()}
        if RELATIONSHIP_TYPE.STYLES not in kinds:
            plain(document.styles.element, tag)
        if RELATIONSHIP_TYPE.SETTINGS in kinds:
            settings = parse_xml(main.part_related_by(RELATIONSHIP_TYPE.SETTINGS).blob)
            table = settings.xpath("w:defaultTableStyle/@w:val")
        sheet = main.part_related_by(RELATIONSHIP_TYPE.STYLES)
        usual = main.partname.baseURI == "/word" and main.element.body is not None
        if not usual or not isinstance(sheet, XmlPart) or not isinstance(sheet.element, CT_Styles):
            raise gate.corrupt()
    except Exception as error:  # python-docx says in many ways that it cannot read a file
        raise gate.corrupt() from error
    return document, sheet, "".join(table[:1])


def _taken(path: Path, members: Mapping[str, bytes], language: str) -> Package:
    """Return what a report is written into."""
    document, sheet, table = _document(members, language_tag(language))
    root = document.element
    if any(name.startswith("kv_") for name in root.xpath("//w:bookmarkStart/@w:name")):
        raise DataError(
            _("“{file}” is itself a report with quotes, not a template.").format(file=path.name),
            _("Choose a document that has only the styles, the header and the footer."),
        )
    numbers = root.xpath("//w:bookmarkStart/@w:id | //wp:docPr/@id")
    _make_place(path, root.body)
    document.part.partname = PackURI(f"/{MAIN}")
    before = sheet.element.xpath("w:style/@w:styleId")
    styles = settle(sheet.element, translator(language), table)
    spoken = sheet.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val")
    made = Package(document, styles, "".join(spoken[:1]), *_room(document))
    made.theirs = frozenset(key for key, there in styles.items() if there in before)
    made.first_number = 1 + max((int(each) for each in numbers if each.isdigit()), default=0)
    names = [name.lower() for name in (*made.names(), *_OURS)]
    if len(set(names)) < len(names):
        raise gate.corrupt()
    written = {MAIN, sheet.partname.membername}
    made.parts = {name: members[name] for name in members.keys() & set(made.names()) - written}
    return made


def _make_place(path: Path, body: BaseOxmlElement) -> None:
    """Put the sign for the report where the mark is; without one, after all text."""
    etree.strip_tags(body, etree.Comment, etree.ProcessingInstruction)
    here = etree.ProcessingInstruction(*HERE)
    marked = [each for each in body.iter(qn("w:p")) if _MARK.search(_said(each))]
    if not marked:
        if not body.xpath(_CONTENT):  # then its empty paragraph is no front page
            for each in body.xpath("w:p"):
                body.remove(each)
        end = body.find(qn("w:sectPr"))
        body.insert(len(body) if end is None else body.index(end), here)
        return
    place = marked[0]
    alone = len(marked) == 1 and _MARK.fullmatch(_said(place).strip())
    if not alone or place.getparent() is not body:
        raise DataError(
            _("The mark {mark} in “{file}” stands where no report can go.").format(
                mark=MARK, file=path.name
            ),
            _("Let it stand once, alone in a paragraph, and not in a table or a text box."),
        )
    place.addprevious(here)
    if not place.xpath("w:pPr/w:sectPr"):
        body.remove(place)
    else:  # it ends a section, and must stay
        for run_ in place.findall(qn("w:r")):
            place.remove(run_)


def _said(element: _Element) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def _room(document: Document) -> tuple[float, float]:
    """Return how wide and high the text is on the page of the report, in millimetres."""
    before = document.element.body.xpath(_SECTIONS)
    section = [*document.sections, None][len(before)]

    def measure(name: str, otherwise: Mm) -> int:
        try:
            found = getattr(section, name, None)
        except ValueError:  # no whole number, as other programs write
            found = None
        return otherwise if found is None else abs(found)

    width = measure("page_width", Mm(210)) - measure("left_margin", _SIDE)
    height = measure("page_height", Mm(297)) - measure("top_margin", _TOP)
    width, height = width - measure("right_margin", _SIDE), height - measure("bottom_margin", _TOP)
    return Emu(max(width, _NARROWEST)).mm, Emu(max(height, _NARROWEST)).mm


def _macros(path: Path) -> DataError:
    return DataError(
        _("“{file}” holds macros, which a report must not bring along.").format(file=path.name),
        _("Open it in Word, save it as .docx or .dotx (without macros), and choose that."),
    )


def _unusable(path: Path, reason: str) -> DataError:
    return DataError(
        _("The template “{file}” cannot be used. {reason}").format(file=path.name, reason=reason),
        _("Open it in Word, save it again as .docx or .dotx, and choose that."),
    )
