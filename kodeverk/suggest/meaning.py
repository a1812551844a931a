"""Likeness of meaning by the word vectors of an installed spaCy pipeline, if there is one."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from kodeverk.suggest.vectors import Floats, Rows
from kodeverk.suggest.vocabulary import Vocabulary


class WordVectors(Protocol):
    """Vectors of words, each of length one."""

    def matrix(self, words: Sequence[str]) -> Floats:
        """Return a row for each of ``words``: its vector, or zeros where there is none."""


class Meaning:
    """The vectors of a vocabulary, fetched as it grows."""

    def __init__(self, vectors: WordVectors, vocabulary: Vocabulary) -> None:
        self._vectors = vectors
        self._vocabulary = vocabulary
        self._rows: Floats | None = None

    def of(self, texts: int, at: Rows, words: Rows, worth: Floats) -> Floats:
        """Return a vector of length one for each of so many ``texts`` (zeros for those without).

        It is the mean of the vectors of its words: ``words[n]`` stands in text ``at[n]`` and counts
        by the ``worth`` of that word.
        """
        from scipy import sparse

        rows = self._known()
        shape = texts, len(rows)
        counts = sparse.csr_matrix((worth[words], (at, words)), shape=shape, dtype=np.float32)
        means: Floats = np.asarray(counts @ rows, np.float32)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return np.asarray(means / np.where(lengths > 0, lengths, 1), np.float32)

    def _known(self) -> Floats:
        """Return a row for each word of the vocabulary: by its lemma, else as it stands."""
        start = 0 if self._rows is None else len(self._rows)
        new = self._vocabulary.words[start:]
        if self._rows is None or new:
            fresh = self._vectors.matrix([word.lemma for word in new])
            without = np.flatnonzero(~fresh.any(axis=1))
            fresh[without] = self._vectors.matrix([new[number].text for number in without])
            self._rows = fresh if self._rows is None else np.concatenate([self._rows, fresh])
        return self._rows
