"""Simulates reading for one code from the likeliest segment down, as in a review queue.

One segment with the code and one without are known to begin with. The 25 segments with the highest
score are read, the model learns all that is coded there, and so on until 95 % are found.
"""

import math

import numpy as np

from kodeverk.bench.suggest_data import Bools, Coded
from kodeverk.bench.suggest_metrics import LEAST_OF_CODE, RECALL
from kodeverk.bench.suggest_models import Model
from kodeverk.bench.suggest_replay import EVERY

_SEED = 20


def saved(coded: Coded, model: Model) -> list[float | None]:
    """Return WSS@95 of reading for each code; None for a rare one."""
    return [
        _saved(coded, model, code) if many >= LEAST_OF_CODE else None
        for code, many in enumerate(coded.truth.sum(axis=0))
    ]


def _saved(coded: Coded, model: Model, code: int) -> float:
    truth = coded.truth[:, code]
    total = len(truth)
    need = math.ceil(RECALL * int(truth.sum()) - 1e-9)
    known = np.zeros(total, dtype=bool)
    known[_priors(truth)] = True
    while True:
        model.learn(known, code)
        unread = np.flatnonzero(~known)
        scores = model.score(unread)[:, code]
        chosen = unread[np.argsort(-scores, kind="stable")[:EVERY]]
        found = int(truth[known].sum()) + np.cumsum(truth[chosen])
        if found[-1] >= need:
            read = int(known.sum()) + int(np.searchsorted(found, need)) + 1
            return (total - read) / total - (1 - RECALL)
        known[chosen] = True


def _priors(truth: Bools) -> list[int]:
    """Return one segment with the code and one without, the same ones every time."""
    random = np.random.default_rng(_SEED)
    return [int(random.choice(np.flatnonzero(truth == has))) for has in (True, False)]
