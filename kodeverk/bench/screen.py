"""Measures the screen: start, opening a transcript, keys to frames, coding, memory.

``kodeverk bench screen`` runs it. Nothing here is a test: figures depend on the machine, and on
what else it does.
"""

import asyncio
import json as json_format
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from kodeverk.bench import study
from kodeverk.bench.terminal import AVAILABLE, Terminal
from kodeverk.i18n import _

_STARTS = 5
_KEYS = 200
_PAGES = 30
_CODES = 60
_OPENS = 20
_DECISIONS, _KEYS_AFTER = 15, 5
_ASKED = 0.85  # seconds after a decision when suggestions are being made anew


@dataclass(frozen=True)
class Figure:
    """One measurement: ``median``, ``p95`` and ``highest`` in ``unit``; ``n`` is how many."""

    program: str
    name: str
    what: str
    unit: str
    n: int
    median: float
    p95: float
    highest: float

    def __str__(self) -> str:
        values = f"{self.median:>8.1f} {self.p95:>8.1f} {self.highest:>8.1f}"
        return f"{self.program:<8} {self.what:<46} {values} {self.unit:<3} {self.n:>4}"


@dataclass(frozen=True)
class Target:
    """A program to measure: ``module`` and ``arguments`` start it, the keys make it work.

    ``open`` are the keys that open the other transcript, in turn; only what the last of them takes
    is counted.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    down: str = "j"
    up: str = "k"
    page: str = "\x1b[6~"
    code: str = "1"
    suggests: bool = False
    open: tuple[tuple[str, ...], ...] = ()

    def start(self, folder: Path) -> Terminal:
        """Start the program in ``folder``."""
        return Terminal([sys.executable, "-m", self.module, *self.arguments], folder)


BARE = Target("bare", "kodeverk.bench.hosts", ("bare",), down="\x1b[B")
PANE = Target("pane", "kodeverk.bench.hosts", ("pane",), open=(("o",),))
PROGRAM = Target(
    "program",
    "kodeverk",
    suggests=True,
    open=(("v", study.SECOND, "\r"), ("v", study.FIRST, "\r")),
)


def measure(targets: Sequence[Target] = (PANE, PROGRAM)) -> Iterator[Figure]:
    """Measure ``targets`` and yield the figures as they are ready."""
    yield asyncio.run(_show())
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "study"
        study.build(root)
        if not AVAILABLE:
            yield from asyncio.run(_without_terminal(root))
            return
        yield from _starts(targets, root)
        for target in targets:
            yield from _keys(target, root)


def main(json: bool = False) -> int:
    """Print the figures as a table, or as one JSON object a line; return the exit code."""
    if not json:
        titles = (_("median"), _("p95"), _("highest"))
        print(f"{'':<55} " + " ".join(f"{title:>8}" for title in titles) + f" {'':<3} {'n':>4}")
    for figure in measure():
        print(json_format.dumps(asdict(figure)) if json else figure, flush=True)
    return 0


def _figure(program: str, name: str, what: str, unit: str, values: list[float]) -> Figure:
    p95 = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    top = max(values)
    return Figure(program, name, what, unit, len(values), median(values), min(p95, top), top)


def _ms(program: str, name: str, what: str, seconds: list[float]) -> Figure:
    return _figure(program, name, what, "ms", [1000 * value for value in seconds])


def _starts(targets: Sequence[Target], root: Path) -> Iterator[Figure]:
    """Start all programs in turn, so that a busy moment meets each of them."""
    everyone = (BARE, *targets)
    taken: dict[str, list[float]] = {one.name: [] for one in everyone}
    memory: dict[str, list[float]] = {one.name: [] for one in everyone}
    for _round in range(_STARTS):
        for one in everyone:
            begun = time.perf_counter()
            with one.start(root) as terminal:
                terminal.first_frame()
                now = time.perf_counter() - begun
                taken[one.name].append(now + terminal.press(one.down, last=True))
                terminal.settle(quiet=1.0)
                memory[one.name].append(terminal.memory() / 1e6)
    for name, values in taken.items():
        yield _ms(name, "start", _("start to interactive"), values)
        ratios = [a / b for a, b in zip(values, taken[BARE.name], strict=True)]
        if name != BARE.name:
            yield _figure(name, "start_ratio", _("the same, times the bare program"), "×", ratios)
        yield _figure(name, "memory", _("memory after start"), "MB", memory[name])


def _keys(target: Target, root: Path) -> Iterator[Figure]:
    with target.start(root) as terminal:
        terminal.first_frame()
        terminal.settle(quiet=2.0)
        for _key in range(20):  # what is only slow the first time
            terminal.press(target.down)
        down = [terminal.press(target.down) for _key in range(_KEYS)]
        yield _ms(target.name, "key_sentence", _("key to frame, next sentence"), down)
        opened: list[float] = []
        for turn in range(_OPENS):
            *before, last = target.open[turn % len(target.open)]
            for keys in before:
                terminal.press(keys, last=True)
            opened.append(terminal.press(last, last=True))
        yield _ms(target.name, "open", _("key to open transcript, 1,000 codings"), opened)
        page = [terminal.press(target.page) for _key in range(_PAGES)]
        yield _ms(target.name, "key_page", _("key to frame, next page"), page)
        coded: list[float] = []
        for _key in range(_CODES):
            terminal.press(target.up)
            coded.append(terminal.press(target.code))
        yield _ms(target.name, "code", _("key to stored and painted code"), coded)
        if target.suggests:
            beside: list[float] = []
            for _decision in range(_DECISIONS):
                terminal.press(target.up)
                terminal.press(target.code)
                time.sleep(_ASKED)
                terminal.settle()
                beside += [terminal.press(target.down) for _key in range(_KEYS_AFTER)]
            what = _("key to frame, while suggestions are made anew")
            yield _ms(target.name, "key_beside", what, beside)
        used = terminal.memory() / 1e6
        yield _figure(target.name, "memory_used", _("memory after all this"), "MB", [used])


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
                "pane",
                "key_sentence",
                _("key to frame, next sentence"),
                [await press("j") for _n in range(_KEYS)],
            ),
            _ms(
                "pane",
                "key_page",
                _("key to frame, next page"),
                [await press("pagedown") for _n in range(_PAGES)],
            ),
            _ms(
                "pane",
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
    return _ms("pane", "show", _("lay out a transcript with 1,000 codings"), taken)
