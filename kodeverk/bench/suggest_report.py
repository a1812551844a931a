"""Turns the steps of a replay into tables for people and rows for programs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from kodeverk.bench.suggest_data import Coded
from kodeverk.bench.suggest_metrics import (
    LEAST,
    LEAST_OF_CODE,
    Bools,
    Figures,
    Floats,
    mean,
    measure,
    work_saved,
)
from kodeverk.bench.suggest_replay import BOUNDS, EVERY, Mode, Step, joined
from kodeverk.i18n import _

NOTHING = "–"
ENOUGH = 400  # known segments from which the working order is summed up


@dataclass(frozen=True)
class Table:
    """A table for a person."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Result:
    """All predictions of one model; ``reading`` is WSS@95 per code, if it was simulated."""

    model: str
    probabilities: bool
    steps: tuple[Step, ...]
    reading: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Row:
    """The figures of one model for the steps that belong together under ``group``."""

    table: str
    group: str
    model: str
    figures: Figures
    seconds: float

    def json(self) -> dict[str, Any]:
        """Return the row for a program."""
        figures = {name: _round(value) for name, value in asdict(self.figures).items()}
        head = {"table": self.table, "group": self.group, "model": self.model}
        return {**head, **figures, "seconds": round(self.seconds, 4)}

    def cells(self) -> tuple[str, ...]:
        """Return the row for a person, as under ``heading``."""
        it = self.figures
        shares = (it.first, it.three, it.ap, it.ece, it.ece_first)
        barred = (it.precision, it.coverage, it.recall)
        return (
            self.group,
            self.model,
            f"{it.coded:>5}",
            *(share(value, 3 if at in (3, 4) else 2) for at, value in enumerate(shares)),
            NOTHING if it.shown is None else str(it.shown),
            *(share(value) for value in barred),
            f"{self.seconds:.3f}",
        )


def heading(group: str) -> tuple[str, ...]:
    """Return the titles of the columns of every table of figures."""
    return (
        group,
        _("Model"),
        _("Coded"),
        _("First"),
        "R@3",
        "mAP",
        "ECE",
        "ECE-1",
        _("Shown"),
        _("Prec."),
        _("Cover."),
        _("Recall"),
        _("Sec."),
    )


def share(value: float | None, digits: int = 2) -> str:
    """Return a share as ``.62``; a dash where there is none."""
    if value is None:
        return NOTHING
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _round(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 4)


Key = tuple[int, str]


def titles() -> dict[str, tuple[str, str]]:
    """Return the title of each table, and what its first column is called."""
    return {
        "working": (
            _("Working order: the next {n} segments, by segments known").format(n=EVERY),
            _("Known"),
        ),
        "transcripts": (_("Working order: the same, by transcript"), _("Transcript")),
        "following": (_("Transcripts not begun (“seq”), by segments known"), _("Known")),
        "next": (_("The next transcript, before it is begun"), _("Transcript")),
        "others": (_("Each transcript, with all others known"), _("Transcript")),
    }


def rows(table: str, coded: Coded, results: Sequence[Result]) -> list[Row]:
    """Return the figures of every model in one table: group by group, the models beside."""
    mode, key = _TABLES[table]
    alone = len({step.order for result in results for step in result.steps}) == 1

    def named(step: Step) -> Key:
        place, name = key(step)
        if name:
            return place, name
        number = f"{step.place + 1:>2}"
        return place, f"{number} {coded.transcripts[step.place].id}" if alone else number

    found: list[tuple[Key, Row]] = []
    for result in results:
        groups: dict[Key, list[Step]] = {}
        for step in result.steps:
            if step.mode is mode:
                groups.setdefault(named(step), []).append(step)
        if mode is Mode.OTHERS and len(groups) > 1:
            everything = [step for steps in groups.values() for step in steps]
            groups[len(coded.transcripts), _("all")] = everything
        if table == "working":
            later = [step for step in result.steps if step.mode is mode and step.known >= ENOUGH]
            groups |= {(len(BOUNDS), f"≥{ENOUGH}"): later} if later else {}
        for group, steps in groups.items():
            truth, scores, shown = joined(steps)
            figures = measure(truth, scores, shown, probabilities=result.probabilities)
            seconds = median(step.seconds for step in steps)
            found.append((group, Row(table, group[1], result.model, figures, seconds)))
    found.sort(key=lambda each: each[0][0])
    return [row for _key, row in found]


