"""What stands in a report that comes back: its paragraphs, and the places of our bookmarks.

Text is read as if all tracked changes were accepted; what it was before them is read beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from kodeverk.export.readback import W
from kodeverk.export.returned import signs
from kodeverk.export.returned.container import Docx

_Q = f"{{{W}}}"
_OURS = re.compile(r"kv[a-z]?_\w+")
_HEADING = re.compile(r"(?:heading|overskrift) ([1-9])")
_PIECES = {f"{_Q}br": "\n", f"{_Q}cr": "\n", f"{_Q}tab": "\t", f"{_Q}noBreakHyphen": "-"}
_WRITTEN_BY_A_PERSON = frozenset(
    f"{_Q}{name}"
    for name in (
        *("b", "i", "u", "strike", "dstrike", "highlight", "shd", "color", "caps", "smallCaps"),
        *("vanish", "vertAlign", "emboss", "imprint", "outline", "shadow", "em", "bdr"),
    )
)
_OFF = ("0", "false", "off", "none")
_FOREIGN = frozenset(
    f"{_Q}{name}"
    for name in (
        *("drawing", "pict", "object", "hyperlink", "fldSimple", "fldChar", "sdt", "sym"),
        *("footnoteReference", "endnoteReference", "smartTag", "customXml", "ruby"),
    )
)


@dataclass(slots=True, eq=False)
class Line:
    """A paragraph: ``text`` as it stands, ``names`` of the bookmarks that hold some of it."""

    element: _Element
    number: int
    style: str = ""
    level: int = 0
    """Of a heading, 1 at the top; 0 for any other paragraph."""
    theme: str = ""
    heading: str = ""
    parts: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    tracked: bool = False

    @property
    def text(self) -> str:
        """The text as it stands."""
        return "".join(self.parts)


@dataclass(slots=True, eq=False)
class Spot:
    """A stretch of text: that of a bookmark, or paragraphs without one (``name`` is empty).

    ``was`` is the text before tracked changes; ``comments`` are ids. ``touched`` tells that there
    is something in it, or beside it in its paragraphs, that only a person can have put there.
    ``theme`` is the key of the theme it stands under, ``heading`` the text of the nearest heading.
    """

    name: str
    start: _Element
    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    was_parts: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    touched: bool = False
    theme: str = ""
    heading: str = ""

    @property
    def text(self) -> str:
        """The text as it stands."""
        return "".join(self.parts).strip()

    @property
    def was(self) -> str:
        """The text before tracked changes."""
        return "".join(self.was_parts).strip()

    @property
    def tracked(self) -> bool:
        """True when it holds tracked changes."""
        return self.text != self.was

    @property
    def alone(self) -> bool:
        """True when nothing else stands in its paragraphs."""
        whole = "\n".join(line.text for line in self.lines)
        return whole.split() == self.text.split()


@dataclass(slots=True)
class Reading:
    """All of a document: ``comments`` are (author, text) by id.

    ``endless`` are bookmarks without an end, which hold nothing that one can know.
    """

    lines: list[Line] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    endless: list[Spot] = field(default_factory=list)
    comments: dict[str, tuple[str, str]] = field(default_factory=dict)

    def named(self, name: str) -> list[Spot]:
        """Return the places of the bookmark of that name."""
        return [spot for spot in self.spots if spot.name == name]


def read(document: Docx) -> Reading:
    """Return what stands in ``document``."""
    reader = _Reader(_style_names(document.part("styles")))
    reader.walk(document.root)
    reader.found.comments = _comments(document.part("comments"))
    return reader.found


def _style_names(styles: _Element | None) -> dict[str, str]:
    """Return the name of each style by its id, in lower case."""
    found = {}
    for style in () if styles is None else styles.iter(f"{_Q}style"):
        name = style.find(f"{_Q}name")
        if name is not None:
            found[style.get(f"{_Q}styleId") or ""] = (name.get(f"{_Q}val") or "").casefold()
    return found


def _comments(part: _Element | None) -> dict[str, tuple[str, str]]:
    found = {}
    for comment in () if part is None else part.iter(f"{_Q}comment"):
        paragraphs = (
            "".join(piece.text or "" for piece in p.iter(f"{_Q}t")) for p in comment.iter(f"{_Q}p")
        )
        author = comment.get(f"{_Q}author") or ""
        found[comment.get(f"{_Q}id") or ""] = (author, "\n".join(paragraphs).strip())
    return found


class _Reader:
    """One walk through a document."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.found = Reading()
        self._styles = styles
        self._open: dict[str, Spot] = {}
        self._commented: set[str] = set()
        self._lines: list[Line] = []  # a text box is a paragraph in a paragraph
        self._inserted = self._deleted = 0
        self._theme = self._heading = ""

    def walk(self, root: _Element) -> None:
        """Read all of ``root``."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                self._end(element, str(tag))
            elif tag in (f"{_Q}pPr", f"{_Q}rPr") or str(tag).endswith("}Fallback"):
                self._properties(element)
                walker.skip_subtree()
            else:
                self._start(element, str(tag))
        for spot in self._open.values():
            self._endless(spot)

    def _start(self, element: _Element, tag: str) -> None:
        if tag == f"{_Q}t" or tag == f"{_Q}delText":
            self._say(element.text or "")
        elif tag in _PIECES:
            self._say(_PIECES[tag])
        elif tag == f"{_Q}p":
            line = Line(element, len(self.found.lines), theme=self._theme, heading=self._heading)
            self.found.lines.append(line)
            self._lines.append(line)
            for spot in self._open.values():
                spot.parts.append("\n")
                spot.was_parts.append("\n")
        elif tag == f"{_Q}bookmarkStart":
            self._mark(element)
        elif tag == f"{_Q}bookmarkEnd":
            self._open.pop(element.get(f"{_Q}id") or "", None)
        elif tag in (f"{_Q}ins", f"{_Q}moveTo"):
            self._inserted += 1
        elif tag in (f"{_Q}del", f"{_Q}moveFrom"):
            self._deleted += 1
        elif tag == f"{_Q}commentRangeStart":
            self._commented.add(element.get(f"{_Q}id") or "")
        elif tag == f"{_Q}commentRangeEnd":
            self._commented.discard(element.get(f"{_Q}id") or "")
        elif tag == f"{_Q}commentReference":
            self._note({element.get(f"{_Q}id") or ""})
        elif tag in _FOREIGN:
            for spot in self._open.values():
                spot.touched = True

    def _end(self, element: _Element, tag: str) -> None:
        if tag == f"{_Q}p":
            line = self._lines.pop()
            if line.level:
                self._heading = " ".join(line.text.split())
        elif tag in (f"{_Q}ins", f"{_Q}moveTo"):
            self._inserted -= 1
        elif tag in (f"{_Q}del", f"{_Q}moveFrom"):
            self._deleted -= 1

    def _say(self, text: str) -> None:
        line = self._lines[-1] if self._lines else None
        if line is not None:
            line.tracked = line.tracked or bool(self._inserted or self._deleted)
            if not self._deleted:
                line.parts.append(text)
        for spot in self._open.values():
            if not self._deleted:
                spot.parts.append(text)
            if not self._inserted:
                spot.was_parts.append(text)
            if line is not None and (not spot.lines or spot.lines[-1] is not line):
                spot.lines.append(line)
            if line is not None:
                line.names.add(spot.name)
        if self._commented:
            self._note(self._commented)

    def _note(self, comments: set[str]) -> None:
        for spot in self._open.values():
            spot.comments += [each for each in sorted(comments) if each not in spot.comments]

    def _mark(self, element: _Element) -> None:
        name = element.get(f"{_Q}name") or ""
        if not _OURS.fullmatch(name):
            return
        if name.startswith(signs.THEME):
            self._theme = name.removeprefix(signs.THEME)
        spot = Spot(name, element, theme=self._theme, heading=self._heading)
        self.found.spots.append(spot)
        number = element.get(f"{_Q}id") or ""
        if number in self._open:
            self._endless(self._open[number])
        self._open[number] = spot

    def _endless(self, spot: Spot) -> None:
        self.found.spots.remove(spot)
        self.found.endless.append(spot)
        for line in spot.lines:
            line.names.discard(spot.name)

    def _properties(self, element: _Element) -> None:
        if element.tag == f"{_Q}rPr":
            styled = element.find(f"{_Q}rStyle") is not None
            if self._open and not styled and any(map(_is_set, element)):
                for spot in self._open.values():
                    spot.touched = True
        elif element.tag == f"{_Q}pPr" and self._lines:
            line = self._lines[-1]
            style = element.find(f"{_Q}pStyle")
            key = style.get(f"{_Q}val") or "" if style is not None else ""
            line.style = self._styles.get(key, key.casefold())
            heading = _HEADING.fullmatch(line.style)
            line.level = int(heading[1]) if heading else 0


def _is_set(element: _Element) -> bool:
    """Tell whether a property of letters is one that a person has set."""
    return element.tag in _WRITTEN_BY_A_PERSON and element.get(f"{_Q}val") not in _OFF


def quotes(reading: Reading) -> Iterator[Spot]:
    """Yield the places of quotes, in order."""
    return (spot for spot in reading.spots if spot.name.startswith(signs.QUOTE))
