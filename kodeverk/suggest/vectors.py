"""Texts as sparse vectors of their letter sequences (``char_wb``, 2 to 5), weighted by TF-IDF.

Letter sequences find inflections, compounds and spelling in any of the four languages without a
dictionary. They are hashed, so that new text never means fitting the old again.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix, which has no published types

_SIZE = 2**18


@lru_cache(maxsize=1)
def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        n_features=_SIZE,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )


def count(texts: Sequence[str]) -> Sparse:
    """Return one row per text: 1 + log of how often each letter sequence occurs in it."""
    from scipy import sparse

    if not texts:
        return sparse.csr_matrix((0, _SIZE), dtype=np.float32)
    rows = _vectorizer().transform(texts)
    np.log(rows.data, out=rows.data)
    rows.data += 1
    return rows


def stack(parts: Sequence[Sparse]) -> Sparse:
    """Return the rows of all ``parts`` under one another."""
    from scipy import sparse

    return sparse.vstack(parts, format="csr")


def rarity(parts: Iterable[Sparse]) -> Floats:
    """Return the inverse document frequency (smoothed, at least 1) of each letter sequence."""
    found, total = np.zeros(_SIZE), 0
    for part in parts:
        found += np.bincount(part.indices, minlength=_SIZE)
        total += part.shape[0]
    weights: Floats = np.log((1 + total) / (1 + found)) + 1
    return weights


def weigh(counts: Sparse, weights: Floats) -> Sparse:
    """Return ``counts`` times ``weights``, every row of length 1 (or 0 if the text is empty)."""
    rows = counts.copy()
    rows.data *= weights[rows.indices].astype(np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    rows.data /= np.repeat(lengths, np.diff(rows.indptr)).astype(np.float32)
    return rows


def similarity(rows: Sparse, columns: Sparse) -> Floats:
    """Return the cosine of each of ``rows`` with each of ``columns`` (both weighed)."""
    return np.asarray((rows @ columns.T).toarray(), dtype=np.float64)
