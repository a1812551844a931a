"""The comments of a source file, placed in the transcript that it became. No I/O."""

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from kodeverk.model import Comment, Reply, Span, Transcript

if TYPE_CHECKING:
    from kodeverk.corpus.draft import Draft


def remarks(draft: "Draft", transcript: Transcript, source: str = "") -> tuple[Comment, ...]:
    """Return the comments of ``draft`` as they stand in ``transcript``, which was made of it.

    New names and roles of who speaks change nothing. One that was attached to a place is about the
    sentence there. ``source`` is the name of the file. They have no ids yet.
    """
    if not draft.comments:
        return ()
    body = transcript.body
    letters = [
        offset
        for turn in transcript.turns
        for offset in range(turn.text.start, turn.text.end)
        if not body[offset].isspace()
    ]
    said = sum(len("".join(turn.text.split())) for turn in draft.turns)
    whole = said == len(letters)  # else a turn begins like a head, and places cannot be counted
    sentences: tuple[Span, ...] = ()
    if any(comment.point for comment in draft.comments):
        from kodeverk.language import transcript_sentences

        sentences = transcript_sentences(transcript)
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for comment in draft.comments:
        span = None
        if whole and comment.said is not None and comment.said[0] < comment.said[1] <= said:
            start, end = comment.said
            span = Span(letters[start], letters[end - 1] + 1)
            if comment.point:
                span = _around(sentences, span)
        alike = comment.author, comment.date, comment.text
        found.append(
            Comment(
                "",
                transcript.id,
                transcript.digest,
                span,
                comment.author,
                comment.date,
                comment.text,
                tuple(Reply(each.author, each.date, each.text) for each in comment.replies),
                comment.resolved,
                source,
                seen[alike],
            )
        )
        seen[alike] += 1
    return tuple(found)


def _around(sentences: tuple[Span, ...], span: Span) -> Span:
    """Return the sentence that ``span`` is in, or ``span``."""
    at = bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
    return sentences[at] if at >= 0 and sentences[at].contains(span) else span
