"""Coded material to replay: segments with their true codes, in the order they were coded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kodeverk.language import transcript_sentences
from kodeverk.model import Code, Codebook, Coding, Span, Transcript

Bools = npt.NDArray[np.bool_]
CODER = "gold"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that a coder decided on: a row of a table, a sentence or a turn of a study.

    ``codes`` are those that are true of it; none says that it was read and left uncoded.
    """

    transcript: str
    span: Span
    codes: frozenset[str]


@dataclass(frozen=True)
class Coded:
    """Transcripts with what is true of them. ``segments`` are in working order, transcript by
    transcript; ``codings`` are all of one coder; ``left_out`` counts rows of those who ask;
    ``added`` are the codes that the codebook lacks, if there is one."""

    name: str
    book: Codebook
    transcripts: tuple[Transcript, ...]
    segments: tuple[Segment, ...]
    codings: tuple[Coding, ...]
    left_out: int = 0
    added: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The ids of the codes that can be set, in the order of the codebook."""
        return tuple(code.id for code in self.book.codes if code.codable)

    @cached_property
    def by_id(self) -> dict[str, Transcript]:
        """The transcripts by id."""
        return {transcript.id: transcript for transcript in self.transcripts}

    @cached_property
    def truth(self) -> Bools:
        """True where a segment (row) has a code (column, as ``codes``)."""
        column = {code: number for number, code in enumerate(self.codes)}
        truth = np.zeros((len(self.segments), len(self.codes)), dtype=bool)
        for row, segment in enumerate(self.segments):
            truth[row, [column[code] for code in segment.codes]] = True
        return truth

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each segment."""
        return tuple(self.by_id[each.transcript].text(each.span) for each in self.segments)

    @cached_property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """Of each transcript in order: where its segments begin and end among all segments."""
        found = []
        start = 0
        for transcript in self.transcripts:
            end = start
            while end < len(self.segments) and self.segments[end].transcript == transcript.id:
                end += 1
            found.append((start, end))
            start = end
        return tuple(found)

    @cached_property
    def _of_coding(self) -> list[list[int]]:
        """The segments that each coding touches."""
        by_transcript: dict[str, list[int]] = {}
        for row, segment in enumerate(self.segments):
            by_transcript.setdefault(segment.transcript, []).append(row)
        return [
            [
                row
                for row in by_transcript.get(coding.transcript, ())
                if self.segments[row].span.overlaps(coding.span)
            ]
            for coding in self.codings
        ]

    def known_codings(self, known: Bools) -> tuple[Coding, ...]:
        """Return the codings that lie wholly in the segments that are ``known``."""
        return tuple(
            coding
            for coding, rows in zip(self.codings, self._of_coding, strict=True)
            if rows and known[rows].all()
        )

    def read(self, known: Bools) -> dict[str, tuple[Span, ...]]:
        """Return per transcript the stretches that the ``known`` segments cover."""
        found: dict[str, list[Span]] = {}
        for row in np.flatnonzero(known):
            segment = self.segments[row]
            spans = found.setdefault(segment.transcript, [])
            if spans and row and known[row - 1]:
                spans[-1] = Span(spans[-1].start, segment.span.end)
            else:
                spans.append(segment.span)
        return {name: tuple(spans) for name, spans in found.items()}

    def turned(self, by: int) -> "Coded":
        """Return the same with the transcript at place ``by`` first, and the rest after it."""
        order = [*self.transcripts[by:], *self.transcripts[:by]]
        place = {transcript.id: number for number, transcript in enumerate(order)}
        segments = sorted(self.segments, key=lambda each: place[each.transcript])
        return replace(self, transcripts=tuple(order), segments=tuple(segments))


def with_cues(book: Codebook, cues: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> Codebook:
    """Return ``book`` with cues for and against added to those that its codes have."""
    return replace(
        book,
        codes=tuple(
            replace(
                code,
                cues=_added(code.cues, cues[code.id][0]),
                counter_cues=_added(code.counter_cues, cues[code.id][1]),
            )
            if code.id in cues
            else code
            for code in book.codes
        ),
    )


def _added(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def without_cues(book: Codebook) -> Codebook:
    """Return ``book`` with the cues of its codes taken away."""
    return replace(
        book, codes=tuple(replace(code, cues=(), counter_cues=()) for code in book.codes)
    )


def with_codes(book: Codebook, used: Iterable[str]) -> Codebook:
    """Return ``book`` with every code in ``used``: those it lacks have a name and nothing more."""
    wanted = list(dict.fromkeys(used))
    there = {code.id for code in book.codes}
    codes = [replace(each, codable=each.codable or each.id in wanted) for each in book.codes]
    return replace(book, codes=(*codes, *(Code(new, new) for new in wanted if new not in there)))


def segment(
    transcript: Transcript, codings: Sequence[Coding], *, turns: bool = False
) -> tuple[Segment, ...]:
    """Return the sentences (or ``turns``) that informants say, with their codes.

    A code is true of a segment when a coding covers half of it or more, or has half of itself or
    more in it.
    """
    asking = {speaker.name for speaker in transcript.speakers if speaker.role.asks}
    spans: Iterable[Span]
    if turns:
        spans = (turn.text for turn in transcript.turns if len(turn.text))
    else:
        spans = transcript_sentences(transcript)
    found = []
    for span in spans:
        turn = transcript.turn_at(span.start)
        if turn is not None and turn.speaker in asking:
            continue
        codes = {coding.code for coding in codings if _holds(coding.span, span)}
        found.append(Segment(transcript.id, span, frozenset(codes)))
    return tuple(found)


def _holds(coding: Span, span: Span) -> bool:
    shared = min(coding.end, span.end) - max(coding.start, span.start)
    return shared > 0 and 2 * shared >= min(len(coding), len(span))
