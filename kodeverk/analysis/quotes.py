"""From codings to quotes: joined so that no coded text is lost or said twice under one code.

Codings of one code that share text are one quote, from where the first begins to where the last
ends, whoever made them. So the quotes of a code never overlap, and together they are exactly the
text that was coded. Codings that only touch stay quotes of their own.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from kodeverk.analysis import cutting
from kodeverk.analysis.people import People, place_of, unit_of
from kodeverk.language import transcript_sentences
from kodeverk.model import Coding, Mark, MarkKind, Span, Transcript, Turn
from kodeverk.report import CUT, Note, Options, Passage, Quote, SourceField, SourceLine
from kodeverk.text import trim

_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_ASIDES_LAST = re.compile(rf"(?:{_ASIDE.pattern})+\s*\Z")
_CLOSERS = '»”"’)] \n'
_MARKS = (".", "!", "?", "…")


def join(codings: Iterable[Coding]) -> list[list[Coding]]:
    """Return the codings (of one code in one transcript) in groups that share text, in order."""
    groups: list[list[Coding]] = []
    end = -1
    for coding in sorted(codings, key=lambda c: (c.span.start, c.span.end, c.at, c.id)):
        if coding.span.start < end:
            groups[-1].append(coding)
        else:
            groups.append([coding])
        end = max(end, coding.span.end)
    return groups


def extent(group: Sequence[Coding]) -> Span:
    """Return from where the first coding of ``group`` (as from ``join``) begins to the last end."""
    return Span(group[0].span.start, max(coding.span.end for coding in group))


class Quoter:
    """Makes the quotes of one transcript; its sentences are found once, when first needed."""

    def __init__(self, transcript: Transcript, people: People, options: Options) -> None:
        self._transcript = transcript
        self._people = people
        self._options = options
        self._fields = frozenset(options.source)
        self._sentences: tuple[Span, ...] | None = None

    def quote(
        self, group: Sequence[Coding], notes: Iterable[Note] = (), marks: Sequence[Mark] = ()
    ) -> Quote:
        """Return the quote that ``group`` (as from ``join``) makes, cut as is wanted.

        ``marks`` are what coders have chosen of it, the newest first. One coder's star is enough.
        """
        transcript, people = self._transcript, self._people
        span = extent(group)
        turns = self._turns(span)
        oldest = min(group, key=attrgetter("at", "id"))
        ids = [people.id(transcript.id, turn.speaker) for turn, _said in turns]
        # Listed under the first informant heard in it; a question alone is listed under nobody.
        first = next((turn for (turn, _), person in zip(turns, ids, strict=True) if person), None)
        turn = first or (turns[0][0] if turns else None)
        kept = self.kept(group, marks)
        return Quote(
            id=oldest.id,
            transcript=transcript.id,
            span=span,
            passages=self._passages(span, turns, kept),
            source=self._source(turn),
            codings=tuple(coding.id for coding in group),
            coders=tuple(sorted({coding.coder for coding in group})),
            language=transcript.language,
            person=next(filter(None, ids), ""),
            people=frozenset(filter(None, ids)),
            notes=tuple(notes),
            best=any(mark.kind is MarkKind.BEST for mark in marks),
            counter=any(mark.kind is MarkKind.COUNTER for mark in marks),
            question=self._question(turns, kept) if self._options.questions else None,
        )

    def kept(self, group: Sequence[Coding], marks: Sequence[Mark] = ()) -> tuple[Span, ...]:
        """Return the stretches of the quote that are shown; empty: all of it."""
        span = extent(group)
        kept = cutting.chosen(marks, self._transcript.digest, span)
        if kept or self._options.longest is None:
            return kept
        heard = [
            (sentence, self._asks(turn))
            for turn, said in self._turns(span)
            for sentence in self.sentences(said)
        ]
        body, longest = self._transcript.body, self._options.longest
        return cutting.shortened(body, heard, cutting.core(group), longest) if heard else ()

    def sentences(self, span: Span) -> list[Span]:
        """Return the sentences in ``span``, and of those at its edges what is within it."""
        found = self._all()
        first = max(0, bisect_right(found, span.start, key=attrgetter("start")) - 1)
        inside = []
        for sentence in found[first:]:
            if sentence.start >= span.end:
                break
            start, end = max(sentence.start, span.start), min(sentence.end, span.end)
            if start < end:
                inside.append(Span(start, end))
        return inside

    def heard(self, span: Span) -> list[Span]:
        """Return the sentences of what is said in ``span``, heads of turns left out."""
        return [each for _turn, said in self._turns(span) for each in self.sentences(said)]

    def _asks(self, turn: Turn) -> bool:
        speaker = self._transcript.speaker(turn.speaker)
        return speaker is not None and speaker.role.asks

    def _turns(self, span: Span) -> list[tuple[Turn, Span]]:
        """Return the turns in which something of ``span`` is said, and what is said there."""
        transcript = self._transcript
        found = []
        for turn in transcript.turns[max(0, transcript.turn_index(span.start)) :]:
            if turn.span.start >= span.end:
                break
            start, end = max(span.start, turn.text.start), min(span.end, turn.text.end)
            if start < end:
                start, end = trim(transcript.body, start, end)
                if start < end:
                    found.append((turn, Span(start, end)))
        return found

    def _passages(
        self, span: Span, turns: list[tuple[Turn, Span]], kept: tuple[Span, ...]
    ) -> tuple[Passage, ...]:
        transcript = self._transcript
        if not turns:  # only a name or a time was coded: shown as it stands rather than lost
            return (Passage(transcript.text(span).strip()),)
        passages: list[Passage] = []
        omitted = False
        for turn, said in turns:
            pieces = self._pieces(said, kept) if kept else [said]
            if not pieces:
                if passages:
                    passages[-1] = replace(passages[-1], cut_after=True)
                omitted = not passages
                continue
            first, last = pieces[0], pieces[-1]
            before = Span(said.start, first.start)
            after = Span(last.end, said.end)
            passages.append(
                Passage(
                    self._put_together(pieces),
                    self._people.label(transcript.id, turn.speaker),
                    cut_before=omitted
                    or self._says(before)
                    or (not before and self._cut_before(said.start, turn)),
                    cut_after=self._says(after) or (not after and self._cut_after(said.end, turn)),
                )
            )
            omitted = False
        return tuple(passages)

    def _pieces(self, said: Span, kept: Iterable[Span]) -> list[Span]:
        """Return what of ``said`` is kept."""
        pieces = []
        for span in kept:
            if span.overlaps(said):
                start, end = max(span.start, said.start), min(span.end, said.end)
                start, end = trim(self._transcript.body, start, end)
                if start < end:
                    pieces.append(Span(start, end))
        return pieces

    def _put_together(self, pieces: Sequence[Span]) -> str:
        """Return the text of ``pieces``, with ``[…]`` between them where words are left out."""
        text = self._transcript.text(pieces[0])
        for before, piece in pairwise(pieces):
            between = Span(before.end, piece.start)
            gap = self._transcript.text(between)
            if gap.strip():
                gap = f" {CUT} " if self._says(between) else " "
            text += gap + self._transcript.text(piece)
        return text

    def _says(self, span: Span) -> bool:
        return _has_words(self._transcript.text(span))

    def _question(self, turns: Sequence[tuple[Turn, Span]], kept: Sequence[Span]) -> Passage | None:
        """Return what was asked in the turn right before what is shown of the quote."""
        first = next((t for t, said in turns if not kept or self._pieces(said, kept)), None)
        if first is None:
            return None
        number = self._transcript.turn_index(first.span.start) - 1
        if number < 0 or not self._asks(turn := self._transcript.turns[number]):
            return None
        shown = cutting.question(self._transcript.body, self.sentences(turn.text))
        if shown is None:
            return None
        return Passage(
            self._transcript.text(shown),
            self._people.label(self._transcript.id, turn.speaker),
            cut_before=self._says(Span(turn.text.start, shown.start)),
            cut_after=self._says(Span(shown.end, turn.text.end)),
        )

    def _source(self, turn: Turn | None) -> SourceLine:
        transcript, fields = self._transcript, self._fields
        speaker = transcript.speaker(turn.speaker) if turn else None
        label = self._people.label(transcript.id, turn.speaker) if turn else ""
        return SourceLine(
            speaker=label if SourceField.SPEAKER in fields else "",
            unit=unit_of(transcript, speaker) if SourceField.UNIT in fields else "",
            place=place_of(transcript, speaker) if SourceField.PLACE in fields else "",
            transcript=transcript.title if SourceField.TRANSCRIPT in fields else "",
            time=turn.time if turn and SourceField.TIME in fields else None,
        )

    def _cut_before(self, offset: int, turn: Turn) -> bool:
        """Tell whether words of the same sentence are left out before ``offset``."""
        if offset <= turn.text.start:
            return False
        found = self._all()
        number = bisect_right(found, offset, key=attrgetter("start")) - 1
        if number < 0 or offset >= found[number].end:
            return False
        left, right = self._around(offset, found[number])
        return _has_words(left) and not _over(left, right)

    def _cut_after(self, offset: int, turn: Turn) -> bool:
        """Tell whether words of the same sentence are left out after ``offset``."""
        if offset >= turn.text.end:
            return False
        found = self._all()
        number = bisect_left(found, offset, key=attrgetter("start")) - 1
        if number < 0 or offset >= found[number].end:
            return False
        left, right = self._around(offset, found[number])
        return _has_words(right) and not _over(left, right)

    def _around(self, offset: int, sentence: Span) -> tuple[str, str]:
        body = self._transcript.body
        return body[sentence.start : offset], body[offset : sentence.end]

    def _all(self) -> tuple[Span, ...]:
        if self._sentences is None:
            self._sentences = transcript_sentences(self._transcript)
        return self._sentences


def _has_words(text: str) -> bool:
    """Tell whether somebody says something in ``text``: «(ler)» and «[pause]» are not said."""
    return any(letter.isalnum() for letter in _ASIDE.sub("", text))


def _over(left: str, right: str) -> bool:
    """Tell whether «(ler)» or the like between the two stands after a whole sentence."""
    said = _ASIDES_LAST.sub("", left)
    return bool(said != left or _ASIDE.match(right)) and said.rstrip(_CLOSERS).endswith(_MARKS)
