"""OpenDocument text: what LibreOffice writes. No I/O.

As in Word files: the accepted view of tracked changes; text boxes once; tables row by row; hidden
text left out and told; what has no place in running text is counted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from kodeverk.corpus.draft import DraftComment, DraftReply
from kodeverk.corpus.importers import gate, losses
from kodeverk.corpus.importers.edges import Edge, Edges, placed
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.package import Package
from kodeverk.corpus.importers.placing import Letters
from kodeverk.corpus.importers.prose import Prose, row
from kodeverk.corpus.importers.reading import Job, Notes, Paragraph, Reading
from kodeverk.corpus.importers.sniff import wrong_type
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_MAIN = "content.xml"
# Not text: lists of what exists, what was deleted, numbers that LibreOffice counts by itself.
_NO_TEXT = (
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls "
    "alphabetical-index-auto-mark-file number annotation-end ruby-text event-listeners script"
)
_PASSED = frozenset(_NO_TEXT.split())
_OBJECTS = ("object", "object-ole", "plugin", "applet", "control")
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MAX_SPACES = 1000


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style says: bold, hidden; None where it says nothing."""

    bold: bool | None = None
    hidden: bool | None = None

    def over(self, below: "_Look") -> "_Look":
        return _Look(
            below.bold if self.bold is None else self.bold,
            below.hidden if self.hidden is None else self.hidden,
        )


