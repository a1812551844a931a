"""ZIP and XML from strangers: within limits, never extracted, without a document type. No I/O.

Declared sizes can be trusted: zipfile never inflates past them. A document type declaration is
refused whatever the encoding: entities would let a file swell, read others or lose text. There is
one error, ``Unsafe``; each who opens files says it in words of their own.
"""

import io
import lzma
import zipfile
import zlib
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_DEPTH = 500
MAX_ELEMENTS = 2_000_000  # each takes a tree a hundred bytes, however short it is in the file
MAX_RATIO = 300
RATIO_FROM = 4_000_000
_DIRECTORY = 20_000_000  # bytes of the list of members: it is read whole, however long it is said
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # what no one here can unpack
)


class Unsafe(Exception):
    """What is not to be read further.

    ``code`` is one of ``corrupt``, ``encrypted``, ``zip_bomb``, ``unsafe_xml``, ``too_complex``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Guarded(io.BufferedIOBase):
    """A file that refuses to be read in one gulp of more than ``most`` bytes."""

    most = _DIRECTORY

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; raises BadZipFile."""
        if size is None or size < 0:  # to the end: the few bytes that the list is found by
            size = self.most
        elif size > self.most:
            raise zipfile.BadZipFile
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place in the file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def seekable(self) -> bool:
        """Tell zipfile that the file need not be read in order."""
        return True


def open_zip(file: IO[bytes], members: int, total: int) -> zipfile.ZipFile:
    """Return the archive in ``file``; raises Unsafe.

    It may have so many ``members``, and no read of it is of more than ``total`` bytes.
    """
    guarded = Guarded(file)
    try:
        archive = zipfile.ZipFile(guarded)
    except _BROKEN as error:
        raise Unsafe("corrupt") from error
    if len(archive.infolist()) > members:
        raise Unsafe("too_complex")
    guarded.most = total
    return archive


def check_size(member: zipfile.ZipInfo, most: int) -> None:
    """Raise Unsafe when a member is larger than ``most`` bytes, or swells as no text does."""
    size, packed = member.file_size, max(1, member.compress_size)
    if size > most or (size > RATIO_FROM and size / packed > MAX_RATIO):
        raise Unsafe("zip_bomb")


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """Return the bytes of a member; raises Unsafe."""
    check_size(member, most)
    try:
        with archive.open(member) as part:
            return part.read(member.file_size + 1)
    except _BROKEN as error:
        raise Unsafe("corrupt") from error
    except RuntimeError as error:  # zipfile's word for a password
        raise Unsafe("encrypted") from error


class _Enough(Exception):
    pass


def refuse_doctype(data: bytes) -> None:
    """Raise Unsafe for a document type declaration; XML that is broken is let pass."""
    try:
        _walk(data, 0)
    except _Enough:
        return
    except Unsafe as error:
        if error.code == "unsafe_xml":
            raise


def tree(data: bytes) -> "_Element":
    """Return XML as an element tree, without comments and instructions; raises Unsafe."""
    _walk(data, MAX_DEPTH)
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
        raise Unsafe("corrupt") from error


def _walk(data: bytes, most: int) -> None:
    """Go through XML: raise Unsafe for a document type, for depth, mass, and for what is no XML.

    With ``most`` 0 raise _Enough at the first element: a document type is before it.
    """
    depth = elements = 0

    def doctype(*_declaration: object) -> None:
        raise Unsafe("unsafe_xml")

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if not most:
            raise _Enough
        if depth > most or elements > MAX_ELEMENTS:
            raise Unsafe("too_complex")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: odd encodings
        raise Unsafe("corrupt") from error
