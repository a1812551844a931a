"""The transcript view: what is coded, the caret and what it selects, and the mouse."""

from collections.abc import Callable, Iterable, Mapping

from textual import events
from textual.message import Message
from textual.timer import Timer

from kodeverk.model import Coding, Span, Suggestion, Transcript
from kodeverk.text import snap
from kodeverk.tui.widgets.caret import Caret
from kodeverk.tui.widgets.layout import merged, uncovered
from kodeverk.tui.widgets.pane import NOTHING, TranscriptPane, cleaned, differing, stripe
from kodeverk.tui.widgets.stripes import OVERFLOW

_DRAG_SECONDS = 0.05  # between rows scrolled while the mouse is held outside the pane


class TranscriptView(TranscriptPane):
    """A transcript to read and code. It knows no project and has no keys: the screen does.

    All offsets are code points in the transcript's body. ``step`` is +1 or -1 throughout. A
    coding's stripe stands in a lane to the right of the text, with its code's letters on the
    first row.
    """

    class CaretMoved(Message):
        """The caret went to ``offset``, in ``sentence``."""

        def __init__(self, offset: int, sentence: Span) -> None:
            super().__init__()
            self.offset = offset
            self.sentence = sentence

    class SelectionChanged(Message):
        """``span`` is selected now; None: nothing is."""

        def __init__(self, span: Span | None) -> None:
            super().__init__()
            self.span = span

    class StripeClicked(Message):
        """Stripes were clicked: codings by id, suggestions by index."""

        def __init__(self, coding_ids: tuple[str, ...], suggestions: tuple[int, ...]) -> None:
            super().__init__()
            self.coding_ids = coding_ids
            self.suggestions = suggestions

    def __init__(
        self, *, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._caret = Caret(NOTHING)
        self._goal: int | None = None  # the column that moving by rows keeps to
        self._progress: float | None = None
        self._press: Span | None = None  # the letter where the mouse button went down
        self._pointer = (0, 0)
        self._drag_timer: Timer | None = None

    # What is shown

    def show(
        self,
        transcript: Transcript,
        *,
        codings: Iterable[Coding] = (),
        suggestions: Iterable[Suggestion] = (),
        read: Iterable[Span] = (),
        marks: Mapping[str, str],
        colors: Mapping[str, str],
    ) -> None:
        """Show ``transcript`` from its start. Codings and suggestions must be of that transcript.

        ``marks`` are the one or two letters of each code id, ``colors`` its ``#rrggbb``.
        """
        self._take(transcript)
        self._codings = {coding.id: coding for coding in codings}
        self._suggestions, self._places = (), {}
        self._read = merged(tuple(read))
        self._noted = []
        self._marks, self._colors = cleaned(marks), dict(colors)
        self._caret = Caret(transcript)
        self._goal = self._progress = None
        self._end_drag()
        self._painter = None
        self._number(suggestions)
        if self.size:  # else it waits until it has one
            self._lay_out()
        if self.is_attached:
            self.scroll_to(y=0, animate=False)

    def set_codings(self, codings: Iterable[Coding]) -> tuple[list[Coding], list[Coding]]:
        """Show these codings instead, repainting only the rows that differ.

        Returns the codings that are shown no longer, and those that are new.
        """
        wanted = {coding.id: coding for coding in codings}
        shown = self._codings
        fresh = [c for id, c in wanted.items() if (s := shown.get(id)) is not c and s != c]
        gone = [shown[id] for id in shown.keys() - wanted.keys()]
        gone += [shown[coding.id] for coding in fresh if coding.id in shown]
        for coding in gone:
            self.remove_coding(coding.id)
        for coding in fresh:
            self.add_coding(coding)
        self._codings = wanted  # equal ones are told apart in no time when they are the same
        return gone, fresh

    def add_coding(self, coding: Coding) -> None:
        """Show one more coding (or a coding of that id as it is now)."""
        self.remove_coding(coding.id)
        self._codings[coding.id] = coding
        painter = self._laid
        if painter.layout.height:
            self._touch(painter.lanes.add(stripe(painter.layout, coding.id, coding)))

    def remove_coding(self, id: str) -> None:
        """Show the coding no longer; nothing happens if it is not shown."""
        if self._codings.pop(id, None) is not None:
            self._touch(self._laid.lanes.remove(id))

    def set_suggestions(self, suggestions: Iterable[Suggestion]) -> None:
        """Show these suggestions instead; ``StripeClicked`` tells them by their index here."""
        gone, fresh = self._number(suggestions)
        painter = self._laid
        if painter.layout.height:
            touched = {row for number in gone for row in painter.lanes.remove(number)}
            for number, suggestion in fresh.items():
                touched |= painter.lanes.add(stripe(painter.layout, number, suggestion))
            self._touch(touched)

    def set_read(self, read: Iterable[Span]) -> None:
        """Mark these spans, and no others, as read."""
        before, self._read = self._read, merged(tuple(read))
        self._progress = None
        self._laid.read = self._read
        self._touch_spans(set(before) ^ set(self._read))

    def set_palette(self, marks: Mapping[str, str], colors: Mapping[str, str]) -> None:
        """Use these letters and colours for the codes."""
        self._marks, self._colors = cleaned(marks), dict(colors)
        self._relook()

    # Questions

    @property
    def transcript(self) -> Transcript | None:
        """The transcript shown, if any."""
        return None if self._transcript is NOTHING else self._transcript

    @property
    def caret(self) -> int:
        """Where the caret is."""
        return self._caret.offset

    @property
    def selection(self) -> Span | None:
        """What is selected, never splitting a letter; None: nothing is."""
        return self._caret.selection

    @property
    def sentence(self) -> Span:
        """The sentence under the caret."""
        return self._caret.sentence

    @property
    def target(self) -> Span:
        """What a code is put on: the selection, else the sentence under the caret."""
        return self._caret.target

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the transcript, in order."""
        return self._caret.sentences

    @property
    def progress(self) -> float:
        """How much of the text is read, 0 to 1."""
        if self._progress is None:
            texts = [turn.text for turn in self._transcript.turns]
            total = sum(uncovered(self._body, t.start, t.end, ()) for t in texts)
            left = sum(uncovered(self._body, t.start, t.end, self._read) for t in texts)
            self._progress = 1 - left / total if total else 1.0
        return self._progress

    @property
    def visible_span(self) -> Span:
        """The text on the rows in view, from the first to the last."""
        layout, top = self._laid.layout, self.scroll_offset.y
        bottom = min(top + max(self.size.height, 1), layout.height) - 1
        first, last = layout.text_row(top, 1), layout.text_row(bottom, -1)
        if first < 0 or last < first:
            return Span(self.caret, self.caret)
        return Span(layout.starts[first], layout.ends[last])

    # Caret and selection

    def move_to(self, offset: int, select: Span | None = None) -> None:
        """Put the caret at ``offset``, or select a span with the caret at its end."""
        self._move(lambda caret: caret.move_to(offset, select))

    def move_char(self, step: int) -> None:
        """Go one letter."""
        self._move(lambda caret: caret.move_char(step))

    def move_word(self, step: int) -> None:
        """Go to the start of the next or previous word."""
        self._move(lambda caret: caret.move_word(step))

    def move_sentence(self, step: int) -> None:
        """Go to the start of the next or previous sentence."""
        self._move(lambda caret: caret.move_sentence(step))

    def move_turn(self, step: int) -> None:
        """Go to the start of the next turn; backwards first to the start of this one."""
        self._move(lambda caret: caret.move_turn(step))

    def move_line(self, step: int) -> None:
        """Go down or up a row of text, keeping to the column."""
        layout = self._laid.layout
        self._move_to_row(layout.text_row(layout.row(self.caret) + step, step))

    def move_page(self, step: int) -> None:
        """Go down or up what the pane shows less two rows, and scroll as far."""
        layout, page = self._laid.layout, max(self.size.height - 2, 1)
        here = layout.row(self.caret)
        there = min(max(here + step * page, 0), layout.height - 1)
        row = layout.text_row(there, step)
        row = row if row >= 0 else layout.text_row(there, -step)
        self.scroll_to(y=self.scroll_offset.y + step * page, animate=False)
        self._move_to_row(row)

    def extend_char(self, step: int) -> None:
        """Move the selection's edge by one letter."""
        self._move(lambda caret: caret.extend_char(step))

    def extend_word(self, step: int) -> None:
        """Move the selection's edge to the next end (or previous start) of a word."""
        self._move(lambda caret: caret.extend_word(step))

    def extend_sentence(self, step: int) -> None:
        """Move the selection's edge by a sentence; it begins with the one under the caret."""
        self._move(lambda caret: caret.extend_sentence(step))

    def extend_turn(self, step: int) -> None:
        """Select the turn; after that move the selection's edge by a turn."""
        self._move(lambda caret: caret.extend_turn(step))

    def clear_selection(self) -> None:
        """Select nothing; the caret stays in its sentence."""
        self._move(lambda caret: caret.clear_selection())

    def _move_to_row(self, row: int) -> None:
        layout = self._laid.layout
        if row < 0:
            return
        goal = self._goal
        if goal is None:
            goal = layout.column(layout.row(self.caret), self.caret)
        offset = layout.offset(row, goal)
        self._move(lambda caret: caret.move_to(offset))
        self._goal = goal

    def _move(self, change: Callable[[Caret], None], *, reveal: bool = True) -> None:
        """Change caret or selection, then repaint, scroll and tell."""
        offset, selection, sentence = self.caret, self.selection, self.sentence
        change(self._caret)
        self._goal = None
        if self.size or self._painter is not None:  # else it is laid out when it has a size
            self._paint_move(offset, selection, sentence, reveal)
        if self.selection != selection:
            self.post_message(self.SelectionChanged(self.selection))
        if (self.caret, self.sentence) != (offset, sentence):
            self.post_message(self.CaretMoved(self.caret, self.sentence))

    def _paint_move(
        self, offset: int, selection: Span | None, sentence: Span, reveal: bool
    ) -> None:
        """Repaint what looks different now that the caret is not where these say."""
        painter = self._laid
        painter.caret, painter.selection = self.caret, self.selection
        painter.sentence = self.sentence
        spans = [Span(offset, offset), Span(self.caret, self.caret)]
        spans += differing(selection or sentence, painter.selection or painter.sentence)
        if (selection is None) != (painter.selection is None):
            spans += [span for span in (selection, painter.selection, sentence) if span is not None]
        if reveal:
            self._reveal(self.target, self.caret)
        self._touch_spans(spans)

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the caret where the mouse is and begin to select; with shift, extend to there."""
        if event.button != 1 or not self._laid.layout.height:
            return
        if self._lane_at(event.x) is not None:
            return
        event.stop()
        if event.shift:
            self._press = Span(self._caret.anchor, self._caret.anchor)
            self._pointer = (event.x, event.y)
            self._drag()
        else:
            self._press = self._letter_at(event.x, event.y)
            start = self._press.start
            self._move(lambda caret: caret.move_to(start), reveal=False)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down; past an edge the text scrolls."""
        if self._press is None:
            return
        event.stop()
        self._pointer = (event.x, event.y)
        self._drag()
        if 0 <= event.y < self.size.height:
            self._stop_timer()
        elif self._drag_timer is None:
            self._drag_timer = self.set_interval(_DRAG_SECONDS, self._drag)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End selecting."""
        if self._press is not None:
            event.stop()
            self._end_drag()

    def on_click(self, event: events.Click) -> None:
        """Tell which stripe was clicked; twice selects the sentence, three times the turn."""
        if event.button != 1 or not self._laid.layout.height:
            return
        event.stop()
        lane = self._lane_at(event.x)
        turn = self._transcript.turn_at(self.caret)
        if lane is not None:
            self._click_stripe(lane, event.y + self.scroll_offset.y)
        elif event.chain == 2:
            span = self.sentence
            self._move(lambda caret: caret.move_to(span.end, span), reveal=False)
        elif event.chain > 2 and turn is not None:
            text = turn.text
            self._move(lambda caret: caret.move_to(text.end, text), reveal=False)

    def _click_stripe(self, lane: int, row: int) -> None:
        keys = [one.key for at, one in self._laid.lanes.at(row) if at == lane]
        if keys:
            codings = tuple(key for key in keys if isinstance(key, str))
            suggestions = tuple(
                n
                for n, one in enumerate(self._suggestions)
                if self._places[one.span, one.code] in keys
            )
            self.post_message(self.StripeClicked(codings, suggestions))

    def _lane_at(self, x: int) -> int | None:
        """Return the lane at column ``x``; None left of the lanes."""
        shape = self._laid.layout.frame
        if x < shape.lanes_at:
            return None
        return OVERFLOW if x >= shape.more_at else (x - shape.lanes_at) // shape.lane

    def _letter_at(self, x: int, y: int) -> Span:
        """Return the letter at a place in the pane; empty past the end of a row."""
        layout = self._laid.layout
        row = min(max(y + self.scroll_offset.y, 0), layout.height - 1)
        text = layout.text_row(row, 1)
        start = layout.offset(text, max(x - layout.frame.text_at, 0) if text == row else 0)
        end = start if start >= layout.ends[text] else snap(self._body, start, start + 1)[1]
        return Span(start, end)

    def _drag(self) -> None:
        if self._press is None:
            return
        x, y = self._pointer
        height = self.size.height
        if not 0 <= y < height:
            step = -1 if y < 0 else 1
            self.scroll_to(y=self.scroll_offset.y + step, animate=False)
            y = min(max(y, 0), height - 1)
        press, here = self._press, self._letter_at(x, y)
        if here == press:
            if self.selection is not None:
                self._move(lambda caret: caret.move_to(press.start), reveal=False)
        elif here.start < press.start:
            self._move(lambda caret: caret.select(press.end, here.start), reveal=False)
        else:
            self._move(lambda caret: caret.select(press.start, here.end), reveal=False)

    def _stop_timer(self) -> None:
        if self._drag_timer is not None:
            self._drag_timer.stop()
            self._drag_timer = None

    def _end_drag(self) -> None:
        self._stop_timer()
        if self._press is not None:
            self._press = None
            self.release_mouse()
