"""What speaks for each code in each sentence before anything is coded: the codebook's words.

All evidence is an array sentence × code × kind. ``STATIC`` are the kinds found here, which need
neither codings nor rejections; ``LEARNED`` those that need them (``kodeverk.suggest.learned``).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kodeverk.model import Code
from kodeverk.suggest import vectors
from kodeverk.suggest.lexicon import FIELDS, Lexicon, example_texts, words_of
from kodeverk.suggest.meaning import Meaning
from kodeverk.suggest.reading import Reading, Said
from kodeverk.suggest.vectors import Floats, Sparse
from kodeverk.suggest.vocabulary import Vocabulary

STATIC = (
    "base",  # always 1
    "length",  # log of the number of words, about 0 for ten
    "length_2",  # the same, squared
    "hits",  # words of the codebook
    "hits_rel",  # the same above the mean of all codes
    "hits_most",  # the most any code has
    "hits_near",  # of the sentences beside
    "hits_near_rel",
    "hits_wide",  # of a page or so around, above the mean of all codes
    "cue",  # of them, those that are cues
    "name",  # of them, those in the code's name
    "against",  # words that speak against: exclude and counter-cues
    "text",  # likeness to the code's text, above the mean of all codes
    "text_most",
    "text_near",
    "meaning",  # likeness of word vectors to the code's text, where a pipeline has them
    "meaning_near",
    "asked",  # words of the codebook in the question
    "asked_text",  # likeness of the question to the code's text
)
LEARNED = (
    "ridge",  # how like it is to what has been coded, and unlike what has not, elsewhere
    "ridge_parent",  # the same for the code above
    "ridge_any",  # the same for being coded at all
    "ridge_here",  # what the codings of this transcript add to it
    "nearest",  # likeness to the nearest coded sentence elsewhere, above the mean of all codes
    "nearest_any",  # the nearest coded sentence less the nearest that was left
    "prior",  # how often the code is set elsewhere, beside other codes (log)
    "beside",  # the code is set on sentences beside
    "beside_known",  # sentences beside have been decided on
    "around",  # the code is set on a page or so around
    "around_known",
)
KINDS = STATIC + LEARNED

NEAR, WIDE = 1.5, 12.0  # sentences after which what is said beside counts half
_LAGS = (1, 2, 4, 6, 8, 10, 12)  # sentences off at which it is judged whether talk hangs together
_NEAR_LAGS = 2
_WELL_NEAR, _WELL_WIDE = 0.01, 0.05  # what is found in talk that does
_LEAST_NEAR, _LEAST_WIDE = 0.3, 0.25  # some doubt is left: what is said is said in an order
_FEWEST_CODES = 4  # that the mean of all codes is taken over
_SCALE = 10  # brings likenesses to the size of the rest
_WEIGHTS = {"name": 1.3, "definition": 1.0, "include": 1.0, "example": 0.6, "cue": 1.3}


def text_of(code: Code) -> str:
    """Return all that the codebook says for ``code``, as one text."""
    return " ".join((code.name, code.definition, code.include, *example_texts(code), *code.cues))


@dataclass(frozen=True)
class Codes:
    """The codes as evidence: their words, the rows of their texts, and how far talk hangs together.

    ``rarity`` is for each word of the vocabulary what it is worth, ``weights`` what each column is.
    ``near`` and ``wide``, 0..1, are how much what is said beside a sentence and a page around it
    tells of it in these texts. ``meant`` is for each code the mean vector of its words, by
    ``meaning``.
    """

    lexicon: Lexicon
    rows: Sparse
    vocabulary: Vocabulary
    occurrences: Floats
    total: int
    weights: Floats
    near: float = 1.0
    wide: float = 1.0
    meaning: Meaning | None = None
    meant: Floats | None = None

    def rarity(self) -> Floats:
        """Return what each word of the vocabulary is worth: nothing if it is said all the time."""
        found = self.occurrences[np.array(self.vocabulary.columns, np.intp)]
        worth = 1 - np.log1p(found) / np.log(2 + self.total)
        return np.asarray(np.maximum(0, worth), np.float32)

    def hits(self, said: Said) -> Floats:
        """Return what the words of each text say: text × field × code."""
        return self.lexicon.found(said, self.vocabulary, self.rarity())

    def likeness(self, said: Said) -> Floats:
        """Return how like each text is to that of each code."""
        return _SCALE * vectors.similarity(vectors.weigh(said.counts, self.weights), self.rows)

    def meanings(self, said: Said) -> Floats | None:
        """Return how like what each text means is to each code; None without word vectors."""
        if self.meaning is None or self.meant is None:
            return None
        texts = self.meaning.of(said.counts.shape[0], said.at, said.words, self.rarity())
        return _SCALE * texts @ self.meant.T

    def with_meaning(self, meaning: Meaning, codes: Sequence[Code], language: str) -> "Codes":
        """Return the same with the word vectors of ``meaning`` beside."""
        words = [words_of(text_of(code), language) for code in codes]
        at = np.repeat(np.arange(len(codes)), [len(each) for each in words])
        numbers = [self.vocabulary.number(word) for each in words for word in each]
        meant = meaning.of(len(codes), at, np.array(numbers, np.intp), self.rarity())
        return replace(self, meaning=meaning, meant=meant)


def around(values: Floats, half: float) -> Floats:
    """Return what the rows before and after hold, the farther off the less, without their own."""
    return before(values, half) + before(values[::-1], half)[::-1]


def before(values: Floats, half: float) -> Floats:
    """Return what the rows before hold, the farther off the less."""
    from scipy.signal import lfilter

    if not len(values):
        return values
    keeps = np.array([1, -(0.5 ** (1 / half))], np.float32)
    found: Floats = lfilter(np.array([0, 1], np.float32), keeps, values, axis=0)
    return found


def relative(values: Floats) -> Floats:
    """Return how far each code's value is above the mean of all codes: which code, not whether.

    Where there are few codes, it is as if others stood beside them of which nothing speaks; of one
    code alone the mean would say nothing at all.
    """
    mean = values.sum(axis=1, keepdims=True) / max(values.shape[1], _FEWEST_CODES)
    found: Floats = values - mean
    return found


def coherence(readings: Sequence[Reading], codes: Codes) -> tuple[float, float]:
    """Return how much what is said near by, and a page around, tells of a sentence: 0..1 each.

    Judged by how much more often than by chance the codebook speaks for the same code in both.
    In talk it does; answers to a survey have nothing to do with one another.
    """
    together: dict[int, list[float]] = defaultdict(list)
    for reading in readings:
        if reading.apart or len(reading) <= _LAGS[-1]:
            continue  # a survey, or too short to tell
        for values in (_speaking(codes.hits(reading.sentences)), codes.likeness(reading.sentences)):
            off = relative(values)
            off = off - off.mean(axis=0)
            usual = float((off * off).mean()) or 1.0
            for lag in _LAGS:
                both = float((off[lag:] * off[:-lag]).mean()) / usual
                together[lag].append(both * len(reading))
                together[-lag].append(len(reading))
    if not together:
        return _LEAST_NEAR, _LEAST_WIDE
    shared = [sum(together[lag]) / sum(together[-lag]) for lag in _LAGS]
    independent = sum(together[-1]) / 2 * max(1, codes.rows.shape[0] - 1)
    chance = 0.5 / np.sqrt(independent)
    near = (np.mean(shared[:_NEAR_LAGS]) - chance) / _WELL_NEAR
    wide = (np.mean(shared[_NEAR_LAGS:]) - chance) / _WELL_WIDE
    return float(np.clip(near, _LEAST_NEAR, 1)), float(np.clip(wide, _LEAST_WIDE, 1))


def static(reading: Reading, codes: Codes) -> Floats:
    """Return the evidence of the kinds ``STATIC``: sentence × code × kind."""
    sentences, number = len(reading), codes.rows.shape[0]
    found = np.zeros((sentences, number, len(STATIC)), np.float32)
    if not sentences:
        return found
    said = codes.hits(reading.sentences)
    hits = _speaking(said)
    text = codes.likeness(reading.sentences)
    words = np.bincount(reading.sentences.at, minlength=sentences)
    length = np.log(np.maximum(words, 1)) - np.log(10)

    def beside(values: Floats, half: float) -> Floats:
        share = 0.0 if reading.apart else codes.near if half == NEAR else codes.wide / 3
        return share * around(values, half)

    kinds: dict[str, Floats] = {
        "base": np.ones((1, 1), np.float32),
        "length": length[:, None],
        "length_2": length[:, None] ** 2,
        "hits": hits,
        "hits_rel": relative(hits),
        "hits_most": hits.max(axis=1, keepdims=True),
        "hits_near": beside(hits, NEAR),
        "hits_wide": relative(beside(hits, WIDE)),
        "cue": np.log1p(said[:, FIELDS.index("cue")]),
        "name": np.log1p(said[:, FIELDS.index("name")]),
        "against": np.log1p(
            said[:, FIELDS.index("exclude")] + 2 * said[:, FIELDS.index("counter_cue")]
        ),
        "text": relative(text),
        "text_most": text.max(axis=1, keepdims=True) - 1,
        "text_near": relative(beside(text, NEAR)),
    }
    kinds["hits_near_rel"] = relative(kinds["hits_near"])
    meaning = codes.meanings(reading.sentences)
    if meaning is not None:
        kinds["meaning"] = relative(meaning)
        kinds["meaning_near"] = relative(beside(meaning, NEAR))
    if (reading.asked >= 0).any():
        asked = _speaking(codes.hits(reading.questions))
        likeness = relative(codes.likeness(reading.questions))
        has = (reading.asked >= 0)[:, None]
        kinds["asked"] = np.where(has, asked[reading.asked], 0)
        kinds["asked_text"] = np.where(has, likeness[reading.asked], 0)
    for kind, values in kinds.items():
        found[:, :, STATIC.index(kind)] = values
    return found


def _speaking(said: Floats) -> Floats:
    """Return what the words of all fields say for each code."""
    total: Floats = sum(  # type: ignore[assignment]  # there is always a field
        weight * said[:, FIELDS.index(field)] for field, weight in _WEIGHTS.items()
    )
    return np.log1p(total)
