"""One segment in the talk it stands in: its turn, and the turns before and after, dim."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from textual import events
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from kodeverk.language import transcript_sentences
from kodeverk.model import Reason, Span, Transcript, Turn
from kodeverk.text import clean, clean_line, words
from kodeverk.tui.widgets.layout import clock
from kodeverk.tui.widgets.paint import legible, parse, readable

_TURNS = 4  # shown before and after
_CONTEXT = 700  # letters of a turn before or after
_TINT = 0.22
_ABOVE = 3  # a third of the pane is above the segment

Part = str | tuple[str, str | Style]


class SegmentView(VerticalScroll):
    """Scrolls for more context. A click tells which sentence of the turn was meant."""

    changed = Style(bold=True, reverse=True)  # words that another text has otherwise

    class Clicked(Message):
        """A sentence was clicked."""

        def __init__(self, view: "SegmentView", sentence: Span) -> None:
            super().__init__()
            self.view = view
            self.sentence = sentence

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sentences: dict[tuple[str, str], tuple[Span, ...]] = {}
        self._shown: tuple[object, ...] = ()
        self._above = Content("")  # what of the turn stands before the segment

    def compose(self) -> ComposeResult:
        """What is said before, the turn, and what is said after."""
        yield Static("", id="before", markup=False)
        yield Static("", id="turn", markup=False)
        yield Static("", id="after", markup=False)

    def sentences(self, transcript: Transcript) -> tuple[Span, ...]:
        """Return the sentences of a transcript."""
        key = transcript.id, transcript.digest
        if key not in self._sentences:
            self._sentences[key] = transcript_sentences(transcript)
        return self._sentences[key]

    def say(self, text: str) -> None:
        """Show a sentence instead of a segment."""
        self._shown = ()
        self.query_one("#before", Static).update("", layout=True)
        self.query_one("#after", Static).update("", layout=True)
        turn = self.query_one("#turn", Static)
        turn.styles.border_left = None
        turn.update(Content(clean(text)), layout=True)
        self.scroll_home(animate=False, force=True)

    def show(
        self,
        transcript: Transcript,
        span: Span,
        color: str,
        reasons: Iterable[Reason] = (),
        changed: Sequence[Span] = (),
    ) -> None:
        """Show ``span`` with the words of ``reasons`` that counted: bold for, italic against.

        The words ``changed`` are not as in another text that is shown beside this one.
        """
        paper, reasons = self.background_colors[1], tuple(reasons)
        key = (transcript.id, transcript.digest, span, color, reasons, paper, tuple(changed))
        if key == self._shown:
            return  # it stays where the person has scrolled it to
        self._shown = key
        first = max(transcript.turn_index(span.start), 0)
        last = max(transcript.turn_index(max(span.start, span.end - 1)), first)
        turns = transcript.turns
        before = turns[max(0, first - _TURNS) : first]
        self._fill("#before", [p for turn in before for p in _context(transcript, turn, -1)])
        after = turns[last + 1 : last + 1 + _TURNS]
        self._fill("#after", [p for turn in after for p in _context(transcript, turn, 1)])
        strong, weak = _counted(transcript, span, reasons)
        plain = _style(color, self.styles.color, paper)
        parts: list[Part] = []
        above = 0
        for turn in turns[first : last + 1]:
            parts += _head(transcript, turn, "bold")
            for piece in self._pieces(transcript, turn, span, [*strong, *weak, *changed]):
                style = Style()
                if span.contains(piece):
                    above = above or len(parts)
                    style = plain
                    if any(word.contains(piece) for word in strong):
                        style += Style(bold=True)
                    elif any(word.contains(piece) for word in weak):
                        style += Style(italic=True)
                if any(word.contains(piece) for word in changed):
                    style += self.changed
                sentence = self._sentence_at(transcript, piece.start)
                style += Style.from_meta({"sentence": (sentence.start, sentence.end)})
                parts.append((clean(transcript.text(piece)), style))
            parts.append("\n")
        box = self.query_one("#turn", Static)
        box.styles.border_left = ("outer", readable(color, paper) or self.styles.color)
        box.update(Content.assemble(*parts).rstrip("\n"), layout=True)
        self._above = Content.assemble(*parts[:above])
        self.reveal()

    def _fill(self, name: str, parts: Sequence[Part]) -> None:
        self.query_one(name, Static).update(Content.assemble(*parts).rstrip("\n"), layout=True)

    def _pieces(
        self, transcript: Transcript, turn: Turn, span: Span, marked: Sequence[Span]
    ) -> Iterator[Span]:
        """Yield the text of ``turn`` cut wherever something begins or ends."""
        edges = {turn.text.start, turn.text.end}
        for each in (span, *marked, *self.sentences(transcript)):
            edges |= {at for at in (each.start, each.end) if turn.text.holds(at)}
        stops = sorted(edges)
        yield from (Span(a, b) for a, b in pairwise(stops))

    def _sentence_at(self, transcript: Transcript, offset: int) -> Span:
        """Return the sentence that holds ``offset``, else the one before it."""
        all_ = self.sentences(transcript)
        return all_[max(0, bisect_right(all_, offset, key=lambda each: each.start) - 1)]

    def reveal(self) -> None:
        """Scroll, once all is in its place, until the segment stands a third of the way down."""
        if self._shown:
            self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        turn = self.query_one("#turn")
        row = self.query_one("#before").outer_size.height + turn.styles.margin.top
        if self._above.plain:
            row += self._above.get_height({}, max(turn.content_size.width, 1)) - 1
        self.scroll_to(y=max(0, row - self.size.height // _ABOVE), animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Tell which sentence was clicked."""
        place = event.style.meta.get("sentence")
        if place:
            event.stop()
            self.post_message(self.Clicked(self, Span(*place)))


def _style(color: str, ink: Color, paper: Color) -> Style:
    tint = paper.blend(parse(color, ink), _TINT)
    return Style(background=tint, foreground=legible(ink, tint), underline=True)


def _head(transcript: Transcript, turn: Turn, style: str) -> list[Part]:
    """Return who speaks and when, on a row of its own; nothing in a document."""
    if turn.speaker is None:
        return []
    hours = any(each.time is not None and each.time >= 3600 for each in transcript.turns[-1:])
    time = "" if turn.time is None else f"  {clock(turn.time, hours)}"
    return [(clean_line(turn.speaker), f"{style} $text-primary".strip()), (f"{time}\n", "dim")]


def _context(transcript: Transcript, turn: Turn, side: int) -> list[Part]:
    """Return a turn beside, dim; of a long one what is nearest to the segment."""
    text = clean(transcript.text(turn.text)).strip()
    if len(text) > _CONTEXT:
        cut = text[-_CONTEXT:].partition(" ")[2] if side < 0 else text[:_CONTEXT].rpartition(" ")[0]
        text = f"… {cut}" if side < 0 else f"{cut} …"
    return [*_head(transcript, turn, "dim"), (f"{text}\n\n", "dim")]


def _counted(
    transcript: Transcript, span: Span, reasons: Iterable[Reason]
) -> tuple[list[Span], list[Span]]:
    """Return where the words stand that counted: those for the code, and those against it."""
    said = words(transcript.body, span.start, span.end)
    strong: list[Span] = []
    weak: list[Span] = []
    for reason in reasons:
        sought = {part.casefold() for word in reason.words for part in word.split()}
        found = (Span(a, b) for a, b in said if transcript.body[a:b].casefold() in sought)
        (weak if reason.against else strong).extend(found)
    return strong, weak
