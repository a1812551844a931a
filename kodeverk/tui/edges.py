"""The edges of a coding, moved by words that are spoken."""

from collections.abc import Iterable

from kodeverk.model import Span
from kodeverk.text import words


def moved_edge(body: str, turns: Iterable[Span], span: Span, step: int, end: bool) -> Span | None:
    """Return ``span`` with its end (or start) moved by a word; None when that cannot be.

    Only spoken words count, so an edge passes over the next speaker's name.
    """
    said = [word for text in turns for word in words(body, text.start, text.end)]
    within = [word for word in said if span.start <= word[0] and word[1] <= span.end]
    if step > 0 if end else step < 0:
        beyond = [word for word in said if (word[1] > span.end if end else word[0] < span.start)]
        if not beyond:
            return None
        return Span(span.start, beyond[0][1]) if end else Span(beyond[-1][0], span.end)
    if len(within) < 2:
        return None
    return Span(span.start, within[-2][1]) if end else Span(within[1][0], span.end)
