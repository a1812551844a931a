"""How many segments of a code are expected among those nobody has looked at, and how sure that is.

The expected number is the sum of the probabilities. How far off it may be has two sources: chance,
and that the probabilities may be too high or too low as a whole. The second is a factor with a
gamma distribution about 1, made narrower (and moved) by the answers given so far: with a expected
and o observed among the answers, gamma(k + o, k + a). Answers tell about probabilities such as
those they were given to, so likely and unlikely segments have a factor each.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kodeverk.suggest.asking import Left

LIKELY = 0.2
_TRUST = (1.5, 4.0)  # k for the unlikely and the likely: 1 / k is the variance of the factor
_FEWEST_FOUND, _FEWEST_ANSWERS = 5, 10  # below both, nothing is said
_Z = 1.96

Answers = Sequence[tuple[float, bool]]  # score, and whether it was right


def left(scores: npt.NDArray[np.floating], found: int, answers: Answers) -> Left | None:
    """Return how many of ``scores`` are expected to be right; None if there is too little to go on.

    ``found`` is how many carry the code; ``answers`` are those to suggestions of the code.
    """
    if found < _FEWEST_FOUND and len(answers) < _FEWEST_ANSWERS:
        return None
    expected = variance = 0.0
    for likely, trust in enumerate(_TRUST):
        mine = scores[(scores >= LIKELY) == bool(likely)]
        told = [(score, right) for score, right in answers if (score >= LIKELY) == bool(likely)]
        shape = trust + sum(right for _score, right in told)
        rate = trust + sum(score for score, _right in told)
        factor, total = shape / rate, float(mine.sum())
        expected += factor * total
        variance += factor * float((mine * (1 - mine)).sum()) + total**2 * shape / rate**2
    if expected < 1e-6:
        return Left(0.0, 0, 0)
    low, high = _range(expected, variance)
    return Left(round(expected, 1), math.floor(low), min(math.ceil(high), len(scores)))


def _range(mean: float, variance: float) -> tuple[float, float]:
    """Return the middle 95 % of a gamma distribution, by Wilson and Hilferty's cube root."""
    part = variance / (9 * mean**2)  # 1 / (9 · shape)
    edges = (1 - part + sign * _Z * math.sqrt(part) for sign in (-1, 1))
    low, high = (mean * max(edge, 0.0) ** 3 for edge in edges)
    return low, high
