"""A report laid out in Word: headings, quotes, memos and the tables at its end."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from gettext import NullTranslations
from itertools import chain, count

from docx.document import Document
from lxml.etree import _Element

from kodeverk.export.blocks import add, cell, field, paragraph, run, table
from kodeverk.export.readback import bookmark
from kodeverk.export.template import blank
from kodeverk.i18n import translator
from kodeverk.report import Note, Quote, Report, Theme, ThemeKind
from kodeverk.text import clean_line

_TAGS = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}


def lay_out(report: Report, now: datetime) -> bytes:
    """Return ``report`` as the bytes of a .docx made at ``now``."""
    words = translator(report.language)
    title = report.title or words.gettext("Themed report")
    document = blank(title, report.project, _tag(report.language), now, words)
    _number_pages(document, words)
    _Writer(report, title, words, document).write()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Adds one report to a document; ids of bookmarks run through all of it."""

    def __init__(
        self, report: Report, title: str, words: NullTranslations, document: Document
    ) -> None:
        self.report = report
        self.title = title
        self.words = words
        self.document = document
        self.language = _tag(report.language)
        self.end = document.element.body.sectPr
        self.ids = count(1)

    def write(self) -> None:
        """Add all of it, from the title to the appendices."""
        report, words = self.report, self.words
        self._heading(self.title, 1)
        self._add(self._scope())
        for coder, lost in report.losses:
            self._add(self._lost(coder, lost))
        for note in report.notes:
            if not note.about:
                self._note(note)
        for theme in report.themes:
            self._theme(theme, 2)
        self._heading(words.gettext("Appendix: themes"), 2)
        self._themes_table()
        self._heading(words.gettext("Appendix: material"), 2)
        self._material_table()
        self._add()  # Word wants a paragraph after a table
        about = [note for note in report.notes if note.about]
        if about:
            self._heading(words.gettext("Memos on the material"), 3)
            for note in about:
                self._note(note)

    def _add(self, text: str = "", style: str = "") -> _Element:
        made = paragraph(text, style)
        self.end.addprevious(made)
        return made

    def _heading(self, text: str, level: int) -> None:
        self._add(clean_line(text), f"Heading{level}")

    def _scope(self) -> str:
        report, words = self.report, self.words
        transcripts = words.ngettext(
            "{n} transcript", "{n} transcripts", len(report.material)
        ).format(n=len(report.material))
        coders = words.ngettext("{n} person", "{n} people", len(report.coders)).format(
            n=len(report.coders)
        )
        return words.gettext(
            "The report builds on {transcripts} with {informants} and {codings} by {coders}."
        ).format(
            transcripts=transcripts,
            informants=self._informants(report.informants),
            codings=self._codings(report.codings),
            coders=self._list(report.coders) if report.options.show_coders else coders,
        )

    def _lost(self, coder: str, events: int) -> str:
        return self.words.ngettext(
            "{n} change recorded by {coder} (a coding, a memo or a removal) is lost, "
            "and is in no figure here.",
            "{n} changes recorded by {coder} (codings, memos or removals) are lost, "
            "and are in no figure here.",
            events,
        ).format(n=events, coder=clean_line(coder))

    def _theme(self, theme: Theme, level: int) -> None:
        words = self.words
        self._heading(theme.name, level)
        if theme.definition:
            self._add(theme.definition)
        if theme.kind is not ThemeKind.SPEAKER:
            self._add(self._counts(theme), "Counts" if theme.quotes else "")
        for note in theme.notes:
            self._note(note)
        if theme.omitted:
            every = sum(1 for _quote in _quotes(theme)) + theme.omitted
            shown = words.gettext("{shown} of {all} quotes are shown.").format(
                shown=every - theme.omitted, all=every
            )
            self._add(shown)
        for quote in theme.quotes:
            self._quote(quote)
        for below in theme.themes:
            self._theme(below, min(level + 1, 6))

    def _counts(self, theme: Theme) -> str:
        codings = self._codings(theme.codings)
        if not theme.informants:
            return f"{codings}."
        return self.words.gettext("{informants} and {codings}.").format(
            informants=self._informants(theme.informants), codings=codings
        )

    def _informants(self, n: int) -> str:
        return self.words.ngettext("{n} informant", "{n} informants", n).format(n=n)

    def _codings(self, n: int) -> str:
        return self.words.ngettext("{n} coding", "{n} codings", n).format(n=n)

    def _list(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return self.words.gettext("{names} and {last}").format(
            names=", ".join(names[:-1]), last=names[-1]
        )

    def _quote(self, quote: Quote) -> None:
        number = next(self.ids)
        language = _tag(quote.language)
        last = len(quote.lines) - 1
        for index, (speaker, text) in enumerate(quote.lines):
            line = self._add(style="Quote")
            if index == 0:
                add(line, "bookmarkStart", id=number, name=bookmark(quote.id))
            if speaker:
                run(line, f"{speaker}: ", style="QuoteSpeaker")
            run(line, text, language="" if language == self.language else language)
            if index == last:
                add(line, "bookmarkEnd", id=number)
        source = quote.source.text
        if self.report.options.show_coders:
            coders = self.words.gettext("coded by {coders}").format(coders=self._list(quote.coders))
            source = f"{source}; {coders}" if source else coders
        if source:
            self._add(f"({source})", "SourceLine")
        for note in quote.notes:
            self._note(note)

    def _note(self, note: Note) -> None:
        about = f"{note.about}. " if note.about else ""
        label = self.words.gettext("Memo by {coder}:").format(coder=clean_line(note.coder))
        memo = self._add(style="Memo")
        run(memo, f"{about}{label} ", bold=True)
        run(memo, note.text)

    def _themes_table(self) -> None:
        words = self.words
        shown = {quote.id for quote in self.report.quotes()}
        head = [
            cell(words.gettext("Theme")),
            cell(words.gettext("Description")),
            cell(words.gettext("Informants"), right=True),
            cell(words.gettext("Codings"), right=True),
            cell(words.gettext("Example")),
        ]
        rows = (
            [
                cell(row.name, indent=row.depth, bold=row.depth == 0),
                cell(row.description),
                cell(str(row.informants), right=True),
                cell(str(row.codings), right=True),
                cell(row.example, link=row.example_quote if row.example_quote in shown else ""),
            ]
            for row in self.report.theme_rows
        )
        table(
            self.document,
            words.gettext("Table"),
            words.gettext("Themes with number of informants and codings"),
            words.gettext(
                "One row per code. The columns are theme, description, number of informants, "
                "number of codings and an example, which links to the quote in the report."
            ),
            (38, 45, 26, 20, 41),
            chain([head], rows),
        )

    def _material_table(self) -> None:
        words = self.words
        head = [
            cell(words.gettext("Transcript")),
            cell(words.gettext("Kind")),
            cell(words.gettext("Date")),
            cell(words.gettext("Place")),
            cell(words.gettext("Speakers")),
            cell(words.gettext("Words"), right=True),
        ]
        rows = (
            [
                cell(row.title),
                cell(row.kind),
                cell(_date(row.date, self.report.language)),
                cell(row.place),
                cell(", ".join(row.speakers)),
                cell(str(row.words), right=True),
            ]
            for row in self.report.material
        )
        table(
            self.document,
            words.gettext("Table"),
            words.gettext("The material"),
            words.gettext(
                "One row per transcript. The columns are transcript, kind, date, place, speakers "
                "and number of words."
            ),
            (45, 25, 22, 25, 37, 16),
            chain([head], rows),
        )


def _quotes(theme: Theme) -> Iterator[Quote]:
    """Yield the quotes of one code: its own, and those under its speakers."""
    yield from theme.quotes
    for below in theme.themes:
        if below.kind is ThemeKind.SPEAKER:
            yield from below.quotes


def _number_pages(document: Document, words: NullTranslations) -> None:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    footer = document.sections[0].footer.paragraphs[0]._p
    for piece in re.split(r"(\{pages?\})", words.gettext("Page {page} of {pages}")):
        if piece in fields:
            field(footer, fields[piece], "1")
        elif piece:
            run(footer, piece)


def _date(iso: str, language: str) -> str:
    """Return a date as it is written in the language; what is no whole date stays as it is."""
    parts = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", iso)
    if language != "nb" or not parts:
        return iso
    return f"{parts[3]}.{parts[2]}.{parts[1]}"


def _tag(language: str) -> str:
    """Return the language tag that Word wants, such as ``nb-NO``."""
    return _TAGS.get(language, "nb-NO")
