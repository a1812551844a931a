"""The coding room: the transcript with codebook and details, and every key that codes."""

from collections import Counter
from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.messages import Layout
from textual.timer import Timer

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _
from kodeverk.model import Coding, Suggestion
from kodeverk.project import Project
from kodeverk.suggest.asking import Reply, Suggest, Suggested
from kodeverk.suggest.silence import silence
from kodeverk.text import clean_line
from kodeverk.tui.commands import CODING, CODING_BAR, bindings
from kodeverk.tui.screens.following import Following
from kodeverk.tui.suggesting import Failed
from kodeverk.tui.widgets.bar import CommandBar
from kodeverk.tui.widgets.codes import CodeCard, CodeTree, colors
from kodeverk.tui.widgets.ground import Ground, Placed
from kodeverk.tui.widgets.head import head_line
from kodeverk.tui.widgets.scrollbar import LightScrollBar
from kodeverk.tui.widgets.sentence import Item, SentencePanel
from kodeverk.tui.widgets.sheet import Sheet
from kodeverk.tui.widgets.transcript import TranscriptView
from kodeverk.tui.widgets.welcome import Welcome

_DETAILS_SECONDS = 0.012  # the panels follow a frame behind the caret
_HURRY_SECONDS = 0.15  # between keys, when somebody holds one down: the panels then wait
_SUGGEST_SECONDS = 0.8  # quiet time after a change before suggestions are made anew
_READ_SECONDS = 5.0
_COUNT_SECONDS = 0.4  # once the first frame is there
_FIRST_SECONDS = 0.5  # a transcript can be read before the suggestions are there


