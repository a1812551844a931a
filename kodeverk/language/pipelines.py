"""spaCy pipelines: a blank one with our sentences, or one that the user has installed.

An installed pipeline (``nb_core_news_md`` and its like) is used when it is there. It is never
required and never fetched.
"""

import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FAMILIES = {
    "nb": "nb_core_news",
    "nn": "nb_core_news",
    "da": "da_core_news",
    "en": "en_core_web",
}
# The middle size first: all words of the large one for a twentieth of its memory.
_SIZES = ("md", "lg", "sm")
_OWN_SENTENCES = ["senter", "sentencizer"]
_SLOW = ["parser", "ner"]  # loaded, and run by those who call enable_pipe
_LONGEST = 1_000_000_000  # spaCy's own limit guards parser and ner


class Vectors:
    """The word vectors of a pipeline, each of length one."""

    def __init__(self, name: str, vocab: Any) -> None:
        self.name = name
        self.size = int(vocab.vectors_length)
        self._vocab = vocab

    def get(self, word: str) -> "NDArray[np.float32] | None":
        """Return the vector of ``word`` (a lower-case word or lemma), or None.

        A name is found as it is written, too: ``oslo`` by ``Oslo``, ``nrk`` by ``NRK``.
        """
        import numpy as np

        for written in (word, word.capitalize(), word.upper()):
            if self._vocab.has_vector(written):
                vector = np.asarray(self._vocab.get_vector(written), dtype=np.float32)
                length = float(np.linalg.norm(vector))
                if length > 0:
                    return vector / np.float32(length)
        return None

    def matrix(self, words: Sequence[str]) -> "NDArray[np.float32]":
        """Return a row for each of ``words``: its vector, or zeros where there is none."""
        import numpy as np

        rows = np.zeros((len(words), self.size), dtype=np.float32)
        for row, word in enumerate(words):
            vector = self.get(word)
            if vector is not None:
                rows[row] = vector
        return rows


@lru_cache(maxsize=4)
def pipeline(language: str = "nb") -> Any:
    """Return the spaCy pipeline for ``language``, its sentences set by our rules.

    The user's installed one if there is one (Nynorsk reads with Bokmål's), else a blank one.
    Parser and names are loaded but switched off; if enabled, they keep to our sentences.
    """
    import spacy

    from kodeverk.language.component import NAME

    nlp = _installed(language)
    if nlp is None:
        family = _FAMILIES.get(language, _FAMILIES["nb"])
        nlp = spacy.blank(family.partition("_")[0])
    nlp.add_pipe(NAME, first=True, config={"tongue": language})
    nlp.max_length = _LONGEST
    return nlp


def word_vectors(language: str = "nb") -> Vectors | None:
    """Return the vectors of the installed pipeline for ``language``, None where there are none."""
    nlp = pipeline(language)
    if nlp.vocab.vectors_length == 0 or len(nlp.vocab.vectors) == 0:
        return None
    return Vectors(f"{nlp.lang}_{nlp.meta['name']}", nlp.vocab)


def has_lemmas(nlp: Any, language: str) -> bool:
    """Tell whether the lemmas of ``nlp`` are to be trusted: Bokmål's are not for Nynorsk."""
    return language == nlp.lang and any("lemmatizer" in name for name in nlp.pipe_names)


def _installed(language: str) -> Any:
    """Return the pipeline the user has installed for ``language``, or None."""
    import spacy

    for size in _SIZES:
        name = f"{_FAMILIES.get(language, _FAMILIES['nb'])}_{size}"
        if not spacy.util.is_package(name):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # made by another version: it loads, or not
                return spacy.load(name, exclude=_OWN_SENTENCES, disable=_SLOW)
        except (ImportError, OSError, ValueError):
            continue  # not made for this spaCy: as good as not installed
    return None