_Looks = dict[tuple[str, str], _Look]


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment, and that which it answers, if any. ``name`` is that of its edges."""

    name: str
    above: str
    author: str
    date: str
    text: str
    resolved: bool


def read(job: Job) -> Reading:
    """Return what an OpenDocument text holds; raises ImportRefused."""
    package = Package(job.data)
    _check_open(package)
    content = package.tree(_MAIN)
    styles = package.tree("styles.xml") if "styles.xml" in package else None
    body = _child(_child(content, "body"), "text")
    if body is None:
        raise wrong_type(".odt", "OpenDocument")
    walker = _Walker(_looks(*(each for each in (styles, content) if each is not None)))
    raw = list(walker.edges.without(walker.blocks(body)))
    paragraphs = [Paragraph(job.notes.take(each.text), each.bold) for each in raw]
    if styles is not None:
        walker.dropped["margin"] += sum(
            bool("".join(map(str, each.itertext())).strip())
            for each in styles.iter("{*}header", "{*}footer", "{*}header-left", "{*}footer-left")
        )
    names = package.names()
    losses.tell(
        job.notes,
        walker.dropped,
        tracked=any(True for _each in body.iter("{*}changed-region")),
        hidden=walker.hidden,
        macros=any(name.startswith(("basic/", "scripts/")) for name in names),
    )
    if not paragraphs:
        raise gate.no_text()
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    letters = Letters(paragraphs, segments)
    comments = (
        placed(comment, walker.edges.anchors.get(name), raw, letters)
        for name, comment in _threads(walker.comments, job.notes)
    )
    return Reading(segments, header.title, header.date, tuple(comments))


def _threads(comments: Sequence[_Comment], notes: Notes) -> Iterator[tuple[str, DraftComment]]:
    """Yield the comments by the names of their edges, each with its answers."""
    names = {each.name for each in comments}
    answers: dict[str, list[DraftReply]] = {}
    first: dict[str, str] = {}  # of each name, the comment that its thread began with
    for each in comments:
        first[each.name] = first.get(each.above, each.above) if each.above in names else each.name
        if first[each.name] != each.name and (text := notes.take(each.text).strip()):
            reply = DraftReply(notes.take(each.author), text, each.date)
            answers.setdefault(first[each.name], []).append(reply)
    for each in comments:
        text, replies = notes.take(each.text).strip(), tuple(answers.get(each.name, ()))
        if first[each.name] == each.name and (text or replies):
            yield (
                each.name,
                DraftComment(
                    notes.take(each.author),
                    text,
                    date=each.date,
                    replies=replies,
                    resolved=each.resolved,
                ),
            )


def _check_open(package: Package) -> None:
    """Raise ImportRefused when the package is locked, or has no text part."""
    manifest = "meta-inf/manifest.xml"
    if manifest in package and any(
        True for _each in package.tree(manifest).iter("{*}encryption-data")
    ):
        raise ImportRefused(
            "encrypted",
            _("The file is locked with a password."),
            _("Open it in LibreOffice, save it without the password and import again."),
        )
    if _MAIN not in package:
        raise gate.corrupt() if package.names() == [] else wrong_type(".odt", "zip")


class _Walker:
    """Walks a document once; afterwards holds its comments and what was met on the way."""

    def __init__(self, looks: _Looks) -> None:
        self.comments: list[_Comment] = []
        self.edges = Edges()
        self.dropped: Counter[str] = Counter()
        self.hidden = False
        self._looks = looks
        self._now = Prose()
        self._boxes: list[_Element] = []
        self._unseen = False

    def blocks(self, parent: _Element) -> Iterator[Paragraph]:
        """Yield the paragraphs in ``parent`` in reading order, also empty ones."""
        for child in parent:
            name = _local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child)
            elif name == "table":
                yield from self._table(child)
            elif _is_drawn(child):
                yield from self._drawn(child)
            elif name == "section" and _is_hidden(child):
                self._hide(child)
            elif name not in _PASSED and not name.endswith("-source"):
                yield from self.blocks(child)

    def _paragraph(self, element: _Element) -> Iterator[Paragraph]:
        outer = self._now, self._boxes, self._unseen
        self._now, self._boxes, self._unseen = Prose(), [], False
        self._inline(element, self._look("paragraph", element))
        paragraph, boxes, unseen = self._now.take(), self._boxes, self._unseen
        self._now, self._boxes, self._unseen = outer
        if unseen:
            self.hidden |= bool(paragraph.text.strip())
        else:
            yield paragraph
        for box in boxes:
            yield from self._drawn(box)

    def _table(self, table: _Element) -> Iterator[Paragraph]:
        for line in _rows(table):
            if _attribute(line, "visibility") in ("collapse", "filter"):
                self._hide(line)
                continue
            cells: list[list[Paragraph]] = []
            beside = 0  # covered cells that the one before reaches over
            for cell in line:
                name = _local(cell)
                if name == "table-cell":
                    cells.append(list(self.blocks(cell)))
                    beside = _number(cell, "number-columns-spanned") - 1
                elif name == "covered-table-cell" and beside > 0:
                    beside -= 1
                elif name == "covered-table-cell":  # what reaches down into it was told above
                    cells.append([])
            yield row(cells)

    def _inline(self, parent: _Element, look: _Look) -> None:
        self._flow(parent.text, look)
        for child in parent:
            name = _local(child)
            if name == "s":
                spaces = min(_number(child, "c"), _MAX_SPACES)
                self._say(" " * spaces, look)
            elif name == "tab":
                self._say("\t", look)
            elif name == "line-break":
                self._say("\n", look)
            elif name == "span":
                self._inline(child, self._look("text", child).over(look))
            elif name in ("hidden-text", "hidden-paragraph"):
                self._field(child, name, look)
            elif name in ("annotation", "annotation-end"):
                self._comment(child, name)
            elif name == "change":  # here stood what was deleted
                self.edges.cut()
            elif name == "note":
                self.dropped["footnote"] += 1
            elif _is_drawn(child):
                self._boxes.append(child)
            elif name not in _PASSED:  # links, fields, marks: what they show stands in the text
                self._inline(child, look)
            self._flow(child.tail, look)

    def _field(self, element: _Element, name: str, look: _Look) -> None:
        """Read a field that shows its text, or its paragraph, only if a condition holds."""
        if not _is_hidden(element):
            self._inline(element, look)
        elif name == "hidden-paragraph":
            self._unseen = True
        else:
            said = _attribute(element, "string-value") or "".join(map(str, element.itertext()))
            self.hidden |= bool(said.strip())

    def _flow(self, text: str | None, look: _Look) -> None:
        if text:
            self._say(text, look, flows=True)

    def _say(self, text: str, look: _Look, *, flows: bool = False) -> None:
        if look.hidden:
            self.hidden |= bool(text.strip())
            return
        write = self._now.flow if flows else self._now.say
        write(text, bold=bool(look.bold))

    def _comment(self, element: _Element, name: str) -> None:
        identity = _attribute(element, "name")
        if name == "annotation-end":
            self._now.mark(self.edges.mark(Edge.END, identity))
            return
        edge = Edge.START if identity else Edge.REFERENCE
        identity = identity or f" {len(self.comments)}"  # a name has no blank
        self._now.mark(self.edges.mark(edge, identity))
        self.comments.append(
            _Comment(
                identity,
                _attribute(element, "parent-name"),
                _said(_child(element, "creator")),
                _said(_child(element, "date"))[:40],
                "\n".join(each.text for each in _Walker(self._looks).blocks(element)),
                _attribute(element, "resolved") == "true",
            )
        )

    def _drawn(self, element: _Element) -> Iterator[Paragraph]:
        """Yield the text in a drawing, once though a frame may hold it twice; else count it."""
        name = _local(element)
        if name == "frame":
            box = _child(element, "text-box")
            if box is not None or _child(element, "table") is not None:
                yield from self.blocks(element if box is None else box)
                return
            parts = {_local(child) for child in element}
            self.dropped["object" if parts.intersection(_OBJECTS) else "picture"] += 1
        elif name in _OBJECTS:
            self.dropped["object"] += 1
        else:
            yield from self.blocks(element)

    def _hide(self, element: _Element) -> None:
        """Pass over what is not shown, and know whether there was anything."""
        self.hidden |= bool("".join(map(str, element.itertext())).strip())

    def _look(self, family: str, element: _Element) -> _Look:
        return self._looks.get((family, _attribute(element, "style-name")), _Look())


def _looks(*roots: _Element) -> _Looks:
    """Return the look of every style that says something of bold or hidden, parents included."""
    own: dict[tuple[str, str], tuple[_Look, str]] = {}
    for root in roots:
        for style in root.iter("{*}style"):
            look = _Look()
            for properties in style:
                if _local(properties) == "text-properties":
                    look = _Look(_bold(properties), _shown(properties))
            key = _attribute(style, "family"), _attribute(style, "name")
            own[key] = look, _attribute(style, "parent-style-name")
    looks: _Looks = {}
    for family, name in own:
        look, at, seen = _Look(), name, set[str]()
        while (family, at) in own and at not in seen:
            seen.add(at)
            base, at = own[family, at]
            look = look.over(base)
        if look != _Look():
            looks[family, name] = look
    return looks


def _bold(properties: _Element) -> bool | None:
    weight = _attribute(properties, "font-weight")
    if not weight:
        return None
    return weight == "bold" or (weight.isdecimal() and int(weight) >= 600)


def _shown(properties: _Element) -> bool | None:
    display = _attribute(properties, "display")
    return None if not display else display == "none"


def _rows(table: _Element) -> Iterator[_Element]:
    """Yield the rows of a table, also those in groups and headings."""
    for child in table:
        name = _local(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _is_drawn(element: _Element) -> bool:
    return str(element.tag).startswith(_DRAWING)


def _is_hidden(element: _Element) -> bool:
    if _attribute(element, "is-hidden"):
        return _attribute(element, "is-hidden") == "true"
    return _attribute(element, "display") == "none"


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: _Element | None, name: str) -> _Element | None:
    for child in element if element is not None else ():
        if _local(child) == name:
            return child
    return None


def _attribute(element: _Element, name: str) -> str:
    """Return an attribute by its name without namespace; no two of them matter to us."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _number(element: _Element, name: str) -> int:
    """Return a count that an attribute gives, 1 where it gives none."""
    value = _attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 10 else 1


def _said(element: _Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
