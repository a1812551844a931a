"""What a compound is put together of, judged by the words that dictionaries know."""

from functools import lru_cache
from typing import NamedTuple

from kodeverk.language.abbreviations import words_of
from kodeverk.language.dictionaries import lemma_of

# Endings that look like words of their own: what stands before them is derived, not compounded.
_ENDINGS = words_of(
    """aktig aktige alt ane arar arane arene bare elle eller ende ente else elsen elser erne
    full fulle fullt hete heten heter heit heita hed heden heder inga ingen inger inne innen
    jett skab skaber skabet skabs leg legare
    isme ismen isten ister lige lege lighet leik leiken løse løst messig ning ningen ninger rasjon
    same samme skap skapen skaper skapet somme somhet teten teter domen dommen villig"""
)
# Three letters make a tail only if they are a word that compounds do end with; the dictionaries
# have too many rare ones (``nes``, ``led``, ``kre``).
_SHORT_TAILS = words_of(
    """arv avl bad bil bok bot bud bue båt dal dam dør dyr egg elv fag far fat fly fôr gap hav
    hue hug hus hår jul kar kle kor kur lag lek lin liv lov lue lus lys lån lås mat mor mur
    mål nød ord ost par pil rad rev rik ris rom råd sag sak sal sau ski sko stø syn syv
    såg tak tap tau tid tog tre tur uke ull vei veg vin vær vev dag bær bog"""
)
# What only colours the word after it: such words are derived, not put together.
_PARTICLES = words_of(
    """alle alt and anti auto bak bare bort den der det din din eit eller ein enn etter for foran
    fore forn fra fram frem frå før gene gjen gjennom han hen her hjem heim hos hva hver hvor igjen
    ikke ikkje imot inn innen inter kan kon kontra kva litt man mange med meget mel mellom men mer
    min mis mot mye mykje ned nei noe noen nok også opp over oven per pro rea sam same samme sams
    sammen saman sel selv sen sig sin sjølv som sub særs sær så tele til tilbake tor trans ultra
    under unna upp utan ute uten utfor van ved vel vil"""
)
_PREFIXES = ("be", "for", "er", "an", "mis", "gjen", "sam", "van", "u", "ge")
_SHORTEST = 3  # letters of a part
_SHORTEST_WHOLE = 7
_LONG_TAIL = 5  # letters from which a tail need not be its own dictionary form
_LONG_HEAD = 6  # letters from which a head outweighs a prefix before a known word
# Heads that are bound by an s.
_BOUND = (
    "arbeid",
    "dom",
    "else",
    "het",
    "hed",
    "heit",
    "ing",
    "måned",
    "sjon",
    "skap",
    "tet",
    "tion",
)
_KNIT = "se"  # letters that bind two parts


class _Cut(NamedTuple):
    head: str
    tail: str
    at: int  # where the tail begins in the word


@lru_cache(maxsize=100_000)
def compound_parts(
    word: str, language: str = "nb", words: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return head and tail of ``word`` as lemmas, nothing where it is no compound.

    ``medbestemmelsesretten`` gives ``medbestemmelse`` and ``rett``: the longest head that is a word
    before a tail that is one, with or without a binding s or e. ``words`` (lower case) are known
    beside those of the dictionaries. English writes its compounds apart: always nothing.
    """
    word = word.casefold()
    if len(word) < _SHORTEST_WHOLE:
        return ()
    known = lemma_of(word, language)
    cut = _cut(known or word, language, words, known is not None)
    return (cut.head, cut.tail) if cut else ()


def compound_lemma(word: str, language: str) -> str | None:
    """Return ``word`` with its tail in dictionary form, None where it is no compound."""
    cut = _cut(word, language, frozenset(), False)
    return word[: cut.at] + cut.tail if cut else None


def _cut(word: str, language: str, words: frozenset[str], known: bool) -> _Cut | None:
    """Return where to cut ``word``; ``known`` if it is a dictionary form itself."""
    if language == "en" or len(word) < _SHORTEST_WHOLE or not word.isalpha():
        return None
    for at in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        head = word[:at]
        if head in _PARTICLES or not (head in words or lemma_of(head, language) == head):
            continue
        if known and at < _LONG_HEAD and _is_derived(word, language):
            return None
        for start in _starts(word, at):
            tail = _tail(word[start:], language, words, known)
            if tail:
                return _Cut(_unbound(head, language), tail, start)
    return None


def _unbound(head: str, language: str) -> str:
    """Return ``head`` without an e that only binds (``barne``, not ``møte`` or ``lese``)."""
    bare = head[:-1]
    if head.endswith("e") and len(bare) >= _SHORTEST and lemma_of(bare, language) == bare:
        return head if lemma_of(head + "r", language) == head else bare
    return head


def _starts(word: str, at: int) -> tuple[int, ...]:
    """Return where the tail after the head ``word[:at]`` may begin, the likelier place first."""
    if word[at] not in _KNIT:
        return (at,)
    return (at + 1, at) if word[at] == "s" and word[:at].endswith(_BOUND) else (at, at + 1)


def _tail(tail: str, language: str, words: frozenset[str], known: bool) -> str | None:
    """Return the lemma of ``tail`` if it is a word that a compound may end with, or None."""
    if tail in words:
        return tail
    lemma = None if len(tail) < _SHORTEST or tail in _ENDINGS else lemma_of(tail, language)
    if lemma is None or lemma in _ENDINGS:
        return None
    if len(lemma) == _SHORTEST and len(tail) < _LONG_TAIL:
        return lemma if lemma in _SHORT_TAILS else None
    return lemma if not known or lemma == tail or len(tail) >= _LONG_TAIL else None


def _is_derived(word: str, language: str) -> bool:
    """Tell whether ``word`` is a prefix before a known word (``beskrive``)."""
    return any(
        word.startswith(prefix) and lemma_of(word[len(prefix) :], language) is not None
        for prefix in _PREFIXES
    )
