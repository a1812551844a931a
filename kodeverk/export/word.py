"""A report as a Word document, and the quotes read back from one.

The text is in the language of the report, whatever that of the program. Every quote stands in a
bookmark ``kv_<id>``, so that it can be found again.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from gettext import NullTranslations
from itertools import count
from pathlib import Path

from kodeverk.errors import SaveError
from kodeverk.export.blocks import bookmark, cell, heading, paragraph, run, table
from kodeverk.export.ooxml import APPLICATION, Properties, StyleNames, package, tag
from kodeverk.export.readback import read_back
from kodeverk.files import write_atomic
from kodeverk.i18n import translator
from kodeverk.report import Note, Quote, Report, Theme, ThemeKind
from kodeverk.text import clean_line

__all__ = ["bookmark", "document", "read_back", "write"]


def document(report: Report, *, now: datetime | None = None) -> bytes:
    """Return ``report`` as the bytes of a .docx; ``now`` is when it is made."""
    words = translator(report.language)
    title = report.title or words.gettext("Themed report")
    return package(
        "".join(_Writer(report, title, words).parts()),
        Properties(title, report.project, report.language, now or datetime.now(UTC)),
        StyleNames(
            source=words.gettext("Source line"),
            counts=words.gettext("Counts"),
            memo=words.gettext("Memo"),
            table=words.gettext("Kodeverk table"),
            cell=words.gettext("Table text"),
            speaker=words.gettext("Speaker in quote"),
        ),
        _footer(words),
    )


def write(report: Report, path: Path, *, now: datetime | None = None) -> Path:
    """Write ``report`` to ``path`` and return where it went.

    A file that is open in Word or LibreOffice, or that somebody has worked on since Kodeverk wrote
    it, is left alone: the report then goes to ``name (2).docx`` beside it. Raises SaveError.
    """
    data = document(report, now=now)
    for number in count(1):
        target = path if number == 1 else path.with_stem(f"{path.stem} ({number})")
        if target.exists() and (_is_open(target) or not _is_ours(target)):
            continue
        try:
            write_atomic(target, data)
        except SaveError as error:
            # Windows refuses to replace a file that a program has open.
            if isinstance(error.__cause__, PermissionError) and target.exists() and number < 10:
                continue
            raise
        return target
    raise AssertionError  # count() has no end


class _Writer:
    """Lays out one report; ids of bookmarks run through the whole document."""

    def __init__(self, report: Report, title: str, words: NullTranslations) -> None:
        self.report = report
        self.title = title
        self.words = words
        self.language = tag(report.language)
        self.ids = count(1)
        self.tables = count(1)

    def parts(self) -> Iterator[str]:
        """Yield the document paragraph by paragraph."""
        report, words = self.report, self.words
        yield heading(self.title, 1)
        yield paragraph(self._scope())
        yield from map(self._note, (note for note in report.notes if not note.about))
        for theme in report.themes:
            yield from self._theme(theme, 2)
        yield heading(words.gettext("Appendix: themes"), 2)
        yield self._themes_table()
        yield heading(words.gettext("Appendix: material"), 2)
        yield self._material_table()
        yield "<w:p/>"  # Word wants a paragraph after a table
        about = [note for note in report.notes if note.about]
        if about:
            yield heading(words.gettext("Memos on the material"), 3)
            yield from map(self._note, about)

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

    def _theme(self, theme: Theme, level: int) -> Iterator[str]:
        words = self.words
        yield heading(theme.name, level)
        if theme.definition:
            yield paragraph(theme.definition)
        if theme.kind is not ThemeKind.SPEAKER:
            yield paragraph(self._counts(theme), "Counts" if theme.quotes else "")
        yield from map(self._note, theme.notes)
        if theme.omitted:
            every = sum(1 for _quote in _quotes(theme)) + theme.omitted
            yield paragraph(
                words.gettext("{shown} of {all} quotes are shown.").format(
                    shown=every - theme.omitted, all=every
                )
            )
        for quote in theme.quotes:
            yield from self._quote(quote)
        for below in theme.themes:
            yield from self._theme(below, min(level + 1, 6))

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

    def _quote(self, quote: Quote) -> Iterator[str]:
        number = next(self.ids)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(quote.id)}"/>'
        end = f'<w:bookmarkEnd w:id="{number}"/>'
        language = tag(quote.language)
        spoken = f'<w:rPr><w:lang w:val="{language}"/></w:rPr>' if language != self.language else ""
        lines = quote.lines
        last = len(lines) - 1
        for index, (speaker, text) in enumerate(lines):
            yield (
                '<w:p><w:pPr><w:pStyle w:val="Quote"/></w:pPr>'
                + (begin if index == 0 else "")
                + (
                    run(f"{speaker}: ", '<w:rPr><w:rStyle w:val="QuoteSpeaker"/></w:rPr>')
                    if speaker
                    else ""
                )
                + run(text, spoken)
                + (end if index == last else "")
                + "</w:p>"
            )
        source = quote.source.text
        if self.report.options.show_coders:
            coders = self.words.gettext("coded by {coders}").format(coders=self._list(quote.coders))
            source = f"{source}; {coders}" if source else coders
        if source:
            yield paragraph(f"({source})", "SourceLine")
        yield from map(self._note, quote.notes)

    def _note(self, note: Note) -> str:
        about = f"{note.about}. " if note.about else ""
        label = self.words.gettext("Memo by {coder}:").format(coder=clean_line(note.coder))
        return (
            '<w:p><w:pPr><w:pStyle w:val="Memo"/></w:pPr>'
            + run(f"{about}{label} ", "<w:rPr><w:b/></w:rPr>")
            + f"{run(note.text)}</w:p>"
        )

    def _themes_table(self) -> str:
        words = self.words
        shown = {quote.id for quote in self.report.quotes()}
        head = [
            cell(words.gettext("Theme")),
            cell(words.gettext("Description")),
            cell(words.gettext("Informants"), right=True),
            cell(words.gettext("Codings"), right=True),
            cell(words.gettext("Example")),
        ]
        rows = [
            [
                cell(row.name, indent=row.depth, bold=row.depth == 0),
                cell(row.description),
                cell(str(row.informants), right=True),
                cell(str(row.codings), right=True),
                cell(row.example, link=row.example_quote if row.example_quote in shown else ""),
            ]
            for row in self.report.theme_rows
        ]
        return table(
            words.gettext("Table"),
            next(self.tables),
            words.gettext("Themes with number of informants and codings"),
            words.gettext(
                "One row per code. The columns are theme, description, number of informants, "
                "number of codings and an example, which links to the quote in the report."
            ),
            head,
            rows,
            (2150, 2588, 1450, 1150, 2300),
        )

    def _material_table(self) -> str:
        words = self.words
        head = [
            cell(words.gettext("Transcript")),
            cell(words.gettext("Kind")),
            cell(words.gettext("Date")),
            cell(words.gettext("Place")),
            cell(words.gettext("Speakers")),
            cell(words.gettext("Words"), right=True),
        ]
        rows = [
            [
                cell(row.title),
                cell(row.kind),
                cell(_date(row.date, self.report.language)),
                cell(row.place),
                cell(", ".join(row.speakers)),
                cell(str(row.words), right=True),
            ]
            for row in self.report.material
        ]
        return table(
            words.gettext("Table"),
            next(self.tables),
            words.gettext("The material"),
            words.gettext(
                "One row per transcript. The columns are transcript, kind, date, place, speakers "
                "and number of words."
            ),
            head,
            rows,
            (2538, 1450, 1250, 1400, 2100, 900),
        )


def _quotes(theme: Theme) -> Iterator[Quote]:
    """Yield the quotes of one code: its own, and those under its speakers."""
    yield from theme.quotes
    for below in theme.themes:
        if below.kind is ThemeKind.SPEAKER:
            yield from below.quotes


def _footer(words: NullTranslations) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    pieces = re.split(r"(\{pages?\})", words.gettext("Page {page} of {pages}"))
    return (
        '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        + "".join(
            f'<w:fldSimple w:instr=" {fields[piece]} ">{run("1")}</w:fldSimple>'
            if piece in fields
            else run(piece)
            for piece in pieces
            if piece
        )
        + "</w:p>"
    )


def _date(iso: str, language: str) -> str:
    """Return a date as it is written in the language; what is no whole date stays as it is."""
    parts = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", iso)
    if language != "nb" or not parts:
        return iso
    return f"{parts[3]}.{parts[2]}.{parts[1]}"


def _is_open(path: Path) -> bool:
    """Tell whether Word or LibreOffice has left its sign beside ``path`` that it is open there."""
    stem = path.stem
    short = stem if len(stem) < 7 else stem[1:] if len(stem) == 7 else stem[2:]
    signs = (f"~${short}{path.suffix}", f".~lock.{path.name}#")
    return any(path.with_name(sign).exists() for sign in signs)


def _is_ours(path: Path) -> bool:
    """Tell whether ``path`` is as Kodeverk wrote it: any other program puts its name there."""
    try:
        with zipfile.ZipFile(path) as archive:
            return f"<Application>{APPLICATION}<".encode() in archive.read("docProps/app.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
