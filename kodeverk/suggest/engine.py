"""The engine: the codebook's words, what earlier codings teach, and how much either counts.

``learn`` takes in a study. After one more decision it costs little, since readings, likenesses and
the ridge are kept. What has been learned is replaced as a whole: a cancelled ``learn`` changes
nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from kodeverk.language import word_vectors
from kodeverk.model import Code, Codebook, Span, Standing, Suggestion, Transcript
from kodeverk.suggest import Material, Weighed, labels, mixer, never, reading, standing, vectors
from kodeverk.suggest.coded import Coded
from kodeverk.suggest.evidence import KINDS, STATIC, Codes, coherence, text_of
from kodeverk.suggest.known import Base, Known, Scored
from kodeverk.suggest.labels import Decisions, Labels
from kodeverk.suggest.learned import Learned
from kodeverk.suggest.lexicon import Lexicon
from kodeverk.suggest.meaning import Meaning, WordVectors
from kodeverk.suggest.mixer import Doubles
from kodeverk.suggest.places import Id, Place
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.standing import Judged
from kodeverk.suggest.vectors import Floats, Rows, Sparse
from kodeverk.suggest.vocabulary import Vocabulary

MOST_PER_SENTENCE = 3
MOST_ROWS = 2500  # decided sentences that the ridge learns from
MOST_PAIRS = 40_000  # pairs of sentence and code that the weights are fitted to
MOST_TEXT = 3_000_000  # characters of transcripts that are learned from, those coded last first
MOST_KEPT = 120_000  # sentences of transcripts kept ready
_SAMPLE = 400_000  # characters of transcripts by which it is judged how rare words are
_JUDGED = 50  # decided sentences from which on it can be judged what codes have earned
_SECOND = 0.5  # what the view with the own transcript's codings counts beside that without


class MixingEngine:
    """Suggests from the codebook and from what has been coded so far. Deterministic.

    ``vectors`` gives for a language the word vectors that are installed, if any.
    """

    name = "mixer-2"

    def __init__(self, vectors: Callable[[str], WordVectors | None] = word_vectors) -> None:
        self._vectors = vectors
        self._vocabulary = Vocabulary()
        self._readings: dict[reading.Key, Reading] = {}
        self._names: dict[tuple[str, reading.Key], int] = {}
        self._labels: dict[int, tuple[object, Labels]] = {}
        self._base: Base | None = None
        self._coded = Coded()
        self._known: Known | None = None

    def learn(self, material: Material, *, cancelled: Callable[[], bool] = never) -> None:
        """Take in ``material`` in place of what was learned before."""
        decided = labels.decisions(material)
        taught = _taught(material.transcripts, decided)
        sample = _sample(material.transcripts)
        for transcript in (*sample, *taught):
            if cancelled():
                return
            self._read(transcript)
        base = self._based(material.codebook, sample)
        if cancelled():
            return
        numbers = labels.numbers(material, [code.id for code in base.codes])
        learned, texts = self._learned(taught, base, decided, numbers)
        if cancelled():
            return
        start = self._known.mixture if self._known else None
        # From here on nothing stops it. Both at once would be the most that is ever held.
        self._coded, self._known = learned.coded, None
        mixture, rates, judged = self._mixed(learned, base, texts, start)
        self._known = Known(
            engine=self.name,
            base=base,
            learned=learned,
            mixture=mixture,
            rates=rates,
            standings=_standings(material, base, learned.given, judged),
            decided=decided,
            names=self._names,
            texts=texts,
            numbers=numbers,
        )

    def suggest(
        self, transcript: Transcript, *, cancelled: Callable[[], bool] = never
    ) -> tuple[Suggestion, ...]:
        """Return suggestions for ``transcript`` in the order of the text, the surest first."""
        known = self._known
        if known is None or not known.base.codes or cancelled():
            return ()
        scored = self._scored(known, transcript)
        if cancelled():
            return ()
        shown = (scored.scores >= known.bars()) & ~known.taken(transcript, scored.place.reading)
        chosen = []
        for row in np.flatnonzero(shown.any(axis=1)):
            best = np.argsort(-scored.scores[row], kind="stable")
            for code in [code for code in best if shown[row, code]][:MOST_PER_SENTENCE]:
                chosen.append((int(row), int(code)))
        return known.suggestions(transcript, scored, chosen)

    def weigh(self, transcript: Transcript) -> Weighed:
        """Return the probability of every code for every sentence an informant says."""
        known = self._known
        if known is None or not known.base.codes:
            return Weighed((), (), np.zeros((0, 0)))
        scored = self._scored(known, transcript)
        ids = tuple(code.id for code in known.base.codes)
        return Weighed(scored.place.reading.spans, ids, scored.scores)

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        """Return ``code`` for the sentence ``span`` with its score and reasons, at any score."""
        known = self._known
        if known is not None and code in known.numbers:
            scored = self._scored(known, transcript)
            spans = scored.place.reading.spans
            if span in spans:
                row = spans.index(span)
                return known.suggestions(transcript, scored, [(row, known.numbers[code])])[0]
        return Suggestion(transcript.id, span, code, 0.0, self.name)

    def standings(self) -> tuple[Standing, ...]:
        """Return how each code stands, in the order of the codebook."""
        return self._known.standings if self._known else ()

    def _scored(self, known: Known, transcript: Transcript) -> Scored:
        scored = known.scored(transcript, self._read(transcript))
        self._forget(known)
        return scored

    def _read(self, transcript: Transcript) -> Reading:
        key = reading.key(transcript)
        found = self._readings.pop(key, None) or reading.read(transcript, self._vocabulary)
        self._readings[key] = found  # last, as the one used last
        return found

    def _forget(self, known: Known) -> None:
        """Let go of what was used longest ago and is not learned from, if too much is kept."""
        needed = {reading.key(text) for text in known.texts.values()} | set(known.base.sample)
        size = sum(len(read) for read in self._readings.values())
        for key in list(self._readings):
            if size > MOST_KEPT and key not in needed:
                size -= len(self._readings.pop(key))
                known.base.places.pop(key, None)

    def _place(self, base: Base, transcript: Transcript) -> Place:
        return base.place(reading.key(transcript), self._read(transcript))

    def _name(self, transcript: Transcript) -> int:
        """Return a number for ``transcript`` as it reads now."""
        return self._names.setdefault((transcript.id, reading.key(transcript)), len(self._names))

    def _based(self, book: Codebook, sample: Sequence[Transcript]) -> Base:
        """Return what depends on codebook and sample, as it was if neither has changed."""
        keys = tuple(reading.key(transcript) for transcript in sample)
        before = self._base
        if before is not None and before.sample == keys and before.book == book:
            return before
        codes = tuple(code for code in book.codes if code.codable)
        readings = [self._readings[key] for key in keys]
        occurrences, total = vectors.occurrences(read.sentences.counts for read in readings)
        weights = vectors.rarity(occurrences, total)
        rows = vectors.weigh(vectors.count([text_of(code) for code in codes]), weights)
        lexicon = Lexicon(book, codes)
        evidence = Codes(lexicon, rows, self._vocabulary, occurrences, total, weights)
        installed = self._vectors(book.language)
        if installed is not None:
            meaning = Meaning(installed, self._vocabulary)
            evidence = evidence.with_meaning(meaning, codes, book.language)
        near, wide = coherence(readings, evidence)
        if before is None or before.sample != keys or before.evidence.near != near:
            self._coded = Coded()
        self._base = Base(book, keys, codes, replace(evidence, near=near, wide=wide))
        return self._base

    def _learned(
        self,
        taught: Sequence[Transcript],
        base: Base,
        decided: Mapping[str, Decisions],
        numbers: Mapping[str, int],
    ) -> tuple[Learned, dict[int, Transcript]]:
        """Return what has been decided, as rows, and the transcripts by their numbers there."""
        found: dict[int, Labels] = {}
        texts: dict[int, Transcript] = {}
        for transcript in taught:
            name = self._name(transcript)
            found[name] = self._label(name, transcript, decided[transcript.id], base, numbers)
            texts[name] = transcript
        draws = {name: labels.draw(self._read(text), text) for name, text in texts.items()}
        wanted = labels.fewer(found, draws, MOST_ROWS)

        def fetch(ids: Sequence[Id]) -> Sparse:
            by_name: dict[int, list[int]] = {}
            for name, row in ids:
                by_name.setdefault(name, []).append(row)
            return vectors.stack(
                [self._place(base, texts[name]).rows(rows) for name, rows in by_name.items()]
            )

        coded = self._coded.updated(wanted, fetch)
        return Learned.of_rows(coded, found, _parents(base.codes)), texts

    def _label(
        self,
        name: int,
        transcript: Transcript,
        decided: Decisions,
        base: Base,
        numbers: Mapping[str, int],
    ) -> Labels:
        cause = (decided, base.codes, numbers)
        before = self._labels.get(name)
        if before is None or before[0] != cause:
            found = labels.label(decided, self._read(transcript), numbers, len(base.codes))
            before = self._labels[name] = (cause, found)
        return before[1]

    def _mixed(
        self,
        learned: Learned,
        base: Base,
        texts: Mapping[int, Transcript],
        start: Doubles | None,
    ) -> tuple[Doubles, Floats, Judged | None]:
        """Return the weights of the evidence, what the rate of each code adds to it, and what the
        decided sentences would be given. ``start`` are the weights of before."""
        centre = np.array(mixer.defaults())
        if not len(learned.place):
            return centre, np.zeros(len(base.codes), np.float32), None
        chosen = labels.spread(len(learned.place), max(1, MOST_PAIRS // (2 * len(base.codes))))
        places = [self._place(base, texts[name]) for name in learned.names]
        given, known = learned.given[chosen], learned.known[chosen]
        # Twice, as it would have been: with nothing known of the transcript, then with some of it.
        evidence = np.empty((2, *given.shape, len(KINDS)), np.float32)
        for number, place in enumerate(places):
            at = np.flatnonzero(learned.whose[chosen] == number)
            evidence[:, at, :, : len(STATIC)] = place.static[learned.place[chosen[at]]]
        learned.training(chosen, places, evidence[..., len(STATIC) :])
        mixture = mixer.fit(
            evidence.reshape(-1, len(KINDS)),
            np.stack([given, given]).ravel(),
            np.stack([known, _SECOND * known]).astype(np.float32).ravel(),
            centre,
            np.full(len(KINDS), mixer.HOLD),
            start,
        )
        said = evidence[0] @ mixture.astype(np.float32)
        apart = np.array([place.reading.apart for place in places])
        alone = labels.alone(learned.whose[chosen], apart)
        rates = mixer.rates(said, given, known * alone[:, None])
        if len(chosen) < _JUDGED:
            return mixture, rates, None
        return mixture, rates, Judged(mixer.likely(said + rates), given, known)


def _sample(transcripts: Sequence[Transcript]) -> tuple[Transcript, ...]:
    """Return the first transcripts by digest, enough to judge by how rare words are."""
    found, size = [], 0
    for transcript in sorted(transcripts, key=lambda each: (each.digest, each.id)):
        found.append(transcript)
        size += len(transcript.body)
        if size > _SAMPLE:
            break
    return tuple(found)


def _taught(
    transcripts: Sequence[Transcript], decided: Mapping[str, Decisions]
) -> tuple[Transcript, ...]:
    """Return the transcripts to learn from: those decided on last, in order, up to a size."""
    known = [transcript for transcript in transcripts if transcript.id in decided]
    found, size = set[str](), 0
    for transcript in sorted(known, key=lambda each: decided[each.id].last, reverse=True):
        size += len(transcript.body)
        if size <= MOST_TEXT or not found:
            found.add(transcript.id)
    return tuple(transcript for transcript in known if transcript.id in found)


def _parents(codes: Sequence[Code]) -> Rows:
    """Return for each code the number of the code above it, or -1."""
    above = list(dict.fromkeys(code.parent for code in codes if code.parent))
    numbers = [above.index(code.parent) if code.parent else -1 for code in codes]
    return np.array(numbers, dtype=np.intp)


def _standings(
    material: Material, base: Base, given: Floats, judged: Judged | None
) -> tuple[Standing, ...]:
    coded = dict(zip((code.id for code in base.codes), given.sum(axis=0).tolist(), strict=True))
    resolve = material.codebook.resolve
    outcomes = standing.by_code(material.outcomes, resolve)
    lexicon = base.evidence.lexicon
    return standing.standings(base.codes, lexicon, judged, coded, outcomes, material.bar)
