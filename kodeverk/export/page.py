"""What all of a report is written with: its words, its styles, its language, its numbers."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from gettext import NullTranslations

from kodeverk.export import blocks
from kodeverk.export.blocks import KEPT, NOT_KEPT, field, paragraph
from kodeverk.export.package import Package
from kodeverk.report import Note
from kodeverk.text import clean_line

_TAGS = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}


def language_tag(language: str) -> str:
    """Return the language tag that Word wants, such as ``nb-NO``."""
    return _TAGS.get(language, "nb-NO")


def _unless(tag: str, usual: str) -> str:
    return "" if tag == usual else tag


class Page:
    """Makes paragraphs in the styles of a document. ``number`` is free for what needs an id."""

    def __init__(self, document: Package, words: NullTranslations, language: str) -> None:
        self.document = document
        self.words = words
        self.styles = document.styles
        self.code = language
        self.language = language_tag(language)
        self._spoken = cache(lambda spoken: _unless(language_tag(spoken), document.tag))
        self._usual = self._spoken(language)
        self.number = document.first_number
        self._counted: dict[str, int] = {}

    def next_number(self) -> int:
        """Return an id that nothing in the document has."""
        self.number += 1
        return self.number - 1

    def run(self, text: str, style: str = "", *, bold: bool = False, language: str = "") -> str:
        """Return a run, marked with its language where that is not the document's."""
        spoken = self._spoken(language) if language else self._usual
        if not (style or bold or spoken):
            return blocks.plain(text)
        return blocks.run(text, style, bold=bold, language=spoken)

    def text(self, text: str, style: str = "", *, keep: bool = False) -> str:
        """Return a paragraph in the style of that key; ``keep``: on the page of the next one."""
        return paragraph(self.run(text), self.styles[style] if style else "", KEPT if keep else "")

    def heading(self, text: str, level: int) -> str:
        """Return a heading; there are six levels."""
        return self.text(clean_line(text), f"Heading{min(level, 6)}")

    def note(self, note: Note) -> str:
        """Return a memo."""
        about = f"{note.about}. " if note.about else ""
        label = self.words.gettext("Memo by {coder}:").format(coder=clean_line(note.coder))
        return paragraph(
            self.run(f"{about}{label} ", bold=True) + self.run(note.text), self.styles["Memo"]
        )

    def room(self, hint: str) -> str:
        """Return an empty place in which people write."""
        inside = self.run(hint, self.styles["PlaceholderText"])
        name = self.words.gettext("Space to write in")
        return paragraph(blocks.room(inside, name), self.styles["Room"])

    def caption(self, label: str, text: str, *, below: bool = False) -> str:
        """Return «Tabell 1: …», numbered within its label; it is above or ``below`` its thing."""
        self._counted[label] = self._counted.get(label, 0) + 1
        number = field(f"SEQ {label} \\* ARABIC", str(self._counted[label]))
        inside = f"{self.run(f'{label} ')}{number}{self.run(f': {text}')}"
        return paragraph(inside, self.styles["Caption"], NOT_KEPT if below else KEPT)

    def cell(
        self,
        text: str,
        *,
        indent: int = 0,
        bold: bool = False,
        right: bool = False,
        quote: str = "",
    ) -> str:
        """Return the paragraph of a cell; ``quote`` is the id of a quote to link to."""
        if quote:
            inside = blocks.link(quote, self.run(text, self.styles["Hyperlink"]))
        else:
            inside = self.run(text, bold=bold)
        return blocks.cell(inside, self.styles["TableText"], indent=indent, right=right)

    def table(
        self,
        caption: str,
        description: str,
        columns: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[str]],
        right: Sequence[int] = (),
    ) -> Iterator[str]:
        """Yield a table under its caption. ``columns`` are titles and parts of the width.

        ``right`` are the columns of numbers. Word wants a paragraph after a table: it is there.
        """
        yield self.caption(self.words.gettext("Table"), caption)
        titles = [
            self.cell(title, bold=True, right=number in right)
            for number, (title, _part) in enumerate(columns)
        ]
        whole = sum(part for _title, part in columns)
        widths = [part * self.document.width / whole for _title, part in columns]

        def every() -> Iterator[Sequence[str]]:
            yield titles
            yield from rows

        yield from blocks.table(self.styles["KodeverkTable"], caption, description, widths, every())
        yield paragraph()

    def informants(self, n: int) -> str:
        """Return «3 informants»."""
        return self.words.ngettext("{n} informant", "{n} informants", n).format(n=n)

    def codings(self, n: int) -> str:
        """Return «3 codings»."""
        return self.words.ngettext("{n} coding", "{n} codings", n).format(n=n)

    def list(self, names: Sequence[str]) -> str:
        """Return the names as people list them: «A, B and C»."""
        if len(names) < 2:
            return "".join(names)
        return self.words.gettext("{names} and {last}").format(
            names=", ".join(names[:-1]), last=names[-1]
        )
