"""Where new quotes go in a report that people have gone on writing in."""

from collections.abc import Iterator
from gettext import NullTranslations

from lxml.etree import _Element

from kodeverk.export.readback import W
from kodeverk.export.returned import signs
from kodeverk.export.returned.comparing import Comparison, Found
from kodeverk.export.returned.fresh import Fresh, belongs
from kodeverk.export.returned.reading import Line, Reading, Spot
from kodeverk.export.returned.study import Again
from kodeverk.export.returned.surgery import Surgery, paragraph
from kodeverk.report import Quote, Report, Theme, ThemeKind

_Q = f"{{{W}}}"
Path = tuple[Theme, ...]


class Placing:
    """Puts quotes after those of their theme; without a theme, in a section before the appendices.

    A theme is known by its heading's bookmark, else by the quotes that stand under it. Headings of
    speakers are known by their quotes alone: their numbers change when transcripts come.
    """

    def __init__(
        self,
        surgery: Surgery,
        reading: Reading,
        comparison: Comparison,
        again: Again,
        words: NullTranslations,
    ) -> None:
        self._surgery = surgery
        self._reading = reading
        self._again = again
        self._words = words
        self._standing = [
            each
            for each in comparison.found
            if each.spot and not each.moved and each.spot.lines and in_body(each.spot.lines[-1])
        ]
        self._headed = bool(reading.named(signs.NEW))
        self._last: dict[str, tuple[_Element, str]] = {}
        """Where the next new quote of a theme goes: after what, and the key it stands under."""

    def themes(self, report: Report) -> Iterator[tuple[Path, Quote]]:
        """Yield the quotes of ``report``, each with its headings from the top down."""

        def walk(path: Path) -> Iterator[tuple[Path, Quote]]:
            for quote in path[-1].quotes:
                yield path, quote
            for below in path[-1].themes:
                yield from walk((*path, below))

        for theme in report.themes:
            yield from walk((theme,))

    def put(self, path: Path, quote: Quote, fresh: Fresh) -> str:
        """Put ``quote`` in; return the key of the theme under which it then stands."""
        key = signs.theme_key(path)
        if key not in self._last:
            found = self._after(path, key)
            self._last[key] = found or (self._section(path, key), key)
        after, there = self._last[key]
        last = self._surgery.insert_after(after, fresh.block(quote.id))
        self._last[key] = (last, there)
        return there

    def _after(self, path: Path, key: str) -> tuple[_Element, str] | None:
        """Return what the quotes of a theme come after, and the key of the theme there."""
        by_key = path[-1].kind is not ThemeKind.SPEAKER
        neighbours = self._neighbours(path)
        keys = {key} if by_key else {each.written.theme for each in neighbours}
        own = [each for each in self._standing if each.written.theme in keys]
        if not own and by_key and (line := self._top(key)):
            return line.element, key
        last = max(own or neighbours, key=place_of, default=None)
        if last is None or last.spot is None:
            return None
        return self._end(last.spot, signs.label(last.id)), last.written.theme

    def _neighbours(self, path: Path) -> list[Found]:
        """Return the quotes of a theme that were in the report under the code they have today."""
        code = signs.code_of(path)
        roots = {self._again.root(c) for quote in path[-1].quotes for c in quote.codings}
        return [
            each
            for each in self._standing
            if self._again.code(each.written.code) == code
            and any(self._again.root(c) in roots for c in (each.id, *each.written.codings))
        ]

    def _top(self, key: str) -> Line | None:
        """Return the line of counts of a theme, or its heading; None if it is not to be found."""
        headings = self._reading.named(f"{signs.THEME}{key}")
        if len(headings) != 1:
            return None
        counts = [c for c in self._reading.named(f"{signs.COUNTS}{key}") if c.theme == key]
        found = [spot.lines[-1] for spot in (*counts, *headings) if spot.lines]
        return next(filter(in_body, found), None)

    def _end(self, spot: Spot, label: str) -> _Element:
        """Return the last paragraph that belongs to a quote."""
        element = last_of(self._reading, spot, label)
        note = element.getnext()
        # A note that was put in a moment ago is not among the lines that were read.
        return element if note is None or not _has(note, f"{signs.WITHDRAWN}{label}") else note

    def _section(self, path: Path, key: str) -> _Element:
        """Make a heading for a theme in the section of new quotes; return the heading."""
        if not self._headed:
            self._headed = True
            heading = paragraph(self._words.gettext("New quotes"), self._heading_style(2))
            self._surgery.bookmark(signs.NEW, [heading])
            self._before_appendix(heading)
        name = " / ".join(theme.name for theme in path)
        heading = paragraph(name, self._heading_style(3))
        self._surgery.bookmark(f"{signs.THEME}{key}", [heading])
        self._before_appendix(heading)
        return heading

    def _before_appendix(self, element: _Element) -> None:
        body = self._surgery.body
        marks = [s for s in self._reading.named(signs.APPENDIX) if s.lines and in_body(s.lines[0])]
        if marks:
            marks[0].lines[0].element.addprevious(element)
        elif len(body) and body[-1].tag == f"{_Q}sectPr":
            body[-1].addprevious(element)
        else:
            body.append(element)

    def _heading_style(self, level: int) -> str:
        for line in self._reading.lines:
            style = line.element.find(f"{_Q}pPr/{_Q}pStyle")
            if line.level == level and style is not None:
                return style.get(f"{_Q}val") or ""
        return f"Heading{level}"


def place_of(found: Found) -> int:
    """Return the number of the paragraph in which a quote ends; -1 if it is not there."""
    return found.spot.lines[-1].number if found.spot and found.spot.lines else -1


def last_of(reading: Reading, spot: Spot, label: str) -> _Element:
    """Return the last of the paragraphs that belong to the quote at ``spot``, by their marks."""
    at = spot.lines[-1].number
    lines = reading.lines
    while at + 1 < len(lines) and any(belongs(name, label) for name in lines[at + 1].names):
        at += 1
    return lines[at].element


def in_body(line: Line) -> bool:
    """Tell whether a paragraph stands in no table or box."""
    parent = line.element.getparent()
    return parent is not None and parent.tag == f"{_Q}body"


def _has(element: _Element, name: str) -> bool:
    return any(e.get(f"{_Q}name") == name for e in element.iter(f"{_Q}bookmarkStart"))
