"""A Word file in the making: its parts, what they are and how they hang together.

Written the same way every time: no clock, no random names, so that equal reports are equal files.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from kodeverk.export.blocks import escape
from kodeverk.export.readback import APPLICATION
from kodeverk.text import clean_line

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "word/document.xml"
MAIN_TYPE = f"{_WORD}.document.main+xml"
KINDS = {
    "main": f"{_OFFICE}/relationships/officeDocument",
    "styles": f"{_OFFICE}/relationships/styles",
    "settings": f"{_OFFICE}/relationships/settings",
    "footer": f"{_OFFICE}/relationships/footer",
    "image": f"{_OFFICE}/relationships/image",
    "application": f"{_OFFICE}/relationships/extended-properties",
    "core": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    "thumbnail": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
    "signature": "http://schemas.openxmlformats.org/package/2006/relationships/"
    "digital-signature/origin",
}
CONTENT = {
    "main": MAIN_TYPE,
    "styles": f"{_WORD}.styles+xml",
    "settings": f"{_WORD}.settings+xml",
    "footer": f"{_WORD}.footer+xml",
    "application": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
}
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_LONGEST = 255  # letters that every reader takes in a property
_LEVEL = 1  # of packing: a third larger than zlib would have it, in a third of the time
_SMALL = 1000  # bytes that are not worth packing
_PIECE = 1 << 18  # letters to be packed at a time


@dataclass
class Package:
    """The parts of a Word file, all but its text, which is given when it is saved.

    ``head`` and ``tail`` are the XML of the main part before and after that text. ``styles`` has
    the id of each style by its key; ``theirs`` are the keys of those that a template brought.
    ``width`` and ``height`` are the millimetres that text has on a page, ``tag`` is the language it
    is in unless it says something else. Bookmarks and pictures are numbered from ``first_number``.
    """

    head: str
    tail: str
    parts: dict[str, bytes] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()
    width: float = 170
    height: float = 247
    tag: str = "nb-NO"
    first_number: int = 1

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part, or put it in the place of the one of that name."""
        self.parts[name] = data
        types = self._types()
        for old in types.findall(f"{{{TYPES}}}Override"):
            if old.get("PartName", "").lower() == f"/{name}".lower():
                types.remove(old)
        etree.SubElement(
            types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type
        )
        self.parts["[Content_Types].xml"] = _xml(types)

    def relate(self, source: str, kind: str, target: str) -> str:
        """Let the part ``source`` (empty: the package) point at ``target``; return the id."""
        folder, _slash, name = source.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".removeprefix("/")
        if relations in self.parts:
            root = etree.fromstring(self.parts[relations])
        else:
            root = etree.fromstring(f'<Relationships xmlns="{RELATIONS}"/>')
        taken = {str(each.get("Id")).casefold() for each in root}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        shown = target.removeprefix(f"{folder}/") if folder else target
        etree.SubElement(
            root, f"{{{RELATIONS}}}Relationship", Id=f"rId{number}", Type=kind, Target=shown
        )
        self.parts[relations] = _xml(root)
        return f"rId{number}"

    def picture(self, name: str, data: bytes) -> str:
        """Add a PNG to the text and return the id to show it by."""
        part = f"word/media/{name}.png"
        self.parts[part] = data
        types = self._types()
        if not any(
            each.get("Extension", "").lower() == "png"
            for each in types.findall(f"{{{TYPES}}}Default")
        ):
            made = etree.Element(f"{{{TYPES}}}Default", Extension="png", ContentType="image/png")
            types.insert(0, made)
            self.parts["[Content_Types].xml"] = _xml(types)
        return self.relate(MAIN, KINDS["image"], part)

    def describe(self, title: str, author: str, tag: str, now: datetime) -> None:
        """Tell who, what and when, and that Kodeverk made the document."""
        when = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        by = escape(clean_line(author)[:_LONGEST])
        core = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{escape(clean_line(title)[:_LONGEST])}</dc:title>"
            f"<dc:creator>{by}</dc:creator><cp:lastModifiedBy>{by}</cp:lastModifiedBy>"
            f"<dc:language>{tag}</dc:language><cp:revision>1</cp:revision>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
            f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
            "</cp:coreProperties>"
        )
        application = (
            f'<Properties xmlns="{_OFFICE}/extended-properties">'
            f"<Application>{APPLICATION}</Application></Properties>"
        )
        for kind, name, text in (
            ("core", "docProps/core.xml", core),
            ("application", "docProps/app.xml", application),
        ):
            self.add(name, f"{DECLARATION}{text}".encode(), CONTENT[kind])
            self.relate("", KINDS[kind], name)

    def save(self, text: Iterable[str]) -> bytes:
        """Return the file with this text, which is packed as it comes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            for name in _FIRST:
                _put(archive, name, self.parts[name])
            with archive.open(MAIN, "w") as main:
                pieces, size = [self.head], 0
                for piece in text:
                    pieces.append(piece)
                    size += len(piece)
                    if size > _PIECE:
                        main.write("".join(pieces).encode())
                        pieces, size = [], 0
                pieces.append(self.tail)
                main.write("".join(pieces).encode())
            for name, data in self.parts.items():
                if name not in _FIRST:
                    _put(archive, name, data)
        return buffer.getvalue()

    def _types(self) -> etree._Element:
        if "[Content_Types].xml" in self.parts:
            return etree.fromstring(self.parts["[Content_Types].xml"])
        root = etree.fromstring(f'<Types xmlns="{TYPES}"/>')
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
        ):
            etree.SubElement(root, f"{{{TYPES}}}Default", Extension=ending, ContentType=kind)
        return root


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Put a part into the file, without the hour at which it is written."""
    if len(data) < _SMALL:
        archive.writestr(zipfile.ZipInfo(name), data)
        return
    with archive.open(name, "w") as part:
        part.write(data)


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
