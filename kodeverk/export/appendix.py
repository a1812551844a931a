"""What stands at the end of a report: its themes, the material, the method and the codebook."""

import re
from collections.abc import Callable, Iterator

from kodeverk.export.page import Page
from kodeverk.report import Report


def write(report: Report, page: Page, counts: Callable[[str, str], str]) -> Iterator[str]:
    """Yield the appendices, each under its heading.

    ``counts`` marks paragraphs with numbers in them by a name, as ``Signs.counts`` does.
    """
    words = page.words
    yield page.heading(words.gettext("Appendix: themes"), 2)
    yield from _themes(report, page)
    yield page.heading(words.gettext("Appendix: material"), 2)
    yield from _material(report, page)
    about = [note for note in report.notes if note.about]
    if about:
        yield page.heading(words.gettext("Memos on the material"), 3)
        for note in about:
            yield page.note(note)
    if report.method:
        yield page.heading(words.gettext("Appendix: method"), 2)
        yield counts("".join(map(page.text, report.method)), "method")
    if report.book:
        yield page.heading(words.gettext("Appendix: codebook"), 2)
        yield from _book(report, page)


def _themes(report: Report, page: Page) -> Iterator[str]:
    words = page.words
    shown = {quote.id for quote in report.quotes()}
    return page.table(
        words.gettext("Themes with number of informants and codings"),
        words.gettext(
            "One row per code. The columns are theme, description, number of informants, "
            "number of codings and an example, which links to the quote in the report."
        ),
        (
            (words.gettext("Theme"), 41),
            (words.gettext("Description"), 47),
            (words.gettext("Informants"), 24),
            (words.gettext("Codings"), 20),
            (words.gettext("Example"), 38),
        ),
        (
            [
                page.cell(row.name, indent=row.depth, bold=row.depth == 0),
                page.cell(row.description),
                page.cell(str(row.informants), right=True),
                page.cell(str(row.codings), right=True),
                page.cell(
                    row.example, quote=row.example_quote if row.example_quote in shown else ""
                ),
            ]
            for row in report.theme_rows
        ),
        right=(2, 3),
    )


def _material(report: Report, page: Page) -> Iterator[str]:
    words = page.words
    return page.table(
        words.gettext("The material"),
        words.gettext(
            "One row per transcript. The columns are transcript, kind, date, place, speakers "
            "and number of words."
        ),
        (
            (words.gettext("Transcript"), 45),
            (words.gettext("Kind"), 25),
            (words.gettext("Date"), 22),
            (words.gettext("Place"), 25),
            (words.gettext("Speakers"), 37),
            (words.gettext("Words"), 16),
        ),
        (
            [
                page.cell(row.title),
                page.cell(row.kind),
                page.cell(_date(row.date, report.language)),
                page.cell(row.place),
                page.cell(", ".join(row.speakers)),
                page.cell(str(row.words), right=True),
            ]
            for row in report.material
        ),
        right=(5,),
    )


def _book(report: Report, page: Page) -> Iterator[str]:
    words = page.words
    example = words.gettext("Example: {text}")
    return page.table(
        words.gettext("The codebook"),
        words.gettext(
            "One row per code. The columns are code, definition with examples, when the code is "
            "used and when it is not."
        ),
        (
            (words.gettext("Code"), 40),
            (words.gettext("Definition"), 56),
            (words.gettext("Used when"), 37),
            (words.gettext("Not used when"), 37),
        ),
        (
            [
                page.cell(row.name, indent=row.depth, bold=row.depth == 0),
                page.cell(row.definition)
                + "".join(page.cell(example.format(text=each)) for each in row.examples),
                page.cell(row.include),
                page.cell(row.exclude),
            ]
            for row in report.book
        ),
    )


def _date(iso: str, language: str) -> str:
    """Return a date as it is written in the language; what is no whole date stays as it is."""
    parts = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", iso)
    if language != "nb" or not parts:
        return iso
    return f"{parts[3]}.{parts[2]}.{parts[1]}"
