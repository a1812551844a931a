"""Which words speak for which code: the codebook's own words, found in any form or compound."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kodeverk.language import stop_words, word_forms
from kodeverk.model import Code, Codebook
from kodeverk.suggest.reading import Said
from kodeverk.suggest.vectors import Floats
from kodeverk.suggest.vocabulary import Vocabulary, Word

FIELDS = ("name", "definition", "include", "example", "cue", "exclude", "counter_cue")
AGAINST = ("exclude", "counter_cue")

_CUES = ("cue", "counter_cue")
_SHORTEST_PART = 4  # letters of a compound's head or tail: below this chance hits take over
_COMPOUND = 0.6  # what a hit on part of a compound counts beside one on the whole word
_LEAST_REST = 3
_REACH = 3  # how far apart two words of a phrase may be: two others may come between


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that speaks for (or against, by ``field``) the code of index ``code``."""

    code: int
    field: str
    weight: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cue of several words."""

    code: int
    field: str
    words: tuple[Word, ...]


def example_texts(code: Code) -> tuple[str, ...]:
    """Return the examples of ``code`` without their quotation marks."""
    return tuple(example.strip(" «»“”\"'") for example in code.examples)


def words_of(text: str, language: str) -> list[Word]:
    """Return the words of ``text`` in order."""
    return [
        Word(text[form.span.start : form.span.end].casefold(), form.lemma, form.stem)
        for form in word_forms(text, language)
    ]


class Lexicon:
    """The words of ``codes`` with what each is worth; cheap to build, fixed once built.

    A word's worth falls with the number of codes it fits and is nothing for function words, unless
    someone has made a cue of it. A compound is found by its head or tail (``mediebudsjett`` by
    ``budsjett`` and the other way). A cue of several words is found with those words in that order,
    with at most two others between one and the next.
    """

    def __init__(self, book: Codebook, codes: Sequence[Code]) -> None:
        self._stop = stop_words(book.language)
        self._codes = len(codes)
        ids = {code.id.casefold() for code in book.codes}
        ids |= {part for name in ids for part in re.split(r"\W+", name)}
        self._fits: dict[str, set[tuple[int, str]]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._known: dict[Word, tuple[Hit, ...]] = {}
        self._table: tuple[int, Any] = (-1, None)
        self.phrases: list[Phrase] = []
        for index, code in enumerate(codes):
            for field, text in _texts(code):
                words = words_of(text, book.language)
                if field in _CUES and len(words) > 1:
                    self.phrases.append(Phrase(index, field, tuple(words)))
                    continue
                for word in words:
                    if field in _CUES or (self.says_something(word) and word.text not in ids):
                        for key in (word.lemma, word.stem):
                            self._fits[key].add((index, field))
        for key in self._fits:
            for part in _parts(key):
                self._parts[part].add(key)
        self.sizes = self._count()

    def _count(self) -> tuple[int, ...]:
        """Return how many words and phrases speak for each code."""
        sizes = [0] * self._codes
        for fits in self._fits.values():
            for code in {code for code, field in fits if field not in AGAINST}:
                sizes[code] += 1
        for phrase in self.phrases:
            sizes[phrase.code] += phrase.field not in AGAINST
        return tuple(sizes)

    def hits(self, word: Word) -> tuple[Hit, ...]:
        """Return what ``word`` speaks for, at most one hit per code and field."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._look_up(word)
        return found

    def _look_up(self, word: Word) -> tuple[Hit, ...]:
        telling = self.says_something(word)
        shares: dict[str, float] = {}
        for key in (word.lemma, word.stem):
            if key in self._fits:
                shares[key] = 1.0
            if not telling:
                continue
            for part in _parts(key):
                if part in self._fits:
                    shares.setdefault(part, _COMPOUND)
            if len(key) >= _SHORTEST_PART:
                for whole in self._parts.get(key, ()):
                    shares.setdefault(whole, _COMPOUND)
        best: dict[tuple[int, str], float] = {}
        for key, share in shares.items():
            for code, field in self._fits[key]:
                if telling or field in _CUES:
                    best[code, field] = max(best.get((code, field), 0.0), share)
        speaking = {code for code, field in best if field not in AGAINST}
        damping = math.log(1 + self._codes / max(1, len(speaking))) / math.log(1 + self._codes)
        return tuple(Hit(*fit, share * damping) for fit, share in sorted(best.items()))

    def says_something(self, word: Word) -> bool:
        """Tell whether ``word`` may say what a text is about: no function word, no number."""
        return (
            len(word.text) > 2
            and not word.text.isdigit()
            and word.text not in self._stop
            and word.lemma not in self._stop
        )

    def found(self, said: Said, vocabulary: Vocabulary, rarity: Floats) -> Floats:
        """Return what the words of each text say: text × field × code.

        ``rarity`` is for each word of the vocabulary what it is worth, 0..1.
        """
        from scipy import sparse

        texts, known = said.counts.shape[0], len(vocabulary.words)
        if self._table[0] != known:
            self._table = known, self._tabulate(vocabulary)
        ones = np.ones(len(said.at), np.float32)
        words = sparse.csr_matrix((ones, (said.at, said.words)), shape=(texts, known))
        words.data = rarity[words.indices]  # once, however often the sentence says the word
        shape = texts, len(FIELDS), self._codes
        found: Floats = np.asarray((words @ self._table[1]).toarray()).reshape(shape)
        for phrase in self.phrases:
            at = self.places(phrase, said, vocabulary)
            found[np.unique(said.at[at]), FIELDS.index(phrase.field), phrase.code] += 1
        return found

    def _tabulate(self, vocabulary: Vocabulary) -> Any:
        """Return a row per word of ``vocabulary``, a column per field and code."""
        from scipy import sparse

        rows, columns, weights = [], [], []
        for number, word in enumerate(vocabulary.words):
            for hit in self.hits(word):
                rows.append(number)
                columns.append(FIELDS.index(hit.field) * self._codes + hit.code)
                weights.append(hit.weight)
        return sparse.csr_matrix(
            (np.array(weights, np.float32), (rows, columns)),
            shape=(len(vocabulary.words), len(FIELDS) * self._codes),
        )

    def places(self, phrase: Phrase, said: Said, vocabulary: Vocabulary) -> Any:
        """Return where ``phrase`` ends in the words of ``said``."""
        here = np.empty(0, np.intp)
        for number, word in enumerate(phrase.words):
            there = np.flatnonzero(np.isin(said.words, list(vocabulary.like(word))))
            if not number:
                here = there
                continue
            if not len(there):
                return there
            following = there[np.searchsorted(there, here, "right").clip(max=len(there) - 1)]
            near = (following > here) & (following - here <= _REACH)
            here = following[near & (said.at[following] == said.at[here])]
        return here


