"""Elements of REFI-QDA, in and out: by local name, since programs differ in their namespaces."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kodeverk.interchange.refi.guids import tidy
from kodeverk.text import clean, clean_line

if TYPE_CHECKING:
    from lxml.etree import _Element

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_NEWLINE = re.compile("\r\n?")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def local(element: "_Element") -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: "_Element | None", *names: str) -> "Iterator[_Element]":
    """Yield the children with one of ``names``."""
    if element is not None:
        for child in element:
            if local(child) in names:
                yield child


def child(element: "_Element | None", name: str) -> "_Element | None":
    """Return the first child of that name."""
    return next(children(element, name), None)


def inner(element: "_Element") -> str:
    """Return all text within an element."""
    return "".join(str(part) for part in element.itertext())


def words(element: "_Element | None", name: str) -> str:
    """Return the text of the child ``name``, or of an attribute of that name as some write it."""
    found = child(element, name)
    if found is not None:
        return plain(inner(found))
    if element is None:
        return ""
    return plain(element.get(name[:1].lower() + name[1:], ""))


def plain(text: str) -> str:
    """Return what somebody wrote, safe to show, with LF and nothing empty around it."""
    return clean(_NEWLINE.sub("\n", text.removeprefix("\ufeff"))).strip()


def line(element: "_Element", name: str) -> str:
    """Return an attribute as one clean line."""
    return clean_line(element.get(name, ""))


def link(element: "_Element", *names: str) -> str:
    """Return the GUID in the first of the attributes that is there and not empty."""
    for name in names:
        if found := tidy(element.get(name, "")):
            return found
    return ""


def links(element: "_Element", name: str) -> Iterator[str]:
    """Yield what the children ``name`` refer to (some write ``guid`` for ``targetGUID``)."""
    for found in children(element, name):
        if target := link(found, "targetGUID", "guid"):
            yield target


def number(element: "_Element", name: str) -> int | None:
    """Return an attribute as a whole number; None if it is none."""
    try:
        return int(element.get(name, "")[:20])
    except ValueError:
        return None


def moment(text: str) -> str:
    """Return a date of XML as ISO 8601 in UTC; empty if it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(text: str, now: datetime) -> str:
    """Return a moment in whole seconds of UTC, as every program reads it; ``now`` if it is none."""
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        found = now.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def add(parent: "_Element", name: str, /, **attributes: str) -> "_Element":
    """Append and return an element in the namespace of ``parent``."""
    from lxml import etree

    space = str(parent.tag).rpartition("}")[0]
    found = etree.SubElement(parent, f"{space}}}{name}")
    for key, value in attributes.items():
        if value:
            found.set(key, flat(value))
    return found


def say(parent: "_Element", name: str, text: str) -> None:
    """Append an element that holds ``text``, unless there is none."""
    if text:
        add(parent, name).text = legal(text)


def root(name: str, space: str) -> "_Element":
    """Return a root element with ``space`` as its namespace."""
    from lxml import etree

    return etree.fromstring(f'<{name} xmlns="{space}"/>')


def encode(element: "_Element") -> bytes:
    """Return the document as the programs expect it: UTF-8 without a byte order mark."""
    from lxml import etree

    head = b'<?xml version="1.0" encoding="utf-8"?>\n'
    return head + etree.tostring(element, encoding="utf-8", xml_declaration=False) + b"\n"


def legal(text: str) -> str:
    """Return ``text`` without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def flat(text: str) -> str:
    """Return ``text`` as an attribute keeps it: white space as single blanks."""
    return " ".join(legal(text).split())
