"""The report as it would be written today, to take paragraphs and tables from."""

from collections import Counter
from copy import deepcopy
from datetime import datetime

from lxml.etree import _Element

from kodeverk.export.readback import W, bookmark
from kodeverk.export.returned import signs
from kodeverk.export.returned.container import Docx
from kodeverk.export.returned.manifest import Manifest
from kodeverk.export.returned.reading import Reading, Spot, read
from kodeverk.report import Report

_Q = f"{{{W}}}"
_STYLES = ("pStyle", "rStyle", "tblStyle")


class Fresh:
    """A report that has just been written, and the styles by which another document has the same.

    The same style is the one that paragraphs of the same kind have there, else one of that name.
    """

    def __init__(self, report: Report, now: datetime, there: Docx, reading: Reading) -> None:
        from kodeverk.export.word import document

        made = Docx(document(report, now=now), "")
        self.reading: Reading = read(made)
        manifest = made.manifest()
        assert manifest is not None  # it was written a moment ago
        self.manifest: Manifest = manifest
        self.written = {each.id: each for each in manifest.quotes}
        self._spots: dict[str, Spot] = {spot.name: spot for spot in self.reading.spots}
        self._styles = _by_name(made, there)
        mine, theirs = _by_kind(self.reading), _by_kind(reading)
        for kind, style in mine.items():
            if theirs.get(kind):
                self._styles[style] = theirs[kind]

    def spot(self, name: str) -> Spot | None:
        """Return the place of a bookmark."""
        return self._spots.get(name)

    def lines(self, name: str) -> list[_Element]:
        """Return copies of the paragraphs of a bookmark."""
        spot = self._spots.get(name)
        return [self.copy(line.element) for line in spot.lines] if spot else []

    def block(self, quote_id: str) -> list[_Element]:
        """Return copies of all paragraphs that belong to a quote."""
        own = signs.label(quote_id)
        name = bookmark(quote_id)
        first = self._spots[name].lines[0].number
        last = self._spots[name].lines[-1].number
        lines = self.reading.lines
        while first > 0 and any(belongs(n, own) for n in lines[first - 1].names):
            first -= 1
        while last + 1 < len(lines) and any(belongs(n, own) for n in lines[last + 1].names):
            last += 1
        return [self.copy(line.element) for line in lines[first : last + 1]]

    def copy(self, element: _Element) -> _Element:
        """Return a copy of ``element`` with the styles of the other document."""
        made = deepcopy(element)
        made.tail = None
        for style in list(made.iter(*(f"{_Q}{name}" for name in _STYLES))):
            there = self._styles.get(style.get(f"{_Q}val") or "")
            parent = style.getparent()
            if there:
                style.set(f"{_Q}val", there)
            elif parent is not None:
                parent.remove(style)
        return made


def belongs(name: str, label: str) -> bool:
    """Tell whether the bookmark ``name`` is one of the quote with that label."""
    sign, _line, rest = name.partition("_")
    return sign.startswith("kv") and (rest == label or rest.startswith(f"{label}_"))


def _by_name(mine: Docx, theirs: Docx) -> dict[str, str]:
    """Return the id there of each style here that has the same name."""
    names: dict[tuple[str, str], str] = {}
    for style in _all(theirs):
        names.setdefault(_name(style), style.get(f"{_Q}styleId") or "")
    return {
        style.get(f"{_Q}styleId") or "": names[_name(style)]
        for style in _all(mine)
        if _name(style) in names
    }


def _all(document: Docx) -> list[_Element]:
    styles = document.part("styles")
    return [] if styles is None else list(styles.iter(f"{_Q}style"))


def _name(style: _Element) -> tuple[str, str]:
    name = style.find(f"{_Q}name")
    kind = style.get(f"{_Q}type") or ""
    return kind, (name.get(f"{_Q}val") or "").casefold() if name is not None else ""


def _by_kind(reading: Reading) -> dict[str, str]:
    """Return the style id that most paragraphs of each kind of bookmark have."""
    found: dict[str, Counter[str]] = {}
    for spot in reading.spots:
        kind = spot.name.partition("_")[0]
        if kind in ("kv", "kvs", "kvm", "kvq"):
            for line in spot.lines:
                style = line.element.find(f"{_Q}pPr/{_Q}pStyle")
                if style is not None:
                    found.setdefault(kind, Counter())[style.get(f"{_Q}val") or ""] += 1
    return {kind: styles.most_common(1)[0][0] for kind, styles in found.items()}