class CodingScreen(Following, Placed):
    """One transcript at a time. Own changes, undo and others' files all go through ``sync``."""

    BLANK = True  # other widgets cover it
    AUTO_FOCUS = "#transcript"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CODING)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 (Textual declares it)
        (0, "-narrow"),
        (100, "-normal"),
        (150, "-wide"),
    ]

    class Replied(Message):
        """The suggestions for a transcript have been made, or never will be."""

        def __init__(self, reply: Suggested | Failed) -> None:
            super().__init__()
            self.reply = reply

    class Counted(Message):
        """A worker has counted the codings of the study by code."""

        def __init__(self, counts: Counter[str]) -> None:
            super().__init__()
            self.counts = counts

    def __init__(self, project: Project, transcript: str | None = None) -> None:
        super().__init__(project)
        self.transcript_id = transcript or ""
        self._counts: Counter[str] = Counter()
        self._details: Timer | None = None
        self._asked = 0.0  # when the panels were to follow last
        self._suggest: Timer | None = None
        self._pointed: Item | None = None  # what the tree has been shown
        self._said = ""
        self._said_at = -1  # where the caret was: what was said is not about another place

    def compose(self) -> ComposeResult:
        """Head line, codebook, transcript, details, status line, footer."""
        # Textual sets them after the first layout, and makes a second one for them.
        breakpoints = self.HORIZONTAL_BREAKPOINTS or []
        self.set_classes(" ".join(self._get_breakpoint_classes(self.app.size.width, breakpoints)))
        yield Sheet(id="head")
        with Ground(id="room"):
            with Ground(id="left"):
                yield CodeTree(id="codes")
                yield CodeCard(id="card")
            with Ground(id="main"):
                yield TranscriptView(id="transcript")
                yield SentencePanel(id="right")
        yield Sheet(id="status")
        yield CommandBar(CODING_BAR, self.kodeverk.keys)

    def on_layout(self, message: Layout) -> None:
        """Lay out nothing for a scroll bar: it is always there, and as wide as it is."""
        if isinstance(message.widget, LightScrollBar):
            message.prevent_default()

    def on_mount(self) -> None:
        """Show the transcript; what is slower follows in workers."""
        # Textual does so itself when there are no toasts to show, but only after the first frame,
        # and then lays out and paints the whole screen once more.
        self.query("#textual-toastrack").set(display=False)
        self.dress()
        self.open(self.transcript_id or self.where_left())
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.later())
        self.watch_disk()
        self.set_interval(_READ_SECONDS, self.keep_read)
        self.set_timer(_COUNT_SECONDS, self._count)

    # --- what is shown

    def dress(self) -> None:
        """Take letters and colours from the codebook, and show its tree."""
        book = self.project.codebook
        self._marks, self._colors = books.letters(book), colors(book)
        self.query_one(CodeTree).show(book, self._marks, self._colors)
        self.query_one(CodeTree).set_counts(self._counts)
        self.say_no_codes()

    def open(self, transcript_id: str) -> None:
        """Show a transcript from where the reading stopped."""
        self.keep_read(leave=True)
        self.forget()
        self._welcome(not transcript_id)
        if not transcript_id:
            self._head()
            return
        try:
            transcript = self.project.transcript(transcript_id)
        except KodeverkError as error:
            self.fail(error)
            return
        self.transcript_id = transcript_id
        self._codings, read = self.project.glance(transcript_id)
        self.view.show(
            transcript, codings=self._codings, read=read, marks=self._marks, colors=self._colors
        )
        self._shown.open(transcript, self.view.sentences, read, self._codings)
        if self.project.is_read:
            self._show_suggestions((), self._codings)  # comments are there at once
        if read and read[-1].end < len(transcript.body):
            self.view.move_to(read[-1].end)
            self.view.move_sentence(1)
        self.count_waiting()
        self._head()
        self.later()
        self._awaited = True
        self._suggest_soon(_FIRST_SECONDS)

    def _welcome(self, empty: bool) -> None:
        """Say in place of the transcript how to get one, if the study is ``empty``."""
        if empty is self.has_class("empty"):
            return
        self.set_class(empty, "empty")
        if empty:
            self.query_one("#main").mount(Welcome())
        else:
            self.query(Welcome).remove()
            self.view.focus()

    def sync(self, touched: Iterable[str]) -> None:
        """Show what the project holds now; the caret stays. The one path of every change."""
        self.follow_text()
        if self.transcript_id in touched:
            self.look()
            self._codings = self.project.codings(self.transcript_id)
            gone, fresh = self.view.set_codings(self._codings)
            self._counts.subtract(coding.code for coding in gone)
            self._counts.update(coding.code for coding in fresh)
            self._show_suggestions(self._made, fresh)
            self._remark()
        if any(name != self.transcript_id for name in touched):
            self._count()
        self.count_waiting()
        self.later()
        self._suggest_soon(_SUGGEST_SECONDS)

    def later(self) -> None:
        """Let the panels follow a moment later: the transcript's frame must not wait for them."""
        if self._details is not None:
            self._details.stop()
        now = monotonic()
        hurried, self._asked = now - self._asked < _HURRY_SECONDS, now
        wait = _HURRY_SECONDS if hurried else _DETAILS_SECONDS
        self._details = self.set_timer(wait, self._show_details)

    def _show_details(self) -> None:
        self._details = None
        on = self.on_sentence
        self.rest_soon()
        self.query_one(SentencePanel).show(self.project.codebook, self._marks, self._colors, on)
        tree = self.query_one(CodeTree)
        tree.set_counts(self._counts)
        code = getattr(on.marked, "code", "")  # a comment has none
        if code and on.marked != self._pointed and not tree.has_focus:
            tree.mark(code)
        self._pointed = on.marked
        self._head()
        self.query_one("#status", Sheet).put(Content(self._said))

    def _head(self) -> None:
        transcript = self.view.transcript
        facts = [self.project.coder.name]
        if transcript:
            ids = self.project.transcript_ids
            number = ids.index(transcript.id) + 1 if transcript.id in ids else 0
            read = _("read: {n} %").format(n=int(self.view.progress * 100))
            facts = [f"{number}/{len(ids)}", read, *facts]
        line = head_line(
            self.project.settings.name,
            transcript.title if transcript else "",
            facts,
            self.warning,
            self.size.width,
        )
        self.query_one("#head", Sheet).put(line)

    def on_resize(self) -> None:
        """Let the head fit."""
        self.later()

    def tell(self, text: str) -> None:
        """Say something in the status line."""
        self._said, self._said_at = clean_line(text), self.view.caret
        self.later()

    # --- workers

    @work(thread=True, exclusive=True, group="count", exit_on_error=False)
    def _count(self) -> None:
        self.post_message(self.Counted(self.project.count()))

    @on(Counted)
    def take_counts(self, event: "CodingScreen.Counted") -> None:
        """Show the counts of the whole study, now that it has been read and not glanced at."""
        if self.transcript_id:
            codings = self.project.codings(self.transcript_id)
            if codings != self._codings:
                self.sync({self.transcript_id})
            self._codings = codings  # the same ones that every change is compared with
            self.view.set_codings(codings)
            self._show_suggestions(self._made, ())  # and comments, which are not glanced at
        self._counts = event.counts
        self.count_waiting()
        self.later()

    def _suggest_soon(self, seconds: float) -> None:
        if self._suggest is not None:
            self._suggest.stop()
        self._suggest = self.set_timer(seconds, self._ask_suggestions)

    def _ask_suggestions(self) -> None:
        def answer(reply: Reply | Failed) -> None:
            if isinstance(reply, Suggested | Failed):
                self.post_message(self.Replied(reply))

        question = Suggest(self.transcript_id)
        if self.transcript_id and not self.kodeverk.suggester.ask(question, answer):
            answer(Failed())

    @on(Replied)
    def take_suggestions(self, event: "CodingScreen.Replied") -> None:
        """Show the suggestions, except those decided on meanwhile."""
        reply = event.reply
        if isinstance(reply, Failed):
            self._awaited = False
            self.tell(_("There are no suggestions: the engine failed. Coding works as before."))
        elif reply.transcript == self.transcript_id and self.is_of_now(reply):
            self._awaited = False
            self._earlier = reply.earlier
            self._standings = {standing.code: standing for standing in reply.standings}
            self._show_suggestions(reply.suggestions, self._codings)
            self.later()

    # --- what the pane and the tree tell

    @on(TranscriptView.CaretMoved)
    def follow(self, event: TranscriptView.CaretMoved) -> None:
        """Note the sentence as read, and show what is on it."""
        self._marked, self._going_to = self._going_to, None
        self._seen.add(event.sentence)
        if event.offset != self._said_at:
            self._said = ""
        self.later()

    @on(TranscriptView.SelectionChanged)
    def selected(self) -> None:
        """Show what is in the selection."""
        self.later()

    @on(TranscriptView.StripeClicked)
    def clicked(self, event: TranscriptView.StripeClicked) -> None:
        """Go to the coding or suggestion whose stripe was clicked."""
        items: list[Coding | Suggestion] = [c for c in self._codings if c.id in event.coding_ids]
        items += [self._suggestions[n] for n in event.suggestions if n < len(self._suggestions)]
        if items:
            self._go_to(items[0])

    @on(CodeTree.Marked)
    def show_card(self, event: CodeTree.Marked) -> None:
        """Show the card of the code under the cursor."""
        self.query_one(CodeCard).show(
            self.project.codebook, event.code, silence(self._standings.get(event.code))
        )

    @on(CodeTree.Chosen)
    def choose(self, event: CodeTree.Chosen) -> None:
        """Apply the code that was chosen in the tree."""
        code = self.project.codebook.get(event.code)
        if code is not None and code.codable:
            self.apply(code.id)
        self.view.focus()

    def on_key(self, event: events.Key) -> None:
        """A code's own key applies it."""
        code = self.project.codebook.by_key(event.character or "")
        if code is not None and code.codable:
            event.stop()
            event.prevent_default()
            self.apply(code.id)
        elif event.is_printable and event.key not in self.active_bindings:
            self.say_no_codes()  # it may be the key of a code

    # --- the room

    def action_jump(self) -> None:
        """Choose another transcript."""
        from kodeverk.tui.screens.choices import transcript_picker

        def chosen(transcript_id: str | None) -> None:
            if transcript_id:
                self.open(transcript_id)

        self.app.push_screen(transcript_picker(self.project), chosen)

    def action_left_panel(self) -> None:
        """Show or hide the codebook."""
        self._fold("hide-left", "show-left")

    def action_right_panel(self) -> None:
        """Show or hide the details."""
        self._fold("hide-right", "show-right")

    def _fold(self, hide: str, show: str) -> None:
        panel = self.query_one("#left" if hide == "hide-left" else "#right")
        wanted = not (panel.styles.display != "none" and panel.size.width)
        usual = hide == "hide-right" or not self.has_class("-narrow")
        self.set_class(usual and not wanted, hide)
        self.set_class(wanted and not usual, show)
        self.call_after_refresh(self.later)

    def action_read_on(self) -> None:
        """Show what comes next in the panels that hold more than they show; then from the top."""
        self.query_one(CodeCard).read_on()
        self.query_one(SentencePanel).read_on()

    def pause(self) -> None:
        """Another room is opened."""
        self._paused = True
        self.keep_read(leave=True)

    def resume(self) -> None:
        """The other room was left: show what it may have changed."""
        self._paused = False
        self.take_in()
        self.dress()
        self.view.set_palette(self._marks, self._colors)
        if not self.transcript_id:
            self.open(self.where_left())
        else:
            self.sync({self.transcript_id})

    def on_unmount(self) -> None:
        """Write down what was read last."""
        self._write_read(leave=True)
