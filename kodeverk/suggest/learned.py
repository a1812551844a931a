"""What the codings say of a sentence: those of other transcripts, and those around it in its own.

The two are kept apart, for what is found to hold elsewhere must be judged as it will be used: on an
interview that nothing was learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kodeverk.suggest.coded import Coded
from kodeverk.suggest.evidence import LEARNED, NEAR, WIDE, around, before, relative
from kodeverk.suggest.labels import Bools, Labels
from kodeverk.suggest.places import Place
from kodeverk.suggest.ridge import Doubles
from kodeverk.suggest.vectors import Floats, Rows

_TRUST = 4  # labelled transcripts beside its own at which what was learned there counts half
_TRUST_PRIOR = 8
_SCALE = 10
_BLOCKS = 5  # how many stretches a transcript is cut into to judge what its own codings add


@dataclass(frozen=True)
class Learned:
    """The decided sentences (in the order of ``coded``) and what was decided.

    ``whose`` is the number of the transcript each is in (as ``names``), ``place`` its number there;
    ``given``, ``known`` and ``rejected`` are row × code. ``parents`` is for each code the number of
    the code above it, or -1.
    """

    coded: Coded
    names: tuple[int, ...]
    whose: Rows
    place: Rows
    given: Floats
    known: Bools
    rejected: Bools
    labels: Mapping[int, Labels]
    parents: Rows

    @classmethod
    def of_rows(cls, coded: Coded, labels: Mapping[int, Labels], parents: Rows) -> "Learned":
        """Return what ``labels`` (by number of the transcript) say of the rows of ``coded``."""
        names = tuple(labels)
        at = {name: number for number, name in enumerate(names)}
        whose = np.array([at[name] for name, _row in coded.ids], dtype=np.intp)
        place = np.array([row for _name, row in coded.ids], dtype=np.intp)
        shape = len(place), len(parents)
        given = np.zeros(shape, np.float32)
        known, rejected = np.zeros(shape, bool), np.zeros(shape, bool)
        for number, each in enumerate(labels.values()):
            rows = np.flatnonzero(whose == number)
            given[rows] = each.given[place[rows]]
            known[rows] = each.known[place[rows]]
            rejected[rows] = each.rejected[place[rows]]
        return cls(coded, names, whose, place, given, known, rejected, labels, parents)

    @cached_property
    def whole(self) -> Bools:
        """The rows of which all codes are known but those touched: read or coded."""
        found: Bools = 2 * self.known.sum(axis=1) > self.known.shape[1]
        return found

    @cached_property
    def _targets(self) -> Doubles:
        """What the ridge is fitted to: codes, codes above, any; 0 where nothing is known."""
        above = np.zeros((len(self.given), int(self.parents.max(initial=-1)) + 1))
        for code, parent in enumerate(self.parents):
            if parent >= 0:
                above[:, parent] = np.maximum(above[:, parent], self.given[:, code])
        some = self.given.max(axis=1, initial=0)[:, None]
        targets = np.hstack([self.given, above, some])
        known = np.hstack(
            [self.known, (above > 0) | self.whole[:, None], (some > 0) | self.whole[:, None]]
        )
        rates = (targets * known).sum(axis=0) / np.maximum(1, known.sum(axis=0))
        return np.where(known, targets - rates, 0)

    @cached_property
    def _weights(self) -> Doubles:
        return self.coded.ridge.weights(self._targets)

    def of(self, name: int | None, kernel: Floats, near: float, wide: float) -> Floats:
        """Return the evidence of the kinds ``LEARNED`` for all sentences of transcript ``name``.

        ``kernel`` is how like each is to each of the rows; ``near`` and ``wide`` how much what is
        beside a sentence, and a page around, tells of it.
        """
        codes = len(self.parents)
        found = np.zeros((len(kernel), codes, len(LEARNED)), np.float32)
        if not len(self.given) or not len(kernel):
            return found
        own = np.array([each == name for each in self.names])[self.whose]
        here = np.flatnonzero(own)
        elsewhere = self._weights
        if len(here):
            elsewhere = self.coded.ridge.without(self._weights, here)
            given = kernel @ (self._weights - elsewhere)[:, :codes].astype(np.float32)
            found[:, :, LEARNED.index("ridge_here")] = _SCALE * given
        likeness = np.array(kernel)
        likeness[self.place[here], here] = 0
        self._elsewhere(found, kernel @ elsewhere.astype(np.float32), likeness, ~own)
        if name is not None and len(here):
            labels = self.labels[name]
            found[:, :, LEARNED.index("nearest_here")] = self._nearest(likeness, own)
            for kind, half, share in (("beside", NEAR, near), ("around", WIDE, wide / 3)):
                known = share * around(labels.whole, half)
                found[:, :, LEARNED.index(kind)] = share * around(labels.given, half)
                found[:, :, LEARNED.index(f"{kind}_known")] = known[:, None]
        return found

    def taught(self, code: int) -> Floats | None:
        """Return what the rows teach of each column: how much it speaks for ``code``."""
        if not len(self.given):
            return None
        found: Floats = self.coded.rows.T @ self._weights[:, code].astype(np.float32)
        return found

    def _elsewhere(self, found: Floats, ridge: Floats, likeness: Floats, elsewhere: Bools) -> None:
        """Fill in what the rows of other transcripts say."""
        codes = len(self.parents)
        others = len(np.unique(self.whose[elsewhere]))
        trust = _SCALE * others / (others + _TRUST)
        nearest = self._nearest(likeness, elsewhere)
        put = {
            "ridge": trust * ridge[:, :codes],
            "ridge_parent": trust * np.where(self.parents >= 0, ridge[:, codes + self.parents], 0),
            "ridge_any": trust * ridge[:, -1:],
            "nearest": others / (others + _TRUST) * relative(nearest),
            "prior": self._prior(elsewhere)[None] * others / (others + _TRUST_PRIOR),
        }
        some = self.given.any(axis=1)
        coded = likeness[:, elsewhere & some].max(axis=1, initial=0)
        left = likeness[:, elsewhere & ~some & self.whole].max(axis=1, initial=0)
        put["nearest_any"] = trust * (coded - left)[:, None]
        for kind, values in put.items():
            found[:, :, LEARNED.index(kind)] = values

    def _nearest(self, likeness: Floats, rows: Bools) -> Floats:
        """Return per code the likeness to the nearest of ``rows`` that has it."""
        nearest = np.zeros((len(likeness), len(self.parents)), np.float32)
        for code in range(len(self.parents)):
            having = np.flatnonzero(rows & (self.given[:, code] > 0))
            nearest[:, code] = likeness[:, having].max(axis=1, initial=0)
        return _SCALE * nearest

    def _prior(self, rows: Bools) -> Floats:
        """Return how much more often than codes at large each is set in ``rows`` (log)."""
        total = int((rows & self.whole).sum())
        counts = self.given[rows].sum(axis=0)
        usual = (counts.sum() / len(counts) + 0.5) / (total + 10)
        found: Floats = np.log((counts + 5 * usual) / (total * usual + 5 * usual))
        return found.astype(np.float32)

    def training(self, chosen: Rows, places: Sequence[Place]) -> tuple[Floats, Floats]:
        """Return the evidence for the rows ``chosen`` as it would have been, twice.

        First with nothing known of the transcript each is in; then with the sentences before it
        coded, and the rest of the transcript but the stretch around it. ``places`` are the
        transcripts of ``names``.
        """
        codes = len(self.parents)
        first = np.zeros((len(chosen), codes, len(LEARNED)), np.float32)
        groups = [np.flatnonzero(self.whose == number) for number in range(len(self.names))]
        apart = self.coded.ridge.held_out(self._weights, self._targets, groups)
        sizes = np.array([len(place.reading) for place in places])
        stretch = self.whose * _BLOCKS + self.place * _BLOCKS // sizes[self.whose]
        blocks = [np.flatnonzero(stretch == number) for number in np.unique(stretch)]
        within = self.coded.ridge.held_out(self._weights, self._targets, blocks)
        second = first.copy()
        for number, name in enumerate(self.names):
            at = np.flatnonzero(self.whose[chosen] == number)
            rows = chosen[at]
            if not len(rows):
                continue
            own = self.whose == number
            likeness = self.coded.kernel[rows]
            part = np.zeros((len(rows), codes, len(LEARNED)), np.float32)
            self._elsewhere(part, apart[rows].astype(np.float32), likeness, ~own)
            first[at] = part
            here = within[rows, :codes] - apart[rows, :codes]
            part[:, :, LEARNED.index("ridge_here")] = _SCALE * here
            earlier = np.where(own & (self.place < self.place[rows][:, None]), likeness, 0)
            part[:, :, LEARNED.index("nearest_here")] = self._nearest(earlier, own)
            labels, near, wide = self.labels[name], places[number].near, places[number].wide
            for kind, half, share in (("beside", NEAR, near), ("around", WIDE, wide / 3)):
                given = share * before(labels.given, half)[self.place[rows]]
                known = share * before(labels.whole, half)[self.place[rows]]
                part[:, :, LEARNED.index(kind)] = given
                part[:, :, LEARNED.index(f"{kind}_known")] = known[:, None]
            second[at] = part
        return first, second
