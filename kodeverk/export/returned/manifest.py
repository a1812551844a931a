"""What a report knows of itself: the choices it was made with, and its quotes as they were written.

It lies in the .docx as custom XML, which Word and LibreOffice keep as it is, and once more in the
properties of the document. It holds no text of the transcripts: ids and digests only.
"""

import base64
import uuid
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import msgspec

from kodeverk.report import Options

if TYPE_CHECKING:
    from collections.abc import Iterable

SPACE = "urn:kodeverk:report"
PROPERTY = "Kodeverk"
_CHUNK = 240  # letters of a property that every program takes
_MOST = 250  # properties; a longer manifest is only in the custom XML
_DIGEST = 10  # letters that one takes however it is packed
_LEVEL = 3  # of packing: a tenth larger than the best, in a sixth of the time
_VERSION = 1
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A quote as it was written: ``digest`` of its text and ``source`` of its source line.

    ``theme`` is the key of the heading it stands under, ``code`` the code, ``lines`` the number of
    paragraphs, ``codings`` the ids of the codings in it.
    """

    id: str
    theme: str
    code: str
    digest: str
    source: str = ""
    lines: int = 1
    codings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A report and what was written in it; ``blocks`` are digests of counts and tables by name."""

    report: str
    study: str
    title: str
    made: str
    options: Options
    quotes: tuple[Written, ...] = ()
    blocks: dict[str, str] = field(default_factory=dict)
    version: int = _VERSION


def encode(manifest: Manifest) -> bytes:
    """Return ``manifest`` as the custom XML part."""
    text = escape(msgspec.json.encode(manifest).decode("utf-8"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<report xmlns="{SPACE}">{text}</report>'
    ).encode()


def item_properties(manifest: Manifest) -> bytes:
    """Return the part that gives the custom XML the id without which Word does not keep it."""
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SPACE}:{manifest.report}")).upper()
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem xmlns:ds="http:'
        f'//schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{{{number}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()


def properties(manifest: Manifest) -> dict[str, str]:
    """Return the manifest as properties of the document; none when it is too long for them."""
    digests = sum(2 if quote.source else 1 for quote in manifest.quotes)
    if digests * _DIGEST > _MOST * _CHUNK:
        return {}
    packed = base64.b64encode(zlib.compress(msgspec.json.encode(manifest), _LEVEL)).decode("ascii")
    chunks = [packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK)]
    if len(chunks) > _MOST:
        return {}
    return {f"{PROPERTY} {number}": chunk for number, chunk in enumerate(chunks, 1)}


def properties_part(values: dict[str, str], old: bytes | None = None) -> bytes:
    """Return a part of custom properties with ``values`` of ours, and what else ``old`` has."""
    from lxml import etree

    made = "".join(
        f'<property fmtid="{_FORMAT}" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for name, value in values.items()
    )
    kept = [] if old is None else list(etree.fromstring(old))
    kept = [each for each in kept if str(each.get("name")).partition(" ")[0] != PROPERTY]
    for number, each in enumerate(kept, 2):
        each.set("pid", str(number))
    made = b"".join(etree.tostring(each) for each in kept).decode() + "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), len(kept) + 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{made}</Properties>'
    ).encode()


def decode(text: str) -> Manifest | None:
    """Return the manifest in the text of the custom XML part; None if it is none of ours."""
    try:
        found = msgspec.json.decode(text.encode("utf-8"), type=Manifest)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return found if found.version == _VERSION else None


def unpack(values: "Iterable[tuple[str, str]]") -> Manifest | None:
    """Return the manifest that properties (name, value) hold; None if they do not."""
    chunks = {}
    for name, value in values:
        first, _blank, number = name.partition(" ")
        if first == PROPERTY and number.isdecimal():
            chunks[int(number)] = value
    packed = "".join(chunks[number] for number in sorted(chunks))
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(base64.b64decode(packed), 50_000_000)
    except (ValueError, zlib.error):
        return None
    return decode(raw.decode("utf-8", "replace"))
