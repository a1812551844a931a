"""The first engine: the codebook's words, likeness to its texts, and likeness to earlier quotes.

The evidence for a sentence and a code is added up with fixed weights, and the sum is read as a
probability (logistic). The weights were fitted to two coded sets, interviews and workshops in
Bokmål and dialect interviews in Nynorsk, each with and without earlier codings. A score of .4 says
that about four in ten like it were right in transcripts the weights had not seen; a study whose
codes are said outright (farming, fishing) gets more, one whose codes lie between the lines less.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    OriginKind,
    Rejection,
    Span,
    Standing,
    Suggestion,
    Transcript,
)
from kodeverk.suggest import Material, Weighed, never, reading, vectors
from kodeverk.suggest.lexicon import Lexicon, example_texts
from kodeverk.suggest.quotes import QuoteCounts, Quotes
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.reasons import Reasons
from kodeverk.suggest.vectors import Floats, Sparse

DEFAULT_BAR = 0.45
MOST_PER_SENTENCE = 3

_BASE = -5.98
_LENGTH = 0.82  # per log of the number of words: little is coded in «Ja, ikke sant»
_WORDS, _WORDS_BESIDE = 2.1, 2.1  # the codebook's words; the same of the sentences beside
_TEXT, _TEXT_BESIDE = 18.3, 9.3  # likeness to the code's text, above the mean of all codes
_QUOTE, _QUOTE_BESIDE = 4.2, 2.0  # likeness to the nearest quote, above the mean of all codes
_BESIDE = ((1, 1.0), (2, 0.5))  # how far off a sentence beside is, and what it counts
_LEAST_OWN = 0.5  # what a sentence must bring itself: the sentences beside only add to it
_FITTED_CODES, _FEWEST_CODES = 15.5, 5  # the more codes, the rarer each of them


@dataclass(frozen=True)
class _Learned:
    """All that ``suggest`` needs, replaced as a whole: a cancelled learn changes nothing."""

    codebook: Codebook
    codes: tuple[Code, ...]
    lexicon: Lexicon
    weights: Floats
    code_rows: Sparse
    quotes: Quotes
    known: Counter[str]
    sentences: int
    taken: Mapping[str, Sequence[tuple[Span, str]]]
    bars: Floats


class CodebookEngine:
    """Suggests from the codebook and from what has been coded so far. Deterministic.

    ``bar`` is the score from which a suggestion is shown. Every code has its own, raised when its
    suggestions are rejected and lowered a little when they are accepted.
    """

    name = "codebook-1"

    def __init__(self, bar: float = DEFAULT_BAR) -> None:
        self._bar = bar
        self._learned: _Learned | None = None
        self._readings: dict[reading.Key, Reading] = {}
        self._counts = QuoteCounts()

    def learn(self, material: Material, *, cancelled: Callable[[], bool] = never) -> None:
        """Take in ``material`` in place of what was learned before."""
        readings: dict[reading.Key, Reading] = {}
        for transcript in material.transcripts:
            if cancelled():
                return
            readings[reading.key(transcript)] = self._read(transcript)
        self._readings = readings
        book, before = material.codebook, self._learned
        codes = tuple(code for code in book.codes if code.codable)
        known_book = before is not None and before.codebook == book
        code_counts = vectors.count([_text_of(code) for code in codes])
        weights = vectors.rarity([*(read.counts for read in readings.values()), code_counts])
        known: Counter[str] = Counter()
        for read in readings.values():
            known.update(read.known)
        if cancelled():
            return
        self._learned = _Learned(
            codebook=book,
            codes=codes,
            lexicon=before.lexicon if before and known_book else Lexicon(book, codes),
            weights=weights,
            code_rows=vectors.weigh(code_counts, weights),
            quotes=self._counts.gather(material, codes, weights),
            known=known,
            sentences=sum(len(read.spans) for read in readings.values()) + len(codes),
            taken=_taken(material),
            bars=_bars(material, codes, self._bar),
        )

    def suggest(
        self, transcript: Transcript, *, cancelled: Callable[[], bool] = never
    ) -> tuple[Suggestion, ...]:
        """Return suggestions for ``transcript`` in the order of the text, the surest first."""
        learned = self._learned
        if learned is None or not learned.codes:
            return ()
        read = self._read(transcript)
        if not read.spans or cancelled():
            return ()
        rows = vectors.weigh(read.counts, learned.weights)
        likeness = learned.quotes.likeness(rows, read.spans, transcript)
        if cancelled():
            return ()
        scores, tells = _scores(read, rows, learned.quotes.best(likeness), learned)
        shown = (scores >= learned.bars) & tells
        reasons = Reasons(
            learned.codes, learned.lexicon, learned.code_rows, learned.codebook.language
        )
        return tuple(
            Suggestion(
                transcript=transcript.id,
                span=read.spans[row],
                code=learned.codes[code].id,
                score=round(float(scores[row, code]), 3),
                engine=self.name,
                reasons=reasons.of(
                    read.words[row], code, learned.quotes.nearest(likeness, row, code)
                ),
            )
            for row, code in _chosen(transcript, read, scores, shown, learned)
        )

    def weigh(self, transcript: Transcript) -> Weighed:
        """Return the probability of every code for every sentence an informant says."""
        learned = self._learned
        read = self._read(transcript)
        if learned is None or not learned.codes or not read.spans:
            return Weighed((), (), np.zeros((0, 0)))
        rows = vectors.weigh(read.counts, learned.weights)
        likeness = learned.quotes.likeness(rows, read.spans, transcript)
        scores, _tells = _scores(read, rows, learned.quotes.best(likeness), learned)
        return Weighed(tuple(read.spans), tuple(code.id for code in learned.codes), scores)

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        """Return ``code`` for the sentence ``span`` with its score and reasons, at any score."""
        weighed = self.weigh(transcript)
        learned = self._learned
        if learned is None or span not in weighed.spans or code not in weighed.codes:
            return Suggestion(transcript.id, span, code, 0.0, self.name)
        row, column = weighed.spans.index(span), weighed.codes.index(code)
        read = self._read(transcript)
        likeness = learned.quotes.likeness(
            vectors.weigh(read.counts, learned.weights), read.spans, transcript
        )
        reasons = Reasons(
            learned.codes, learned.lexicon, learned.code_rows, learned.codebook.language
        ).of(read.words[row], column, learned.quotes.nearest(likeness, row, column))
        score = round(float(weighed.scores[row, column]), 3)
        return Suggestion(transcript.id, span, code, score, self.name, reasons)

    def standings(self) -> tuple[Standing, ...]:
        """Return how each code stands, in the order of the codebook."""
        learned = self._learned
        if learned is None:
            return ()
        return tuple(
            Standing(code.id, float(bar))
            for code, bar in zip(learned.codes, learned.bars, strict=True)
        )

    def _read(self, transcript: Transcript) -> Reading:
        key = reading.key(transcript)
        if key not in self._readings:
            self._readings[key] = reading.read(transcript)
        return self._readings[key]


def _text_of(code: Code) -> str:
    return " ".join([code.name, code.definition, code.include, *example_texts(code)])


def _scores(
    read: Reading, rows: Sparse, quoted: Floats, learned: _Learned
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the probability of each code for each sentence, and where the sentence itself tells.

    A sentence that says nothing for a code is not shown with it, however clear those beside are.
    """
    words = _codebook_words(read, learned)
    text = _above_mean(vectors.similarity(rows, learned.code_rows))
    quoted = _above_mean(quoted)
    own = _WORDS * words + _TEXT * text + _QUOTE * quoted
    length = np.log([max(1, len(said)) for said in read.words])[:, None]
    few = math.log(_FITTED_CODES / max(_FEWEST_CODES, len(learned.codes)))
    total = _BASE + few + _LENGTH * length + own
    total += _WORDS_BESIDE * _beside(words, read.blocks)
    total += _TEXT_BESIDE * _beside(text, read.blocks)
    total += _QUOTE_BESIDE * _beside(quoted, read.blocks)
    scores: Floats = 1 / (1 + np.exp(-total))
    return scores, own >= _LEAST_OWN


