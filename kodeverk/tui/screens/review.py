"""The review room: suggested codes one segment at a time, each with its context and its reasons."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.suggest.asking import Explain, Explained, Item, Place, Queued, Reply
from kodeverk.tui.commands import REVIEW, Command, bindings
from kodeverk.tui.reviewing import ORDERS
from kodeverk.tui.screens.telling import Telling
from kodeverk.tui.screens.watching import Watching
from kodeverk.tui.suggesting import Failed
from kodeverk.tui.widgets.segment import SegmentView
from kodeverk.tui.widgets.why import WhyScroll

_ASK_SECONDS = 0.25  # quiet time after an answer before the queue is made anew
_AHEAD = 4  # how many of the next are asked about together


class ReviewScreen(Telling, Watching):
    """The queue lives in ``round``; a worker process makes it anew after every answer."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = REVIEW
    BINDINGS: ClassVar[list[BindingType]] = bindings(REVIEW)
    AUTO_FOCUS = "#segment"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    class Replied(Message):
        """The queue, or the reasons for some segments, have been worked out."""

        def __init__(self, reply: Reply | Failed) -> None:
            super().__init__()
            self.reply = reply

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._ask: Timer | None = None
        self._asked: set[tuple[Place, ...]] = set()
        self._on_screen: Place | None = None
        self._digests: Mapping[str, str] = {}  # of the texts that the queue was made of

    def inside(self) -> ComposeResult:
        """How far it has come; the segment; the code and its reasons."""
        with Vertical(id="review"):
            yield Static("", id="tally", markup=False)
            with Container(id="pair"):
                yield SegmentView(id="segment")
                with WhyScroll(id="why-scroll"):
                    yield Static("", id="why", markup=False)

    def on_mount(self) -> None:
        """Ask for the queue."""
        self.query_one("#why-scroll").can_focus = False
        self._dress()
        self.show()
        self._ask_now()
        self.watch_disk()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.show())

    @property
    def home(self) -> SegmentView:
        """The segment."""
        return self.view

    # --- what is shown

    def show(self) -> None:
        """Show the current segment, or why there is none."""
        self._check_text()
        self._title()
        self._tally()
        item, transcript = self.round.current, self.transcript
        box = self.query_one("#why-scroll")
        box.display = item is not None
        if item is None or transcript is None:
            self.view.say(self._nothing())
            return
        suggestion = self.suggestion(item)
        color = self._colors.get(item.code, "")
        self.view.show(transcript, self.round.span, color, suggestion.reasons)
        self._fill()
        self._explain()
        if item.place != self._on_screen:  # else it stays where the person has scrolled it to
            self._on_screen = item.place
            box.scroll_home(animate=False, force=True)
            self.call_after_refresh(self._note_shown, item)

    @on(WhyScroll.Fitted)
    def _fill(self) -> None:
        """Show the code and its reasons, in the width there is."""
        box = self.query_one("#why-scroll")
        width = box.scrollable_content_region.width or self.size.width
        if self.round.current is not None:
            text = self._reasons(self.round.current, width)
            self.query_one("#why", Static).update(text, layout=True)

    def on_resize(self) -> None:
        """Let the rows fit, and show the segment where it stands now."""
        self._tally()
        self.view.reveal()

    def _note_shown(self, item: Item) -> None:
        """Write down that the suggestion was put before the coder."""
        if self._is_current(item):
            try:
                # Late: asked about one code at a time, people answer otherwise than when they read.
                self.project.show([self.suggestion(item)], late=True)
            except KodeverkError as error:
                self.fail(error)

    # --- asking

    def changed(self) -> None:
        """Show the study after a change, and have the queue made anew a moment later."""
        self.show()
        self._ask_soon()

    def _ask_soon(self) -> None:
        if self._ask is not None:
            self._ask.stop()
        self._ask = self.set_timer(_ASK_SECONDS, self._ask_now)

    def _ask_now(self) -> None:
        self._ask = None
        if not self.kodeverk.suggester.ask(self.round.question, self._answered):
            self._failed = True
            self.show()

    def _answered(self, reply: Reply | Failed) -> None:
        self.post_message(self.Replied(reply))

    def _explain(self) -> None:
        """Ask for the reasons for the current segment and the next ones, where they lack."""
        if self.round.current is None or self.round.current.place in self.reasons:
            return
        ahead = (self.round.current, *self.round.coming[:_AHEAD])
        places = tuple(item.place for item in ahead if item.place not in self.reasons)
        if places not in self._asked:
            self._asked.add(places)
            self.kodeverk.suggester.ask(Explain(places), self._answered)

    @on(Replied)
    def take(self, event: "ReviewScreen.Replied") -> None:
        """Take in a queue or reasons; the segment on the screen stays where it is."""
        reply = event.reply
        if isinstance(reply, Failed):
            self._failed = True
            self.show()
        elif isinstance(reply, Explained):
            self.reasons |= {(s.transcript, s.span, s.code): s for s in reply.suggestions}
            self.earlier |= reply.earlier
            self.show()
        elif isinstance(reply, Queued) and reply.question.scope == self.round.question.scope:
            self._digests = reply.digests
            if self._awaited:
                self.tell("")  # that there is nothing to answer is not true any longer
            self._awaited = False
            self._standings = {each.code: each for each in reply.standings}
            self.reasons |= {(s.transcript, s.span, s.code): s for s in reply.explained}
            self.earlier |= reply.earlier
            before = self.round.current
            self.round.take(reply.queue)
            self.show()
            if before is not None and not self._is_current(before):
                self.tell(_("Another coder has answered the one before meanwhile."))

    def take_in(self) -> None:
        """Take in what others have written."""
        book = self.project.codebook
        self.project.refresh()
        if self.project.codebook is not book:
            self._dress()
        self._decided.clear()
        self._ask_soon()

    def look_at_disk(self) -> None:
        """See whether another program has changed the study, or the text of the segment."""
        super().look_at_disk()
        self._check_text()

    def _check_text(self) -> None:
        """Have the queue made anew if the text of the segment has been corrected meanwhile."""
        here = self.transcript
        if here is not None and self._digests.get(here.id, here.digest) != here.digest:
            self._digests = {}
            self.reasons.clear()
            self._asked.clear()
            self._another()

    # --- keys and clicks

    def on_key(self, event: events.Key) -> None:
        """A code's own key gives the segment that code."""
        code = self.project.codebook.by_key(event.character or "")
        if code is not None and code.codable and self.is_current:
            event.stop()
            event.prevent_default()
            self.recode(code.id)

    @on(SegmentView.Clicked)
    def clicked(self, event: SegmentView.Clicked) -> None:
        """Widen to the sentence that was clicked, or leave it out at an edge."""
        self.widen_to(event.sentence)

    def action_read_on(self) -> None:
        """Show what comes next in the reasons; then from the top."""
        box = self.query_one("#why-scroll")
        end = box.scroll_offset.y >= box.max_scroll_y
        step = max(box.size.height - 1, 1)
        box.scroll_to(y=0 if end else box.scroll_offset.y + step, animate=False, force=True)

    def action_order(self) -> None:
        """Go through the queue in the next order."""
        self.round.order = ORDERS[(ORDERS.index(self.round.order) + 1) % len(ORDERS)]
        self._another()

    def action_choose_transcripts(self) -> None:
        """Choose the transcripts that the queue goes over."""
        from kodeverk.tui.screens.choices import TranscriptsScreen

        def chosen(names: tuple[str, ...] | None) -> None:
            if names is not None and names != self.round.transcripts:
                self.round.transcripts = names
                self._another()

        self.app.push_screen(TranscriptsScreen(self.project, self.round.transcripts), chosen)

    def action_choose_code(self) -> None:
        """Choose one code, or a theme with all below it; all codes where one is chosen already."""
        from kodeverk.tui.screens.choices import scope_picker

        def chosen(code: str | None) -> None:
            if code is not None and code != self.round.code:
                self.round.code = code
                self._another()

        self.app.push_screen(scope_picker(*self.dressed), chosen)

    def _another(self) -> None:
        """Show another queue than the one before."""
        self.round.restart()
        self._awaited = True
        self.tell("")
        self.show()
        self._ask_now()

    def action_see(self) -> None:
        """Go back to the coding room, to where the segment stands."""
        if (item := self._current()) is None:
            return
        coding = self.kodeverk.coding

        def go() -> None:
            if coding.transcript_id != item.transcript:
                coding.open(item.transcript)
            coding.view.move_to(item.span.start)

        self.dismiss()
        self.app.call_later(go)
