"""What an engine keeps of a transcript: the sentences it may suggest on, as arrays of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kodeverk.language import transcript_sentences, word_forms
from kodeverk.model import Kind, Span, Transcript
from kodeverk.suggest import vectors
from kodeverk.suggest.vectors import Rows, Sparse
from kodeverk.suggest.vocabulary import Vocabulary, Word

Key = tuple[str, str, bool, frozenset[str]]


def key(transcript: Transcript) -> Key:
    """Return what a reading depends on: the text, its language, its kind and who asks."""
    apart = transcript.kind is Kind.SURVEY
    return transcript.digest, transcript.language, apart, _asking(transcript)


def _asking(transcript: Transcript) -> frozenset[str]:
    return frozenset(speaker.name for speaker in transcript.speakers if speaker.role.asks)


@dataclass(frozen=True)
class Said:
    """Texts as numbers: ``words[n]`` (numbers of the vocabulary) stands in text ``at[n]``."""

    at: Rows
    words: Rows
    counts: Sparse


@dataclass(frozen=True)
class Reading:
    """The sentences of informants and participants (all, in a document) in order.

    ``asked`` is for each sentence the number of the question its turn answers, among those of
    ``questions``, or -1. ``apart``: the turns have nothing to do with one another (a survey).
    """

    spans: tuple[Span, ...]
    starts: Rows
    ends: Rows
    sentences: Said
    asked: Rows
    questions: Said
    apart: bool

    def __len__(self) -> int:
        return len(self.spans)


def read(transcript: Transcript, vocabulary: Vocabulary) -> Reading:
    """Read ``transcript``."""
    asking = _asking(transcript)
    spans, asked, questions = [], [], dict[int, int]()
    for span in transcript_sentences(transcript, notes=False):
        turn = transcript.turn_index(span.start)
        if transcript.turns[turn].speaker in asking:
            continue
        before = turn - 1 if turn and transcript.turns[turn - 1].speaker in asking else None
        spans.append(span)
        asked.append(-1 if before is None else questions.setdefault(before, len(questions)))
    forms = word_forms(transcript.body, transcript.language)
    first = np.array([form.span.start for form in forms], dtype=np.intp)
    text = transcript.body
    numbers = np.array(
        [
            vocabulary.number(Word(text[f.span.start : f.span.end].casefold(), f.lemma, f.stem))
            for f in forms
        ],
        dtype=np.intp,
    )

    def said(places: Sequence[Span]) -> Said:
        begins = np.searchsorted(first, [place.start for place in places])
        lengths = np.searchsorted(first, [place.end for place in places]) - begins
        at = np.repeat(np.arange(len(places)), lengths)
        within = np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        words = numbers[np.repeat(begins, lengths) + within]
        columns = np.array(vocabulary.columns, dtype=np.intp)[words]
        counts = vectors.count([transcript.text(place) for place in places], at, columns)
        return Said(at, words, counts)

    return Reading(
        spans=tuple(spans),
        starts=np.array([span.start for span in spans], dtype=np.intp),
        ends=np.array([span.end for span in spans], dtype=np.intp),
        sentences=said(spans),
        asked=np.array(asked, dtype=np.intp),
        questions=said([transcript.turns[turn].text for turn in questions]),
        apart=transcript.kind is Kind.SURVEY,
    )
