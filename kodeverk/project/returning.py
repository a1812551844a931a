"""A document that was commented on elsewhere: which transcript it is, and where its comments stand.

The document may be the source, somebody's copy of it or a coded transcript that we wrote. Its words
are laid on those of the transcript; a comment is placed where they are the same, and else nowhere.
"""

from collections.abc import Iterable
from dataclasses import replace

from kodeverk.corpus.alignment import words_of
from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft
from kodeverk.corpus.reanchor import Correction, Fate
from kodeverk.corpus.remarks import remarks
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Comment, Span, Transcript
from kodeverk.project.study import Study

_RUN = 4  # words in a row that tell texts apart
_LIKE = 0.5  # share of the document's runs that a transcript must have
_CLEAR = 0.9  # the next likest may have no more than this share of what the likest has

_Runs = set[tuple[str, ...]]


def returned(
    study: Study, draft: Draft, source: str, wanted: str | None = None
) -> tuple[Transcript, tuple[Comment, ...]]:
    """Return the transcript that ``draft`` is about, and its comments as they stand there.

    ``wanted`` is the transcript's id, if somebody has said it. Raises NotFoundError.
    """
    made = compose(draft, "document")
    text = study.transcript(wanted) if wanted else _likest(made, study.transcripts())
    found = remarks(draft, made, source)
    correction = None if made.body == text.body else Correction(made, text)
    return text, tuple(
        replace(
            comment,
            transcript=text.id,
            digest=text.digest,
            span=_placed(correction, comment.span) if correction else comment.span,
        )
        for comment in found
    )


def _placed(correction: Correction, span: Span | None) -> Span | None:
    """Return where the words of ``span`` are, whatever those who say them are called there."""
    if span is None:
        return None
    said = [
        Span(max(span.start, turn.text.start), min(span.end, turn.text.end))
        for turn in correction.old.turns
        if turn.text.overlaps(span)
    ]
    found = [correction.place(part) for part in said]
    places = [each.new for each in found if each.fate in (Fate.UNCHANGED, Fate.MOVED) and each.new]
    if not places or len(places) < len(said) or places != sorted(places):
        return None
    return Span(places[0].start, places[-1].end)


def _likest(made: Transcript, texts: Iterable[Transcript]) -> Transcript:
    runs = _runs(made)
    shares = [(len(runs & _runs(text)) / max(1, len(runs)), text) for text in texts]
    shares.sort(key=lambda entry: entry[0], reverse=True)
    clear = len(shares) < 2 or shares[1][0] < _CLEAR * shares[0][0]
    if not shares or shares[0][0] < _LIKE or not clear:
        raise NotFoundError(
            _("It cannot be told which transcript the document is about."),
            _("Give the transcript's id after the file."),
        )
    return shares[0][1]


def _runs(text: Transcript) -> _Runs:
    words = [word.text for word in words_of(text)]
    return {tuple(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1))}
