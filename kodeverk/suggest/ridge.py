"""Kernel ridge regression of all codes at once, with rows that come and go.

The inverse of kernel + penalty is kept and bordered: one row more or less costs the square of the
number of rows, not the cube. What a row would be given without its own group follows from the same
inverse, exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kodeverk.suggest.vectors import Floats, Rows

Doubles = npt.NDArray[np.float64]

PENALTY = 1.0
_AT_ONCE = 250  # rows of the inverse that are made together: no second copy of it is made


@dataclass(frozen=True)
class Ridge:
    """The inverse of kernel and penalty for the rows taken in so far, in the order they came."""

    inverse: Doubles = field(default_factory=lambda: np.zeros((0, 0)))

    def added(self, across: Floats, among: Floats) -> "Ridge":
        """Return the same with new rows; ``across`` is the kernel old × new, ``among`` new."""
        old, new = across.shape
        with_old = self.inverse @ across.astype(np.float64)
        border = among + PENALTY * np.eye(new) - across.T @ with_old
        corner = np.linalg.inv((border + border.T) / 2)
        inverse = np.empty((old + new, old + new))
        inverse[old:, old:] = corner
        inverse[:old, old:] = -with_old @ corner
        inverse[old:, :old] = inverse[:old, old:].T
        for begin in range(0, old, _AT_ONCE):
            some = slice(begin, min(begin + _AT_ONCE, old))
            here = inverse[some, :old]
            np.subtract(self.inverse[some], inverse[some, old:] @ with_old.T, out=here)
        return Ridge(inverse)

    def kept(self, rows: Rows) -> "Ridge":
        """Return the same with ``rows`` only."""
        gone = np.setdiff1d(np.arange(len(self.inverse)), rows)
        beside = self.inverse[np.ix_(rows, gone)]
        corner = self.inverse[np.ix_(gone, gone)]
        kept = self.inverse[np.ix_(rows, rows)]
        return Ridge(kept - beside @ np.linalg.solve(corner, beside.T))

    def weights(self, targets: Doubles) -> Doubles:
        """Return what each row counts for each column of ``targets``."""
        return self.inverse @ targets

    def without(self, weights: Doubles, rows: Rows) -> Doubles:
        """Return ``weights`` as if ``rows`` were not there (0 for themselves)."""
        if len(rows) == len(weights):
            return np.zeros_like(weights)
        held = self._own(rows, weights[rows])
        left: Doubles = weights - self.inverse[:, rows] @ held
        left[rows] = 0
        return left

    def held_out(self, weights: Doubles, targets: Doubles, groups: Iterable[Rows]) -> Doubles:
        """Return what each row would be given if its whole group had not been there."""
        given = np.zeros_like(targets)
        for rows in groups:
            if len(rows) == len(targets):
                continue  # nothing is left to tell by
            given[rows] = targets[rows] - self._own(rows, weights[rows])
        return given

    def _own(self, rows: Rows, weights: Doubles) -> Doubles:
        """Return what ``weights`` of ``rows`` are by their own part of the inverse."""
        from scipy.linalg import cho_factor, cho_solve

        part = self.inverse[np.ix_(rows, rows)]
        factor = cho_factor(part, overwrite_a=True, check_finite=False)
        found: Doubles = cho_solve(factor, weights, check_finite=False)
        return found