def _codebook_words(read: Reading, learned: _Learned) -> Floats:
    """Return what the words of each sentence say for each code; rare words say more."""
    found = np.zeros((len(read.spans), len(learned.codes)))
    many = math.log(1 + learned.sentences)
    for row, said in enumerate(read.words):
        heard = set()
        for word, form in said:
            if form.lemma in heard:
                continue
            heard.add(form.lemma)
            for hit in learned.lexicon.hits(word, form):
                rarity = 1 - math.log(1 + learned.known[form.lemma]) / many
                found[row, hit.code] += hit.weight * max(0.0, rarity)
    return np.log1p(np.maximum(found, 0.0))


def _above_mean(values: Floats) -> Floats:
    """Return how far each code's value is above the mean of all codes: which code, not whether."""
    above: Floats = values - values.mean(axis=1, keepdims=True)
    return above


def _beside(values: Floats, blocks: Sequence[int]) -> Floats:
    """Return the values of the sentences beside each, those of the same block, weighted."""
    beside = np.zeros_like(values)
    block = np.array(blocks)
    for off, weight in _BESIDE:
        together = (block[off:] == block[:-off])[:, None] * weight
        beside[off:] += values[:-off] * together
        beside[:-off] += values[off:] * together
    return beside


def _chosen(
    transcript: Transcript,
    read: Reading,
    scores: Floats,
    shown: npt.NDArray[np.bool_],
    learned: _Learned,
) -> Iterator[tuple[int, int]]:
    """Yield sentence and code of what is ``shown`` and has not been decided on."""
    taken = learned.taken.get(transcript.id, ())
    for row in np.flatnonzero(shown.any(axis=1)):
        span = read.spans[row]
        decided = {code for place, code in taken if place.overlaps(span)}
        codes = [
            int(code)
            for code in np.argsort(-scores[row], kind="stable")
            if shown[row, code] and learned.codes[code].id not in decided
        ]
        yield from ((int(row), code) for code in codes[:MOST_PER_SENTENCE])


def _taken(material: Material) -> dict[str, list[tuple[Span, str]]]:
    """Return per transcript what is coded or rejected already, by any coder."""
    taken: dict[str, list[tuple[Span, str]]] = {}
    decided: list[Coding | Rejection] = [*material.codings, *material.rejections]
    for each in decided:
        code = material.codebook.resolve(each.code)
        taken.setdefault(each.transcript, []).append((each.span, code))
    return taken


def _bars(material: Material, codes: Sequence[Code], bar: float) -> Floats:
    """Return the bar of each code: higher the more of its suggestions were rejected.

    With a accepted and r rejected the code's rate is taken to be (a + 2) / (a + r + 4), and its
    bar is moved by what that is below one half; up to .1 downwards.
    """
    resolve = material.codebook.resolve
    accepted = Counter(
        resolve(coding.code)
        for coding in material.codings
        if coding.origin.kind is not OriginKind.OWN
    )
    rejected = Counter(resolve(rejection.code) for rejection in material.rejections)
    rates = [
        (accepted[code.id] + 2) / (accepted[code.id] + rejected[code.id] + 4) for code in codes
    ]
    return np.array([bar + max(-0.1, 0.5 - rate) for rate in rates])
