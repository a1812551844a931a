"""Fuzzy matching of names, for whoever types a few letters of one. Pure.

Letters count in order; runs and beginnings of words count more. ``æ ø å`` can also be typed as
``ae o a``; typed as they are, they match only themselves.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

_T = TypeVar("_T")
_PLAIN = {"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u"}


def score(query: str, text: str) -> float:
    """Return how well ``query`` fits ``text``: 0 not at all, higher is better."""
    letters = [letter for letter in query.casefold() if not letter.isspace()]
    if not letters:
        return 1.0
    folded = text.casefold()
    best = 0.0
    for form in (folded, "".join(_PLAIN.get(letter, letter) for letter in folded)):
        best = max(best, _score(letters, form))
    return best


def _score(letters: list[str], text: str) -> float:
    """Score the best of the places where the first letter stands."""
    best = 0.0
    start = text.find(letters[0])
    while start >= 0:
        best = max(best, _from(letters, text, start))
        start = text.find(letters[0], start + 1)
    return best


def _from(letters: list[str], text: str, start: int) -> float:
    total, place = 0.0, start - 1
    for number, letter in enumerate(letters):
        found = start if number == 0 else text.find(letter, place + 1)
        if found < 0:
            return 0.0
        opens = found == 0 or not text[found - 1].isalnum()
        total += 1.0 + (2.0 if opens else 0.0) + (1.5 if number and found == place + 1 else 0.0)
        place = found
    return total - 0.01 * (place - start) - 0.001 * len(text)


def best(query: str, items: Iterable[_T], texts: Callable[[_T], Iterable[str]]) -> list[_T]:
    """Return the items that fit, best first; an empty query keeps all in their order.

    ``texts`` gives what an item can be found by, the most telling first.
    """
    rows = list(items)
    if not query.strip():
        return rows
    scored = []
    for index, item in enumerate(rows):
        values = [score(query, text) - 0.5 * n for n, text in enumerate(texts(item))]
        top = max(values, default=0.0)
        if top > 0:
            scored.append((-top, index, item))
    scored.sort(key=lambda row: row[:2])
    return [item for _score, _index, item in scored]
