"""The hidden signs in a report by which its parts are known again: bookmarks, and what they hold.

A bookmark is what both Word and LibreOffice keep (LibreOffice empties one that stands in a content
control). A quote has two, on its text and on its source line: either tells where the other was.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from kodeverk.export.blocks import marked
from kodeverk.export.readback import bookmark
from kodeverk.export.returned import manifest as manifests
from kodeverk.export.returned.manifest import Manifest, Written
from kodeverk.report import Quote, Report, Theme, ThemeKind
from kodeverk.text import clean, clean_line

if TYPE_CHECKING:
    from kodeverk.export.package import Package

QUOTE, SOURCE, MEMO, QUESTION, WITHDRAWN = "kv_", "kvs_", "kvm_", "kvq_", "kvw_"
SHOWN = "kvo_"
THEME, COUNTS, TABLE, APPENDIX, NEW = "kvt_", "kvc_", "kvx_", "kva_first", "kvn_new"
_END, _LAYOUT = "</w:p>", "</w:pPr>"
_TEXT = re.compile("<w:t(?: [^>]*)?>([^<]*)</w:t>")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument"
_ITEM_TYPE = f"{_TYPE}.customXmlProperties+xml"
_PROPERTIES_TYPE = f"{_TYPE}.custom-properties+xml"
_OF_CODE = (ThemeKind.CODE, ThemeKind.MISSING)
_LONGEST = 32  # letters of a label: Word takes 40 in a name


def label(quote_id: str) -> str:
    """Return what follows the sign in the names of all bookmarks of a quote."""
    return bookmark(quote_id)[len(QUOTE) :][:_LONGEST]


def digest(text: str, salt: str) -> str:
    """Return what tells ``text`` from others in the report ``salt``, however it is spaced."""
    return digester(salt)(text)


def digester(salt: str) -> Callable[[str], str]:
    """Return ``digest`` for one report, which is quick where there are many texts."""
    begun = blake2b(key=salt.encode(), digest_size=8)

    def found(text: str) -> str:
        made = begun.copy()
        if "  " in text or not text.isprintable():  # of white space only blanks are printable
            text = " ".join(clean(text).split())
        plain = unicodedata.normalize("NFC", text.strip())
        made.update(plain.encode("utf-8", "replace"))
        return made.hexdigest()

    return found


def theme_key(path: "tuple[Theme, ...]") -> str:
    """Return what a heading is known by, however the codes above it are arranged.

    ``path`` are the themes from the top down to it.
    """
    last = path[-1]
    parts = [f"{each.kind}:{each.id}" for each in path if each.kind is ThemeKind.TRANSCRIPT]
    parts += [f"{each.kind}:{each.id}" for each in path if each.kind in _OF_CODE][-1:]
    if last.kind not in (*_OF_CODE, ThemeKind.TRANSCRIPT):
        parts.append(f"{last.kind}:{last.id}")
    return blake2b("/".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def code_of(path: "tuple[Theme, ...]") -> str:
    """Return the code that the quotes under the last theme of ``path`` are coded with."""
    return next((each.id for each in reversed(path) if each.kind in _OF_CODE), "")


class Signs:
    """Gives bookmarks to the paragraphs of a report as they are written, and notes what they hold.

    Paragraphs come and go as XML, each as ``<w:p>…</w:p>``.
    """

    def __init__(self, report: Report, made: datetime, number: Callable[[], int]) -> None:
        self._report = report
        self._made = made.astimezone(UTC).isoformat()
        self._number = number
        self._path: tuple[Theme, ...] = ()
        self._key = self._code = ""
        # Nobody else's, and the same when the same report is written at the same moment.
        ids = "\n".join((report.study, report.title, self._made, *(q.id for q in report.quotes())))
        self._salt = blake2b(ids.encode("utf-8", "replace"), digest_size=10).hexdigest()
        self._digest = digester(self._salt)
        self._quotes: list[Written] = []
        self._blocks: dict[str, str] = {}

    def theme(self, theme: Theme, depth: int, heading: str) -> str:
        """Return the heading of a theme, ``depth`` themes below the top."""
        self._path = (*self._path[:depth], theme)
        self._key, self._code = theme_key(self._path), code_of(self._path)
        self._blocks[f"{THEME}{self._key}"] = self._digest(_said(heading))
        return self.around(f"{THEME}{self._key}", heading)

    def counts(self, paragraph: str, name: str = "") -> str:
        """Return a line that counts something: of the theme, or of what is called ``name``.

        It may be several paragraphs.
        """
        name = f"{COUNTS}{name or self._key}"
        self._blocks[name] = digest(_said(paragraph), self._salt)
        return self.around(name, paragraph)

    def shown(self, paragraph: str) -> str:
        """Return the line that tells how many of the theme's quotes are shown."""
        name = f"{SHOWN}{self._key}"
        self._blocks[name] = digest(_said(paragraph), self._salt)
        return self.around(name, paragraph)

    def quote(self, quote: Quote, text: str, source: str) -> None:
        """Note a quote that is written as ``text``, and its source line (empty without one)."""
        digest, told, lines = self._digest(text), "", len(quote.passages)
        if source:
            told = self._digest(source)
        self._quotes.append(
            Written(quote.id, self._key, self._code, digest, told, lines, quote.codings)
        )

    def around(self, name: str, paragraph: str) -> str:
        """Return ``paragraph`` with all of its text in a bookmark."""
        at = paragraph.find(_LAYOUT)
        at = at + len(_LAYOUT) if at >= 0 else paragraph.find(">") + 1
        inside = marked(self._number(), name, paragraph[at : -len(_END)])
        return f"{paragraph[:at]}{inside}{_END}"

    def appendices(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield the appendices: the first heading is marked, and the caption of each table."""
        first, held, name = True, "", ""
        cells: list[str] | None = None
        for piece in pieces:
            if piece.startswith("<w:tbl>"):
                name = f"{TABLE}{blake2b(_said(held).encode(), digest_size=8).hexdigest()}"
                held, cells = self.around(name, held), []
            if cells is not None:
                cells.append(compact(_said(piece)))
            if piece.endswith("</w:tbl>") and cells is not None:
                self._blocks[name] = digest("".join(cells), self._salt)
                cells = None
            if held:
                yield self.around(APPENDIX, held) if first else held
                first = False
            held = piece
        if held:
            yield held

    def manifest(self) -> Manifest:
        """Return what was written."""
        report = self._report
        return Manifest(
            report=self._salt,
            study=report.study,
            title=clean_line(report.title),
            made=self._made,
            options=replace(report.options, title=clean_line(report.options.title)),
            quotes=tuple(self._quotes),
            blocks=self._blocks,
        )


def signed(document: "Package", signs: Signs, text: Iterable[str]) -> Iterator[str]:
    """Return ``text``; when it has ended, what ``signs`` has noted is in ``document`` too."""
    item, properties = _free(document, "customXml/item"), "docProps/custom.xml"
    number = item.removeprefix("customXml/item")
    about = f"customXml/itemProps{number}.xml"
    old = document.parts.get(properties)
    part = document.add(f"{item}.xml", f"{_OFFICE}/customXml", "application/xml")
    document.add(about, f"{_OFFICE}/customXmlProps", _ITEM_TYPE, source=part)
    if old is None:
        kind = f"{_OFFICE}/custom-properties"
        document.add(properties, kind, _PROPERTIES_TYPE, source=document.whole)

    def pieces() -> Iterator[str]:
        yield from text
        manifest = signs.manifest()
        document.parts[f"{item}.xml"] = manifests.encode(manifest)
        document.parts[about] = manifests.item_properties(manifest)
        document.parts[properties] = manifests.properties_part(manifests.properties(manifest), old)

    return pieces()


def _free(document: "Package", stem: str) -> str:
    """Return the first name from ``stem`` that no part of the document has."""
    taken = {name.lower() for name in document.names()}
    return next(f"{stem}{n}" for n in count(1) if f"{stem}{n}.xml".lower() not in taken)


def compact(text: str) -> str:
    """Return ``text`` without white space, as that of a table is compared."""
    return "".join(text.split())


def _said(xml: str) -> str:
    """Return the text in XML of ours, with a blank between paragraphs."""
    said = " ".join("".join(_TEXT.findall(each)) for each in xml.split(_END))
    return unescape(said, {"&quot;": '"'}).strip()
