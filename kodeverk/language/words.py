"""Words where they stand, with dictionary form and stem, and those that say nothing.

spaCy cuts the words, simplemma knows the dictionaries, NLTK has the stemmers; each is imported
in the function that uses it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from kodeverk.language.abbreviations import words_of
from kodeverk.language.compounds import compound_lemma
from kodeverk.language.detecting import LANGUAGES, function_words
from kodeverk.language.dictionaries import DICTIONARIES, lemma_of
from kodeverk.language.pipelines import has_lemmas
from kodeverk.model import Span


class WordForm(NamedTuple):
    """A word where it stands, in lower case as dictionary form and as stem."""

    span: Span
    lemma: str
    stem: str


_STEMMERS = {"nb": "norwegian", "nn": "norwegian", "da": "danish", "en": "english"}


def word_forms(text: str, language: str = "nb", nlp: Any = None) -> list[WordForm]:
    """Return the words of ``text`` (no punctuation) with lemma and stem.

    spaCy's rules cut the words, simplemma gives the lemma (Nynorsk looks in Bokmål too; a compound
    that no dictionary has goes by its last part), NLTK's Snowball the stem, which also stands in
    for a lemma that cannot be found. Unknown languages are
    read as Bokmål. With ``nlp`` (from ``pipeline``) the lemma is that pipeline's, if it has a
    lemmatizer: right more often where a form has two, and many times slower.
    """
    language = language if language in LANGUAGES else "nb"
    trusted = nlp is not None and has_lemmas(nlp, language)
    forms: list[WordForm] = []
    for token in nlp(text) if trusted else _tokenizer(language)(text):
        word = token.text
        if word.isalnum() or any(char.isalnum() for char in word):
            lemma, stem = _form(word.casefold(), language)
            if trusted:
                lemma = token.lemma_.casefold() or lemma
            forms.append(WordForm(Span(token.idx, token.idx + len(word)), lemma, stem))
    return forms


def forms_within(forms: list[WordForm], span: Span) -> list[WordForm]:
    """Return those of ``forms`` (in order) that begin within ``span``."""
    first = bisect_left(forms, span.start, key=lambda form: form.span.start)
    return forms[first : bisect_left(forms, span.end, key=lambda form: form.span.start)]


# What fills talk and is in no list of stop words made from writing.
_FILLERS = words_of(
    """akkurat altså begge bestemt egentlig egentleg faktisk ganske gjerne hos hver hvert hvor ja jo
    kanskje liksom likevel litt nettopp nok også omtrent på sikkert sjølv skulle slags sånn
    særlig tror trur vel veldig visst øh eh egentligt ligesom lidt måske netop
    virkelig virkeleg actually just kind maybe quite really sort well yeah"""
)


@lru_cache(maxsize=4)
def stop_words(language: str = "nb") -> frozenset[str]:
    """Return the words of ``language`` that say nothing about a subject, in lower case."""
    from importlib import import_module

    found = set(function_words()) | _FILLERS
    for spoken in (*DICTIONARIES.get(language, ("nb",)), "nb"):
        if spoken != "nn":
            found |= import_module(f"spacy.lang.{spoken}.stop_words").STOP_WORDS
    return frozenset(found)


@lru_cache(maxsize=4)
def _tokenizer(language: str) -> Callable[[str], Iterable[Any]]:
    import spacy

    tokenizer: Callable[[str], Iterable[Any]] = spacy.blank(
        "nb" if language == "nn" else language
    ).tokenizer
    return tokenizer


@lru_cache(maxsize=4)
def _stemmer(language: str) -> Callable[[str], str]:
    from nltk.stem.snowball import SnowballStemmer

    stem: Callable[[str], str] = SnowballStemmer(_STEMMERS[language]).stem
    return stem


@lru_cache(maxsize=200_000)
def _form(word: str, language: str) -> tuple[str, str]:
    stem = _stemmer(language)(word)
    lemma = lemma_of(word, language) or compound_lemma(word, language) or stem
    return lemma, stem
