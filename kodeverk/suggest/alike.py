"""Finds near-identical sentences: the same words, or nearly the same letters."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kodeverk.model import Span, Transcript

NEAR = 0.9  # cosine of the counts of letter triples
# One small word turns a sentence about: with and without it are never the same.
_TURNING = frozenset(
    {
        *("ikke", "ikkje", "aldri", "ingen", "ingenting", "inkje", "uten", "utan", "nei"),
        *("verken", "hverken", "korkje", "aldrig", "intet", "uden"),
        *("not", "no", "never", "none", "nothing", "without", "t"),  # t: of “don't”
    }
)
_WORD = re.compile(r"\w+", re.UNICODE)
_AT_ONCE = 32  # texts compared with all others in one go: it bounds the memory
_KEPT = 20_000  # texts whose likes are remembered

Place = tuple[str, Span]


def plain(text: str) -> str:
    """Return ``text`` in small letters without anything but its words."""
    return " ".join(_WORD.findall(text.casefold()))


@dataclass(frozen=True)
class _Texts:
    """The sentences of a transcript: their plain texts and, as rows, their letter triples."""

    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    rows: Any


class Likeness:
    """Knows the sentences of a study, and which of them are near-identical.

    Texts are counted once; ``learn`` takes in what is new.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], _Texts] = {}
        self._ids: tuple[str, ...] = ()
        self._parts: tuple[_Texts, ...] = ()
        self._starts: Any = np.zeros(1, dtype=np.intp)
        self._rows: Any = None
        self._found: dict[str, tuple[Place, ...]] = {}

    def learn(self, sentences: Iterable[tuple[Transcript, Sequence[Span]]]) -> None:
        """Take in the sentences of all transcripts, in place of those known before."""
        known = {}
        ids = []
        for transcript, spans in sentences:
            key = (transcript.id, transcript.digest, len(spans))
            known[key] = self._known.get(key) or _texts(transcript, tuple(spans))
            ids.append(transcript.id)
        if known.keys() == self._known.keys():
            return
        from scipy.sparse import vstack

        self._known, self._ids, self._parts = known, tuple(ids), tuple(known.values())
        self._starts = np.cumsum([0, *(len(part.spans) for part in self._parts)])
        rows = [part.rows for part in self._parts if len(part.spans)]
        self._rows = vstack(rows, format="csr") if rows else None
        self._found = {}

    def of(self, texts: Iterable[str]) -> dict[str, tuple[Place, ...]]:
        """Return for each plain text the sentences near-identical to it, itself included."""
        wanted = list(dict.fromkeys(texts))
        new = [text for text in wanted if text not in self._found]
        if new and self._rows is not None:
            if len(self._found) > _KEPT:
                self._found = {}
                new = wanted
            for first in range(0, len(new), _AT_ONCE):
                self._seek(new[first : first + _AT_ONCE])
        return {text: self._found.get(text, ()) for text in wanted}

    def _seek(self, texts: Sequence[str]) -> None:
        like = (_counts(texts) @ self._rows.T).tocsr()
        for n, text in enumerate(texts):
            row = slice(like.indptr[n], like.indptr[n + 1])
            near = np.sort(like.indices[row][like.data[row] >= NEAR - 1e-6])
            places = (self._place(int(at), text) for at in near)
            self._found[text] = tuple(place for place in places if place is not None)

    def _place(self, at: int, text: str) -> Place | None:
        part = int(np.searchsorted(self._starts, at, side="right")) - 1
        row = at - int(self._starts[part])
        if _turned(self._parts[part].texts[row]) != _turned(text):
            return None
        return self._ids[part], self._parts[part].spans[row]


def _texts(transcript: Transcript, spans: tuple[Span, ...]) -> _Texts:
    texts = tuple(plain(transcript.text(span)) for span in spans)
    return _Texts(spans, texts, _counts(texts) if texts else None)


def _turned(text: str) -> frozenset[str]:
    return _TURNING.intersection(text.split())


def _counts(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    letters = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 3),
        n_features=2**17,
        alternate_sign=False,
        lowercase=False,
        dtype=np.float32,
    )
    return letters.transform(texts)
