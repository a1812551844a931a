"""A walk through WordprocessingML: every element has a rule, so that no speech is lost unseen.

The accepted view of tracked changes; text boxes once; content controls seen through; tables row by
row; hidden text left out; what has no place in running text is counted. The edges of comments go
along as marks in the text until it is handed on.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from kodeverk.corpus.importers.edges import Edge, Edges, bare, marks, trimmed
from kodeverk.corpus.importers.reading import Paragraph

_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_OFF = ("0", "false", "off", "none")
# Seen through: their children stand where they stand.
_TRANSPARENT_NAMES = (
    "hyperlink ins moveTo smartTag sdt sdtContent customXml fldSimple bdo dir body "
    "AlternateContent Choice Fallback ruby rubyBase document"
)
_TRANSPARENT = frozenset(_TRANSPARENT_NAMES.split())
_REMOVED = frozenset(("del", "moveFrom"))
_COUNTED = {
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "altChunk": "chunk",
    "oMath": "equation",
    "OLEObject": "object",
    "chart": "picture",
    "pic": "picture",
    "imagedata": "picture",
}
_SYMBOLS = {"F04A": "☺", "F04C": "☹", "F0E0": "→", "F0DF": "←", "F0B7": "•"}


_EDGES = {
    "commentRangeStart": Edge.START,
    "commentRangeEnd": Edge.END,
    "commentReference": Edge.REFERENCE,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the style sheet says of a style: bold, hidden, heading; None where it says nothing."""

    bold: bool | None = None
    hidden: bool | None = None


@dataclass
class _Open:
    """The paragraph being written."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    only_bold: bool = True
    boxes: list[_Element] = field(default_factory=list)


class Walker:
    """Walks a document once; afterwards holds the comments' edges and what was met on the way."""

    def __init__(self, looks: dict[str, Look]) -> None:
        self.edges = Edges()
        self.dropped: Counter[str] = Counter()
        self.tracked = False
        self.hidden = False
        self._looks = looks
        self._waiting = ""  # marks between paragraphs
        self._now = self._outside = _Open()

    def walk(self, root: _Element) -> Iterator[Paragraph]:
        """Yield the paragraphs of ``root`` in reading order; empty ones are left out."""
        yield from self.edges.without(self._marked(root))

    def _marked(self, root: _Element) -> Iterator[Paragraph]:
        yield from self._walk(root)
        yield Paragraph(self._waiting)  # marks below the last of them

    def _walk(self, root: _Element) -> Iterator[Paragraph]:
        """Yield the paragraphs with their marks; those of an empty one stand in the next."""
        carried: Paragraph | None = None
        for paragraph, closed in self._blocks(root):
            if carried is not None:
                paragraph = Paragraph(carried.text + paragraph.text, carried.bold)
                carried = None
            if not closed:  # the mark between two paragraphs was deleted: they are one
                carried = paragraph
            elif bare(paragraph.text).strip():
                yield self._after_waiting(paragraph)
            else:
                self._waiting += marks(paragraph.text)
        if carried is not None and bare(carried.text).strip():
            yield self._after_waiting(carried)
        elif carried is not None:
            self._waiting += marks(carried.text)

    def _after_waiting(self, paragraph: Paragraph) -> Paragraph:
        waiting, self._waiting = self._waiting, ""
        return Paragraph(waiting + paragraph.text, paragraph.bold) if waiting else paragraph

    def _edge(self, name: str, identity: str) -> None:
        """Put the mark of a comment's edge where the walk is."""
        mark = self.edges.mark(_EDGES[name], identity)
        if self._now is self._outside:
            self._waiting += mark
        else:
            self._now.parts.append(mark)

    def _pass_over(self, element: _Element) -> None:
        """Leave the text of ``element`` out, but not the edges of comments in it."""
        for inner in element.iter():
            name = local(inner)
            if name in _EDGES:
                self._edge(name, attribute(inner, "id"))
            elif name in ("t", "delText") and inner.text:
                self.edges.cut()

    def _blocks(self, parent: _Element) -> Iterator[tuple[Paragraph, bool]]:
        for child in parent:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name == "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    yield from self._blocks(chosen)
            elif name in _TRANSPARENT:
                self.tracked |= name in ("ins", "moveTo")
                yield from self._blocks(child)
            elif name in _REMOVED:
                self.tracked = True
                self._pass_over(child)
            elif name in _EDGES:
                self._edge(name, attribute(child, "id"))
            else:
                self._mark(child, name)

    def _paragraph(self, element: _Element) -> Iterator[tuple[Paragraph, bool]]:
        outer, self._now = self._now, _Open()
        properties = _child(element, "pPr")
        mark = _child(properties, "rPr")
        self.tracked |= _child(mark, "ins") is not None
        joined = _child(mark, "del") is not None or _child(mark, "moveFrom") is not None
        self.tracked |= joined
        look = self._looks.get(_value(_child(properties, "pStyle")), Look())
        self._inline(element, look)
        now, self._now = self._now, self._outside
        yield Paragraph("".join(now.parts), now.bold), not joined
        for box in now.boxes:
            yield from self._blocks(box)
        self._now = outer

    def _table(self, table: _Element) -> Iterator[tuple[Paragraph, bool]]:
        for row in _rows(table, "tr"):
            properties = _child(row, "trPr")
            if _child(properties, "del") is not None:
                self.tracked = True
                self._pass_over(row)
                continue
            self.tracked |= _child(properties, "ins") is not None
            cells: list[str] = []
            bold = 0
            for cell in _rows(row, "tc"):
                inside = list(self._walk(cell))
                if not cells and inside:
                    bold = inside[0].bold
                text = "\n".join(trimmed(paragraph.text) for paragraph in inside)
                waiting, self._waiting = self._waiting, ""  # from an empty paragraph at its end
                cells.append(text + waiting)
            yield Paragraph("\t".join(cells).rstrip("\t"), bold), True

    def _inline(self, parent: _Element, look: Look) -> None:
        for child in parent:
            name = local(child)
            if name == "r":
                self._run(child, look)
            elif name in _EDGES:
                self._edge(name, attribute(child, "id"))
            elif name == "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._inline(chosen, look)
            elif name in _TRANSPARENT:
                self.tracked |= name in ("ins", "moveTo")
                self._inline(child, look)
            elif name in _REMOVED:
                self.tracked = True
                self._pass_over(child)
            else:
                self._mark(child, name)

    def _run(self, run: _Element, look: Look) -> None:
        properties = _child(run, "rPr")
        style = self._looks.get(_value(_child(properties, "rStyle")), Look())
        bold = _switch(_child(properties, "b"), style.bold, look.bold)
        if _switch(_child(properties, "vanish"), style.hidden, look.hidden):
            self.hidden |= any(local(part) == "t" and part.text for part in run)
            self._pass_over(run)
            return
        for part in run:
            self._part(part, bold)

    def _part(self, part: _Element, bold: bool) -> None:
        name = local(part)
        if name == "t":
            self._say((part.text or "").replace("\xad", ""), bold)
        elif name in ("tab", "ptab"):
            self._say("\t", bold)
        elif name in ("br", "cr"):
            self._say("\n", bold)
        elif name == "noBreakHyphen":
            self._say("\u2011", bold)
        elif name == "sym":
            symbol = _SYMBOLS.get(attribute(part, "char").upper(), "")
            self._say(symbol, bold)
            self.dropped["symbol"] += not symbol
        elif name == "AlternateContent":
            chosen = _chosen(part)
            for inner in chosen if chosen is not None else ():
                self._part(inner, bold)
        elif name == "ruby":
            self._inline(part, Look())
        elif name in _EDGES:
            self._edge(name, attribute(part, "id"))
        else:
            self._mark(part, name)

    def _say(self, text: str, bold: bool) -> None:
        now = self._now
        now.parts.append(text)
        if now.only_bold and (bold or not text.strip()):
            now.bold += len(text if now.bold else text.lstrip())  # blanks before it are cut off
        else:
            now.only_bold = False

    def _mark(self, element: _Element, name: str) -> None:
        """Count what has no place in running text, and set text boxes aside for afterwards."""
        if name in ("pict", "drawing", "object", "oMathPara"):
            for inner in _within(element):
                inner_name = local(inner)
                if inner_name == "txbxContent":
                    self._now.boxes.append(inner)
                elif inner_name in _COUNTED:
                    self.dropped[_COUNTED[inner_name]] += 1
        elif name in _COUNTED:
            self.dropped[_COUNTED[name]] += 1


