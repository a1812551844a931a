"""What has been coded so far, and how like it a sentence is."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kodeverk.model import Code, Coding, Span, Transcript
from kodeverk.suggest import Material, vectors
from kodeverk.suggest.vectors import Floats, Sparse

Place = tuple[str, str, Span]  # transcript, digest, span


@dataclass(frozen=True)
class Nearest:
    """The coded quote most like a sentence: its cosine, its coding, its text and language."""

    likeness: float
    coding: Coding
    text: str
    language: str


@dataclass(frozen=True)
class Quotes:
    """The coded places, one column each; ``columns[code]`` are those that carry that code."""

    places: tuple[Place, ...]
    rows: Sparse
    columns: tuple[npt.NDArray[np.intp], ...]
    codings: dict[tuple[int, int], Coding]
    transcripts: dict[str, Transcript]

    def likeness(self, rows: Sparse, spans: Sequence[Span], transcript: Transcript) -> Floats:
        """Return the cosine of each sentence with each place; 0 with one that overlaps it."""
        like = vectors.similarity(rows, self.rows)
        for column, (_, digest, span) in enumerate(self.places):
            if digest == transcript.digest:
                row = bisect_left(spans, span.start + 1, key=lambda sentence: sentence.end)
                while row < len(spans) and spans[row].start < span.end:
                    like[row, column] = 0.0
                    row += 1
        return like

    def best(self, likeness: Floats) -> Floats:
        """Return per sentence and code the cosine with the nearest place of that code."""
        best = np.zeros((likeness.shape[0], len(self.columns)))
        for code, columns in enumerate(self.columns):
            if len(columns):
                best[:, code] = likeness[:, columns].max(axis=1)
        return best

    def nearest(self, likeness: Floats, row: int, code: int) -> Nearest | None:
        """Return the place of ``code`` that the sentence of ``row`` is most like, if any."""
        columns = self.columns[code]
        if not len(columns):
            return None
        column = int(columns[int(likeness[row, columns].argmax())])
        transcript = self.transcripts[self.places[column][0]]
        return Nearest(
            likeness=float(likeness[row, column]),
            coding=self.codings[column, code],
            text=transcript.text(self.places[column][2]),
            language=transcript.language,
        )


class QuoteCounts:
    """Counts the letters of every coded place once, however often the engine learns."""

    def __init__(self) -> None:
        self._index: dict[Place, int] = {}
        self._counts: Sparse = None

    def gather(self, material: Material, codes: Sequence[Code], weights: Floats) -> Quotes:
        """Return the coded places of ``material``.

        A coding whose transcript is missing or has another text is left out.
        """
        transcripts = {transcript.id: transcript for transcript in material.transcripts}
        number = {code.id: index for index, code in enumerate(codes)}
        found: dict[Place, dict[int, Coding]] = {}
        for coding in sorted(material.codings, key=lambda c: (c.transcript, c.span, c.id)):
            code = number.get(material.codebook.resolve(coding.code))
            transcript = transcripts.get(coding.transcript)
            if code is not None and transcript and transcript.digest == coding.digest:
                place = (coding.transcript, coding.digest, coding.span)
                found.setdefault(place, {}).setdefault(code, coding)
        places = tuple(found)
        self._count(places, transcripts)
        rows = self._counts[[self._index[place] for place in places]]
        carrying: list[list[int]] = [[] for _ in codes]
        codings: dict[tuple[int, int], Coding] = {}
        for column, carried in enumerate(found.values()):
            for code, coding in carried.items():
                carrying[code].append(column)
                codings[column, code] = coding
        columns = tuple(np.array(each, dtype=np.intp) for each in carrying)
        return Quotes(places, vectors.weigh(rows, weights), columns, codings, transcripts)

    def _count(self, places: Sequence[Place], transcripts: dict[str, Transcript]) -> None:
        """Count the new ``places``; start afresh when most of what is kept has gone."""
        if self._counts is None or len(self._index) > 2 * len(places) + 100:
            self._index, self._counts = {}, vectors.count([])
        new = [place for place in places if place not in self._index]
        if new:
            counts = vectors.count([transcripts[name].text(span) for name, _, span in new])
            self._index |= {place: row for row, place in enumerate(new, len(self._index))}
            self._counts = vectors.stack([self._counts, counts])
