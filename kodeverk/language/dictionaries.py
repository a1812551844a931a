"""What simplemma's dictionaries know, each question asked once."""

from functools import lru_cache

DICTIONARIES = {"nb": ("nb",), "nn": ("nn", "nb"), "da": ("da",), "en": ("en",)}
"""Where each language looks words up, in that order."""

_MUTATED = {("ø", "o"), ("e", "a"), ("e", "å"), ("æ", "å"), ("y", "u"), ("æ", "a")}


@lru_cache(maxsize=200_000)
def lemma_of(word: str, language: str) -> str | None:
    """Return the dictionary form of the lower-case ``word``; None where no dictionary has it.

    A genitive that no dictionary has goes by the word without its s.
    """
    import simplemma

    for dictionary in DICTIONARIES[language]:
        if simplemma.is_known(word, lang=dictionary):
            lemma = str(simplemma.lemmatize(word, lang=dictionary)).casefold()
            return _with_its_own_vowel(word, lemma, dictionary)
    if language != "en" and len(word) > 3 and word.endswith("s"):
        return lemma_of(word[:-1], language)
    return None


def _with_its_own_vowel(word: str, lemma: str, dictionary: str) -> str:
    """Return the lemma of ``word``, by its indefinite plural where the vowel changes.

    The dictionary cuts ``bøkene`` to ``bøk`` and knows ``bøker`` as ``bok``.
    """
    if dictionary != "nb" or word != lemma + "ene":
        return lemma
    import simplemma

    singular = str(simplemma.lemmatize(lemma + "er", lang=dictionary)).casefold()
    if len(singular) != len(lemma):
        return lemma
    unlike = {pair for pair in zip(lemma, singular, strict=True) if pair[0] != pair[1]}
    return singular if unlike and unlike <= _MUTATED else lemma
