"""A Word file in the making: python-docx has all of it but the mass of the text.

That goes into its main part as it is written: for each paragraph, python-docx would search all of
them. No clock and no random names: equal reports are equal files.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.shape import CT_Inline
from docx.package import Package as Whole
from docx.shared import Mm
from lxml import etree

from kodeverk.export.blocks import PICTURE_NAME
from kodeverk.export.readback import APPLICATION, W
from kodeverk.text import clean, clean_line

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "word/document.xml"
HERE = ("kodeverk", "text")
"""The processing instruction that stands in a document where the text goes."""
_LONGEST = 255  # letters that python-docx takes in a property
_LEVEL = 1  # of packing: a third larger than zlib would have it, in a third of the time
_PIECE = 1 << 18  # letters to be packed at a time


@dataclass
class Package:
    """A document that lacks its text, which is given when it is saved.

    ``styles`` has the id of each style by its key; ``theirs`` are the keys of those that a template
    brought. ``width`` and ``height`` are the millimetres that text has on a page, ``tag`` is the
    language it is in unless it says something else. Bookmarks and pictures are numbered from
    ``first_number``. ``parts`` are written as they are here, and not as python-docx has them.
    """

    document: Document
    styles: Mapping[str, str]
    tag: str
    width: float
    height: float
    theirs: frozenset[str] = frozenset()
    first_number: int = 1
    parts: dict[str, bytes] = field(default_factory=dict)

    @property
    def whole(self) -> Whole:
        """What relates to the document as a whole relates to this."""
        whole: Whole = self.document.part.package
        return whole

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return [part.partname.membername for part in self.whole.iter_parts()]

    def add(
        self,
        name: str,
        kind: str,
        content_type: str,
        data: bytes = b"",
        source: Part | Whole | None = None,
    ) -> Part:
        """Add a part to which ``source`` (without one: the text) is related as ``kind`` says.

        What is not known before the text has ended can be put into ``parts`` until then.
        """
        part = Part(PackURI(f"/{name}"), content_type, b"", self.whole)
        (source or self.document.part).relate_to(part, kind)
        self.parts[name] = data
        return part

    def picture(self, png: bytes, number: int, alt: str, width: float, height: float) -> str:
        """Return a run with a picture, so many millimetres wide and high."""
        relation, _image = self.document.part.get_or_add_image(io.BytesIO(png))
        name = f"{PICTURE_NAME}{number}"
        drawn = CT_Inline.new_pic_inline(number, relation, name, Mm(width), Mm(height))
        for side in "TBLR":  # of one without this, LibreOffice thinks that it has room around it
            drawn.set(f"dist{side}", "0")
        drawn.docPr.set("name", name)
        drawn.docPr.set("descr", clean(alt))
        return f"<w:r><w:drawing>{etree.tostring(drawn, encoding='unicode')}</w:drawing></w:r>"

    def describe(self, title: str, author: str, tag: str, now: datetime) -> None:
        """Tell who, what and when, and that Kodeverk made the document."""
        about = self.document.core_properties
        about.title = clean_line(title)[:_LONGEST]
        about.author = about.last_modified_by = clean_line(author)[:_LONGEST]
        about.language = tag
        about.created = about.modified = now.astimezone(UTC)
        application = (
            f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
            f'2006/extended-properties"><Application>{APPLICATION}</Application></Properties>'
        ).encode()
        kind, content_type = (
            RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
            CONTENT_TYPE.OFC_EXTENDED_PROPERTIES,
        )
        self.add("docProps/app.xml", kind, content_type, application, self.whole)

    def save(self, text: Iterable[str]) -> bytes:
        """Return the file with this text, which is packed as it comes."""
        frame, made = io.BytesIO(), io.BytesIO()
        self.document.save(frame)
        with (
            zipfile.ZipFile(frame) as saved,
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
        ):
            for name in sorted(saved.namelist(), key=self.parts.__contains__):  # the text is before
                with archive.open(name, "w") as part:  # does not note the hour, unlike python-docx
                    if name != MAIN:
                        part.write(self.parts[name] if name in self.parts else saved.read(name))
                        continue
                    for piece in _gathered(self._around(text)):
                        part.write(piece)
        return made.getvalue()

    def _around(self, text: Iterable[str]) -> Iterable[str]:
        """Yield the main part with ``text`` in it."""
        root = self.document.element
        names = {**root.nsmap, "w": W}  # the text says w, whatever a template calls it
        made = etree.Element(root.tag, root.attrib, names)
        made.extend(list(root))
        before, _here, after = etree.tostring(made, encoding="unicode").partition(
            "<?{} {}?>".format(*HERE)
        )
        yield DECLARATION + before
        yield from text
        yield after


def _gathered(text: Iterable[str]) -> Iterable[bytes]:
    """Yield ``text`` in pieces that are worth packing."""
    pieces, size = [], 0
    for piece in text:
        pieces.append(piece)
        size += len(piece)
        if size > _PIECE:
            yield "".join(pieces).encode()
            pieces, size = [], 0
    yield "".join(pieces).encode()
