"""How the material was coded, in plain words for the appendix of a report.

Every number comes from the transcripts, the codebook or the journals, of what the report is about.
What they do not tell (how people agreed on codes, whether they worked apart) is not claimed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from kodeverk.analysis.appendix import spoken
from kodeverk.analysis.gathering import Gathered
from kodeverk.analysis.record import record
from kodeverk.analysis.selecting import limited
from kodeverk.analysis.wording import figure, listed, numbers, period, share
from kodeverk.model import Kind, OriginKind, Outcome
from kodeverk.text import clean_line


def paragraphs(gathered: Gathered) -> tuple[str, ...]:
    """Return the paragraphs on the method, in the language of the report."""
    made = _Method(gathered)
    every = (
        made.material(),
        made.codebook(),
        made.coding(),
        made.twice(),
        made.suggestions(),
        made.quotes(),
        made.missing(),
    )
    return tuple(filter(None, (" ".join(sentences) for sentences in every)))


class _Method:
    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.options = gathered.options
        self.words = gathered.words
        self.language = gathered.options.language

    def _n(self, *values: int) -> tuple[str, ...]:
        return numbers(self.words, self.language, *values)

    def _figure(self, value: int) -> str:
        return figure(value, self.language)

    def material(self) -> Iterator[str]:
        """Yield what was coded: kinds, informants, words, dates."""
        words, transcripts = self.words, self.gathered.transcripts
        if not transcripts:
            return
        kinds = Counter(transcript.kind for transcript in transcripts)
        people = self.gathered.people
        informants = len({person for _transcript, _speaker, person in people.all()})
        said = sum(map(spoken, transcripts))
        told = [self._kind(kind, kinds[kind]) for kind in Kind if kinds[kind]]
        if informants:
            yield words.ngettext(
                "The material is {transcripts}, with one informant.",
                "The material is {transcripts}, with {n} informants.",
                informants,
            ).format(transcripts=listed(words, told), n=self._n(informants)[0])
        else:
            yield words.gettext("The material is {transcripts}.").format(
                transcripts=listed(words, told)
            )
        yield words.ngettext(
            "In all it has one word, questions included.",
            "In all it has {n} words, questions included.",
            said,
        ).format(n=self._figure(said))
        if when := period(words, [transcript.date for transcript in transcripts]):
            yield words.gettext("It was gathered {when}.").format(when=when)

    def _kind(self, kind: Kind, n: int) -> str:
        words, (number,) = self.words, self._n(n)
        return {
            Kind.INTERVIEW: words.ngettext("one interview", "{n} interviews", n),
            Kind.WORKSHOP: words.ngettext("one workshop", "{n} workshops", n),
            Kind.SURVEY: words.ngettext("one survey", "{n} surveys", n),
            Kind.DOCUMENT: words.ngettext("one document", "{n} documents", n),
        }[kind].format(n=number)

    def codebook(self) -> Iterator[str]:
        """Yield which codebook was used, and how much of it."""
        words, book = self.words, self.gathered.book
        if not book.codes:
            return
        codable = sum(code.codable for code in book.codes)
        gathering = len(book.codes) - codable
        name = clean_line(book.title) or self.gathered.project
        if book.version:
            text = words.ngettext(
                "The codebook “{name}”, version {version}, has one code.",
                "The codebook “{name}”, version {version}, has {n} codes.",
                codable,
            )
        else:
            text = words.ngettext(
                "The codebook “{name}” has one code.",
                "The codebook “{name}” has {n} codes.",
                codable,
            )
        number, above = self._n(codable, gathering)
        yield text.format(name=name, version=clean_line(book.version), n=number)
        if gathering:
            yield words.ngettext(
                "They are gathered under one theme, which is not used on the text itself.",
                "They are gathered under {n} themes, which are not used on the text itself.",
                gathering,
            ).format(n=above)
        used = len(self.gathered.quotes)
        yield words.ngettext(
            "One code is used in what this report tells of.",
            "In what this report tells of, {n} codes are used.",
            used,
        ).format(n=self._n(used)[0])

    def coding(self) -> Iterator[str]:
        """Yield who coded how much, and when."""
        words, codings = self.words, self.gathered.codings
        if not codings:
            return
        by_coder: dict[str, list[str]] = defaultdict(list)
        for coding in codings:
            by_coder[coding.coder].append(coding.transcript)
        people, total = len(by_coder), len(codings)
        number, all_of = self._n(people)[0], self._figure(total)
        yield words.ngettext(
            "The coding was done by one person.", "The coding was done by {n} people.", people
        ).format(n=number)
        when = period(words, [coding.at for coding in codings])
        text = words.ngettext(
            "The one coding that stands was made {when}.",
            "The {n} codings that stand were made {when}.",
            total,
        )
        yield text.format(n=all_of, when=when)
        if people > 1:
            order = sorted(by_coder, key=lambda name: (-len(by_coder[name]), name))
            yield words.gettext("Of these, {parts}.").format(
                parts=listed(
                    words,
                    [
                        self._coder(name, place, len(by_coder[name]), len(set(by_coder[name])))
                        for place, name in enumerate(order, 1)
                    ],
                )
            )

    def _coder(self, name: str, place: int, codings: int, transcripts: int) -> str:
        words = self.words
        who = (
            clean_line(name)
            if self.options.show_coders
            else words.gettext("coder {number}").format(number=place)
        )
        where = words.ngettext("one transcript", "{n} transcripts", transcripts).format(
            n=self._n(transcripts)[0]
        )
        return words.gettext("{coder} has made {n} in {transcripts}").format(
            coder=who, n=self._figure(codings), transcripts=where
        )

    def twice(self) -> Iterator[str]:
        """Yield how much more than one person has coded."""
        words, gathered = self.words, self.gathered
        if len({coding.coder for coding in gathered.codings}) < 2:
            return
        # Who has read a text and set none of the chosen codes there has coded it all the same.
        coders: dict[str, set[str]] = defaultdict(set)
        for coding in gathered.study.codings():
            if self._is_chosen(coding.coder) and gathered.fits(coding):
                coders[coding.transcript].add(coding.coder)
        several = sum(len(each) > 1 for each in coders.values())
        if not several:
            yield words.gettext("No transcript was coded by more than one person.")
            return
        part, whole = self._n(several, len(gathered.transcripts))
        if len(gathered.transcripts) == 1:
            yield words.gettext("The transcript was coded by more than one person.")
        else:
            yield words.ngettext(
                "One of {all} transcripts was coded by more than one person.",
                "Of {all} transcripts, {n} were coded by more than one person.",
                several,
            ).format(n=part, all=whole)
        every = [quote for quotes in gathered.quotes.values() for quote in quotes]
        there = [quote for quote in every if len(coders[quote.transcript]) > 1]
        both = sum(len(quote.coders) > 1 for quote in there)
        yield words.gettext(
            "In {n} of the {all} coded stretches there, more than one person has set the same "
            "code, wholly or in part."
        ).format(all=self._figure(len(there)), n=self._figure(both))
        yield words.gettext("No measure of the agreement between them has been computed.")

    def suggestions(self) -> Iterator[str]:
        """Yield what became of the program's suggestions."""
        words, gathered = self.words, self.gathered
        outcomes = [one for one in gathered.study.outcomes() if self._is_about(one)]
        found = record(outcomes, gathered.book, incomplete=gathered.study.incomplete)
        tally, held = found.total.tally, sum(one.blind for one in outcomes)
        if not tally.shown and not held:
            yield words.gettext(
                "All codes were set by people; the record tells of no suggestions from the program."
            )
            return
        yield words.gettext(
            "The program suggested codes, from the codebook and from what was coded before. "
            "A person decided each time: no code was set by the program."
        )
        if tally.shown:
            counts = (tally.shown, tally.accepted, tally.edited, tally.rejected, tally.left)
            every, accepted, changed, rejected, left = self._n(*counts)
            yield words.ngettext(
                "What became of the one suggestion that was shown: accepted as it was {accepted}, "
                "changed {changed}, rejected {rejected}, left unanswered {left}.",
                "What became of {n} suggestions that were shown: accepted as they were {accepted}, "
                "changed {changed}, rejected {rejected}, left unanswered {left}.",
                tally.shown,
            ).format(n=every, accepted=accepted, changed=changed, rejected=rejected, left=left)
        suggested = (OriginKind.SUGGESTED, OriginKind.EDITED)
        began = sum(coding.origin.kind in suggested for coding in gathered.codings)
        yield words.gettext("Of the {all} codings that stand, {n} began as a suggestion.").format(
            all=self._figure(len(gathered.codings)), n=self._figure(began)
        )
        if held:
            yield words.ngettext(
                "To see whether suggestions steer, one was held back until the coder had decided.",
                "To see whether suggestions steer, {n} were held back until the coder had decided.",
                held,
            ).format(n=self._n(held)[0])
        if blind := gathered.study.settings.blind:
            yield words.gettext(
                "The study is set to hold them back on {share} of the sentences."
            ).format(share=share(blind, self.language))
        if found.left_out:
            yield words.ngettext(
                "Suggestions to one person are not counted: the record is not whole.",
                "Suggestions to {n} people are not counted: their records are not whole.",
                len(found.left_out),
            ).format(n=self._n(len(found.left_out))[0])

    def _is_about(self, one: Outcome) -> bool:
        gathered = self.gathered
        return (
            one.transcript in gathered.by_id
            and gathered.book.resolve(one.code) in gathered.codes
            and self._is_chosen(one.coder)
        )

    def _is_chosen(self, coder: str) -> bool:
        return self.options.coders is None or coder in self.options.coders

    def quotes(self) -> Iterator[str]:
        """Yield how the quotes that are shown were chosen and cut."""
        words, gathered = self.words, self.gathered
        every = [quote for quotes in gathered.quotes.values() for quote in quotes]
        shown = [
            quote
            for quotes in gathered.quotes.values()
            for quote in limited(quotes, self.options)[0]
        ]
        if not every:
            return
        if len(shown) == len(every):
            yield words.gettext("Every coded stretch is shown.")
        else:
            yield words.gettext("Shown here: {n} of {all} coded stretches.").format(
                all=self._figure(len(every)), n=self._figure(len(shown))
            )
        if self.options.best and any(quote.best for quote in every):
            yield words.gettext(
                "Where coders have marked quotes as the best, only those and marked examples to "
                "the contrary are shown."
            )
        if (most := self.options.max_quotes) is not None:
            yield words.ngettext(
                "At most one quote of each informant is shown under a code.",
                "At most {n} quotes of each informant are shown under a code.",
                most,
            ).format(n=self._n(most)[0])
        if self.options.longest is not None:
            yield words.gettext(
                "Quotes of more than {n} words are cut, unless a coder has chosen how."
            ).format(n=self._figure(self.options.longest))
        yield words.gettext(
            "What is left out of a quote is marked with […]; otherwise it is as in the transcript."
        )

    def missing(self) -> Iterator[str]:
        """Yield what is in no number here."""
        words = self.words
        lost = sum(events for _coder, events in self.gathered.losses)
        if lost:
            yield words.ngettext(
                "One change in the record is lost, and is in no number here.",
                "Of the record, {n} changes are lost, and are in no number here.",
                lost,
            ).format(n=self._n(lost)[0])
        if left_out := self.gathered.left_out:
            yield words.ngettext(
                "One coding is left out, since its text has changed or is missing.",
                "Left out are {n} codings, since their text has changed or is missing.",
                left_out,
            ).format(n=self._n(left_out)[0])
