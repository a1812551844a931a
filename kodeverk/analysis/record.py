"""The record of the suggestions: how many of those shown were right, and whether they steer.

A suggestion is right when the coder set its code there, as it was or with another span. Where the
sample is too small there is no number: better none than one that means nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

from kodeverk.model import Answer, Codebook, Outcome

LEAST = 20  # below this many there is no number
_Z = 1.959964  # 95 %


class Over(StrEnum):
    """What the time is divided into."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``of``, with Wilson's 95 % interval; no number where ``of`` is too small."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.part / self.of if self.of >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """What the share lies within, in 19 of 20 such samples."""
        return wilson(self.part / self.of, self.of) if self.of >= LEAST else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many suggestions were shown, and what became of them."""

    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    left: int = 0
    right: int = 0

    @property
    def shown(self) -> int:
        """All that were shown."""
        return self.accepted + self.edited + self.rejected + self.left

    @property
    def precision(self) -> Share:
        """The share of those shown that were right."""
        return Share(self.right, self.shown)


@dataclass(frozen=True, slots=True)
class Row:
    """One code (``code`` empty: all of them), in all and per period that has any."""

    code: str
    tally: Tally
    periods: tuple[tuple[str, Tally], ...] = ()


@dataclass(frozen=True, slots=True)
class Steering:
    """How often coders set a code where it was suggested, and where that was held back.

    ``difference`` is the first less the second; None where either sample is too small.
    """

    shown: Share
    held: Share
    difference: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a study. ``left_out`` are coders whose journals are not whole."""

    total: Row
    rows: tuple[Row, ...]
    steering: Steering
    left_out: tuple[str, ...] = ()


def record(
    outcomes: Iterable[Outcome],
    book: Codebook,
    *,
    over: Over = Over.MONTH,
    coder: str | None = None,
    incomplete: Collection[str] = (),
) -> Record:
    """Return the record of ``outcomes``: the codes in the order of the book, then any others."""
    every = [one for one in outcomes if coder is None or one.coder == coder]
    left_out = sorted({one.coder for one in every} & set(incomplete))
    every = [one for one in every if one.coder not in left_out]
    by_code: dict[str, list[Outcome]] = defaultdict(list)
    for one in every:
        if not one.blind:
            by_code[book.resolve(one.code)].append(one)
    known = [code.id for code in book.codes if code.id in by_code]
    order = [*known, *sorted(by_code.keys() - set(known))]
    shown = [one for code in order for one in by_code[code]]
    return Record(
        _row("", shown, over),
        tuple(_row(code, by_code[code], over) for code in order),
        steering(every),
        tuple(left_out),
    )


def _row(code: str, outcomes: Sequence[Outcome], over: Over) -> Row:
    periods: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if name := period(one.at, over):
            periods[name].append(one)
    return Row(
        code, _tally(outcomes), tuple((name, _tally(periods[name])) for name in sorted(periods))
    )


def _tally(outcomes: Sequence[Outcome]) -> Tally:
    counts = dict.fromkeys(Answer, 0)
    for one in outcomes:
        counts[one.answer] += 1
    return Tally(
        counts[Answer.ACCEPTED],
        counts[Answer.EDITED],
        counts[Answer.REJECTED],
        counts[Answer.LEFT],
        sum(one.right for one in outcomes),
    )


def period(at: str, over: Over) -> str:
    """Return the month (``2026-03``) or week (``2026-W11``) of a moment; empty if it is none."""
    try:
        day = date.fromisoformat(at[:10])
    except ValueError:
        return ""
    if over is Over.MONTH:
        return f"{day.year:04}-{day.month:02}"
    year, week, _day = day.isocalendar()
    return f"{year:04}-W{week:02}"


def steering(outcomes: Iterable[Outcome]) -> Steering:
    """Compare what coders do where suggestions are shown and where they are held back.

    Only what was shown before the coder had read or coded the place is compared, from the coder's
    first held back suggestion on. Suggestions on one sentence do not count as independent.
    """
    every = list(outcomes)
    held = [one for one in every if one.blind and not one.late]
    began: dict[str, str] = {}
    for one in held:
        began[one.coder] = min(one.at, began.get(one.coder, one.at))
    places = {_place(one) for one in held}
    shown = [
        one
        for one in every
        if not one.blind
        and not one.late
        and one.coder in began
        and one.at >= began[one.coder]
        and _place(one) not in places
    ]
    first, second = (Share(sum(one.right for one in some), len(some)) for some in (shown, held))
    weights = _independent(shown), _independent(held)
    if first.value is None or second.value is None or min(weights) < LEAST:
        return Steering(first, second)
    p, q = first.value, second.value
    (p_low, p_high), (q_low, q_high) = wilson(p, weights[0]), wilson(q, weights[1])
    interval = (
        p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2),
        p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2),
    )  # Newcombe's hybrid score interval
    return Steering(first, second, p - q, interval)


def _place(one: Outcome) -> tuple[str, str, int]:
    return one.coder, one.transcript, one.span.start


def _independent(outcomes: Sequence[Outcome]) -> float:
    """Return how many independent suggestions these are worth: several stand on one sentence."""
    groups: dict[tuple[str, str, int], list[bool]] = defaultdict(list)
    for one in outcomes:
        groups[_place(one)].append(one.right)
    n, m = len(outcomes), len(groups)
    if m < 2:
        return m
    share = sum(one.right for one in outcomes) / n
    variance = sum((sum(group) - share * len(group)) ** 2 for group in groups.values())
    variance *= m / (m - 1) / n**2
    return min(n, share * (1 - share) / variance) if variance > 0 else m


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of ``n``."""
    middle = share + _Z**2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    whole = 1 + _Z**2 / n
    low, high = (middle - half) / whole, (middle + half) / whole
    return max(0.0, min(low, share)), min(1.0, max(high, share))  # rounding: it holds its share
