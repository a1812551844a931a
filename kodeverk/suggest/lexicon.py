"""Which words speak for which code: the codebook's own words, found in any form or compound."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kodeverk.language import WordForm, stop_words, word_forms
from kodeverk.model import Code, Codebook

FIELDS = ("name", "definition", "include", "example", "exclude")
WEIGHTS = {"name": 1.3, "definition": 1.0, "include": 1.0, "example": 0.6, "exclude": -0.6}
"""How much a word of each field counts; one in the rule for leaving a code out counts against."""

_SHORTEST_PART = 4  # letters of a compound's head or tail: below this chance hits take over
_COMPOUND = 0.6  # what a hit on part of a compound counts beside one on the whole word
_LEAST_REST = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that speaks for (or against) the code of index ``code``."""

    code: int
    field: str
    weight: float


def example_texts(code: Code) -> tuple[str, ...]:
    """Return the examples of ``code`` without their quotation marks."""
    return tuple(example.strip(" «»“”\"'") for example in code.examples)


class Lexicon:
    """The words of ``codes`` with what each is worth; cheap to build, fixed once built.

    A word's worth falls with the number of codes it fits and is nothing for function words. A
    compound is found by its head or tail (``mediebudsjett`` by ``budsjett`` and the other way).
    """

    def __init__(self, book: Codebook, codes: Sequence[Code]) -> None:
        self._stop = stop_words(book.language)
        self._codes = len(codes)
        ids = {code.id.casefold() for code in book.codes}
        ids |= {part for name in ids for part in re.split(r"\W+", name)}
        self._fields: dict[str, dict[int, str]] = defaultdict(dict)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._known: dict[tuple[str, str, str], tuple[Hit, ...]] = {}
        for index, code in enumerate(codes):
            for field, text in _texts(code):
                for form in word_forms(text, book.language):
                    word = text[form.span.start : form.span.end].casefold()
                    if self.says_something(word, form) and word not in ids:
                        for key in {form.lemma, form.stem}:
                            self._fields[key].setdefault(index, field)
        for key in self._fields:
            for part in _parts(key):
                self._parts[part].add(key)

    def hits(self, word: str, form: WordForm) -> tuple[Hit, ...]:
        """Return what ``word`` (as it stands) speaks for, at most one hit per code and sign."""
        key = (word.casefold(), form.lemma, form.stem)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look_up(*key, form)
        return found

    def _look_up(self, word: str, lemma: str, stem: str, form: WordForm) -> tuple[Hit, ...]:
        if not self.says_something(word, form):
            return ()
        matched: dict[str, float] = {}
        for key in (lemma, stem):
            if key in self._fields:
                matched[key] = 1.0
            for part in _parts(key):
                if part in self._fields:
                    matched.setdefault(part, _COMPOUND)
            if len(key) >= _SHORTEST_PART:
                for whole in self._parts.get(key, ()):
                    matched.setdefault(whole, _COMPOUND)
        fits: dict[int, tuple[float, str]] = {}
        for key, share in matched.items():
            for code, field in self._fields[key].items():
                weight = share * WEIGHTS[field]
                if code not in fits or abs(weight) > abs(fits[code][0]):
                    fits[code] = (weight, field)
        speaking = sum(weight > 0 for weight, _ in fits.values())
        damping = math.log(1 + self._codes / max(1, speaking)) / math.log(1 + self._codes)
        return tuple(
            Hit(code, field, weight * damping) for code, (weight, field) in sorted(fits.items())
        )

    def says_something(self, word: str, form: WordForm) -> bool:
        """Tell whether ``word`` may say what a text is about: no function word, no number."""
        return (
            len(word) > 2
            and not word.isdigit()
            and word.casefold() not in self._stop
            and form.lemma not in self._stop
        )


def _texts(code: Code) -> Iterable[tuple[str, str]]:
    """Yield field and text of ``code``, those that count for it before the one against."""
    yield "name", code.name
    yield "definition", code.definition
    yield "include", code.include
    for example in code.examples:
        yield "example", example
    yield "exclude", code.exclude


def _parts(word: str) -> set[str]:
    """Return the heads and tails that ``word`` may be put together of."""
    cuts = range(_SHORTEST_PART, len(word) - _LEAST_REST + 1)
    heads = {word[:cut] for cut in cuts}
    heads |= {head[:-1] for head in heads if head[-1] in "se" and len(head) > _SHORTEST_PART}
    return heads | {word[-cut:] for cut in cuts}
