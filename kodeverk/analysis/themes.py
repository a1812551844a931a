"""A themed report of a project: which quotes stand under which heading, and how many said it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kodeverk.analysis import appendix, reidentify
from kodeverk.analysis.figures import figures
from kodeverk.analysis.gathering import Gathered, informants
from kodeverk.analysis.method import paragraphs
from kodeverk.analysis.people import attributes, known_as
from kodeverk.analysis.selecting import limited
from kodeverk.analysis.study import Study
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import TargetKind
from kodeverk.report import Grouping, Options, Passage, Quote, Report, Theme, ThemeKind
from kodeverk.text import clean_line


def themed(study: Study, options: Options | None = None) -> Report:
    """Return the report of ``study`` that ``options`` ask for.

    Raises NotFoundError for a chosen code, transcript, coder or attribute that does not exist.
    """
    gathered = Gathered(study, options or Options())
    options = gathered.options
    _check_attribute(gathered)
    everything = [quote for quotes in gathered.quotes.values() for quote in quotes]
    drawn = figures(gathered) if options.figures else ()
    return Report(
        title=options.title or gathered.project,
        project=gathered.project,
        language=options.language,
        themes=_Themes(gathered).all(),
        theme_rows=appendix.theme_rows(gathered),
        material=appendix.material_rows(gathered),
        informants=informants(everything),
        codings=len(gathered.codings),
        coders=tuple(sorted({coding.coder for coding in gathered.codings})),
        notes=gathered.report_notes(),
        losses=gathered.losses,
        notices=(
            *gathered.notices,
            *reidentify.lost(gathered.losses),
            *reidentify.notices(gathered.people, gathered.transcripts, everything, options),
            *reidentify.small(drawn),
        ),
        method=paragraphs(gathered) if options.method else (),
        book=appendix.book_rows(gathered) if options.book else (),
        figures=drawn,
        options=options,
        study=gathered.study.settings.id,
    )


def _check_attribute(gathered: Gathered) -> None:
    """Raise NotFoundError if the report is grouped by what nobody in the material has."""
    options = gathered.options
    known = attributes(gathered.transcripts)
    if options.grouping is Grouping.ATTRIBUTE and known_as(options.attribute) not in map(
        str.casefold, known
    ):
        raise NotFoundError(
            _("Nobody in the material has the attribute “{name}”.").format(
                name=clean_line(options.attribute)
            ),
            _("Choose one of: {names}").format(names=", ".join(map(clean_line, known)))
            if known
            else _("Give speakers attributes with: kodeverk transcripts set"),
        )


class _Themes:
    """The headings of a report, with what stands below them."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.options = gathered.options
        self.book = gathered.book

    def all(self) -> tuple[Theme, ...]:
        """Return the headings at the top."""
        if self.options.grouping is Grouping.TRANSCRIPT:
            return self._by_transcript()
        return tuple(
            filter(None, map(self._theme, filter(self.gathered.is_top, self.gathered.codes)))
        )

    def _theme(self, code_id: str) -> Theme | None:
        """Return the theme of a code with those below it; None where there is nothing to show."""
        code = self.book.get(code_id)
        below = (
            map(self._theme, (c.id for c in self.gathered.order.children(code_id))) if code else ()
        )
        quotes = self.gathered.quotes.get(code_id, [])
        themes = tuple(filter(None, below))
        if not quotes and not themes and code_id not in (self.options.codes or ()):
            return None
        everything = self.gathered.below(code_id)
        shown, omitted = limited(quotes, self.options)
        groups = self._groups(quotes, shown)
        top = (
            code is not None and code.parent is not None and code.parent not in self.gathered.codes
        )
        return Theme(
            kind=ThemeKind.CODE if code else ThemeKind.MISSING,
            id=code_id,
            name=self.book.path(code_id) if top else code.name if code else code_id,
            definition=code.definition if code else appendix.gone(self.gathered),
            informants=informants(everything),
            codings=sum(len(quote.codings) for quote in everything),
            quotes=_asked_once(shown) if groups is None else (),
            themes=(*(groups or ()), *themes),
            notes=self.gathered.notes_about(TargetKind.CODE, code_id),
            omitted=omitted,
        )

    def _groups(self, quotes: Sequence[Quote], shown: Sequence[Quote]) -> tuple[Theme, ...] | None:
        """Return the headings within a code; None where its quotes stand right below it."""
        if self.options.grouping is Grouping.SPEAKER:
            return self._speaker_themes(shown)
        if self.options.grouping is Grouping.ATTRIBUTE:
            return self._attribute_themes(quotes, shown)
        return None

    def _speaker_themes(self, quotes: Sequence[Quote]) -> tuple[Theme, ...]:
        grouped: dict[tuple[str, str], list[Quote]] = defaultdict(list)
        for quote in quotes:
            grouped[quote.person, "" if quote.person else quote.transcript].append(quote)
        return tuple(
            Theme(
                kind=ThemeKind.SPEAKER,
                id=person or transcript,
                name=self._heading_of(said[0]),
                informants=1 if person else 0,
                codings=sum(len(quote.codings) for quote in said),
                quotes=_asked_once(said),
            )
            for (person, transcript), said in sorted(
                grouped.items(), key=lambda item: (not item[0][0], _natural(item[0][0]))
            )
        )

    def _heading_of(self, quote: Quote) -> str:
        transcript = self.gathered.by_id[quote.transcript]
        speaker = self.gathered.people.speaker(transcript.id, quote.person)
        if speaker is None:
            return transcript.title or transcript.id
        return self.gathered.people.label(transcript.id, speaker.name)

    def _attribute_themes(
        self, quotes: Sequence[Quote], shown: Sequence[Quote]
    ) -> tuple[Theme, ...]:
        """Return a heading for each value of the attribute; what is not given comes last.

        Counts are of all quotes, so a value has its heading also where none of its are shown.
        """
        grouped: dict[str, list[Quote]] = defaultdict(list)
        for quote in quotes:
            grouped[self.gathered.attribute(quote, self.options.attribute)].append(quote)
        nothing = self.gathered.words.gettext("Not given")
        return tuple(
            Theme(
                kind=ThemeKind.ATTRIBUTE,
                id=value,
                name=value or nothing,
                informants=informants(said),
                codings=sum(len(quote.codings) for quote in said),
                quotes=_asked_once([quote for quote in shown if quote in said]),
            )
            for value, said in sorted(
                grouped.items(), key=lambda item: (not item[0], item[0].casefold())
            )
        )

    def _by_transcript(self) -> tuple[Theme, ...]:
        themes = []
        for transcript in self.gathered.transcripts:
            below, everything = [], []
            for code_id in self.gathered.codes:
                quotes = [
                    quote
                    for quote in self.gathered.quotes.get(code_id, ())
                    if quote.transcript == transcript.id
                ]
                if not quotes:
                    continue
                everything += quotes
                shown, omitted = limited(quotes, self.options)
                known = self.book.get(code_id) is not None
                below.append(
                    Theme(
                        kind=ThemeKind.CODE if known else ThemeKind.MISSING,
                        id=code_id,
                        name=self.book.path(code_id),
                        informants=informants(quotes),
                        codings=sum(len(quote.codings) for quote in quotes),
                        quotes=_asked_once(shown),
                        omitted=omitted,
                    )
                )
            if below:
                themes.append(
                    Theme(
                        kind=ThemeKind.TRANSCRIPT,
                        id=transcript.id,
                        name=transcript.title or transcript.id,
                        informants=informants(everything),
                        codings=sum(len(quote.codings) for quote in everything),
                        themes=tuple(below),
                    )
                )
        return tuple(themes)


def _asked_once(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return quotes that stand together, without the question that the one above has already."""
    shown: list[Quote] = []
    last: tuple[str, Passage | None] = ("", None)
    for quote in quotes:
        asked = quote.transcript, quote.question
        shown.append(replace(quote, question=None) if asked == last else quote)
        last = asked
    return tuple(shown)


def _natural(person: str) -> int:
    return int(person[1:] or 0)
