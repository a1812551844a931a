"""From which score a code is shown, its record, and why it is silent."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kodeverk.model import Answer, Code, Outcome, Standing
from kodeverk.suggest.labels import Bools
from kodeverk.suggest.lexicon import Lexicon
from kodeverk.suggest.vectors import Floats

DEFAULT_BAR = 0.5  # where nothing has been judged yet
LAST = 20  # how many suggestions a record goes back

_BETA = 0.25  # precision counts four times what recall does, for what is shown is to be read
_LOWEST, _HIGHEST = 0.5, 0.75  # below even, what is shown is rather wrong than right
_FEWEST_WORDS = 2
_FEWEST_CODED = 3
_BELIEF = 5.0  # judged suggestions' worth of belief that a code is right as often as its scores say
_SHARE = 0.6  # of the bar: right less often than that, a code has not earned to be shown
_FEWEST_NO = 4
_RECORD = 0.3  # accepted of those answered: below that a code falls silent


@dataclass(frozen=True)
class Judged:
    """What the decided sentences (row × code) would have been given, had their transcript been new.

    ``given`` is 1 where the code was set; where ``known`` is False nothing was decided.
    """

    likely: Floats
    given: Floats
    known: Bools


def standings(
    codes: Sequence[Code],
    lexicon: Lexicon,
    judged: Judged | None,
    coded: Mapping[str, float],
    outcomes: Mapping[str, Sequence[Outcome]],
    bar: float | None,
) -> tuple[Standing, ...]:
    """Return how each of ``codes`` stands.

    ``judged`` is None while too little is coded to judge by. ``coded`` is how many sentences have
    each code, ``outcomes`` what became of its suggestions, by time.
    """
    found = []
    for number, code in enumerate(codes):
        own = bar if bar is not None else _bar(judged, number)
        last = outcomes.get(code.id, ())[-LAST:]
        accepted = sum(each.right for each in last)
        words = lexicon.sizes[number]
        silent = ""
        if words < _FEWEST_WORDS and coded.get(code.id, 0) < _FEWEST_CODED:
            silent = "no_words"
        elif _fallen(last, accepted):
            silent = "record"
        elif judged is not None and not _earned(judged, number, own):
            silent = "unearned"
        found.append(Standing(code.id, round(own, 3), accepted, len(last), silent))
    return tuple(found)


def by_code(outcomes: Sequence[Outcome], resolve: Callable[[str], str]) -> dict[str, list[Outcome]]:
    """Return by time what became of the suggestions of each code that were shown."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda each: each.at):
        if not outcome.blind:
            found[resolve(outcome.code)].append(outcome)
    return found


def _bar(judged: Judged | None, code: int) -> float:
    """Return the score from which showing does most good, going by what is likely.

    That is where the expected F is best: at its best value over 1 + β².
    """
    if judged is None:
        return DEFAULT_BAR
    likely = np.sort(judged.likely[judged.known[:, code], code])[::-1].astype(np.float64)
    if not len(likely):
        return DEFAULT_BAR
    weight = _BETA * _BETA
    expected = (1 + weight) * np.cumsum(likely)
    expected /= np.arange(1, len(likely) + 1) + weight * likely.sum()
    return float(np.clip(expected.max() / (1 + weight), _LOWEST, _HIGHEST))


def _earned(judged: Judged, code: int, bar: float) -> bool:
    """Tell whether what would have been shown was right often enough."""
    shown = judged.known[:, code] & (judged.likely[:, code] >= bar)
    right = float(judged.given[shown, code].sum())
    said = float(judged.likely[shown, code].sum())
    total = int(shown.sum())
    rate = (right + _BELIEF * said / max(total, 1)) / (total + _BELIEF) if total else 1.0
    return rate >= _SHARE * bar


def _fallen(last: Sequence[Outcome], accepted: int) -> bool:
    """Tell whether too many of the last suggestions were rejected."""
    rejected = sum(each.answer is Answer.REJECTED or bool(each.instead) for each in last)
    return rejected >= _FEWEST_NO and (accepted + 1) / (accepted + rejected + 2) < _RECORD