def read_looks(styles: _Element | None) -> dict[str, Look]:
    """Return the look of every style that says something of bold or hidden, bases included."""
    own: dict[str, tuple[Look, str]] = {}
    for style in styles if styles is not None else ():
        if local(style) == "style":
            properties = _child(style, "rPr")
            look = Look(_set(_child(properties, "b")), _set(_child(properties, "vanish")))
            own[attribute(style, "styleId")] = (look, _value(_child(style, "basedOn")))
    looks = {}
    for identity in own:
        bold: bool | None = None
        hidden: bool | None = None
        at, seen = identity, set[str]()
        while at in own and at not in seen:
            seen.add(at)
            look, at = own[at]
            bold = look.bold if bold is None else bold
            hidden = look.hidden if hidden is None else hidden
        if bold is not None or hidden is not None:
            looks[identity] = Look(bold, hidden)
    return looks


def plain(element: _Element) -> str:
    """Return the text of a comment, a note or a header, its paragraphs on lines of their own."""
    return "\n".join(paragraph.text for paragraph in Walker({}).walk(element)).strip()


def local(element: _Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _child(element: _Element | None, name: str) -> _Element | None:
    if element is not None:
        for child in element:
            if local(child) == name:
                return child
    return None


def attribute(element: _Element, name: str) -> str:
    """Return an attribute of Word's namespace, or of none; empty if it is not there."""
    for space in _W:
        value = element.get(f"{{{space}}}{name}")
        if value is not None:
            return value
    return element.get(name) or ""


def _value(element: _Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _set(element: _Element | None) -> bool | None:
    return None if element is None else _value(element).lower() not in _OFF


def _switch(element: _Element | None, *inherited: bool | None) -> bool:
    for value in (_set(element), *inherited):
        if value is not None:
            return value
    return False


def _chosen(alternate: _Element) -> _Element | None:
    """Return the one version of a thing that is given in several: the first, else the fallback."""
    choice = _child(alternate, "Choice")
    return choice if choice is not None else _child(alternate, "Fallback")


def _within(element: _Element) -> Iterator[_Element]:
    """Yield what is inside a drawing, one version of each thing; not what is in its text boxes."""
    waiting = list(reversed(element))
    while waiting:
        inner = waiting.pop()
        name = local(inner)
        yield inner
        if name == "AlternateContent":
            chosen = _chosen(inner)
            waiting.extend(reversed(chosen) if chosen is not None else ())
        elif name not in ("txbxContent", "pic"):
            waiting.extend(reversed(inner))


def _rows(parent: _Element, wanted: str) -> Iterator[_Element]:
    """Yield the rows of a table, or the cells of a row, also those in content controls."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in _TRANSPARENT:
            yield from _rows(child, wanted)
