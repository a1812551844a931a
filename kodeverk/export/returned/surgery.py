"""Cuts in the XML of a Word document: paragraphs get another text, bookmarks come and go."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from kodeverk.export.readback import W
from kodeverk.export.returned.reading import Spot

_Q = f"{{{W}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MARKS = (f"{_Q}bookmarkStart", f"{_Q}bookmarkEnd")


class Surgery:
    """Works on one document; ids it gives are free in it."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        body = root.find(f"{_Q}body")
        self.body = root if body is None else body
        self._ends = dict(_pairs([root]))
        numbers = (str(e.get(f"{_Q}id")) for e in root.iter() if e.get(f"{_Q}id"))
        self._number = max((int(n) for n in numbers if n.isdecimal()), default=0)

    def rewrite(self, spot: Spot, fresh: Sequence[_Element]) -> None:
        """Give the paragraphs of ``spot`` the text of ``fresh``, and leave their layout.

        Nothing but the text of the bookmark may stand in them.
        """
        old = [line.element for line in spot.lines]
        first, last = old[0], old[0]
        layout = first.find(f"{_Q}pPr")
        kept: list[_Element] = []
        for paragraph in old:
            kept += [mark for mark in paragraph.iter(*_MARKS) if mark is not spot.start]
            for child in list(paragraph):
                if child.tag != f"{_Q}pPr":
                    paragraph.remove(child)
        for number, source in enumerate(fresh):
            if number < len(old):
                paragraph = old[number]
            else:
                paragraph = etree.Element(f"{_Q}p")
                if layout is not None:
                    paragraph.append(deepcopy(layout))
                last.addnext(paragraph)
            paragraph.extend([child for child in list(source) if child.tag == f"{_Q}r"])
            last = paragraph
        for surplus in old[len(fresh) :]:
            _take_out(surplus)
        _after_layout(first, spot.start)
        end = self._end(spot.start)
        last.extend([mark for mark in kept if mark is not end])
        last.append(end)

    def bookmark(self, name: str, paragraphs: Sequence[_Element]) -> None:
        """Put all text of ``paragraphs`` in a new bookmark."""
        self._number += 1
        start = etree.Element(f"{_Q}bookmarkStart")
        start.set(f"{_Q}id", str(self._number))
        start.set(f"{_Q}name", name)
        end = etree.Element(f"{_Q}bookmarkEnd")
        end.set(f"{_Q}id", str(self._number))
        self._ends[start] = end
        _after_layout(paragraphs[0], start)
        paragraphs[-1].append(end)

    def forget(self, start: _Element) -> None:
        """Take a bookmark out; what is in it stays."""
        for mark in (start, self._ends.get(start)):
            if mark is not None and mark.getparent() is not None:
                _take_out(mark)

    def renumber(self, elements: Sequence[_Element]) -> None:
        """Give the bookmarks in ``elements``, which come from elsewhere, ids that are free here."""
        given: dict[str, str] = {}
        for element in elements:
            for mark in element.iter(*_MARKS):
                old = str(mark.get(f"{_Q}id"))
                if old not in given:
                    self._number += 1
                    given[old] = str(self._number)
                mark.set(f"{_Q}id", given[old])
        self._ends.update(_pairs(elements))

    def insert_after(self, place: _Element, elements: Sequence[_Element]) -> _Element:
        """Put ``elements`` after ``place`` and return the last of them."""
        self.renumber(elements)
        for element in elements:
            tail, place.tail = place.tail, None
            place.addnext(element)
            element.tail = tail
            place = element
        return place

    def insert_before(self, place: _Element, elements: Sequence[_Element]) -> None:
        """Put ``elements`` before ``place``."""
        self.renumber(elements)
        for element in elements:
            place.addprevious(element)

    def _end(self, start: _Element) -> _Element:
        if start not in self._ends:
            self._ends[start] = etree.Element(f"{_Q}bookmarkEnd")
            self._ends[start].set(f"{_Q}id", str(start.get(f"{_Q}id")))
        return self._ends[start]


def paragraph(text: str, style: str = "", *, bold: bool = False) -> _Element:
    """Return a paragraph with this text in the style of that id."""
    made = etree.Element(f"{_Q}p", nsmap={"w": W})
    if style:
        layout = etree.SubElement(made, f"{_Q}pPr")
        etree.SubElement(layout, f"{_Q}pStyle").set(f"{_Q}val", style)
    run = etree.SubElement(made, f"{_Q}r")
    if bold:
        etree.SubElement(etree.SubElement(run, f"{_Q}rPr"), f"{_Q}b")
    written = etree.SubElement(run, f"{_Q}t")
    written.set(_SPACE, "preserve")
    written.text = text
    return made


def table_after(caption: _Element) -> _Element | None:
    """Return the table right after the paragraph ``caption``."""
    after = caption.getnext()
    while after is not None and after.tag in _MARKS:
        after = after.getnext()
    return after if after is not None and after.tag == f"{_Q}tbl" else None


def said(element: _Element) -> str:
    """Return all text in ``element`` without its spaces."""
    return "".join("".join(t.text or "" for t in element.iter(f"{_Q}t")).split())


def _pairs(elements: Sequence[_Element]) -> Iterator[tuple[_Element, _Element]]:
    """Yield each bookmark's start with its end: ids alone tell nothing where copies share one."""
    begun: dict[str | None, _Element] = {}
    for mark in (mark for element in elements for mark in element.iter(*_MARKS)):
        number = mark.get(f"{_Q}id")
        if mark.tag == _MARKS[0]:
            begun[number] = mark
        elif number in begun:
            yield begun.pop(number), mark


def _after_layout(paragraph: _Element, mark: _Element) -> None:
    layout = paragraph.find(f"{_Q}pPr")
    paragraph.insert(0 if layout is None else 1, mark)


def _take_out(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
