"""A report laid out in Word: headings, space for the writer, quotes, figures, memos.

What belongs to a quote stands together: a label where it is an example to the contrary, what the
interviewer asked, the quote itself in its bookmark, and the line that says where it is from.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from kodeverk.export import appendix
from kodeverk.export.blocks import KEPT, paragraph
from kodeverk.export.page import Page, language_tag
from kodeverk.export.readback import bookmark
from kodeverk.export.returned.signs import MEMO, QUESTION, SOURCE, Signs, label, signed
from kodeverk.export.template import blank, opened
from kodeverk.i18n import translator
from kodeverk.report import Figure, Passage, Quote, Report, Theme, ThemeKind, lost_sentence

Progress = Callable[[int, int], None]

_PARTS = (ThemeKind.SPEAKER, ThemeKind.ATTRIBUTE)  # headings within a code
_OFTEN = 100  # quotes between two words on how far it has come
_FIGURE = 300  # a figure takes as long as so many quotes
_HIGHEST = 0.86  # of a page, for a figure with its caption


def lay_out(
    report: Report, now: datetime, template: Path | None = None, progress: Progress | None = None
) -> bytes:
    """Return ``report`` as the bytes of a .docx made at ``now``; see ``word.document``."""
    words = translator(report.language)
    tag = language_tag(report.language)
    title = report.title or words.gettext("Themed report")
    document = opened(template, report.language) if template else blank(report.language)
    document.describe(title, report.project, tag, now)
    page = Page(document, words, report.language)
    signs = Signs(report, now, page.next_number)
    writer = _Writer(report, title, page, signs, progress)
    figures = "".join(writer.figures())
    return document.save(signed(document, signs, writer.write(figures)))


class _Writer:
    """Writes one report, and tells how far it has come."""

    def __init__(
        self, report: Report, title: str, page: Page, signs: Signs, progress: Progress | None
    ) -> None:
        self.report = report
        self.title = title
        self.page = page
        self.signs = signs
        self.words = page.words
        self.progress = progress
        self._show_coders = report.options.show_coders
        self._layout = {
            key: f'<w:p><w:pPr><w:pStyle w:val="{page.styles[key]}"/></w:pPr>'
            for key in ("Quote", "SourceLine")
        }
        source = self._layout["SourceLine"]
        self._layout["SourceBeforeMemo"] = source.replace("</w:pPr>", f"{KEPT}</w:pPr>")
        if "Quote" in page.document.theirs:  # a quote and where it is from stay on one page
            kept = self._layout["Quote"].replace("</w:pPr>", f"{KEPT}</w:pPr>")
            self._layout["Quote"] = kept
        self.done = 0
        self.all = len(report.quotes()) + _FIGURE * len(report.figures)

    def figures(self) -> Iterator[str]:
        """Draw the figures and yield them; they are put into the document."""
        self._step(0)
        for figure in self.report.figures:
            if figure.rows and figure.columns:
                yield self._figure(figure)
            self._step(_FIGURE)

    def write(self, figures: str) -> Iterator[str]:
        """Yield all of it, from the title to the appendices."""
        report, page, words = self.report, self.page, self.words
        yield page.heading(self.title, 1)
        yield self.signs.counts(page.text(self._scope()), "scope")
        for coder, lost in report.losses:
            yield page.text(lost_sentence(coder, lost, self.words))
        for note in report.notes:
            if not note.about:
                yield page.note(note)
        if report.options.room:
            yield page.heading(words.gettext("The main points"), 2)
            yield page.room(words.gettext("Write here what you found, the most important first."))
        for theme in report.themes:
            yield from self._theme(theme, 2)
        if figures:
            yield page.heading(words.gettext("The codes in figures"), 2)
            yield figures
        yield from self.signs.appendices(appendix.write(report, page, self.signs.counts))
        self._step(self.all - self.done)

    def _step(self, parts: int) -> None:
        self.done += parts
        if self.progress:
            self.progress(self.done, self.all)

    def _scope(self) -> str:
        report, page, words = self.report, self.page, self.words
        transcripts = words.ngettext(
            "{n} transcript", "{n} transcripts", len(report.material)
        ).format(n=len(report.material))
        coders = words.ngettext("{n} person", "{n} people", len(report.coders)).format(
            n=len(report.coders)
        )
        text = words.gettext(
            "The report builds on {transcripts} with {informants} and {codings} by {coders}."
        )
        if not report.codings:
            text = words.gettext("The report builds on {transcripts}. It has no codings.")
        elif not report.informants:
            text = words.gettext("The report builds on {transcripts} with {codings} by {coders}.")
        return text.format(
            transcripts=transcripts,
            informants=page.informants(report.informants),
            codings=page.codings(report.codings),
            coders=page.list(report.coders) if report.options.show_coders else coders,
        )

    def _theme(self, theme: Theme, level: int) -> Iterator[str]:
        page, words = self.page, self.words
        yield self.signs.theme(theme, level - 2, page.heading(theme.name, level))
        if theme.definition:
            yield page.text(theme.definition, keep=True)
        if theme.kind is not ThemeKind.SPEAKER:
            style = "Counts" if theme.quotes else ""
            yield self.signs.counts(page.text(self._counts(theme), style))
        for note in theme.notes:
            yield page.note(note)
        if self.report.options.room and theme.kind not in (*_PARTS, ThemeKind.MISSING):
            yield page.room(
                words.gettext("Write here: the finding in one sentence, then what it means.")
            )
        if theme.omitted:
            every = sum(1 for _quote in _quotes(theme)) + theme.omitted
            shown = words.gettext("{shown} of {all} quotes are shown.").format(
                shown=every - theme.omitted, all=every
            )
            yield self.signs.shown(page.text(shown))
        for number, quote in enumerate(theme.quotes, 1):
            yield self._quote(quote)
            if number % _OFTEN == 0:
                self._step(_OFTEN)
        self._step(len(theme.quotes) % _OFTEN)
        for below in theme.themes:
            yield from self._theme(below, level + 1)

    def _counts(self, theme: Theme) -> str:
        codings = self.page.codings(theme.codings)
        if not theme.informants:
            return f"{codings}."
        return self.words.gettext("{informants} and {codings}.").format(
            informants=self.page.informants(theme.informants), codings=codings
        )

    def _quote(self, quote: Quote) -> str:
        page, own, lines = self.page, label(quote.id), quote.lines
        said = page.run(lines[0][1], language=quote.language)
        text = lines[0][1]
        if len(lines) > 1:
            said, text = self._dialogue(quote), quote.text
        made = self._marked("Quote", bookmark(quote.id), said)
        if quote.counter or quote.question is not None:
            made = self._before(quote, f"{QUESTION}{own}") + made
        source = quote.source.text
        if self._show_coders:
            coders = self.words.gettext("coded by {coders}").format(coders=page.list(quote.coders))
            source = f"{source}; {coders}" if source else coders
        if source:
            source = f"({source})"
            style = "SourceBeforeMemo" if quote.notes else "SourceLine"
            made += self._marked(style, f"{SOURCE}{own}", page.run(source))
        if quote.notes:
            asked = quote.counter + (quote.question is not None)
            notes = [page.note(note) for note in quote.notes]
            made += self._around(f"{MEMO}{own}", notes, asked)
        self.signs.quote(quote, text, source)
        return made

    def _marked(self, style: str, name: str, inside: str) -> str:
        """Return a paragraph around runs in a bookmark."""
        number = self.page.next_number()
        return (
            f'{self._layout[style]}<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}'
            f'<w:bookmarkEnd w:id="{number}"/></w:p>'
        )

    def _dialogue(self, quote: Quote) -> str:
        """Return what several say, as it stands within a paragraph: they go on in the next."""
        page = self.page
        return f"</w:p>{self._layout['Quote']}".join(
            (page.run(f"{speaker}: ", page.styles["QuoteSpeaker"]) if speaker else "")
            + page.run(text, language=quote.language)
            for speaker, text in quote.lines
        )

    def _before(self, quote: Quote, name: str) -> str:
        """Return what stands before a quote: what kind it is, and what it answers."""
        made = []
        if quote.counter:
            text = self.words.gettext("Example to the contrary:")
            made.append(self.page.text(text, "QuoteLabel"))
        if quote.question is not None:
            made.append(self._question(quote.question, quote.language))
        return self._around(name, made)

    def _around(self, name: str, paragraphs: list[str], first: int = 0) -> str:
        """Return paragraphs, each in a bookmark."""
        return "".join(
            self.signs.around(f"{name}_{number}" if number else name, each)
            for number, each in enumerate(paragraphs, first)
        )

    def _question(self, question: Passage, language: str) -> str:
        page = self.page
        speaker = question.speaker or self.words.gettext("Question")
        return paragraph(
            page.run(f"{speaker}: ", page.styles["QuoteSpeaker"])
            + page.run(question.shown, language=language),
            page.styles["Question"],
        )

    def _figure(self, figure: Figure) -> str:
        from kodeverk.export.figures import draw  # loads matplotlib

        page, document = self.page, self.page.document
        drawn = draw(figure, min(document.width, 170), document.height * _HIGHEST)
        shown = document.picture(
            drawn.png, page.next_number(), figure.alt, drawn.width, drawn.height
        )
        caption = f"{figure.title}. {self._left_out(figure, drawn.rows, drawn.columns)}".rstrip()
        label = self.words.gettext("Figure")
        return paragraph(shown, page.styles["Figure"]) + page.caption(label, caption, below=True)

    def _left_out(self, figure: Figure, rows: int, columns: int) -> str:
        """Say how much of a large figure is drawn."""
        if rows == len(figure.rows) and columns == len(figure.columns):
            return ""
        return self.words.gettext(
            "Drawn are those with the most quotes: {rows} of {all_rows} rows and {columns} of "
            "{all_columns} columns."
        ).format(
            rows=rows,
            all_rows=len(figure.rows),
            columns=columns,
            all_columns=len(figure.columns),
        )


def _quotes(theme: Theme) -> Iterator[Quote]:
    """Yield the quotes of one code: its own, and those under its parts."""
    yield from theme.quotes
    for below in theme.themes:
        if below.kind in _PARTS:
            yield from below.quotes
