"""The words and phrases that informants use, by dictionary form: what cues are sought among.

Numbers, words that say nothing and what a transcriber adds are no terms.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sys import intern

from kodeverk.language import WordForm, forms_within, stop_words, transcript_sentences, word_forms
from kodeverk.model import Span, Transcript


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ASIDE = re.compile(r"[(\[][^()\[\]\n]{0,40}[)\]]")  # what a transcriber adds: «(ler)»
# Function words that make a phrase of the word beside them, as in «på vakt» or «snuble over».
JOINING = _set(
    """av bak bort etter for foran forbi fra fram frem frå gjennom hjå hos i ikke ikkje imot inn med
    mellom mot ned nei om opp over på rundt samme same sammen saman til under unna ut uten utan ved
    about against around away back between down not of off on out same together up with without
    efter fri ind op uden ud"""
)
NUMBERS = _set(
    """null en ein to tre fire fem seks sju syv åtte ni ti elleve tolv tretten fjorten femten
    seksten sytten atten nitten tjue tretti førti femti seksti sytti åtti nitti hundre tusen
    million halv one two three four five six seven eight nine ten syv otte tyve tredive halvtreds"""
)


@dataclass(frozen=True, slots=True)
class Said:
    """The terms of one transcript: words and phrases, by the dictionary forms of their words.

    ``terms[n]`` stands at ``starts[n]`` to ``ends[n]``; ``known`` is in how many sentences of
    informants a term stands. ``small`` and ``large`` count words with a small and with a large
    first letter where the place alone does not ask for a large one.
    """

    transcript: Transcript
    sentences: tuple[Span, ...]
    starts: "array[int]"
    ends: "array[int]"
    terms: list[str]
    known: Counter[str]
    small: Counter[str]
    large: Counter[str]

    def sentence(self, offset: int) -> Span:
        """Return the sentence that ``offset`` is in."""
        return self.sentences[bisect_right(self.sentences, offset, key=lambda s: s.start) - 1]


def asking(transcript: Transcript) -> frozenset[str]:
    """Return the names of those who ask and lead."""
    return frozenset(speaker.name for speaker in transcript.speakers if speaker.role.asks)


def read(transcript: Transcript) -> Said:
    """Read what informants say in ``transcript``."""
    leading = asking(transcript)
    stop = stop_words(transcript.language)
    body = transcript.body
    forms = word_forms(body, transcript.language)
    said = Said(transcript, (), array("l"), array("l"), [], Counter(), Counter(), Counter())
    sentences = []
    for span in transcript_sentences(transcript, notes=False):
        if transcript.turns[transcript.turn_index(span.start)].speaker in leading:
            continue
        sentences.append(span)
        asides = [match.span() for match in _ASIDE.finditer(body, span.start, span.end)]
        words = [
            form
            for form in forms_within(forms, span)
            if not any(start <= form.span.start < end for start, end in asides)
        ]
        for form in words:
            large = body[form.span.start].isupper()
            if not (large and form is words[0]):
                (said.large if large else said.small)[form.lemma] += 1
        here = set()
        for start, end, term in _terms(words, body, stop):
            said.starts.append(start)
            said.ends.append(end)
            said.terms.append(intern(term))
            here.add(said.terms[-1])
        said.known.update(here)
    return Said(
        transcript,
        tuple(sentences),
        said.starts,
        said.ends,
        said.terms,
        said.known,
        said.small,
        said.large,
    )


def _terms(
    words: Sequence[WordForm], body: str, stop: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the words that say something, and the pairs of such words or one with a joining one."""
    before: WordForm | None = None
    for form in words:
        start, end = form.span.start, form.span.end
        if _says_something(form, body, stop):
            yield start, end, form.lemma
        if before is not None and not body[before.span.end : start].strip(" "):
            telling = sum(_says_something(each, body, stop) for each in (before, form))
            joining = sum(each.lemma in JOINING for each in (before, form))
            if telling and telling + joining == 2:
                yield before.span.start, end, f"{before.lemma} {form.lemma}"
        before = form


def _says_something(form: WordForm, body: str, stop: frozenset[str]) -> bool:
    word = body[form.span.start : form.span.end].casefold()
    return (
        len(word) > 2
        and stop.isdisjoint((word, form.lemma))
        and NUMBERS.isdisjoint((word, form.lemma))
        and JOINING.isdisjoint((word, form.lemma))
        and word.replace("-", "").isalpha()
    )
