"""A themed report of a project: which quotes stand under which heading, and how many said it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from gettext import NullTranslations

from kodeverk.analysis import reidentify
from kodeverk.analysis.people import People, place_of
from kodeverk.analysis.quotes import Quoter, join
from kodeverk.analysis.study import Study
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _, translator
from kodeverk.model import Codebook, Coding, Kind, Loss, Memo, TargetKind, Transcript
from kodeverk.report import (
    CUT,
    Grouping,
    MaterialRow,
    Note,
    Notice,
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


class _Builder:
    """One pass over the project; lives as long as ``themed`` runs."""

    def __init__(self, study: Study, options: Options) -> None:
        self.options = options
        self.project = study.settings.name
        self.book: Codebook = study.codebook
        self.words: NullTranslations = translator(options.language)
        self.transcripts = _chosen(study.transcripts(), options.transcripts)
        self.by_id = {transcript.id: transcript for transcript in self.transcripts}
        self.people = People(self.transcripts, options.anonymous, self.words)
        self.memos = self._memos(study.memos()) if options.memos else {}
        self.notices: list[Notice] = []
        self.losses = _lost(study.losses, options.coders)
        every = study.codings()
        _check("coder", options.coders, {coding.coder for coding in every})
        used = {self.book.resolve(coding.code) for coding in every}
        known = used | {code.id for code in self.book.codes}
        _check("code", options.codes, known | set(options.codes or ()) & self._aliases())
        self.codes = self._codes(used)
        self.codings = self._usable([*every, *study.withheld()])
        self.quotes = self._quotes()

    def report(self) -> Report:
        """Return the report."""
        if self.options.grouping is Grouping.TRANSCRIPT:
            themes = self._by_transcript()
        else:
            themes = tuple(filter(None, map(self._theme, self._tops())))
        everything = [quote for quotes in self.quotes.values() for quote in quotes]
        return Report(
            title=self.options.title or self.project,
            project=self.project,
            language=self.options.language,
            themes=themes,
            theme_rows=self._theme_rows(),
            material=tuple(map(self._material_row, self.transcripts)),
            informants=_informants(everything),
            codings=len(self.codings),
            coders=tuple(sorted({coding.coder for coding in self.codings})),
            notes=self._report_notes(),
            losses=self.losses,
            notices=(
                *self.notices,
                *reidentify.lost(self.losses),
                *reidentify.notices(self.people, self.transcripts, everything, self.options),
            ),
            options=self.options,
        )

    # What was chosen

    def _aliases(self) -> set[str]:
        return {old for code in self.book.codes for old in code.replaces}

    def _codes(self, used: set[str]) -> dict[str, None]:
        """Return the ids of the chosen codes with those below them, in the codebook's order.

        Codes that only the codings know come last.
        """
        order = [code.id for code in self.book.codes]
        gone = sorted(used - set(order))
        if self.options.codes is None:
            return dict.fromkeys([*order, *gone])
        wanted = {self.book.resolve(code) for code in self.options.codes}
        return dict.fromkeys(
            code
            for code in [*order, *gone]
            if code in wanted or any(above.id in wanted for above in self.book.ancestors(code))
        )

    def _usable(self, codings: Iterable[Coding]) -> list[Coding]:
        """Return the chosen codings whose text is here; tell of those whose text is not."""
        coders, wanted = self.options.coders, self.options.transcripts
        usable: list[Coding] = []
        left_out: dict[str, int] = defaultdict(int)
        for coding in codings:
            if (coders is not None and coding.coder not in coders) or (
                wanted is not None and coding.transcript not in wanted
            ):
                continue
            if self.book.resolve(coding.code) not in self.codes:
                continue
            text = self.by_id.get(coding.transcript)
            fits = text and coding.digest == text.digest and coding.span.end <= len(text.body)
            if text and fits and text.text(coding.span).strip():
                usable.append(coding)
            else:
                left_out[coding.transcript] += 1
        self.notices.extend(reidentify.stale(left_out))
        return usable

    def _quotes(self) -> dict[str, list[Quote]]:
        """Return the quotes of each code in the order of transcripts and text."""
        grouped: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for coding in self.codings:
            grouped[self.book.resolve(coding.code), coding.transcript].append(coding)
        quotes: dict[str, list[Quote]] = {}
        quoters = {
            transcript.id: Quoter(transcript, self.people, self.options.source)
            for transcript in self.transcripts
        }
        for code in self.codes:
            for transcript in self.transcripts:
                for group in join(grouped.get((code, transcript.id), ())):
                    about = [coding.memo_target for coding in group]
                    notes = [
                        note for each in about for note in self._notes_about(each.kind, each.id)
                    ]
                    quote = quoters[transcript.id].quote(group, notes)
                    quotes.setdefault(code, []).append(quote)
        return quotes

    # Headings

    def _tops(self) -> list[str]:
        """Return the chosen codes that stand under no other chosen code."""
        return [
            code
            for code in self.codes
            if not any(above.id in self.codes for above in self.book.ancestors(code))
        ]

    def _theme(self, code_id: str) -> Theme | None:
        """Return the theme of a code with those below it; None where there is nothing to show."""
        code = self.book.get(code_id)
        below = [self._theme(child.id) for child in self.book.children(code_id)] if code else []
        quotes = self.quotes.get(code_id, [])
        themes = tuple(filter(None, below))
        if not quotes and not themes and code_id not in (self.options.codes or ()):
            return None
        everything = self._below(code_id)
        shown, omitted = self._limited(quotes)
        by_speaker = self.options.grouping is Grouping.SPEAKER
        top = code is not None and code.parent is not None and code.parent not in self.codes
        return Theme(
            kind=ThemeKind.CODE if code else ThemeKind.MISSING,
            id=code_id,
            name=self.book.path(code_id) if top else code.name if code else code_id,
            definition=code.definition if code else self._gone(),
            informants=_informants(everything),
            codings=sum(len(quote.codings) for quote in everything),
            quotes=() if by_speaker else shown,
            themes=(*(self._speaker_themes(shown) if by_speaker else ()), *themes),
            notes=self._notes_about(TargetKind.CODE, code_id),
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
                shown, omitted = self._limited(quotes)
                known = self.book.get(code_id) is not None
                below.append(
                    Theme(
                        kind=ThemeKind.CODE if known else ThemeKind.MISSING,
                        id=code_id,
                        name=self.book.path(code_id),
                        informants=_informants(quotes),
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
                        informants=_informants(everything),
                        codings=sum(len(quote.codings) for quote in everything),
                        themes=tuple(below),
                    )
                )
        return tuple(themes)

    def _limited(self, quotes: Sequence[Quote]) -> tuple[tuple[Quote, ...], int]:
        """Return the quotes to show under one code, and how many are left out."""
        limit = self.options.max_quotes
        if limit is None:
            return tuple(quotes), 0
        seen: dict[str, int] = defaultdict(int)
        shown = []
        for quote in quotes:
            whose = quote.person or f"/{quote.transcript}"
            seen[whose] += 1
            if seen[whose] <= limit:
                shown.append(quote)
        return tuple(shown), len(quotes) - len(shown)

    def _below(self, code_id: str) -> list[Quote]:
        found = list(self.quotes.get(code_id, ()))
        for child in self.book.children(code_id):
            found += self._below(child.id)
        return found

    # Tables

    def _theme_rows(self) -> tuple[ThemeRow, ...]:
        rows = []
        for code_id in self.codes:
            code = self.book.get(code_id)
            above = [a.id for a in self.book.ancestors(code_id) if a.id in self.codes]
            everything = self._below(code_id)
            shown, _omitted = self._limited(self.quotes.get(code_id, ()))
            example = min(shown, key=lambda quote: abs(len(quote.text) - 100), default=None)
            rows.append(
                ThemeRow(
                    code=code_id,
                    name=code.name if code else code_id,
                    depth=len(above),
                    description=code.definition if code else self._gone(),
                    informants=_informants(everything),
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

    # Memos

    def _memos(self, memos: Iterable[Memo]) -> Mapping[tuple[TargetKind, str], list[Note]]:
        found: dict[tuple[TargetKind, str], list[Note]] = defaultdict(list)
        for memo in sorted(memos, key=lambda memo: (memo.at, memo.id)):
            if self.options.coders is None or memo.coder in self.options.coders:
                kind, target = memo.target.kind, memo.target.id
                if kind is TargetKind.CODE:
                    target = self.book.resolve(target)
                found[kind, target].append(Note(memo.text, memo.coder))
        return found

    def _notes_about(self, kind: TargetKind, target: str) -> tuple[Note, ...]:
        return tuple(self.memos.get((kind, target), ()))

    def _report_notes(self) -> tuple[Note, ...]:
        """Return the memos on the project and on the chosen transcripts."""
        return (
            *self._notes_about(TargetKind.PROJECT, ""),
            *(
                Note(note.text, note.coder, transcript.title or transcript.id)
                for transcript in self.transcripts
                for note in self._notes_about(TargetKind.TRANSCRIPT, transcript.id)
            ),
        )

    def _gone(self) -> str:
        return self.words.gettext("This code is no longer in the codebook.")


def _lost(losses: Iterable[Loss], coders: tuple[str, ...] | None) -> tuple[tuple[str, int], ...]:
    """Return how many events of each of the chosen coders are gone."""
    events: dict[str, int] = defaultdict(int)
    for loss in losses:
        if coders is None or loss.coder in coders:
            events[loss.coder] += loss.events
    return tuple(sorted(events.items()))


def _chosen(
    transcripts: Sequence[Transcript], wanted: tuple[str, ...] | None
) -> tuple[Transcript, ...]:
    _check("transcript", wanted, {transcript.id for transcript in transcripts})
    return tuple(t for t in transcripts if wanted is None or t.id in wanted)


def _check(kind: str, wanted: tuple[str, ...] | None, known: set[str]) -> None:
    unknown = [name for name in wanted or () if name not in known]
    if unknown:
        message = {
            "code": _("There is no code “{name}”."),
            "transcript": _("There is no transcript “{name}”."),
            "coder": _("No codings by “{name}”."),
        }[kind]
        cure = {
            "code": _("“kodeverk codes” lists them."),
            "transcript": _("“kodeverk transcripts” lists them."),
            "coder": _("Check the spelling."),
        }[kind]
        raise NotFoundError(message.format(name=clean_line(unknown[0])), cure)


def _informants(quotes: Iterable[Quote]) -> int:
    return len({person for quote in quotes for person in quote.people})


def _natural(person: str) -> int:
    return int(person[1:] or 0)


def _shortened(text: str) -> str:
    line = clean_line(text)
    if len(line) <= _EXAMPLE:
        return line
    return f"{line[:_EXAMPLE].rsplit(' ', 1)[0].removesuffix(CUT).rstrip(' ,;:–-')} {CUT}"
