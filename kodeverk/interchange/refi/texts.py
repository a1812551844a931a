"""The texts of a project file and the passages marked in them, as the file has them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.reading import Notes
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _
from kodeverk.interchange.refi import nodes
from kodeverk.interchange.refi.container import Container
from kodeverk.interchange.refi.guids import named
from kodeverk.interchange.refi.losses import Losses
from kodeverk.interchange.refi.offsets import Body, Mark

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA = {
    "PictureSource": "picture",
    "PDFSource": "pdf",
    "AudioSource": "audio",
    "VideoSource": "video",
}


@dataclass
class Stored:
    """A text: its GUID, what stands on its element, and the text itself."""

    id: str
    name: str
    body: Body
    element: "_Element"


@dataclass
class Applied:
    """A ``Coding``: its GUID and that of its code, with its element."""

    id: str
    code: str
    element: "_Element"


@dataclass
class Passage:
    """A ``PlainTextSelection``: where it is, and what is coded there."""

    id: str
    text: Stored
    mark: Mark
    element: "_Element"
    codings: list[Applied] = field(default_factory=list)


@dataclass
class Material:
    """All texts of a file with their passages; ``same`` leads from other GUIDs to a text's."""

    texts: list[Stored] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    same: dict[str, str] = field(default_factory=dict)


class Loader:
    """Finds the words of a text or a note in the element or in the file it points to."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self.uncertain: list[str] = []

    def words(self, element: "_Element") -> str | None:
        """Return the text as it is stored; None if it is not in the file."""
        path = element.get("plainTextPath", "")
        data = self._container.source(path) if path.strip() else None
        if data is None:
            content = nodes.child(element, "PlainTextContent")
            return None if content is None else nodes.inner(content)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            text = decode(data, None, Notes())
        except ImportRefused:  # no text at all
            return None
        self.uncertain.append(nodes.line(element, "name"))
        return text


def read(sources: "_Element | None", load: Loader, losses: Losses) -> Material:
    """Return the texts below ``Sources``; what is no text is counted as lost."""
    material = Material()
    ids: set[str] = set()
    media: list[tuple[_Element, str]] = []
    for element in sources if sources is not None else ():
        kind = nodes.local(element)
        if kind == "TextSource":
            name = nodes.line(element, "name") or _("Text without a name")
            words = load.words(element)
            if words is None:
                losses.add("missing_text", name)
                losses.add("missing_coding", name, len(list(_codings(element))))
            else:
                _text(element, name, words, losses, material, ids)
        elif kind == "PDFSource" and _pdf(element, load, losses, material, ids):
            name = nodes.line(element, "name")
            media += [(page, name) for page in nodes.children(element, "PDFSelection")]
        elif kind in _MEDIA:
            losses.add(_MEDIA[kind], nodes.line(element, "name"))
            media.append((element, nodes.line(element, "name")))
    told = {passage.id for passage in material.passages}
    told |= {coding.id for passage in material.passages for coding in passage.codings}
    for element, name in media:
        losses.add("media_coding", name, sum(not _known(c, told) for c in _codings(element)))
    return material


def _known(coding: "_Element", told: set[str]) -> bool:
    """Tell whether a coding on a page or in sound stands in a text too, under the same GUID."""
    above = coding.getparent()
    return any(nodes.link(e, "guid") in told for e in (coding, above) if e is not None)


def _pdf(
    element: "_Element", load: Loader, losses: Losses, material: Material, ids: set[str]
) -> bool:
    """Read the text that stands beside a PDF, if there is one."""
    text = nodes.child(element, "Representation")
    words = load.words(text) if text is not None else None
    if text is None or words is None or not words.strip():
        return False
    name = nodes.line(element, "name") or nodes.line(text, "name") or _("Text without a name")
    stored = _text(text, name, words, losses, material, ids)
    material.same[nodes.link(element, "guid")] = stored.id
    losses.add("whole_text", name, len(list(nodes.children(element, "Coding"))))
    return True


def _text(
    element: "_Element",
    name: str,
    words: str,
    losses: Losses,
    material: Material,
    ids: set[str],
) -> Stored:
    id = _fresh(nodes.link(element, "guid"), f"text\n{len(material.texts)}\n{name}", ids)
    stored = Stored(id, name, Body(words), element)
    material.texts.append(stored)
    losses.add("whole_text", name, len(list(nodes.children(element, "Coding"))))
    for selection in nodes.children(element, "PlainTextSelection"):
        material.passages.append(_passage(selection, stored, ids))
    return stored


def _passage(element: "_Element", text: Stored, ids: set[str]) -> Passage:
    start, end = nodes.number(element, "startPosition"), nodes.number(element, "endPosition")
    mark = Mark(
        text.body,
        -1 if start is None else start,
        -1 if end is None else end,
        element.get("name", ""),
    )
    base = f"{text.id}\n{mark.start}\n{mark.end}\n{len(ids)}"
    passage = Passage(_fresh(nodes.link(element, "guid"), base, ids), text, mark, element)
    for number, coding in enumerate(nodes.children(element, "Coding")):
        code = next(nodes.links(coding, "CodeRef"), "")
        id = _fresh(nodes.link(coding, "guid"), f"{passage.id}\n{code}\n{number}", ids)
        passage.codings.append(Applied(id, code, coding))
    return passage


def _fresh(id: str, base: str, ids: set[str]) -> str:
    """Return ``id``, or one made of ``base`` if it is empty or was met before."""
    if not id or id in ids:
        id = named(f"{id}\n{base}")
    ids.add(id)
    return id


def _codings(element: "_Element") -> "Iterator[_Element]":
    return (found for found in element.iter() if nodes.local(found) == "Coding")