def within(phrase: Phrase, words: Sequence[Word]) -> tuple[int, ...]:
    """Return where in ``words`` those of ``phrase`` stand; empty if it is not there."""
    for start in range(len(words)):
        at: list[int] = []
        for sought in phrase.words:
            begin = at[-1] + 1 if at else start
            end = begin + (_REACH if at else 1)
            found = (n for n in range(begin, min(end, len(words))) if alike(words[n], sought))
            place = next(found, None)
            if place is None:
                break
            at.append(place)
        if len(at) == len(phrase.words):
            return tuple(at)
    return ()


def alike(one: Word, other: Word) -> bool:
    """Tell whether two words share text, dictionary form or stem."""
    return not set(one).isdisjoint(other)


def _texts(code: Code) -> Iterable[tuple[str, str]]:
    """Yield field and text of ``code``."""
    yield "name", code.name
    yield "definition", code.definition
    yield "include", code.include
    for example in code.examples:
        yield "example", example
    for cue in code.cues:
        yield "cue", cue
    yield "exclude", code.exclude
    for cue in code.counter_cues:
        yield "counter_cue", cue


def _parts(word: str) -> set[str]:
    """Return the heads and tails that ``word`` may be put together of."""
    cuts = range(_SHORTEST_PART, len(word) - _LEAST_REST + 1)
    heads = {word[:cut] for cut in cuts}
    heads |= {head[:-1] for head in heads if head[-1] in "se" and len(head) > _SHORTEST_PART}
    return heads | {word[-cut:] for cut in cuts}
