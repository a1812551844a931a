"""From codings to quotes: joined so that no coded text is lost or said twice under one code.

Codings of one code that share text are one quote, from where the first begins to where the last
ends, whoever made them. So the quotes of a code never overlap, and together they are exactly the
text that was coded. Codings that only touch stay quotes of their own.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from kodeverk.analysis.people import People, place_of, unit_of
from kodeverk.language import transcript_sentences
from kodeverk.model import Coding, Span, Transcript, Turn
from kodeverk.report import Note, Passage, Quote, SourceField, SourceLine
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


class Quoter:
    """Makes the quotes of one transcript; its sentences are found once, when first needed."""

    def __init__(
        self, transcript: Transcript, people: People, source: Sequence[SourceField]
    ) -> None:
        self._transcript = transcript
        self._people = people
        self._fields = frozenset(source)
        self._sentences: tuple[Span, ...] | None = None

    def quote(self, group: Sequence[Coding], notes: Iterable[Note] = ()) -> Quote:
        """Return the quote that ``group`` (as from ``join``) makes."""
        transcript, people = self._transcript, self._people
        span = Span(group[0].span.start, max(coding.span.end for coding in group))
        turns = self._turns(span)
        oldest = min(group, key=attrgetter("at", "id"))
        ids = [people.id(transcript.id, turn.speaker) for turn, _said in turns]
        # Listed under the first informant heard in it; a question alone is listed under nobody.
        first = next((turn for (turn, _), person in zip(turns, ids, strict=True) if person), None)
        turn = first or (turns[0][0] if turns else None)
        return Quote(
            id=oldest.id,
            transcript=transcript.id,
            span=span,
            passages=self._passages(span, turns),
            source=self._source(turn),
            codings=tuple(coding.id for coding in group),
            coders=tuple(sorted({coding.coder for coding in group})),
            language=transcript.language,
            person=next(filter(None, ids), ""),
            people=frozenset(filter(None, ids)),
            notes=tuple(notes),
        )

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

    def _passages(self, span: Span, turns: list[tuple[Turn, Span]]) -> tuple[Passage, ...]:
        transcript = self._transcript
        if not turns:  # only a name or a time was coded: shown as it stands rather than lost
            return (Passage(transcript.text(span).strip()),)
        return tuple(
            Passage(
                transcript.text(said),
                self._people.label(transcript.id, turn.speaker),
                cut_before=self._cut_before(said.start, turn),
                cut_after=self._cut_after(said.end, turn),
            )
            for turn, said in turns
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
