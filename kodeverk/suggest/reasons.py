"""Why a code is suggested: the sentence's own words, and earlier quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kodeverk.language import word_forms
from kodeverk.model import Code, Coding, Reason, Rejection, Transcript
from kodeverk.suggest import vectors
from kodeverk.suggest.evidence import Codes
from kodeverk.suggest.lexicon import AGAINST, FIELDS, example_texts, within, words_of
from kodeverk.suggest.vectors import Floats, Sparse
from kodeverk.suggest.vocabulary import Word

MOST_WORDS = 5
LIKE_ENOUGH = 0.1  # below this an earlier quote explains nothing to a reader

_CODEBOOK = ("hits", "hits_rel", "cue", "name")
_RIDGE = ("ridge", "ridge_here")
_NEAREST = ("nearest",)
_LEAST = 0.25  # of what the word that counts most counts: words below it are not named


@dataclass(frozen=True)
class Earlier:
    """A coding or rejection of the code, and how like the sentence it is.

    ``beside``: it stands a few sentences from it, and may be likened to it for that alone.
    """

    likeness: float
    decided: Coding | Rejection
    transcript: Transcript
    beside: bool = False


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence in order, as they stand and as the vocabulary has them."""

    shown: tuple[str, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Spoken:
    """A sentence and those of its words that say something, each as it stands there last."""

    sentence: Sentence
    telling: Mapping[Word, str]

    def rows(self) -> Sparse:
        """Return a row for each of the telling words: its letters and its dictionary form."""
        return _counted(tuple(self.telling))


@dataclass(frozen=True)
class Reasons:
    """Finds reasons, the strongest first and those against last."""

    codes: Sequence[Code]
    evidence: Codes
    language: str

    def spoken(self, sentence: Sentence) -> Spoken:
        """Return ``sentence`` with those of its words that say something."""
        both = zip(sentence.shown, sentence.words, strict=True)
        says = self.evidence.lexicon.says_something
        return Spoken(sentence, {word: shown for shown, word in both if says(word)})

    def of(
        self,
        spoken: Spoken,
        code: int,
        counted: Mapping[str, float],
        taught: Floats | None,
        nearest: Earlier | None,
        rejected: Earlier | None,
    ) -> tuple[Reason, ...]:
        """Return the reasons for ``code``.

        ``counted`` is what each kind of evidence counted, ``taught`` what earlier codings have
        taught of each telling word, if any have.
        """
        sentence = spoken.sentence
        strength = {name: sum(counted[kind] for kind in kinds) for name, kinds in _GROUPS.items()}
        speaks, against = self._from_codebook(sentence, code, strength["codebook"])
        if taught is not None and strength["learned"] > 0:
            words = _most(spoken, taught)
            if words:
                speaks.append((strength["learned"], Reason("learned", words)))
        if nearest and nearest.likeness >= LIKE_ENOUGH:
            speaks.append((strength["nearest"], self._quote(sentence, nearest, "coding")))
        if not speaks:
            own = vectors.weigh(spoken.rows(), self.evidence.weights)
            like = vectors.similarity(own, self.evidence.rows[code])[:, 0]
            speaks.append((0.0, Reason("definition", _most(spoken, like))))
        if rejected and rejected.likeness >= LIKE_ENOUGH:
            against.append((0.0, self._quote(sentence, rejected, "rejection")))
        speaks.sort(key=lambda each: -each[0])
        return tuple(reason for _, reason in (*speaks, *against))

    def _from_codebook(
        self, sentence: Sentence, code: int, strength: float
    ) -> tuple[list[tuple[float, Reason]], list[tuple[float, Reason]]]:
        lexicon = self.evidence.lexicon
        counts = dict.fromkeys(FIELDS, 0.0)
        spoken: dict[str, dict[str, str]] = {each: {} for each in FIELDS}
        met: dict[str, list[Word]] = {each: [] for each in FIELDS}
        for shown, word in zip(sentence.shown, sentence.words, strict=True):
            for hit in lexicon.hits(word):
                if hit.code == code:
                    counts[hit.field] += hit.weight
                    spoken[hit.field].setdefault(word.text, shown)
                    met[hit.field].append(word)
        for phrase in lexicon.phrases:
            if phrase.code == code:
                at = within(phrase, sentence.words)
                if at:
                    counts[phrase.field] += 1
                    said = " ".join(sentence.shown[place] for place in at)
                    spoken[phrase.field].setdefault(said.casefold(), said)
        total = sum(counts[each] for each in FIELDS if each not in AGAINST) or 1.0
        speaks, against = [], []
        for each in FIELDS:
            if not spoken[each]:
                continue
            example = self._example(code, met[each]) if each == "example" else ""
            reason = Reason(each, tuple(spoken[each].values())[:MOST_WORDS], example)
            if each in AGAINST:
                against.append((0.0, reason))
            else:
                speaks.append((strength * counts[each] / total, reason))
        return speaks, against

    def _example(self, code: int, met: Sequence[Word]) -> str:
        """Return the example that shares most words with those ``met``."""
        sought = {key for word in met for key in (word.lemma, word.stem)}

        def shared(example: str) -> int:
            found = words_of(example, self.language)
            return len(sought & {key for word in found for key in (word.lemma, word.stem)})

        return max(example_texts(self.codes[code]), key=shared)

    def _quote(self, sentence: Sentence, earlier: Earlier, kind: str) -> Reason:
        quote = earlier.transcript.text(earlier.decided.span)
        there = sentence_of(quote, earlier.transcript.language)
        keys = {key for word in there.words for key in (word.lemma, word.stem)}
        shared = {
            word.text: shown
            for shown, word in zip(sentence.shown, sentence.words, strict=True)
            if (word.lemma in keys or word.stem in keys)
            and self.evidence.lexicon.says_something(word)
        }
        words = tuple(shared.values())[:MOST_WORDS]
        if kind == "coding" and earlier.beside and not words:
            kind = "beside"
        return Reason(kind, words, quote, earlier.decided.id)


def _most(spoken: Spoken, counts: Floats) -> tuple[str, ...]:
    """Return the telling words that count most, in the order spoken."""
    if counts.max(initial=0) <= 0:
        return ()
    best = set(np.argsort(-counts, kind="stable")[:MOST_WORDS])
    least = _LEAST * counts.max()
    return tuple(
        shown
        for number, shown in enumerate(spoken.telling.values())
        if number in best and counts[number] >= least
    )


_GROUPS = {"codebook": _CODEBOOK, "learned": _RIDGE, "nearest": _NEAREST}


@lru_cache(maxsize=4096)
def sentence_of(text: str, language: str) -> Sentence:
    """Return the sentence ``text`` with its words as they stand."""
    shown, words = [], []
    for form in word_forms(text, language):
        shown.append(text[form.span.start : form.span.end])
        words.append(Word(shown[-1].casefold(), form.lemma, form.stem))
    return Sentence(tuple(shown), tuple(words))


@lru_cache(maxsize=4096)
def _counted(words: tuple[Word, ...]) -> Sparse:
    """Return a row for each of ``words``: its letters and its dictionary form."""
    columns = np.array([vectors.word_column(word.lemma) for word in words], np.intp)
    return vectors.count([word.text for word in words], np.arange(len(words)), columns)
