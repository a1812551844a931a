"""What an engine keeps of a transcript: the sentences it may suggest on, words and vectors."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kodeverk.language import WordForm, forms_within, transcript_sentences, word_forms
from kodeverk.model import Span, Transcript
from kodeverk.suggest import vectors

Key = tuple[str, str, frozenset[str]]


def key(transcript: Transcript) -> Key:
    """Return what a reading depends on: the text, its language and who asks."""
    return transcript.digest, transcript.language, _asking(transcript)


def _asking(transcript: Transcript) -> frozenset[str]:
    return frozenset(speaker.name for speaker in transcript.speakers if speaker.role.asks)


@dataclass(frozen=True)
class Reading:
    """The sentences of informants and participants (all, in a document) in order.

    ``block`` says which sentences belong together: those of one turn, or of the whole text where
    nobody is named. ``words`` are each sentence's words as they stand, with their forms;
    ``known`` is in how many sentences a lemma occurs.
    """

    spans: tuple[Span, ...]
    blocks: tuple[int, ...]
    words: tuple[tuple[tuple[str, WordForm], ...], ...]
    counts: vectors.Sparse
    known: Counter[str]


def read(transcript: Transcript) -> Reading:
    """Read ``transcript``."""
    forms = word_forms(transcript.body, transcript.language)
    placed = tuple(_said(transcript))
    words = tuple(
        tuple((transcript.text(form.span), form) for form in forms_within(forms, span))
        for span, _ in placed
    )
    return Reading(
        spans=tuple(span for span, _ in placed),
        blocks=tuple(block for _, block in placed),
        words=words,
        counts=vectors.count([transcript.text(span) for span, _ in placed]),
        known=Counter(lemma for said in words for lemma in {form.lemma for _, form in said}),
    )


def _said(transcript: Transcript) -> Iterator[tuple[Span, int]]:
    asking = _asking(transcript)
    for span in transcript_sentences(transcript):
        index = transcript.turn_index(span.start)
        speaker = transcript.turns[index].speaker
        if speaker not in asking:
            yield span, -1 if speaker is None else index
