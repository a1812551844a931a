"""The codebook for people: as a Word file to read and agree on, and as a sheet."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import BinaryIO

from kodeverk.codebook.marks import letters
from kodeverk.export.blocks import paragraph
from kodeverk.export.page import Page, language_tag
from kodeverk.export.paint import painted, tint
from kodeverk.export.tables import Altered
from kodeverk.export.tables.sheet import write_sheet
from kodeverk.export.template import blank
from kodeverk.i18n import translator
from kodeverk.model import Code, Codebook

_WIDTHS = (16, 16, 34, 60, 40, 40, 60, 34, 34, 10, 7, 12, 20)


def document(
    book: Codebook,
    language: str,
    project: str = "",
    *,
    counts: Mapping[str, int] | None = None,
    now: datetime | None = None,
) -> bytes:
    """Return ``book`` as the bytes of a .docx made at ``now``, its words in ``language``.

    ``counts`` are the codings of each code id, where they are to be told.
    """
    words, tag = translator(language), language_tag(language)
    package = blank(language)
    title = book.title or words.gettext("The codebook")
    package.describe(title, project, tag, now or datetime.now(UTC))
    return package.save(_Writer(book, Page(package, words, language), counts).write(title))


class _Writer:
    """Writes one codebook. What the researchers wrote is in the codebook's own language."""

    def __init__(self, book: Codebook, page: Page, counts: Mapping[str, int] | None) -> None:
        self.book = book
        self.page = page
        self.counts = counts
        self.letters = letters(book)

    def write(self, title: str) -> Iterator[str]:
        """Yield all of it, from the title to the last code."""
        book, page, words = self.book, self.page, self.page.words
        yield page.heading(title, 1)
        if book.version:
            yield self._line(words.gettext("Version"), book.version)
        if book.rules:
            yield page.heading(words.gettext("Rules for coding"), 2)
            for rule in book.rules:
                yield paragraph(page.run(rule.text, language=book.language))
        for code in book.codes:
            yield from self._code(code)

    def _code(self, code: Code) -> Iterator[str]:
        page, words = self.page, self.page.words
        yield page.heading(code.name, 2 + len(self.book.ancestors(code.id)))
        yield self._sign(code)
        if code.definition:
            yield paragraph(page.run(code.definition, language=self.book.language))
        for label, text in (
            (words.gettext("Used when"), code.include),
            (words.gettext("Not used when"), code.exclude),
            (words.gettext("Words that speak for it"), ", ".join(code.cues)),
            (words.gettext("Words that speak against it"), ", ".join(code.counter_cues)),
        ):
            if text:
                yield self._line(label, text)
        if code.examples:
            yield paragraph(page.run(words.gettext("Examples"), bold=True), layout="<w:keepNext/>")
        for example in code.examples:
            inside = page.run(example, language=self.book.language)
            yield paragraph(inside, page.styles["Quote"], '<w:keepNext w:val="0"/>')

    def _sign(self, code: Code) -> str:
        """Return the line with the letters, the colour, the id and the number of codings."""
        page, words = self.page, self.page.words
        parts = [painted(f" {self.letters[code.id]} ", tint(code.color))]
        if code.color:
            parts += [
                page.run("  "),
                painted("      ", code.color[1:].upper()),
                page.run(f" {words.gettext('Colour')} {code.color}"),
            ]
        about = [words.gettext("Id: {id}").format(id=code.id)]
        if code.key:
            about.append(words.gettext("Key: {key}").format(key=code.key))
        if not code.codable:
            about.append(words.gettext("only gathers the codes below it"))
        elif self.counts is not None:
            about.append(page.codings(self.counts.get(code.id, 0)))
        parts.append(page.run("   " + "   ".join(about)))
        return paragraph("".join(parts), layout="<w:keepNext/>")

    def _line(self, label: str, text: str) -> str:
        page = self.page
        return paragraph(
            page.run(f"{label}: ", bold=True) + page.run(text, language=self.book.language)
        )


def sheet(book: Codebook, file: BinaryIO, language: str) -> Altered:
    """Write ``book`` as a sheet of Excel's, a row for each code; lists have an entry a line."""
    words = translator(language)
    return write_sheet(
        _rows(book, words), file, words.gettext("Codebook"), _headings(words), _WIDTHS
    )


def _headings(words: NullTranslations) -> tuple[str, ...]:
    return (
        words.gettext("Id"),
        words.gettext("Belongs under"),
        words.gettext("Name"),
        words.gettext("Definition"),
        words.gettext("Used when"),
        words.gettext("Not used when"),
        words.gettext("Examples"),
        words.gettext("Words that speak for it"),
        words.gettext("Words that speak against it"),
        words.gettext("Colour"),
        words.gettext("Key"),
        words.gettext("Can be set"),
        words.gettext("Replaces"),
    )


def _rows(book: Codebook, words: NullTranslations) -> Iterator[tuple[str, ...]]:
    yes, no = words.gettext("yes"), words.gettext("no")
    for code in book.codes:
        yield (
            code.id,
            code.parent or "",
            code.name,
            code.definition,
            code.include,
            code.exclude,
            "\n".join(code.examples),
            "\n".join(code.cues),
            "\n".join(code.counter_cues),
            code.color,
            code.key,
            yes if code.codable else no,
            "\n".join(code.replaces),
        )
