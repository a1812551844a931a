"""The gate for files that are a ZIP of XML: nothing is parsed before all of this holds."""

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kodeverk.corpus.importers import gate, safe
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 5_000
MAX_PART = 50_000_000
MAX_TOTAL = 200_000_000
_XML = (".xml", ".rels")


class Package:
    """An opened package whose names, sizes and XML have been checked.

    Raises ImportRefused with ``corrupt``, ``encrypted``, ``unsafe_path``, ``zip_bomb``,
    ``unsafe_xml`` or ``too_complex``.
    """

    def __init__(self, data: bytes) -> None:
        with _told():
            self._zip = safe.open_zip(io.BytesIO(data), MAX_MEMBERS, MAX_TOTAL)
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > MAX_TOTAL:
            raise _bomb()
        for member in members:
            _check_member(member)
        self._members = {member.filename.lower(): member for member in members}
        for name in self._members:
            if name.endswith(_XML):
                part = self.read(name)
                with _told():
                    safe.refuse_doctype(part)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self) -> list[str]:
        """Return the names of the parts, in lower case."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; raises ImportRefused."""
        with _told():
            return safe.unpack(self._zip, self._members[name.lower()], MAX_PART)

    def tree(self, name: str) -> "_Element":
        """Return a part as an element tree; raises ImportRefused."""
        data = self.read(name)
        with _told():
            return safe.tree(data)


@contextmanager
def _told() -> Iterator[None]:
    """Say what is unsafe as the refusal of a file to import."""
    try:
        yield
    except safe.Unsafe as error:
        raise _REFUSALS[error.code]() from error


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
            _("The file holds names that point outside itself, as no document does."),
            _("Do not open it unless you trust the sender; ask for the text in another way."),
        )
    with _told():
        safe.check_size(member, MAX_PART if name.lower().endswith(_XML) else MAX_TOTAL)


def _doctype() -> ImportRefused:
    return ImportRefused(
        "unsafe_xml",
        _("The file holds a declaration (DOCTYPE) that can hide or smuggle content."),
        _("Open it in Word or LibreOffice, save it anew and import that."),
    )


def _bomb() -> ImportRefused:
    return ImportRefused(
        "zip_bomb",
        _("The file swells to far more than its size when it is unpacked."),
        _("Do not open it unless you trust the sender; ask for the text in another way."),
    )


_REFUSALS: dict[str, Callable[[], ImportRefused]] = {
    "corrupt": gate.corrupt,
    "encrypted": gate.encrypted,
    "too_complex": gate.too_complex,
    "unsafe_xml": _doctype,
    "zip_bomb": _bomb,
}
