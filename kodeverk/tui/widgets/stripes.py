"""Lanes for coding stripes: which stripe stands in which lane on which rows. No Textual.

A stripe keeps its lane when others come and go, except that a suggestion yields to a coding.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kodeverk.model import Span

Key = str | int
OVERFLOW = -1


class Stripe(NamedTuple):
    """A coding or a suggestion on rows ``first`` to ``last``.

    ``key`` is the coding's id, or a number for the suggestion.
    """

    key: Key
    code: str
    span: Span
    first: int
    last: int

    @property
    def suggested(self) -> bool:
        """Tell whether this is a suggestion, not a coding."""
        return isinstance(self.key, int)


class Lanes:
    """Stripes in at most ``count`` lanes; the others are in ``OVERFLOW``."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._taken: dict[int, int] = {}  # row -> bit mask of lanes
        self._rows: dict[int, list[Stripe]] = {}
        self._lane: dict[Key, int] = {}
        self._stripes: dict[Key, Stripe] = {}

    def fill(self, stripes: Iterable[Stripe]) -> None:
        """Put ``stripes`` in an empty set of lanes: codings first, long before short."""
        for stripe in sorted(
            stripes,
            key=lambda s: (isinstance(s.key, int), s.first, -s.last, s.span.start, str(s.key)),
        ):
            self._put(stripe)

    def add(self, stripe: Stripe) -> set[int]:
        """Put in one more and return the rows that look different."""
        yielding = [] if stripe.suggested else self._on(stripe, suggested=True)
        before = {other.key: self._lane[other.key] for other in yielding}
        for other in yielding:
            self._take(other)
        self._put(stripe)
        for other in yielding:
            self._put(other)
        touched = set(range(stripe.first, stripe.last + 1))
        for other in yielding:
            if self._lane[other.key] != before[other.key]:
                touched.update(range(other.first, other.last + 1))
        return touched

    def remove(self, key: Key) -> set[int]:
        """Take out the stripe of that key, let overflowing ones in; return the rows touched."""
        stripe = self._stripes.get(key)
        if stripe is None:
            return set()
        self._take(stripe)
        touched = set(range(stripe.first, stripe.last + 1))
        for other in self._on(stripe, suggested=False) + self._on(stripe, suggested=True):
            if self._lane[other.key] == OVERFLOW:
                self._take(other)
                self._put(other)
                touched.update(range(other.first, other.last + 1))
        return touched

    def at(self, row: int) -> list[tuple[int, Stripe]]:
        """Return the lane and stripe of everything on ``row``, in the order it was put there."""
        lane = self._lane
        return [(lane[stripe.key], stripe) for stripe in self._rows.get(row, ())]

    def get(self, key: Key) -> Stripe | None:
        """Return the stripe of that key, if it is here."""
        return self._stripes.get(key)

    def _on(self, stripe: Stripe, *, suggested: bool) -> list[Stripe]:
        seen: dict[Key, Stripe] = {}
        for row in range(stripe.first, stripe.last + 1):
            for other in self._rows.get(row, ()):
                if other.suggested is suggested:
                    seen[other.key] = other
        return sorted(seen.values(), key=lambda s: (s.span, str(s.key)))

    def _put(self, stripe: Stripe) -> None:
        key, _code, _span, first, last = stripe
        masks, by_row = self._taken, self._rows
        taken = 0
        for row in range(first, last + 1):
            taken |= masks.get(row, 0)
            if row in by_row:
                by_row[row].append(stripe)
            else:
                by_row[row] = [stripe]
        lane = (~taken & (taken + 1)).bit_length() - 1  # the lowest lane free on every row
        self._stripes[key] = stripe
        if lane >= self.count:
            self._lane[key] = OVERFLOW
            return
        self._lane[key] = lane
        for row in range(first, last + 1):
            masks[row] = masks.get(row, 0) | 1 << lane

    def _take(self, stripe: Stripe) -> None:
        lane = self._lane.pop(stripe.key)
        del self._stripes[stripe.key]
        for row in range(stripe.first, stripe.last + 1):
            self._rows[row].remove(stripe)
            if lane != OVERFLOW:
                self._taken[row] &= ~(1 << lane)
