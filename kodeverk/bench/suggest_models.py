"""What is compared in a replay: the engine, and three baselines from the literature.

A model learns from the segments that are ``known`` and scores any others, a column per code.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kodeverk.bench.suggest_data import Coded
from kodeverk.bench.suggest_metrics import Bools, Floats
from kodeverk.model import Code, Codebook, Span, Transcript
from kodeverk.suggest import Engine, Material, default_engine

Rows = npt.NDArray[np.intp]


class Model(Protocol):
    """Learns from known segments and scores others. ``probabilities``: its scores are such."""

    name: str
    probabilities: bool

    def learn(self, known: Bools, code: int | None = None) -> None:
        """Take in the segments marked in ``known`` in place of what was learned before.

        With ``code`` only that one will be asked for, and no other need be learned.
        """

    def score(self, rows: Rows) -> Floats:
        """Return the score of every code for the segments ``rows``."""

    def shown(self, rows: Rows) -> Bools | None:
        """Return which codes would be shown on the segments ``rows``; None if nothing is said."""


class EngineModel:
    """The engine, given the study as it would stand once the known segments were coded."""

    probabilities = True

    def __init__(
        self,
        coded: Coded,
        book: Codebook | None = None,
        name: str = "",
        make: Callable[[], Engine] = default_engine,
    ) -> None:
        self._coded = coded
        self._book = book or coded.book
        self._engine = make()
        self.name = name or self._engine.name
        self._column = {code: number for number, code in enumerate(coded.codes)}
        self._places: dict[tuple[str, tuple[Span, ...]], tuple[Rows, Rows]] = {}

    def learn(self, known: Bools, code: int | None = None) -> None:
        """Take in the codings of the known segments; the rest has not been read."""
        coded = self._coded
        self._engine.learn(
            Material(
                codebook=self._book,
                transcripts=coded.transcripts,
                codings=coded.known_codings(known),
                read=coded.read(known),
            )
        )

    def score(self, rows: Rows) -> Floats:
        """Return of each segment the highest probability that a sentence in it was given."""
        scores = np.zeros((len(self._coded.segments), len(self._column)))
        for transcript in self._transcripts(rows):
            weighed = self._engine.weigh(transcript)
            if not weighed.spans:
                continue
            columns = [self._column[code] for code in weighed.codes]
            sentences, segments = self._meeting(transcript, weighed.spans)
            given = np.zeros((len(sentences), len(self._column)))
            given[:, columns] = weighed.scores[sentences]
            np.maximum.at(scores, segments, given)
        return scores[rows]

    def shown(self, rows: Rows) -> Bools:
        """Return what the engine suggests at its own bar."""
        shown = np.zeros((len(self._coded.segments), len(self._column)), dtype=bool)
        for transcript in self._transcripts(rows):
            found = self._engine.suggest(transcript)
            sentences, segments = self._meeting(transcript, tuple(each.span for each in found))
            for number, segment in zip(sentences, segments, strict=True):
                shown[segment, self._column[found[number].code]] = True
        return shown[rows]

    def _transcripts(self, rows: Rows) -> list[Transcript]:
        names = dict.fromkeys(self._coded.segments[row].transcript for row in rows)
        return [self._coded.by_id[name] for name in names]

    def _meeting(self, transcript: Transcript, spans: tuple[Span, ...]) -> tuple[Rows, Rows]:
        """Return the pairs of a span and a segment that overlap, by their numbers."""
        key = transcript.id, spans
        if key not in self._places:
            at = [t.id for t in self._coded.transcripts].index(transcript.id)
            start, end = self._coded.bounds[at]
            segments = self._coded.segments[start:end]
            pairs = []
            for number, span in enumerate(spans):
                row = bisect_left(segments, span.start + 1, key=lambda each: each.span.end)
                while row < len(segments) and segments[row].span.overlaps(span):
                    pairs.append((number, start + row))
                    row += 1
            both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
            self._places[key] = both[:, 0], both[:, 1]
        return self._places[key]


class CodebookCosine:
    """Likeness of a segment to the text of each code: TF-IDF of words. Nothing is learned."""

    name = "codebook cosine"
    probabilities = False

    def __init__(self, coded: Coded, book: Codebook | None = None, name: str = "") -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.name = name or self.name
        codes = [(book or coded.book).get(code) for code in coded.codes]
        said = [text_of(code) if code else "" for code in codes]
        vectors = TfidfVectorizer(sublinear_tf=True).fit([*coded.texts, *said])
        self._scores: Floats = np.asarray(
            (vectors.transform(coded.texts) @ vectors.transform(said).T).toarray(), np.float64
        )

    def learn(self, known: Bools, code: int | None = None) -> None:
        """Learn nothing."""

    def score(self, rows: Rows) -> Floats:
        """Return the cosines."""
        return self._scores[rows]

    def shown(self, _rows: Rows) -> None:
        """Say nothing: a cosine has no bar."""


def text_of(code: Code) -> str:
    """Return what the codebook says for a code, its cues too."""
    return " ".join((code.name, code.definition, code.include, *code.examples, *code.cues))


class _PerCode(ABC):
    """One classifier for each code, on TF-IDF of words."""

    name: str
    probabilities: bool

    def __init__(self, coded: Coded, **options: Any) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._rows = TfidfVectorizer(**options).fit_transform(coded.texts)
        self._truth = coded.truth
        self._fitted: dict[int, Any] = {}
        self._rate: Floats = np.zeros(len(coded.codes))

    def learn(self, known: Bools, code: int | None = None) -> None:
        """Fit a classifier for each code that has been both set and not set."""
        rows = self._rows[known]
        self._fitted.clear()
        self._rate = self._truth[known].mean(axis=0) if known.any() else 0 * self._rate
        for each, rate in enumerate(self._rate):
            if 0 < rate < 1 and code in (None, each):
                self._fitted[each] = self._fit(rows, self._truth[known, each])

    def score(self, rows: Rows) -> Floats:
        """Return what the classifiers say; the lowest for codes that nobody has set."""
        wanted = self._rows[rows]
        scores = np.tile(np.where(self._rate > 0, 1.0, self._never), (len(rows), 1))
        for code, fitted in self._fitted.items():
            scores[:, code] = self._say(fitted, wanted)
        return scores

    _never = 0.0

    @abstractmethod
    def _fit(self, rows: Any, truth: Bools) -> Any:
        """Return a classifier for one code."""

    @abstractmethod
    def _say(self, fitted: Any, rows: Any) -> Floats:
        """Return what a classifier says of rows."""

    def shown(self, _rows: Rows) -> Bools | None:
        """Say nothing."""
        return None


class UsualClassifier(_PerCode):
    """TF-IDF of words and logistic regression, one against the rest, as scikit-learn sets them.

    Shown is what it holds to be more likely than not.
    """

    name = "TF-IDF + LR"
    probabilities = True

    def __init__(self, coded: Coded) -> None:
        super().__init__(coded)

    def _fit(self, rows: Any, truth: Bools) -> Any:
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(max_iter=1000).fit(rows, truth)

    def _say(self, fitted: Any, rows: Any) -> Floats:
        return np.asarray(fitted.predict_proba(rows)[:, 1], np.float64)

    def shown(self, rows: Rows) -> Bools | None:
        """Return what is at least as likely as not."""
        return self.score(rows) >= 0.5


class AsreviewModel(_PerCode):
    """The settings ASReview has by default (ELAS u4), one model for each code.

    TF-IDF of one and two words, sublinear, in at most 95 % of the segments; linear SVM with squared
    hinge and C .11; what has the code weighs together 9.8 times what has not.
    """

    name = "ASReview SVM"
    probabilities = False
    _never = -np.inf

    _C, _RATIO = 0.11, 9.8

    def __init__(self, coded: Coded) -> None:
        super().__init__(coded, ngram_range=(1, 2), sublinear_tf=True, max_df=0.95)

    def _fit(self, rows: Any, truth: Bools) -> Any:
        from sklearn.svm import LinearSVC

        weights = np.where(truth, 1.0, truth.sum() / (self._RATIO * (~truth).sum()))
        weights *= len(truth) / weights.sum()
        model = LinearSVC(C=self._C, max_iter=5000, random_state=0)
        return model.fit(rows, truth, sample_weight=weights)

    def _say(self, fitted: Any, rows: Any) -> Floats:
        return np.asarray(fitted.decision_function(rows), np.float64)
