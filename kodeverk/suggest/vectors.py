"""Sentences as weighted counts (TF-IDF) of letter sequences and dictionary forms: sparse rows.

A row has two parts side by side: sequences of two to five letters within words, which no spelling
or ending defeats, and dictionary forms. Columns are hashes, so no vocabulary need be kept.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Rows: TypeAlias = npt.NDArray[np.intp]
Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix, which has no published types

LETTERS = 2**18
WORDS = 2**16
FEW = 8  # rows up to which a full vector each is faster to multiply by than a sparse one
_WORD_PART = 0.7  # the length of the part of words beside that of the letters, which is 1


@lru_cache(maxsize=1)
def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        n_features=LETTERS,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )


def word_column(lemma: str) -> int:
    """Return the column of the dictionary form ``lemma``."""
    return LETTERS + zlib.crc32(lemma.encode()) % WORDS


def count(texts: Sequence[str], at: Rows | None = None, columns: Rows | None = None) -> Sparse:
    """Return one row per text: 1 + log of how often each letter sequence and each word occurs.

    The words are given as the number of the text (``at``) and the column of each.
    """
    from scipy import sparse

    if not texts:
        return sparse.csr_matrix((0, LETTERS + WORDS), dtype=np.float32)
    letters = _vectorizer().transform(texts)
    words = sparse.csr_matrix((len(texts), WORDS), dtype=np.float32)
    if at is not None and columns is not None:
        ones = np.ones(len(at), np.float32)
        words = sparse.csr_matrix((ones, (at, columns - LETTERS)), shape=words.shape)
    rows = sparse.hstack([letters, words], format="csr", dtype=np.float32)
    rows.sum_duplicates()
    np.log(rows.data, out=rows.data)
    rows.data += 1
    return rows


def stack(parts: Sequence[Sparse]) -> Sparse:
    """Return the rows of all ``parts`` under one another."""
    from scipy import sparse

    return sparse.vstack(parts, format="csr")


def occurrences(parts: Iterable[Sparse]) -> tuple[Floats, int]:
    """Return in how many rows each column occurs, and how many rows there are."""
    found, total = np.zeros(LETTERS + WORDS, np.float32), 0
    for part in parts:
        found += np.bincount(part.indices, minlength=LETTERS + WORDS)
        total += part.shape[0]
    return found, total


def rarity(found: Floats, total: int) -> Floats:
    """Return the inverse document frequency (smoothed, at least 1) of each column."""
    weights: Floats = (np.log((1 + total) / (1 + found)) + 1).astype(np.float32)
    return weights


def weigh(counts: Sparse, weights: Floats) -> Sparse:
    """Return ``counts`` times ``weights``, either part of a row brought to its length (or 0)."""
    from scipy import sparse

    data = counts.data * weights[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    part = 2 * row + (counts.indices >= LETTERS)
    lengths = np.sqrt(np.bincount(part, data * data, minlength=2 * counts.shape[0]))
    lengths[lengths == 0] = 1
    lengths[1::2] /= _WORD_PART
    data /= lengths[part].astype(np.float32)
    return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)


def similarity(rows: Sparse, columns: Sparse) -> Floats:
    """Return the product of each of ``rows`` with each of ``columns``."""
    if columns.shape[0] <= FEW:
        return np.asarray(rows @ columns.toarray().T, dtype=np.float32)
    return np.asarray((rows @ columns.T).toarray(), dtype=np.float32)
