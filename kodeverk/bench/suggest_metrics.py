"""How good scores are: pure functions of what is true and what was said. Ties count by chance.

``truth`` has a row per segment and a column per code; ``scores`` has the same shape.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST = 20  # coded segments, or shown suggestions, below which no share is given
LEAST_OF_CODE = 5  # segments with a code below which its WSS@95 is not given
_BINS = 10
RECALL = 0.95  # what WSS@95 must find


@dataclass(frozen=True)
class Figures:
    """What was measured on some segments; None where there is too little to say it.

    ``tested`` segments, of which ``coded`` have a code. ``first``: first-choice precision;
    ``three``: share of true codes among the three shown; ``ap``: mean average precision over codes;
    ``ece``: expected calibration error over all pairs of segment and code, ``ece_first`` over first
    choices; ``shown`` suggestions at the bar, ``precision`` of them right, on ``coverage`` of the
    coded segments, with ``recall`` of the true codes.
    """

    tested: int
    coded: int
    first: float | None = None
    three: float | None = None
    ap: float | None = None
    ece: float | None = None
    ece_first: float | None = None
    shown: int | None = None
    precision: float | None = None
    coverage: float | None = None
    recall: float | None = None


def measure(
    truth: Bools, scores: Floats, shown: Bools | None = None, *, probabilities: bool = False
) -> Figures:
    """Return the figures for some segments; calibration only for ``probabilities``."""
    coded = truth.any(axis=1)
    figures = Figures(len(truth), int(coded.sum()))
    if shown is not None:
        figures = replace(figures, shown=int(shown.sum()))
    if figures.coded < LEAST:
        return figures
    figures = replace(
        figures,
        first=_found(truth[coded], scores[coded], 1) / figures.coded,
        three=_found(truth[coded], scores[coded], 3) / int(truth.sum()),
        ap=mean(
            average_precision(truth[:, code], scores[:, code]) for code in range(truth.shape[1])
        ),
    )
    if probabilities:
        best = scores.argmax(axis=1)[:, None]
        figures = replace(
            figures,
            ece=calibration_error(truth, scores),
            ece_first=calibration_error(
                np.take_along_axis(truth, best, axis=1), np.take_along_axis(scores, best, axis=1)
            ),
        )
    if shown is not None:
        right = truth & shown
        enough = int(shown.sum()) >= LEAST
        figures = replace(
            figures,
            precision=float(right.sum() / shown.sum()) if enough else None,
            coverage=float(shown[coded].any(axis=1).mean()),
            recall=float(right.sum() / truth.sum()),
        )
    return figures


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are there; None if none is."""
    there = [value for value in values if value is not None]
    return float(np.mean(there)) if there else None


def _found(truth: Bools, scores: Floats, most: int) -> float:
    """Return how many true codes are expected among the ``most`` highest scores of each row."""
    most = min(most, scores.shape[1])
    last = -np.partition(-scores, most - 1, axis=1)[:, most - 1 : most]
    above, level = scores > last, scores == last
    left = most - above.sum(axis=1)
    share = left / level.sum(axis=1)
    return float(((truth & above).sum(axis=1) + share * (truth & level).sum(axis=1)).sum())


def _levels(truth: Bools, scores: Floats) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Return for each score, highest first, how many rows have it and how many of them are true."""
    _values, place = np.unique(-scores, return_inverse=True)
    size = int(place.max()) + 1
    return np.bincount(place, minlength=size), np.bincount(place[truth], minlength=size)


def average_precision(truth: Bools, scores: Floats) -> float | None:
    """Return the average precision of one code; rows with the same score count together."""
    if not truth.any():
        return None
    rows, true = _levels(truth, scores)
    precision = np.cumsum(true) / np.cumsum(rows)
    return float((precision * true).sum() / truth.sum())


def calibration_error(truth: Bools, scores: Floats) -> float:
    """Return the expected calibration error with ten bins of equal width."""
    said, is_so = scores.ravel(), truth.ravel()
    place = np.minimum((said * _BINS).astype(int), _BINS - 1)
    off = np.bincount(place, weights=said - is_so, minlength=_BINS)
    return float(np.abs(off).sum() / len(said))


def work_saved(truth: Bools, scores: Floats) -> float | None:
    """Return WSS@95 of one code: the share that need not be read to find 95 % of its segments,
    less the .05 that leaving out at random would save. None for a rare code.
    """
    if truth.sum() < LEAST_OF_CODE:
        return None
    rows, true = _levels(truth, scores)
    need = math.ceil(RECALL * int(truth.sum()) - 1e-9)
    level = int(np.searchsorted(np.cumsum(true), need))
    before, got = int(rows[:level].sum()), int(true[:level].sum())
    read = before + (need - got) * (rows[level] + 1) / (true[level] + 1)
    return float((len(truth) - read) / len(truth) - (1 - RECALL))
