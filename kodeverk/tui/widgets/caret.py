"""The caret in a transcript and what it selects, in offsets of the body. No Textual.

The unit of work is the sentence: without a selection, the sentence under the caret is what a code
is put on. A selection runs from an anchor to the caret.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from kodeverk.language import transcript_sentences
from kodeverk.model import Span, Transcript, Turn
from kodeverk.text import snap, trim, words
from kodeverk.tui.widgets.layout import clusters


class Caret:
    """Caret and anchor in one transcript. ``step`` is +1 (forwards) or -1 (backwards)."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._body = transcript.body
        self._anchor: int | None = None
        self.offset = self._sayable(0)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the transcript, in order."""
        return transcript_sentences(self._transcript)

    @property
    def anchor(self) -> int:
        """Where the selection began; the caret itself without one."""
        return self.offset if self._anchor is None else self._anchor

    @property
    def selection(self) -> Span | None:
        """What is selected, snapped to letter clusters; None if nothing is."""
        if self._anchor is None or self._anchor == self.offset:
            return None
        low, high = sorted((self._anchor, self.offset))
        return Span(*snap(self._body, low, high))

    @property
    def sentence(self) -> Span:
        """The sentence under the caret (with a selection: the one its moving edge is in)."""
        index = self._sentence_index()
        return self.sentences[index] if index >= 0 else Span(self.offset, self.offset)

    @property
    def target(self) -> Span:
        """What a code is put on: the selection without blanks at its edges, or the sentence."""
        selection = self.selection
        if selection is None:
            return self.sentence
        start, end = trim(self._body, selection.start, selection.end)
        return Span(start, end) if start < end else self.sentence

    def move_to(self, offset: int, select: Span | None = None) -> None:
        """Put the caret at ``offset``; with ``select``, select that with the caret at its end."""
        if select is None:
            self._anchor = None
            self.offset = self._sayable(offset)
        else:
            start, end = snap(self._body, select.start, select.end)
            self._anchor, self.offset = start, end

    def select(self, anchor: int, offset: int) -> None:
        """Select from ``anchor`` to ``offset``, where the caret goes."""
        self._anchor, self.offset = self._sayable(anchor), self._sayable(offset)

    def clear_selection(self) -> None:
        """Select nothing; the caret stays in the sentence where it is."""
        offset = self._inside()
        self._anchor = None
        self.offset = offset

    def move_char(self, step: int) -> None:
        """Go one letter cluster."""
        self.move_to(self._char(self.offset, step))

    def move_word(self, step: int) -> None:
        """Go to the start of the next or previous word."""
        starts = [start for start, _end in self._words(step)]
        self.move_to(_next(starts, self.offset, step, self.offset))

    def move_sentence(self, step: int) -> None:
        """Go to the start of the next or previous sentence."""
        index = self._sentence_index() + step
        if 0 <= index < len(self.sentences):
            self.move_to(self.sentences[index].start)
        else:
            self.move_to(self.sentence.start)

    def move_turn(self, step: int) -> None:
        """Go to the start of the next turn; backwards first to the start of this one."""
        index = self._transcript.turn_index(self._inside())
        if index < 0:
            return
        turns = self._transcript.turns
        if step < 0 and self.sentence.start > turns[index].text.start:
            step = 0
        index = min(max(index + step, 0), len(turns) - 1)
        self.move_to(turns[index].text.start)

    def extend_char(self, step: int) -> None:
        """Move the selection's edge by one letter cluster."""
        self._extend(self._char(self.offset, step))

    def extend_word(self, step: int) -> None:
        """Move the selection's edge by a word."""
        self._extend_by(self._words(step), step)

    def extend_sentence(self, step: int) -> None:
        """Move the selection's edge by a sentence.

        With nothing selected, this sentence and the next (or previous) one are.
        """
        if self.selection is None:
            self._begin(self.sentence, step)
        self._extend_by([(span.start, span.end) for span in self.sentences], step)

    def extend_turn(self, step: int) -> None:
        """Move the selection's edge by a turn. With nothing selected, the whole turn is."""
        turn = self._transcript.turn_at(self._inside())
        if self.selection is None and turn is not None:
            self._begin(turn.text, step)
        else:
            texts = [(turn.text.start, turn.text.end) for turn in self._transcript.turns]
            self._extend_by(texts, step)

    def _begin(self, span: Span, step: int) -> None:
        edges = (span.start, span.end)
        self._anchor, self.offset = edges if step > 0 else edges[::-1]

    def _extend(self, offset: int) -> None:
        self._anchor, self.offset = self.anchor, offset

    def _extend_by(self, units: Sequence[tuple[int, int]], step: int) -> None:
        """Move the edge to the far side of the next of ``units``; back towards the anchor, to the
        near side of what is left, and to the anchor itself when nothing is."""
        offset, anchor = self.offset, self.anchor
        side = int(offset > anchor or (offset == anchor and step > 0))
        edges = [unit[side] for unit in units]
        reached = _next(edges, offset, step, offset)
        if (offset - anchor) * (reached - anchor) < 0 or (reached == offset != anchor):
            reached = anchor if (offset - anchor) * step < 0 else offset
        self._extend(reached)

    def _inside(self) -> int:
        """Return the caret, moved inside the selection when it stands at its far edge."""
        selection = self.selection
        if selection is None or self.offset < selection.end:
            return self.offset
        return self._char(self.offset, -1)

    def _sentence_index(self) -> int:
        offset = self._inside()
        index = bisect_right(self.sentences, offset, key=lambda span: span.start) - 1
        turn = self._transcript.turn_at(offset)
        if turn is None or not self.sentences:
            return -1
        if index < 0 or self.sentences[index].start < turn.text.start:
            index = min(index + 1, len(self.sentences) - 1)
        return index

    def _turn(self, offset: int) -> Turn | None:
        turns = self._transcript.turns
        return self._transcript.turn_at(offset) or (turns[0] if turns else None)

    def _sayable(self, offset: int) -> int:
        """Return the nearest offset within a turn's text, not inside a letter cluster."""
        turn = self._turn(offset)
        if turn is None:
            return 0
        offset = min(max(offset, turn.text.start), turn.text.end)
        return snap(self._body, offset, offset)[0]

    def _char(self, offset: int, step: int) -> int:
        turn = self._turn(offset)
        if turn is None:
            return offset
        if step > 0:
            if offset >= turn.text.end:
                index = self._transcript.turn_index(offset) + 1
                turns = self._transcript.turns
                return turns[index].text.start if index < len(turns) else offset
            return next(clusters(self._body, offset, turn.text.end))[1]
        if offset <= turn.text.start:
            index = self._transcript.turn_index(offset) - 1
            return self._transcript.turns[index].text.end if index >= 0 else offset
        return self._sayable(offset - 1)

    def _words(self, step: int) -> list[tuple[int, int]]:
        """Return the words of this turn and the one ``step`` leads to."""
        index = self._transcript.turn_index(self.offset)
        near = self._transcript.turns[
            max(min(index, index + step), 0) : max(index, index + step) + 1
        ]
        found = [words(self._body, turn.text.start, turn.text.end) for turn in near]
        return [snap(self._body, *word) for turn in found for word in turn]


def _next(edges: Sequence[int], offset: int, step: int, default: int) -> int:
    """Return the first of the rising ``edges`` beyond ``offset`` in the direction of ``step``."""
    if step > 0:
        return next((edge for edge in edges if edge > offset), default)
    return next((edge for edge in reversed(edges) if edge < offset), default)
