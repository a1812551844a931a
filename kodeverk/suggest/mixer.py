"""How much each kind of evidence counts: one logistic regression for all codes together.

The weights begin as those of ``weights.toml`` and are drawn from there towards what the study's own
codings say, the farther the more of them there are.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kodeverk.suggest.evidence import KINDS
from kodeverk.suggest.vectors import Floats

Doubles = npt.NDArray[np.float64]

HOLD = 20.0  # how firmly the weights are held where they begin: the prior's precision
HOLD_RATE = 10.0  # the same for what a code's own rate adds
_STEPS = 25
_CLOSE = 1e-2  # of the loss that is left: thousandths of a weight
_SLICE = 8_000  # pairs at a time: what is made of them stays close to the processor


@lru_cache(maxsize=1)
def defaults() -> tuple[float, ...]:
    """Return the weight of each kind of evidence before anything is coded."""
    text = files("kodeverk.suggest").joinpath("weights.toml").read_text(encoding="utf-8")
    weights = tomllib.loads(text)["weights"]
    return tuple(float(weights[kind]) for kind in KINDS)


def likely(logits: Floats) -> Floats:
    """Return the probabilities that ``logits`` stand for."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def fit(
    evidence: Floats,
    given: Floats,
    counts: Floats,
    centre: Doubles,
    hold: Doubles,
    start: Doubles | None = None,
) -> Doubles:
    """Return the weights that best tell ``given`` (0..1) from ``evidence`` (pair × kind).

    ``counts`` is what each pair counts; ``hold`` how firmly each weight is held at ``centre``.
    Newton's method from ``start``: the best weights do not depend on it, only the time it takes.
    """
    weights = (centre if start is None else start).copy()
    loss, slope, said = _at(weights, evidence, given, counts, centre, hold)
    for _ in range(_STEPS):
        bend = _bend(evidence, counts * said * (1 - said), hold)
        step = np.linalg.solve(bend, slope)
        if slope @ step < _CLOSE:
            break
        share = 1.0
        while True:
            there = weights - share * step
            new = _at(there, evidence, given, counts, centre, hold)
            if new[0] <= loss or share < 1e-3:
                break
            share /= 2
        weights, (loss, slope, said) = there, new
    return weights


def rates(logits: Floats, given: Floats, counts: Floats) -> Floats:
    """Return what must be added to ``logits`` (row × code) for each code to be as usual as it is.

    The evidence weighs all codes alike, but some are set far more often than it says. ``counts`` is
    what each row counts for each code; it takes many to go far from 0.
    """
    added = np.zeros(logits.shape[1])
    for _ in range(_STEPS):
        said = likely(logits + added.astype(np.float32))
        slope = (counts * (given - said)).sum(axis=0) - HOLD_RATE * added
        bend = (counts * said * (1 - said)).sum(axis=0) + HOLD_RATE
        step = np.clip(slope / bend, -1, 1)
        added += step
        if np.abs(step).max(initial=0) < _CLOSE:
            break
    return added.astype(np.float32)


def _at(
    weights: Doubles,
    evidence: Floats,
    given: Floats,
    counts: Floats,
    centre: Doubles,
    hold: Doubles,
) -> tuple[float, Doubles, Floats]:
    """Return how bad ``weights`` are, the slope there, and how likely they make each pair."""
    off = weights - centre
    loss, slope = float(hold @ (off * off)) / 2, hold * off
    said = np.empty(len(evidence), np.float32)
    for part in _slices(len(evidence)):
        rows, truth, worth = evidence[part], given[part], counts[part]
        logits = np.clip(rows @ weights.astype(np.float32), -30, 30)
        said[part] = 1 / (1 + np.exp(-logits))
        loss += float(worth @ (np.logaddexp(0, logits) - truth * logits))
        slope = slope + (worth * (said[part] - truth)) @ rows
    return loss, slope, said


def _bend(evidence: Floats, counts: Floats, hold: Doubles) -> Doubles:
    """Return the second derivative: how fast the slope changes."""
    bend = np.diag(hold)
    for part in _slices(len(evidence)):
        rows = evidence[part] * np.sqrt(counts[part])[:, None]
        bend = bend + rows.T @ rows
    return bend


def _slices(number: int) -> Iterator[slice]:
    return (slice(begin, begin + _SLICE) for begin in range(0, number, _SLICE))
