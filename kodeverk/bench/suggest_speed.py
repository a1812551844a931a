"""Measures how long the engine takes and how much memory, on made-up text, one size a process.

``python -m kodeverk.bench.suggest_speed LABELS SENTENCES`` measures one size and prints it as JSON.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from kodeverk.bench.memory import highest
from kodeverk.bench.suggest_made import CODES, make
from kodeverk.bench.suggest_report import Table
from kodeverk.i18n import _

SIZES = tuple(
    (labels, many)
    for many in (1_000, 10_000, 100_000)
    for labels in (100, 500, 1_000)
    if 2 * labels <= many
)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_DECISIONS = 9


@dataclass(frozen=True)
class Speed:
    """Seconds and megabytes for one size: ``cold`` is the first time, the rest after one more
    decision. ``retrain`` learns it and suggests on the open transcript; ``everything`` learns it
    and weighs every transcript."""

    engine: str
    labels: int
    sentences: int
    cold: float
    retrain: float
    retrain_highest: float
    retrain_cpu: float
    everything: float
    memory: float


def measure(sizes: Sequence[tuple[int, int]] = SIZES) -> Iterator[Speed]:
    """Measure each size in a process of its own, with one thread on one core."""
    for labels, sentences in sizes:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(labels), str(sentences)],
            env={**os.environ, **dict.fromkeys(THREADS, "1")},
            stdout=subprocess.PIPE,
            check=True,
        )
        yield Speed(**json.loads(done.stdout))


def table(found: Sequence[Speed]) -> Table:
    """Return the speeds as a table for a person."""
    return Table(
        _("Seconds after one more decision, {n} codes, one core; memory at its highest").format(
            n=CODES
        ),
        (
            _("Sentences"),
            _("Labels"),
            _("First time"),
            _("Retrain and open transcript"),
            _("highest"),
            _("CPU"),
            _("Retrain and all transcripts"),
            "MB",
        ),
        tuple(
            (
                str(it.sentences),
                str(it.labels),
                f"{it.cold:.2f}",
                f"{it.retrain:.3f}",
                f"{it.retrain_highest:.3f}",
                f"{it.retrain_cpu:.3f}",
                f"{it.everything:.3f}",
                f"{it.memory:.0f}",
            )
            for it in found
        ),
    )


def measure_here(labels: int, sentences: int) -> Speed:
    """Measure one size in this process."""
    from kodeverk.suggest import default_engine

    made = make(sentences, labels + _DECISIONS)
    engine = default_engine()
    opened = made.transcripts[0]
    before = time.perf_counter()
    engine.learn(made.known(labels))
    engine.suggest(opened)
    cold = time.perf_counter() - before
    walls, cpus, alls = [], [], []
    for more in range(1, _DECISIONS + 1):
        wanted = made.known(labels + more)
        wall, cpu = _timed(lambda wanted=wanted: engine.learn(wanted))  # type: ignore[misc]
        seen, seen_cpu = _timed(lambda: engine.suggest(opened))
        walls.append(wall + seen)
        cpus.append(cpu + seen_cpu)
        if more % 3 == 0:
            rest, _cpu = _timed(lambda: [engine.weigh(each) for each in made.transcripts])
            alls.append(wall + rest)
    return Speed(
        engine=engine.name,
        labels=labels,
        sentences=sentences,
        cold=cold,
        retrain=median(walls),
        retrain_highest=max(walls),
        retrain_cpu=median(cpus),
        everything=median(alls),
        memory=highest(),
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that ``work`` takes, by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    print(json.dumps(asdict(measure_here(int(sys.argv[1]), int(sys.argv[2])))))
