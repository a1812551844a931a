"""The gate for files that are a ZIP of XML: nothing is parsed before all of this holds.

Declared sizes can be trusted: zipfile never inflates past them. A document type declaration is
refused whatever the encoding: entities would let a file swell, read others or lose text.
"""

import io
import lzma
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from kodeverk.corpus.importers import gate
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 5_000
MAX_PART = 50_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 300
RATIO_FROM = 4_000_000
MAX_DEPTH = 500
# Also what no one here can unpack; that error is a RuntimeError too, so these are asked for first.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError)
_XML = (".xml", ".rels")
_NOT_XML = (expat.ExpatError, ValueError, LookupError)  # the last two: odd encodings


class Package:
    """An opened package whose names, sizes and XML have been checked.

    Raises ImportRefused with ``corrupt``, ``encrypted``, ``unsafe_path``, ``zip_bomb``,
    ``unsafe_xml`` or ``too_complex``.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise gate.corrupt() from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise gate.too_complex()
        if sum(member.file_size for member in members) > MAX_TOTAL:
            raise _bomb()
        for member in members:
            _check_member(member)
        self._members = {member.filename.lower(): member for member in members}
        for name in self._members:
            if name.endswith(_XML):
                _refuse_doctype(self.read(name))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self) -> list[str]:
        """Return the names of the parts, in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; raises ImportRefused."""
        member = self._members[name.lower()]
        try:
            with self._zip.open(member) as part:
                data = part.read(MAX_PART + 1)
        except BROKEN as error:
            raise gate.corrupt() from error
        except RuntimeError as error:  # zipfile's word for a password
            raise gate.encrypted() from error
        if len(data) > MAX_PART:
            raise _bomb()
        return data

    def tree(self, name: str) -> "_Element":
        """Return a part as an element tree; raises ImportRefused."""
        data = self.read(name)
        _check_depth(data)
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,  # one text node above 10 MB is odd, not dangerous: sizes are checked
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise gate.corrupt() from error


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    link = stat.S_ISLNK(member.external_attr >> 16)
    if (
        ".." in parts
        or name.startswith("/")
        or "\\" in member.orig_filename
        or "\x00" in member.orig_filename
        or name[1:2] == ":"
        or link
    ):
        raise ImportRefused(
            "unsafe_path",
            _("The file holds names that point outside itself, as no Word file does."),
            _("Do not open it unless you trust the sender; ask for the text in another way."),
        )
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > RATIO_FROM and ratio > MAX_RATIO:
        raise _bomb()
    if name.lower().endswith(_XML) and member.file_size > MAX_PART:
        raise _bomb()


def _refuse_doctype(data: bytes) -> None:
    parser = expat.ParserCreate()

    def doctype(*_declaration: object) -> None:
        raise ImportRefused(
            "unsafe_xml",
            _("The file holds a declaration (DOCTYPE) that can hide or smuggle content."),
            _("Open it in Word or LibreOffice, save it anew as .docx and import that."),
        )

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except _NOT_XML:  # a part that we never read may be broken; the ones we read are parsed
        return


def _check_depth(data: bytes) -> None:
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise gate.too_complex()

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except _NOT_XML as error:
        raise gate.corrupt() from error


def _bomb() -> ImportRefused:
    return ImportRefused(
        "zip_bomb",
        _("The file swells to far more than its size when it is unpacked."),
        _("Do not open it unless you trust the sender; ask for the text in another way."),
    )
