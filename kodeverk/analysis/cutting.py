"""Which stretches of a long quote are shown, and what of a question: by words and sentences.

What a person has chosen goes before what is worked out here. A quote is shortened to one stretch
of whole sentences: it begins where most of its codings overlap (at its beginning, where all of it
is coded alike), and takes in what comes after, and then before, as far as there is room. Where
that sentence alone is too long, it ends at a comma or between words.
"""

import re
from collections.abc import Iterable, Sequence

from kodeverk.model import Coding, Mark, Span

_CLAUSE = re.compile(r"[,;:–—](?=\s)|\s[–—-](?=\s)")
_QUESTION_WORDS = 40


def count(text: str) -> int:
    """Return the number of words in ``text``."""
    return len(text.split())


def chosen(marks: Iterable[Mark], digest: str, span: Span) -> tuple[Span, ...]:
    """Return the stretches of ``span`` that coders chose to show; empty: all of it.

    ``marks`` come with the newest first: of several coders' cuts the newest counts, if it is of
    the body with ``digest``.
    """
    for mark in marks:
        kept = [Span(max(k.start, span.start), min(k.end, span.end))
                for k in mark.keep if k.overlaps(span)]  # fmt: skip
        if kept and mark.digest == digest:
            return joined(kept)
    return ()


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` in order, those that overlap or touch as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def core(group: Iterable[Coding]) -> int:
    """Return where the first of the stretches begins that most of the codings share."""
    edges = sorted(
        edge for coding in group for edge in ((coding.span.start, 1), (coding.span.end, -1))
    )
    depth, deepest, place = 0, 0, 0
    for offset, step in edges:
        depth += step
        if depth > deepest:
            deepest, place = depth, offset
    return place


def shortened(
    body: str, sentences: Sequence[tuple[Span, bool]], start: int, longest: int
) -> tuple[Span, ...]:
    """Return the one stretch that is shown of a quote; empty if all of it is.

    ``sentences`` are those of the quote, with True for one of somebody who asks. ``start`` is
    where its core begins. No more than ``longest`` words are in the stretch.
    """
    lengths = [count(body[span.start : span.end]) for span, _asks in sentences]
    if sum(lengths) <= longest:
        return ()
    later = (n for n, (span, _asks) in enumerate(sentences) if span.end > start)
    first = next(later, -1)
    if first < 0:  # the core is but the name of the next speaker
        first, start = 0, sentences[0][0].start
    if lengths[first] > longest:
        span = sentences[first][0]
        return (_clause(body, Span(max(span.start, start), span.end), longest),)
    last, total = first, lengths[first]
    while last + 1 < len(sentences) and total + lengths[last + 1] <= longest:
        last += 1
        total += lengths[last]
    while last > first and sentences[last][1]:  # nothing is left of a question without its answer
        total -= lengths[last]
        last -= 1
    while first > 0 and total + lengths[first - 1] <= longest:
        first -= 1
        total += lengths[first]
    return (Span(sentences[first][0].start, sentences[last][0].end),)


def _clause(body: str, span: Span, longest: int) -> Span:
    """Return the beginning of ``span``: at most ``longest`` words, to a comma if one is near."""
    words = [match.span() for match in re.finditer(r"\S+", body[span.start : span.end])]
    if len(words) <= longest:
        return span
    end = words[longest - 1][1]
    marks = [match.start() for match in _CLAUSE.finditer(body, span.start, span.start + end + 1)]
    near = [mark for mark in marks if mark - span.start > end // 2]
    return Span(span.start, near[-1] if near else span.start + end)


def question(body: str, sentences: Sequence[Span]) -> Span | None:
    """Return what is shown of the turn of somebody who asks; None if it says next to nothing.

    A long one is cut to the sentences up to its last question mark, or else to its last ones.
    """
    if not sentences:
        return None
    asks = [n for n, span in enumerate(sentences) if "?" in body[span.start : span.end]]
    whole = Span(sentences[0].start, sentences[-1].end)
    total = count(body[whole.start : whole.end])
    if total <= _QUESTION_WORDS:
        return whole if asks or total > 2 else None
    last = asks[-1] if asks else len(sentences) - 1
    first, total = last, count(body[sentences[last].start : sentences[last].end])
    while first > 0:
        total += count(body[sentences[first - 1].start : sentences[first - 1].end])
        if total > _QUESTION_WORDS:
            break
        first -= 1
    return Span(sentences[first].start, sentences[last].end)
