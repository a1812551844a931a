"""Why a code is suggested, in the sentence's own words and by earlier quotes."""

from collections.abc import Sequence

from kodeverk.language import WordForm, word_forms
from kodeverk.model import Code, Reason
from kodeverk.suggest import vectors
from kodeverk.suggest.lexicon import FIELDS, Lexicon, example_texts
from kodeverk.suggest.quotes import Nearest
from kodeverk.suggest.vectors import Sparse

MOST_WORDS = 5
LIKE_ENOUGH = 0.1  # cosine below which an earlier quote explains nothing to a reader

Words = Sequence[tuple[str, WordForm]]


class Reasons:
    """Finds the reasons of one round of suggestions."""

    def __init__(
        self, codes: Sequence[Code], lexicon: Lexicon, code_rows: Sparse, language: str
    ) -> None:
        self._codes = codes
        self._lexicon = lexicon
        self._code_rows = code_rows
        self._language = language

    def of(self, words: Words, code: int, nearest: Nearest | None) -> tuple[Reason, ...]:
        """Return what spoke for ``code``, the strongest first; what spoke against comes last."""
        reasons = self._from_codebook(words, code)
        if nearest and nearest.likeness >= LIKE_ENOUGH:
            place = next((i for i, each in enumerate(reasons) if each.kind == "exclude"), None)
            reasons.insert(len(reasons) if place is None else place, self._quote(words, nearest))
        if all(reason.kind == "exclude" for reason in reasons):
            reasons.insert(0, Reason("definition", self._most_like(words, code)))
        return tuple(reasons)

    def _from_codebook(self, words: Words, code: int) -> list[Reason]:
        strength = dict.fromkeys(FIELDS, 0.0)
        spoken: dict[str, dict[str, str]] = {field: {} for field in FIELDS}
        forms: dict[str, list[WordForm]] = {field: [] for field in FIELDS}
        for word, form in words:
            for hit in self._lexicon.hits(word, form):
                if hit.code == code:
                    strength[hit.field] += abs(hit.weight)
                    spoken[hit.field].setdefault(word.casefold(), word)
                    forms[hit.field].append(form)
        order = sorted(
            (field for field in FIELDS if spoken[field]),
            key=lambda field: (field == "exclude", -strength[field]),
        )
        return [
            Reason(
                field,
                tuple(spoken[field].values())[:MOST_WORDS],
                quote=self._example(code, forms[field]) if field == "example" else "",
            )
            for field in order
        ]

    def _example(self, code: int, forms: Sequence[WordForm]) -> str:
        """Return the example that shares most of ``forms``."""
        sought = {key for form in forms for key in (form.lemma, form.stem)}

        def shared(example: str) -> int:
            found = word_forms(example, self._language)
            return len(sought & {key for form in found for key in (form.lemma, form.stem)})

        return max(example_texts(self._codes[code]), key=shared)

    def _quote(self, words: Words, nearest: Nearest) -> Reason:
        known = {
            key
            for form in word_forms(nearest.text, nearest.language)
            for key in (form.lemma, form.stem)
        }
        shared = {
            word.casefold(): word
            for word, form in words
            if (form.lemma in known or form.stem in known)
            and self._lexicon.says_something(word, form)
        }
        return Reason(
            "coding", tuple(shared.values())[:MOST_WORDS], nearest.text, nearest.coding.id
        )

    def _most_like(self, words: Words, code: int) -> tuple[str, ...]:
        """Return the words whose letters are most like the code's text."""
        telling = {
            word.casefold(): word
            for word, form in words
            if self._lexicon.says_something(word, form)
        }
        if not telling:
            return ()
        like = vectors.similarity(vectors.count(list(telling)), self._code_rows[code])[:, 0]
        best = [word for i, word in enumerate(telling.values()) if like[i] > like.max() / 3]
        return tuple(best[:MOST_WORDS])
