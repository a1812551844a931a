"""The sentences that have been decided on, as rows: how like one another, and their ridge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from kodeverk.suggest import vectors
from kodeverk.suggest.places import Id
from kodeverk.suggest.ridge import Ridge
from kodeverk.suggest.vectors import Floats, Sparse

_ANEW = 3  # it is faster to begin anew when more than one in so many comes or goes


@dataclass(frozen=True)
class Coded:
    """Rows by ``ids`` in the order they came. What is given away is never changed."""

    ids: tuple[Id, ...] = ()
    rows: Sparse = None
    kernel: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    ridge: Ridge = field(default_factory=Ridge)

    def updated(self, wanted: Sequence[Id], fetch: Callable[[Sequence[Id]], Sparse]) -> "Coded":
        """Return the same with the rows of ``wanted``, taking only the new ones from ``fetch``."""
        want, have = set(wanted), set(self.ids)
        new = [each for each in wanted if each not in have]
        gone = len(self.ids) - len(want & have)
        if (len(new) + gone) * _ANEW > len(wanted):
            return Coded()._extended(wanted, fetch) if wanted else Coded()
        return self._kept(want)._extended(new, fetch)

    def _kept(self, want: set[Id]) -> "Coded":
        keep = np.array([at for at, each in enumerate(self.ids) if each in want], dtype=np.intp)
        if len(keep) == len(self.ids):
            return self
        ids = tuple(self.ids[at] for at in keep)
        rows, kernel = self.rows[keep], self.kernel[np.ix_(keep, keep)]
        return Coded(ids, rows, kernel, self.ridge.kept(keep))

    def _extended(self, new: Sequence[Id], fetch: Callable[[Sequence[Id]], Sparse]) -> "Coded":
        if not new:
            return self
        fresh = fetch(new)
        old, total = len(self.ids), len(self.ids) + len(new)
        rows = vectors.stack([self.rows, fresh]) if old else fresh
        kernel = np.empty((total, total), np.float32)
        kernel[:old, :old] = self.kernel
        kernel[:, old:] = vectors.similarity(rows, fresh)
        kernel[old:, :old] = kernel[:old, old:].T
        ridge = self.ridge.added(kernel[:old, old:], kernel[old:, old:])
        return Coded((*self.ids, *new), rows, kernel, ridge)
