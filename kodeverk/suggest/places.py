"""A transcript made ready: its evidence from the codebook, and how like the coded sentences it is.

A sentence is likened to others together with what is said beside it, which counts less.
"""

from collections.abc import Sequence

import numpy as np

from kodeverk.suggest import vectors
from kodeverk.suggest.evidence import Codes, static
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.vectors import Floats, Rows, Sparse

Id = tuple[int, int]  # number of the transcript, of the sentence

_BESIDE = ((1, 0.5), (2, 0.3))  # how far off a sentence beside is, and what it counts
_AT_ONCE = 100  # columns: what is dense in between stays small
_CHUNK = 2000


class Place:
    """The sentences of a transcript under one codebook and one set of column weights."""

    def __init__(self, reading: Reading, codes: Codes) -> None:
        self.reading = reading
        self.near = 0.0 if reading.apart else codes.near
        self.wide = 0.0 if reading.apart else codes.wide
        self.static = static(reading, codes)
        self._rows = vectors.weigh(reading.sentences.counts, codes.weights)
        self._mix = self._mixing(len(reading))
        self._ids: dict[Id, int] = {}
        self._kernel: Floats = np.zeros((len(reading), 0), np.float32)

    def _mixing(self, number: int) -> Sparse:
        """Return what makes of the rows of sentences those with what is said beside them."""
        from scipy import sparse

        mix = sparse.identity(number, dtype=np.float32, format="csr")
        for off, share in _BESIDE:
            if self.near and number > off:
                beside = np.full(number - off, share * self.near, np.float32)
                mix = mix + sparse.diags([beside, beside], [off, -off], format="csr")
        lengths = np.ones(number, np.float32)
        for begin in range(0, number, _CHUNK):
            rows = mix[begin : begin + _CHUNK] @ self._rows
            squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
            lengths[begin : begin + _CHUNK] = np.sqrt(np.maximum(squares, 1e-12))
        return (sparse.diags(1 / lengths) @ mix).tocsr().astype(np.float32)

    def rows(self, sentences: Sequence[int] | Rows) -> Sparse:
        """Return the rows of ``sentences`` with what is said beside them, each of length 1."""
        return self._mix[np.asarray(sentences, dtype=np.intp)] @ self._rows

    def likeness(self, sentence: int, others: Sparse) -> Floats:
        """Return how like ``sentence``, with what is said beside it, each of ``others`` is."""
        return vectors.similarity(others, self.rows([sentence]))[:, 0]

    def kernel(self, ids: Sequence[Id], rows: Sparse) -> Floats:
        """Return how like each sentence is to each of the coded ``rows``, whose names are ``ids``.

        What was asked for before is kept.
        """
        new = [number for number, each in enumerate(ids) if each not in self._ids]
        if new:
            if len(self._ids) > 2 * len(ids):
                self._ids, new = {}, list(range(len(ids)))
            self._extend([ids[number] for number in new], rows[new])
        columns = np.array([self._ids[each] for each in ids], dtype=np.intp)
        if np.array_equal(columns, np.arange(len(columns))):
            return self._kernel[:, : len(columns)]
        return self._kernel[:, columns]

    def _extend(self, ids: Sequence[Id], rows: Sparse) -> None:
        kept, wanted = len(self._ids), len(self._ids) + len(ids)
        if self._kernel.shape[1] < wanted:
            # By columns: what is asked for is the best of some of them, for all sentences.
            shape = len(self.reading), wanted + _AT_ONCE
            wider = np.empty(shape, np.float32, order="F")
            wider[:, :kept] = self._kernel[:, :kept]
            self._kernel = wider
        for begin in range(0, len(ids), _AT_ONCE):
            some = rows[begin : begin + _AT_ONCE]
            few = some.shape[0] <= vectors.FEW
            likeness = self._mix @ (self._rows @ (some.toarray().T if few else some.T))
            here = slice(kept + begin, kept + begin + some.shape[0])
            self._kernel[:, here] = likeness if few else likeness.toarray()
        self._ids |= {each: kept + number for number, each in enumerate(ids)}
