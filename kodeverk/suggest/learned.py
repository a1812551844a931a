"""What the codings say of a sentence: those of other transcripts, and those around it in its own.

The two are kept apart, for what is found to hold elsewhere must be judged as it will be used: on an
interview that nothing was learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kodeverk.suggest.coded import Coded
from kodeverk.suggest.evidence import LEARNED, NEAR, WIDE, around, relative
from kodeverk.suggest.labels import Bools, Labels
from kodeverk.suggest.places import Place
from kodeverk.suggest.ridge import Doubles
from kodeverk.suggest.vectors import Floats, Rows, Sparse

_TRUST = 4  # labelled transcripts beside its own at which what was learned there counts half
_TRUST_PRIOR = 8
_SCALE = 10
_AT_ONCE = 8  # codes whose weight for every column is worked out together: it bounds the memory
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
        own = self.whose == (self.names.index(name) if name in self.names else -1)
        here = np.flatnonzero(own)
        elsewhere = self._weights
        if len(here):
            elsewhere = self.coded.ridge.without(self._weights, here)
            given = kernel @ (self._weights - elsewhere)[:, :codes].astype(np.float32)
            found[:, :, LEARNED.index("ridge_here")] = _SCALE * given
        prior = _prior(self.given[~own].sum(axis=0), (self.whole & ~own).sum())
        others = len(np.unique(self.whose[~own]))
        ridge = kernel @ elsewhere.astype(np.float32)
        self._elsewhere(found, ridge, kernel, ~own, others, prior)
        if name is not None and len(here):
            labels = self.labels[name]
            for kind, half, share in (("beside", NEAR, near), ("around", WIDE, wide / 3)):
                known = share * around(labels.whole, half)
                found[:, :, LEARNED.index(kind)] = share * around(labels.given, half)
                found[:, :, LEARNED.index(f"{kind}_known")] = known[:, None]
        return found

    def taught(self, said: Sparse, codes: Rows) -> Floats | None:
        """Return how much each row of ``said`` speaks for each of ``codes``, as the rows teach."""
        if not len(self.given):
            return None
        weights = self._weights[:, codes].astype(np.float32)
        found = np.empty((said.shape[0], len(codes)), np.float32)
        for begin in range(0, len(codes), _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            found[:, some] = said @ (self.coded.rows.T @ weights[:, some])
        return found

    def _elsewhere(
        self,
        found: Floats,
        ridge: Floats,
        likeness: Floats,
        rows: Bools,
        others: int,
        prior: Floats,
    ) -> None:
        """Fill in what ``rows``, of so many ``others`` among the transcripts, say."""
        codes = len(self.parents)
        share = others / (others + _TRUST)
        some = self.given.any(axis=1)
        coded = _best(likeness, np.flatnonzero(rows & some))
        left = _best(likeness, np.flatnonzero(rows & ~some & self.whole))
        above = np.where(self.parents >= 0, ridge[:, codes + self.parents], 0)
        put = {
            "ridge": _SCALE * share * ridge[:, :codes],
            "ridge_parent": _SCALE * share * above,
            "ridge_any": _SCALE * share * ridge[:, -1:],
            "nearest": share * relative(_nearest(likeness, self.given * rows[:, None])),
            "nearest_any": _SCALE * share * (coded - left)[:, None],
            "prior": prior * others / (others + _TRUST_PRIOR),
        }
        for kind, values in put.items():
            found[:, :, LEARNED.index(kind)] = values

    def training(self, chosen: Rows, places: Sequence[Place], found: Floats) -> None:
        """Put into ``found`` the evidence for the rows ``chosen`` as it would have been, twice.

        First with nothing known of the transcript each is in; then with the sentences before it
        coded, and the rest of the transcript but the stretch around it. ``places`` are the
        transcripts of ``names``; ``found`` is twice × row × code × kind.
        """
        codes, ridge = len(self.parents), self.coded.ridge
        groups = [np.flatnonzero(self.whose == number) for number in range(len(self.names))]
        apart = ridge.held_out(self._weights, self._targets, groups)[chosen].astype(np.float32)
        sizes = np.array([len(place.reading) for place in places])
        stretch = self.whose * _BLOCKS + self.place * _BLOCKS // sizes[self.whose]
        blocks = [np.flatnonzero(stretch == number) for number in np.unique(stretch)]
        within = ridge.held_out(self._weights, self._targets, blocks)[chosen].astype(np.float32)

        whose, place = self.whose[chosen], self.place[chosen]
        same = whose[:, None] == self.whose
        kernel = self.coded.kernel if len(chosen) == len(self.whose) else self.coded.kernel[chosen]
        counts = np.array([self.given[rows].sum(axis=0) for rows in groups])
        totals = np.array([self.whole[rows].sum() for rows in groups])
        prior = _prior(counts.sum(axis=0) - counts, (totals.sum() - totals)[:, None])[whose]
        every = np.ones(len(self.whose), bool)
        others = len(np.unique(self.whose)) - 1
        first, second = found
        first[:] = 0
        self._elsewhere(first, apart, np.where(same.T, 0, kernel.T).T, every, others, prior)

        second[:] = first
        second[:, :, LEARNED.index("ridge_here")] = _SCALE * (within - apart)[:, :codes]
        for number, name in enumerate(self.names):
            at = np.flatnonzero(whose == number)
            near, wide = self.labels[name].before
            second[at, :, LEARNED.index("beside") :] = np.concatenate(
                [places[number].near * near[place[at]], places[number].wide / 3 * wide[place[at]]],
                axis=2,
            )


def _nearest(likeness: Floats, given: Floats) -> Floats:
    """Return per code the likeness to the nearest of the rows that were ``given`` it."""
    nearest = np.zeros((len(likeness), given.shape[1]), np.float32)
    for code in range(given.shape[1]):
        having = np.flatnonzero(given[:, code])
        nearest[:, code] = _best(likeness, having)
    return _SCALE * nearest


def _best(likeness: Floats, columns: Rows) -> Floats:
    """Return the highest value of each row in ``columns``; 0 if there are none."""
    found: Floats = likeness.T[columns].max(axis=0, initial=0)
    return found


def _prior(counts: Floats, total: npt.NDArray[np.integer]) -> Floats:
    """Return how much more often than codes at large each is set (log), of ``total`` sentences."""
    usual = (counts.sum(axis=-1, keepdims=True) / counts.shape[-1] + 0.5) / (total + 10)
    return np.asarray(np.log((counts + 5 * usual) / (total * usual + 5 * usual)), np.float32)
