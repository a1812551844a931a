"""What has been learned, ready to be asked: scores, and the reasons behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Rejection,
    Standing,
    Suggestion,
    Transcript,
)
from kodeverk.suggest import mixer, reading
from kodeverk.suggest.evidence import KINDS, STATIC, Codes
from kodeverk.suggest.labels import Bools, Decisions
from kodeverk.suggest.learned import Learned
from kodeverk.suggest.mixer import Doubles
from kodeverk.suggest.places import Place
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.reasons import Earlier, Reasons, sentence_of
from kodeverk.suggest.vectors import Floats

_KEPT = 4  # transcripts whose scores are kept until something new is learned
_BESIDE = 3  # sentences: so close, nearly all that surrounds them is the same


@dataclass(frozen=True)
class Base:
    """What depends on codebook and texts, not on codings.

    ``sample`` are the readings by which it was judged how rare words are.
    """

    book: Codebook
    sample: tuple[reading.Key, ...]
    codes: tuple[Code, ...]
    evidence: Codes
    places: dict[reading.Key, Place] = field(default_factory=dict)

    def place(self, key: reading.Key, read: Reading) -> Place:
        """Return the transcript of ``key`` made ready, kept from then on."""
        if key not in self.places:
            self.places[key] = Place(read, self.evidence)
        return self.places[key]


@dataclass(frozen=True)
class Scored:
    """A transcript's scores and the evidence that codings gave: sentence × code (× kind).

    ``kernel`` is how like each sentence is to each of those decided on.
    """

    place: Place
    scores: Floats
    learned: Floats
    kernel: Floats


@dataclass(frozen=True)
class Known:
    """All that answers need.

    ``rates`` is what each code's own rate adds to its evidence, ``names`` are the numbers of
    transcripts in ``learned``, ``texts`` the transcripts by number, ``numbers`` those of codes by
    every id that counts as theirs.
    """

    engine: str
    base: Base
    learned: Learned
    mixture: Doubles
    rates: Floats
    standings: tuple[Standing, ...]
    decided: Mapping[str, Decisions]
    names: Mapping[tuple[str, reading.Key], int]
    texts: Mapping[int, Transcript]
    numbers: Mapping[str, int]
    _scored: dict[tuple[str, reading.Key], Scored] = field(default_factory=dict)

    def scored(self, transcript: Transcript, read: Reading) -> Scored:
        """Return the scores of ``transcript``; those of the last few are kept."""
        key = transcript.id, reading.key(transcript)
        if key not in self._scored:
            if len(self._scored) >= _KEPT:
                del self._scored[next(iter(self._scored))]
            place = self.base.place(key[1], read)
            coded = self.learned.coded
            kernel = place.kernel(coded.ids, coded.rows)
            learned = self.learned.of(self.names.get(key), kernel, place.near, place.wide)
            weights = self.mixture.astype(np.float32)
            logits = place.static @ weights[: len(STATIC)] + learned @ weights[len(STATIC) :]
            self._scored[key] = Scored(place, mixer.likely(logits + self.rates), learned, kernel)
        return self._scored[key]

    def bars(self) -> Floats:
        """Return from which score each code is shown; out of reach for those that are silent."""
        bars = [np.inf if each.silent else each.bar for each in self.standings]
        return np.array(bars, np.float32)

    def taken(self, transcript: Transcript, read: Reading) -> Bools:
        """Return where a code is coded or rejected already, by any coder: sentence × code."""
        taken = np.zeros((len(read), len(self.base.codes)), bool)
        decided = self.decided.get(transcript.id, Decisions())
        both: list[Coding | Rejection] = [*decided.codings, *decided.rejections]
        for each in both:
            code = self.numbers.get(each.code)
            if code is not None and each.digest == transcript.digest:
                first = np.searchsorted(read.ends, each.span.start, "right")
                taken[first : np.searchsorted(read.starts, each.span.end, "left"), code] = True
        return taken

    def suggestion(self, transcript: Transcript, scored: Scored, row: int, code: int) -> Suggestion:
        """Return ``code`` for sentence number ``row``, with its reasons."""
        base, place = self.base, scored.place
        span = place.reading.spans[row]
        evidence = np.concatenate([place.static[row, code], scored.learned[row, code]])
        counted = dict(zip(KINDS, (evidence * self.mixture).tolist(), strict=True))
        likeness = scored.kernel[row]
        here = transcript.id, row
        reasons = Reasons(base.codes, base.evidence, base.book.language).of(
            sentence_of(transcript.text(span), transcript.language),
            code,
            counted,
            self.learned.taught(code),
            self._earlier(here, likeness, code, self.learned.given[:, code] > 0),
            self._earlier(here, likeness, code, self.learned.rejected[:, code], rejected=True),
        )
        score = round(float(scored.scores[row, code]), 3)
        return Suggestion(transcript.id, span, base.codes[code].id, score, self.engine, reasons)

    def _earlier(
        self,
        here: tuple[str, int],
        likeness: Floats,
        code: int,
        having: Bools,
        rejected: bool = False,
    ) -> Earlier | None:
        """Return the coding (or rejection) on the sentence most like ``here``, other than it.

        ``here`` is the transcript and the number of the sentence.
        """
        learned = self.learned
        rows = np.flatnonzero(having)
        for row in rows[np.argsort(-likeness[rows], kind="stable")]:
            text = self.texts[learned.names[learned.whose[row]]]
            at = int(learned.place[row])
            span = self.base.places[reading.key(text)].reading.spans[at]
            if (text.id, at) == here:
                continue
            beside = text.id == here[0] and abs(at - here[1]) <= _BESIDE
            decided = self.decided[text.id]
            among: Sequence[Coding | Rejection]
            among = decided.rejections if rejected else decided.codings
            for each in among:
                if self.numbers.get(each.code) == code and each.span.overlaps(span):
                    return Earlier(float(likeness[row]), each, text, beside)
        return None
