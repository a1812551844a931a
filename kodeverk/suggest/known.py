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
from kodeverk.suggest import mixer, reading, vectors
from kodeverk.suggest.evidence import KINDS, STATIC, Codes
from kodeverk.suggest.labels import Bools, Decisions
from kodeverk.suggest.learned import Learned
from kodeverk.suggest.mixer import Doubles
from kodeverk.suggest.places import Place
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.reasons import Earlier, Reasons, Spoken, sentence_of
from kodeverk.suggest.vectors import Floats, Rows

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

    def suggestions(
        self, transcript: Transcript, scored: Scored, chosen: Sequence[tuple[int, int]]
    ) -> tuple[Suggestion, ...]:
        """Return those ``chosen``, each the number of a sentence and of a code, with reasons."""
        if not chosen:
            return ()
        base, place = self.base, scored.place
        reasons = Reasons(base.codes, base.evidence, base.book.language)
        spans, language = place.reading.spans, transcript.language
        spoken = {
            row: reasons.spoken(sentence_of(transcript.text(spans[row]), language))
            for row in dict.fromkeys(row for row, _code in chosen)
        }
        taught = self._taught(spoken, np.unique([code for _row, code in chosen]))
        found = []
        for row, code in chosen:
            evidence = np.concatenate([place.static[row, code], scored.learned[row, code]])
            counted = dict(zip(KINDS, (evidence * self.mixture).tolist(), strict=True))
            why = reasons.of(
                spoken[row],
                code,
                counted,
                taught.get((row, code)),
                self._earlier(transcript.id, scored, row, code),
                self._earlier(transcript.id, scored, row, code, rejected=True),
            )
            score = round(float(scored.scores[row, code]), 3)
            name = base.codes[code].id
            found.append(Suggestion(transcript.id, spans[row], name, score, self.engine, why))
        return tuple(found)

    def _taught(self, spoken: Mapping[int, Spoken], codes: Rows) -> dict[tuple[int, int], Floats]:
        """Return for sentence and code what earlier codings have taught of each telling word."""
        rows = vectors.stack([each.rows() for each in spoken.values()])
        taught = self.learned.taught(vectors.weigh(rows, self.base.evidence.weights), codes)
        if taught is None:
            return {}
        ends = np.cumsum([len(each.telling) for each in spoken.values()])
        return {
            (row, int(code)): taught[end - len(each.telling) : end, number]
            for (row, each), end in zip(spoken.items(), ends, strict=True)
            for number, code in enumerate(codes)
        }

    def _earlier(
        self, name: str, scored: Scored, at: int, code: int, rejected: bool = False
    ) -> Earlier | None:
        """Return the coding (or rejection) on the sentence most like number ``at`` of ``name``,
        other than it."""
        learned = self.learned
        here, likeness = (name, at), scored.kernel[at]
        rows = np.flatnonzero((learned.rejected if rejected else learned.given)[:, code])
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
