"""What a report, a choice of quotes or a balance is about: the chosen codes and their quotes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from gettext import NullTranslations

from kodeverk.analysis import reidentify
from kodeverk.analysis.choosing import (
    chosen_codings,
    chosen_losses,
    chosen_transcripts,
    chosen_withheld,
)
from kodeverk.analysis.ordering import Order
from kodeverk.analysis.people import People, attribute_of
from kodeverk.analysis.quotes import Quoter, join
from kodeverk.analysis.study import Study
from kodeverk.i18n import translator
from kodeverk.model import Codebook, Coding, Mark, Memo, TargetKind
from kodeverk.report import Note, Notice, Options, Quote


class Gathered:
    """What ``options`` choose of a study. Raises NotFoundError for what is not there.

    ``quotes`` are those of each code, in the order of transcripts and text; ``codes`` those that
    are chosen, in the order they were chosen in, and else in that of the codebook.
    """

    def __init__(self, study: Study, options: Options) -> None:
        self.study = study
        self.options = options
        self.project = study.settings.name
        self.book: Codebook = study.codebook
        self.words: NullTranslations = translator(options.language)
        self.transcripts = chosen_transcripts(study, options)
        self.by_id = {transcript.id: transcript for transcript in self.transcripts}
        self.people = People(self.transcripts, options.anonymous, self.words)
        self.memos = self._memos(study.memos()) if options.memos else {}
        self.notices: list[Notice] = []
        self.losses = tuple(chosen_losses(study, options).items())
        chosen = [*chosen_codings(study, options), *chosen_withheld(study, options)]
        self.order = Order(self.book, (*options.order, *(options.codes or ())))
        self.codes = self._codes({self.book.resolve(coding.code) for coding in chosen})
        self.codings = self._usable(chosen)
        self._quoters: dict[str, Quoter] = {}
        self.marks = self._marks()
        self.groups = self._groups()
        self.quotes = {
            code: [self.quote(group) for group in groups] for code, groups in self.groups.items()
        }

    # Codes

    def _codes(self, used: set[str]) -> dict[str, None]:
        """Return the ids of the chosen codes with those below them, in the order to show them in.

        Codes that only the codings know come last, unless they were named.
        """
        order = [code.id for code in self.order.all()]
        order += sorted(used - set(order))
        if self.options.codes is None:
            return dict.fromkeys(order)
        wanted = {self.book.resolve(code) for code in self.options.codes}
        chosen = [
            code
            for code in order
            if code in wanted or any(above.id in wanted for above in self.book.ancestors(code))
        ]
        # Where no theme above holds them together, codes come as they were named.
        tops = [code for code in chosen if self.is_top(code, set(chosen))]
        tops.sort(key=self.order.place)
        place = {code: number for number, code in enumerate(tops)}

        def top_of(code: str) -> str:
            return next((a.id for a in self.book.ancestors(code) if a.id in place), code)

        return dict.fromkeys(sorted(chosen, key=lambda code: place[top_of(code)]))

    def is_top(self, code: str, among: Iterable[str] | None = None) -> bool:
        """Tell whether a chosen code stands under no other chosen code."""
        chosen = self.codes if among is None else among
        return not any(above.id in chosen for above in self.book.ancestors(code))

    def below(self, code_id: str) -> list[Quote]:
        """Return the quotes of a code and of those below it."""
        found = list(self.quotes.get(code_id, ()))
        for child in self.book.children(code_id):
            found += self.below(child.id)
        return found

    # Codings and quotes

    def _usable(self, codings: Iterable[Coding]) -> list[Coding]:
        """Return the codings whose text is here; tell of those whose text is not."""
        usable: list[Coding] = []
        left_out: dict[str, int] = defaultdict(int)
        for coding in codings:
            if self.fits(coding):
                usable.append(coding)
            else:
                left_out[coding.transcript] += 1
        self.left_out = sum(left_out.values())
        self.notices.extend(reidentify.stale(left_out))
        return usable

    def fits(self, coding: Coding) -> bool:
        """Tell whether the text that a coding is about is here, and says something."""
        text = self.by_id.get(coding.transcript)
        fits = text and coding.digest == text.digest and coding.span.end <= len(text.body)
        return bool(text and fits and text.text(coding.span).strip())

    def _marks(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = defaultdict(list)
        for mark in self.study.marks():
            found[mark.target].append(mark)
        return found

    def _groups(self) -> dict[str, list[list[Coding]]]:
        """Return the codings of each code that make a quote together, in order."""
        grouped: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for coding in self.codings:
            grouped[self.book.resolve(coding.code), coding.transcript].append(coding)
        found = {
            code: [
                group
                for transcript in self.transcripts
                for group in join(grouped.get((code, transcript.id), ()))
            ]
            for code in self.codes
        }
        return {code: groups for code, groups in found.items() if groups}

    def marks_on(self, group: Iterable[Coding]) -> tuple[Mark, ...]:
        """Return what coders have chosen of the quote that ``group`` makes, the newest first."""
        targets = dict.fromkeys(coding.memo_target.id for coding in group)
        found = [mark for target in targets for mark in self.marks.get(target, ())]
        return tuple(sorted(found, key=lambda mark: (mark.at, mark.coder), reverse=True))

    def quoter(self, transcript: str) -> Quoter:
        """Return what makes the quotes of a transcript."""
        if transcript not in self._quoters:
            self._quoters[transcript] = Quoter(self.by_id[transcript], self.people, self.options)
        return self._quoters[transcript]

    def quote(self, group: Sequence[Coding]) -> Quote:
        """Return the quote that ``group`` (as from ``join``) makes."""
        about = [coding.memo_target for coding in group]
        notes = [note for each in about for note in self.notes_about(each.kind, each.id)]
        return self.quoter(group[0].transcript).quote(group, notes, self.marks_on(group))

    def attribute(self, quote: Quote, name: str) -> str:
        """Return the attribute of whoever ``quote`` is listed under; empty if it is not given."""
        speaker = self.people.speaker(quote.transcript, quote.person)
        return attribute_of(self.by_id[quote.transcript], speaker, name)

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

    def notes_about(self, kind: TargetKind, target: str) -> tuple[Note, ...]:
        """Return the memos on something, where memos are wanted."""
        return tuple(self.memos.get((kind, target), ()))

    def report_notes(self) -> tuple[Note, ...]:
        """Return the memos on the project and on the chosen transcripts."""
        return (
            *self.notes_about(TargetKind.PROJECT, ""),
            *(
                Note(note.text, note.coder, transcript.title or transcript.id)
                for transcript in self.transcripts
                for note in self.notes_about(TargetKind.TRANSCRIPT, transcript.id)
            ),
        )


def informants(quotes: Iterable[Quote]) -> int:
    """Return how many informants are heard in ``quotes``."""
    return len({person for quote in quotes for person in quote.people})
