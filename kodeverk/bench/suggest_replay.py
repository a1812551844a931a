"""Replays how a study is coded: learn from what has been passed, predict what comes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kodeverk.bench.suggest_data import Coded
from kodeverk.bench.suggest_metrics import Bools, Floats
from kodeverk.bench.suggest_models import Model, Rows

EVERY = 25
POINTS = (0, 10, 25, 50, 100, 200, 400, 500, 800, 1000, 1500, 2000, 3000)
BOUNDS = (0, 50, 100, 200, 400, 800, 1500, 3000)


class Mode(StrEnum):
    """What is known when a segment is predicted.

    ``WORKING``: every segment before it, up to the last retraining. ``FOLLOWING``: n segments, and
    nothing of the interview it is in. ``NEXT``: every interview before its own. ``OTHERS``: every
    interview but its own.
    """

    WORKING = "working"
    FOLLOWING = "following"
    NEXT = "next"
    OTHERS = "others"


@dataclass(frozen=True)
class Step:
    """One prediction: of the segments ``rows`` in ``order``, with ``known`` segments learned.

    ``place`` is that of the segments' interview in the order (of the first one, where there are
    several). ``seconds`` is what it took to learn and to score.
    """

    mode: Mode
    order: int
    known: int
    place: int
    rows: Rows
    truth: Bools
    scores: Floats
    shown: Bools | None
    seconds: float


def replay(coded: Coded, model: Model, order: int = 0) -> Iterator[Step]:
    """Yield the predictions of ``model`` as ``coded`` is worked through from its first segment."""
    total = len(coded.segments)
    starts = [start for start, _end in coded.bounds]
    for n in sorted({*range(0, total, EVERY), *(point for point in POINTS if point < total)}):
        predict = _learn(coded, model, order, np.arange(total) < n)
        if n % EVERY == 0:
            for place, (start, end) in enumerate(coded.bounds):
                rows = np.arange(max(n, start), min(n + EVERY, end))
                if len(rows):
                    yield predict(Mode.WORKING, place, rows)
        following = next((place for place, start in enumerate(starts) if start >= n), None)
        if n in POINTS and following is not None and starts[following] < total:
            yield predict(Mode.FOLLOWING, following, np.arange(starts[following], total))
    for place, (start, end) in enumerate(coded.bounds):
        rows = np.arange(start, end)
        if not len(rows):
            continue
        before = np.arange(total) < start
        yield _learn(coded, model, order, before)(Mode.NEXT, place, rows)
        if order == 0:
            others = np.ones(total, dtype=bool)
            others[rows] = False
            yield _learn(coded, model, order, others)(Mode.OTHERS, place, rows)


def _learn(
    coded: Coded, model: Model, order: int, known: Bools
) -> Callable[[Mode, int, Rows], Step]:
    """Have ``model`` learn, and return what makes it predict."""
    begun = time.perf_counter()
    model.learn(known)
    learned = time.perf_counter() - begun

    def predict(mode: Mode, place: int, rows: Rows) -> Step:
        begun = time.perf_counter()
        scores = model.score(rows)
        seconds = learned + time.perf_counter() - begun
        return Step(
            mode=mode,
            order=order,
            known=int(known.sum()),
            place=place,
            rows=rows,
            truth=coded.truth[rows],
            scores=scores,
            shown=model.shown(rows),
            seconds=seconds,
        )

    return predict


def joined(steps: Sequence[Step]) -> tuple[Bools, Floats, Bools | None]:
    """Return truth, scores and what was shown of all ``steps`` under one another."""
    shown = [step.shown for step in steps if step.shown is not None]
    return (
        np.concatenate([step.truth for step in steps]),
        np.concatenate([step.scores for step in steps]),
        np.concatenate(shown) if len(shown) == len(steps) else None,
    )