def _bucket(step: Step) -> Key:
    """Return the group of a label count: those known, from one bound up to the next."""
    at = max(number for number, bound in enumerate(BOUNDS) if bound <= step.known)
    if at == 0:
        return at, f"≤{BOUNDS[1]}"
    after = str(BOUNDS[at + 1]) if at + 1 < len(BOUNDS) else ""
    return at, f"{BOUNDS[at]}–{after}"


_TABLES: dict[str, tuple[Mode, Callable[[Step], Key]]] = {
    "working": (Mode.WORKING, _bucket),
    "transcripts": (Mode.WORKING, lambda step: (step.place, "")),
    "following": (Mode.FOLLOWING, lambda step: (step.known, str(step.known))),
    "next": (Mode.NEXT, lambda step: (step.place, "")),
    "others": (Mode.OTHERS, lambda step: (step.place, "")),
}


@dataclass(frozen=True)
class Saved:
    """The reading saved for one code: ``segments`` have it; None where that is too few."""

    code: str
    segments: int
    by_model: dict[str, float | None]


def saved(coded: Coded, results: Sequence[Result], *, reading: bool) -> list[Saved]:
    """Return WSS@95 of every code that occurs: of simulated ``reading``, or else of predictions
    with all other transcripts known.

    The last one is the mean over codes, under the code ``""``.
    """
    count = coded.truth.sum(axis=0)
    values: dict[str, Sequence[float | None]] = {}
    for result in results:
        truth, scores, _shown = joined([s for s in result.steps if s.mode is Mode.OTHERS])
        values[result.model] = result.reading if reading else ranked(truth, scores)
    found = [
        Saved(code, int(count[at]), {model: _round(of[at]) for model, of in values.items()})
        for at, code in enumerate(coded.codes)
        if count[at]
    ]
    means = {model: _round(mean(of)) for model, of in values.items()}
    return [*found, Saved("", int((count >= LEAST_OF_CODE).sum()), means)]


def ranked(truth: Bools, scores: Floats) -> list[float | None]:
    """Return WSS@95 of each code when every segment is ranked once."""
    return [work_saved(truth[:, at], scores[:, at]) for at in range(truth.shape[1])]


def notes() -> Iterator[str]:
    """Yield what the words in the tables mean."""
    yield _("Coded: segments with at least one true code, among those predicted.")
    yield _("First: first-choice precision: how often the highest score is a true code of them.")
    yield _("R@3: the share of their true codes among the three highest scores.")
    yield _("mAP: average precision of ranking all predicted segments, mean over codes.")
    yield _(
        "ECE: expected calibration error over all pairs of segment and code, ten bins of equal"
        " width; ECE-1: over first choices only. Only for scores that are probabilities."
    )
    yield _(
        "Shown: suggestions at the default bar; Prec.: the share of them that are true; Cover.:"
        " the share of coded segments with at least one; Recall: the share of true codes shown."
    )
    yield _(
        "WSS@95: work saved over sampling at 95 % recall: the share of segments that need not be"
        " read, less .05, when they are read from the highest score for the code."
    )
    yield _(
        "Reading: one segment with the code and one without are known; the {n} highest are read,"
        " their codes are learned, and so on until 95 % of the code are found."
    ).format(n=EVERY)
    yield _("Sec.: learning and scoring once, median. Equal scores count as by chance.")
    yield (
        _("No figure stands on fewer than {n} coded segments or {n} shown suggestions,").format(
            n=LEAST
        )
        + " "
        + _("and no WSS@95 on a code with fewer than {n} segments.").format(n=LEAST_OF_CODE)
    )
