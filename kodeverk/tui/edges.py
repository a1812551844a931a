"""The edges of a coding, moved by words that are spoken, and the keys that move them."""

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


class EdgeKeys:
    """The four commands that move an edge by a word, for a screen that says how (``edge``)."""

    def action_grow_end(self) -> None:
        """Move the end a word on."""
        self.edge(1, end=True)

    def action_shrink_end(self) -> None:
        """Move the end a word back."""
        self.edge(-1, end=True)

    def action_grow_start(self) -> None:
        """Move the start a word back."""
        self.edge(-1, end=False)

    def action_shrink_start(self) -> None:
        """Move the start a word on."""
        self.edge(1, end=False)

    def edge(self, step: int, *, end: bool) -> None:
        """Move one edge of what is meant by ``step`` words."""
        raise NotImplementedError
