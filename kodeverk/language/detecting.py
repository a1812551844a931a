"""Which language a text is in, told by its function words."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

LANGUAGES = ("nb", "nn", "da", "en")

# Function words and the languages they are evidence for.
_EVIDENCE_WORDS = {
    "nb": "hvordan noe noen fra hun dere bare mye vært blitt ble hva uten også gjøre gjør "
    "hvorfor mer nå selv si være kommer ble sier slik da deres vår",
    "nn": "eg ikkje kva korleis kven kvifor korfor kvar vere noko nokon nokre frå ho dykk dei "
    "berre mykje vore vart no ein eit ei sjølv kjem gjer seier me saman fleire òg vera nokke "
    "dykkar hjå slik skal då medan difor desse såg sidan anten heile heiter veit",
    "da": "hvad mig dig sig af efter mellem meget noget nogen nogle blev været blevet gør ud uden "
    "blive have tage sige mere end vores jeres os nej sådan op også nu være hvordan jer "
    "hvorfor bliver kommer siger bare hun fra selv ned deres",
    "en": "the and of to that it is was you we they this with are not have be what there from "
    "but so do my your which would about can if he she were who an or",
    "nb da": "jeg ikke hvor hvem en et hun de hvis hvordan hvorfor være også ham",
    "nb nn": "meg deg seg av etter mellom opp nei oss sånn enn å gjennom ut ta ha vil",
}
_ENDINGS = (("hed", "da"), ("heder", "da"), ("leg", "nn"), ("heit", "nn"), ("het", "nb"))
_WORDS = re.compile(r"[^\W\d_]+")
_WINDOW = 120


@lru_cache(maxsize=1)
def function_words() -> dict[str, frozenset[str]]:
    """Return the words that tell languages apart, each with those it is evidence for."""
    found: dict[str, set[str]] = {}
    for languages, words in _EVIDENCE_WORDS.items():
        for word in words.split():
            found.setdefault(word, set()).update(languages.split())
    return {word: frozenset(languages) for word, languages in found.items()}


def detect(text: str) -> str:
    """Return the language most of ``text`` is in: nb, nn, da or en; nb when nothing tells.

    Windows of 120 words each choose a language by their function words, so that a guest who
    speaks Danish in one part does not turn the whole document Danish.
    """
    words = [match[0].casefold() for match in _WORDS.finditer(text)]
    votes: Counter[str] = Counter()
    for start in range(0, len(words), _WINDOW):
        scores = _scores(words[start : start + _WINDOW])
        best = max(LANGUAGES, key=lambda language: scores[language])
        votes[best] += scores[best] > 0
    return max(LANGUAGES, key=lambda language: votes[language])


def _scores(words: Iterable[str]) -> Counter[str]:
    evidence = function_words()
    scores: Counter[str] = Counter()
    for word in words:
        languages = evidence.get(word)
        if languages is None:
            languages = frozenset(lang for end, lang in _ENDINGS if word.endswith(end))
        for language in languages:
            scores[language] += 4 - len(languages)
    return scores
