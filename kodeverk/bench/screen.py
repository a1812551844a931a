"""Measures the screen: start, opening a transcript, keys to frames, coding, memory.

``kodeverk bench screen`` runs it. Nothing here is a test: figures depend on the machine, and on
what else it does.
"""

import asyncio
import json as json_format
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from kodeverk.bench.terminal import AVAILABLE, Terminal
from kodeverk.i18n import _

_STARTS = 5
_KEYS = 200
_CODES = 60
_OPENS = 20


@dataclass(frozen=True)
class Figure:
    """One measurement: ``median``, ``p95`` and ``highest`` in ``unit``; ``n`` is how many."""

    name: str
    what: str
    unit: str
    n: int
    median: float
    p95: float
    highest: float

    def __str__(self) -> str:
        return (
            f"{self.what:<58} {self.median:>8.1f} {self.p95:>8.1f} {self.highest:>8.1f} "
            f"{self.unit:<3} {self.n:>4}"
        )


@dataclass(frozen=True)
class Target:
    """A program to measure and the keys that make it work."""

    host: str
    down: str = "j"
    page: str = "d"
    code: str = "1"
    open: str = "o"

    def command(self, folder: Path) -> list[str]:
        """Return what starts the program."""
        return [sys.executable, "-m", "kodeverk.bench.hosts", self.host, str(folder)]


BARE, PANE = Target("bare", down="\x1b[B"), Target("pane")


def measure(target: Target = PANE) -> Iterator[Figure]:
    """Measure ``target`` and yield the figures as they are ready."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if AVAILABLE:
            yield from _starts(target, folder)
            yield from _keys(target, folder)
        else:
            yield from asyncio.run(_without_terminal(folder))
        yield asyncio.run(_show())


def main(json: bool = False) -> int:
    """Print the figures as a table, or as one JSON object a line; return the exit code."""
    if not json:
        titles = (_("median"), _("p95"), _("highest"))
        print(f"{'':<58} " + " ".join(f"{title:>8}" for title in titles) + f" {'':<3} {'n':>4}")
    for figure in measure():
        print(json_format.dumps(asdict(figure)) if json else figure, flush=True)
    return 0


def _figure(name: str, what: str, unit: str, values: list[float]) -> Figure:
    p95 = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    return Figure(name, what, unit, len(values), median(values), min(p95, max(values)), max(values))


def _ms(name: str, what: str, seconds: list[float]) -> Figure:
    return _figure(name, what, "ms", [1000 * value for value in seconds])


def _starts(target: Target, folder: Path) -> Iterator[Figure]:
    """Start both programs in turn, so that a busy moment meets both."""
    taken: dict[str, list[float]] = {BARE.host: [], target.host: []}
    memory: dict[str, list[float]] = {BARE.host: [], target.host: []}
    for _round in range(_STARTS):
        for one in (BARE, target):
            with Terminal(one.command(folder)) as terminal:
                terminal.first_frame()
                begun = time.perf_counter() - terminal.started
                taken[one.host].append(begun + terminal.press(one.down))
                memory[one.host].append(terminal.memory() / 1e6)
    yield _ms("start_bare", _("start to interactive, bare program"), taken[BARE.host])
    yield _ms("start", _("start to interactive"), taken[target.host])
    ratios = [a / b for a, b in zip(taken[target.host], taken[BARE.host], strict=True)]
    yield _figure("start_ratio", _("start to interactive, times the bare program"), "×", ratios)
    yield _figure("memory_bare", _("memory, bare program"), "MB", memory[BARE.host])
    yield _figure("memory", _("memory"), "MB", memory[target.host])


def _keys(target: Target, folder: Path) -> Iterator[Figure]:
    with Terminal(target.command(folder)) as terminal:
        terminal.first_frame()
        terminal.settle(quiet=0.5)
        for _key in range(20):  # what is only slow the first time
            terminal.press(target.down)
        opened = [terminal.press(target.open) for _key in range(_OPENS)]
        yield _ms("open", _("open a transcript with 1,000 codings, key to frame"), opened)
        down = [terminal.press(target.down) for _key in range(_KEYS)]
        yield _ms("key_sentence", _("key to frame, next sentence"), down)
        page = [terminal.press(target.page) for _key in range(_KEYS // 4)]
        yield _ms("key_page", _("key to frame, next page"), page)
        terminal.press(target.open)
        coded: list[float] = []
        for _key in range(_CODES):
            terminal.press(target.down)
            coded.append(terminal.press(target.code))
        yield _ms("code", _("key to stored and painted code"), coded)
        yield _figure("memory_used", _("memory, after all this"), "MB", [terminal.memory() / 1e6])


async def _without_terminal(folder: Path) -> list[Figure]:
    """Measure the pane in this process, to the composed screen: no terminal, so no start."""
    from textual.events import Key

    from kodeverk.bench.hosts import pane

    app = pane(folder)

    async def press(key: str) -> float:
        painted = asyncio.Event()
        begun = time.perf_counter()
        app.post_message(Key(key, key))
        app.call_after_refresh(painted.set)
        await painted.wait()
        return time.perf_counter() - begun

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        return [
            _ms(
                "key_sentence",
                _("key to frame, next sentence"),
                [await press("j") for _n in range(_KEYS)],
            ),
            _ms(
                "key_page",
                _("key to frame, next page"),
                [await press("d") for _n in range(_KEYS // 4)],
            ),
            _ms(
                "code",
                _("key to stored and painted code"),
                [await press("1") for _n in range(_CODES)],
            ),
        ]


async def _show() -> Figure:
    """Measure ``TranscriptView.show`` alone."""
    from textual.app import App, ComposeResult

    from kodeverk.bench.material import make
    from kodeverk.tui.widgets.transcript import TranscriptView

    class Host(App[None]):
        def compose(self) -> ComposeResult:
            yield TranscriptView()

    app = Host()
    materials = [make(id="one"), make(id="two")]
    taken: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        view = app.query_one(TranscriptView)
        for index in range(_OPENS):
            material = materials[index % 2]
            begun = time.perf_counter()
            view.show(
                material.transcript,
                codings=material.codings,
                marks=material.marks,
                colors=material.colors,
            )
            taken.append(time.perf_counter() - begun)
            await pilot.pause()
    return _ms("show", _("lay out a transcript with 1,000 codings"), taken)
