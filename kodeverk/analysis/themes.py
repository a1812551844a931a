"""A themed report of a project: which quotes stand under which heading, and how many said it."""

from collections import defaultdict
from collections.abc import Sequence

from kodeverk.analysis import reidentify
from kodeverk.analysis.gathering import Gathered, informants
from kodeverk.analysis.people import place_of
from kodeverk.analysis.selecting import limited
from kodeverk.analysis.study import Study
from kodeverk.model import Kind, TargetKind, Transcript
from kodeverk.report import (
    CUT,
    Grouping,
    MaterialRow,
    Options,
    Quote,
    Report,
    Theme,
    ThemeKind,
    ThemeRow,
)
from kodeverk.text import clean_line

_EXAMPLE = 160  # letters of an example in the table of themes


def themed(study: Study, options: Options | None = None) -> Report:
    """Return the report of ``study`` that ``options`` ask for.

    Raises NotFoundError for a chosen code, transcript or coder that does not exist.
    """
    return _Builder(study, options or Options()).report()


class _Builder(Gathered):
    """One pass over the project; lives as long as ``themed`` runs."""

    def report(self) -> Report:
        """Return the report."""
        if self.options.grouping is Grouping.TRANSCRIPT:
            themes = self._by_transcript()
        else:
            themes = tuple(filter(None, map(self._theme, filter(self.is_top, self.codes))))
        everything = [quote for quotes in self.quotes.values() for quote in quotes]
        return Report(
            title=self.options.title or self.project,
            project=self.project,
            language=self.options.language,
            themes=themes,
            theme_rows=self._theme_rows(),
            material=tuple(map(self._material_row, self.transcripts)),
            informants=informants(everything),
            codings=len(self.codings),
            coders=tuple(sorted({coding.coder for coding in self.codings})),
            notes=self.report_notes(),
            losses=self.losses,
            notices=(
                *self.notices,
                *reidentify.lost(self.losses),
                *reidentify.notices(self.people, self.transcripts, everything, self.options),
            ),
            options=self.options,
        )

    # Headings

    def _theme(self, code_id: str) -> Theme | None:
        """Return the theme of a code with those below it; None where there is nothing to show."""
        code = self.book.get(code_id)
        below = [self._theme(child.id) for child in self.children(code_id)] if code else []
        quotes = self.quotes.get(code_id, [])
        themes = tuple(filter(None, below))
        if not quotes and not themes and code_id not in (self.options.codes or ()):
            return None
        everything = self.below(code_id)
        shown, omitted = limited(quotes, self.options)
        by_speaker = self.options.grouping is Grouping.SPEAKER
        top = code is not None and code.parent is not None and code.parent not in self.codes
        return Theme(
            kind=ThemeKind.CODE if code else ThemeKind.MISSING,
            id=code_id,
            name=self.book.path(code_id) if top else code.name if code else code_id,
            definition=code.definition if code else self._gone(),
            informants=informants(everything),
            codings=sum(len(quote.codings) for quote in everything),
            quotes=() if by_speaker else shown,
            themes=(*(self._speaker_themes(shown) if by_speaker else ()), *themes),
            notes=self.notes_about(TargetKind.CODE, code_id),
            omitted=omitted,
        )

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
                quotes=tuple(said),
            )
            for (person, transcript), said in sorted(
                grouped.items(), key=lambda item: (not item[0][0], _natural(item[0][0]))
            )
        )

    def _heading_of(self, quote: Quote) -> str:
        transcript = self.by_id[quote.transcript]
        if not quote.person:
            return transcript.title or transcript.id
        return next(
            self.people.label(transcript.id, turn.speaker)
            for turn in transcript.turns[max(0, transcript.turn_index(quote.span.start)) :]
            if self.people.id(transcript.id, turn.speaker) == quote.person
        )

    def _by_transcript(self) -> tuple[Theme, ...]:
        themes = []
        for transcript in self.transcripts:
            below, everything = [], []
            for code_id in self.codes:
                quotes = [q for q in self.quotes.get(code_id, ()) if q.transcript == transcript.id]
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
                        quotes=shown,
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

    # Tables

    def _theme_rows(self) -> tuple[ThemeRow, ...]:
        rows = []
        for code_id in self.codes:
            code = self.book.get(code_id)
            above = [a.id for a in self.book.ancestors(code_id) if a.id in self.codes]
            everything = self.below(code_id)
            shown, _omitted = limited(self.quotes.get(code_id, ()), self.options)
            example = min(shown, key=lambda quote: abs(len(quote.text) - 100), default=None)
            rows.append(
                ThemeRow(
                    code=code_id,
                    name=code.name if code else code_id,
                    depth=len(above),
                    description=code.definition if code else self._gone(),
                    informants=informants(everything),
                    codings=sum(len(quote.codings) for quote in everything),
                    example=_shortened(example.text) if example else "",
                    example_quote=example.id if example else "",
                )
            )
        return tuple(rows)

    def _material_row(self, transcript: Transcript) -> MaterialRow:
        words = self.words
        kinds = {
            Kind.INTERVIEW: words.gettext("Interview"),
            Kind.WORKSHOP: words.gettext("Workshop"),
            Kind.SURVEY: words.gettext("Survey"),
            Kind.DOCUMENT: words.gettext("Document"),
        }
        return MaterialRow(
            transcript=transcript.id,
            title=transcript.title or transcript.id,
            kind=kinds[transcript.kind],
            date=transcript.date,
            place=place_of(transcript, None),
            speakers=self.people.labels(transcript.id),
            informants=self.people.informants(transcript.id),
            words=sum(len(transcript.text(turn.text).split()) for turn in transcript.turns),
        )

    def _gone(self) -> str:
        return self.words.gettext("This code is no longer in the codebook.")


def _natural(person: str) -> int:
    return int(person[1:] or 0)


def _shortened(text: str) -> str:
    line = clean_line(text)
    if len(line) <= _EXAMPLE:
        return line
    return f"{line[:_EXAMPLE].rsplit(' ', 1)[0].removesuffix(CUT).rstrip(' ,;:–-')} {CUT}"
