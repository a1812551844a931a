"""The coding room: the transcript with codebook and details, and every key that codes."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Footer, Static
from textual.worker import get_current_worker

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _
from kodeverk.model import Code, Coding, Span, Suggestion, Target, TargetKind
from kodeverk.project import Project
from kodeverk.text import clean_line, words
from kodeverk.tui.commands import CODING, bindings
from kodeverk.tui.screens.moving import Moving
from kodeverk.tui.widgets.codes import CodeCard, CodeTree
from kodeverk.tui.widgets.sentence import OnSentence, SentencePanel
from kodeverk.tui.widgets.transcript import TranscriptView

if TYPE_CHECKING:
    from kodeverk.tui.app import KodeverkApp

_LOOK_SECONDS = 2.0  # how often other coders' journals are looked at
_DETAILS_SECONDS = 0.04  # the panels follow a frame or two behind the caret
_SUGGEST_SECONDS = 0.8  # quiet time after a change before suggestions are made anew
_READ_SECONDS = 10.0
_GONE_BY = 3  # a sentence counts as read when the caret has been on it or passed within a page


class CodingScreen(Moving):
    """One transcript at a time. Own changes, undo and others' files all go through ``sync``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CODING)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 (Textual declares it)
        (0, "-narrow"),
        (100, "-normal"),
        (150, "-wide"),
    ]

    class Suggested(Message):
        """A worker has made the suggestions for a transcript."""

        def __init__(self, transcript: str, suggestions: tuple[Suggestion, ...]) -> None:
            super().__init__()
            self.transcript = transcript
            self.suggestions = suggestions

    class Counted(Message):
        """A worker has counted the codings of the study by code."""

        def __init__(self, counts: Counter[str]) -> None:
            super().__init__()
            self.counts = counts

    def __init__(self, project: Project, transcript: str | None = None) -> None:
        super().__init__()
        self.project = project
        self.transcript_id = transcript or ""
        self._codings: tuple[Coding, ...] = ()
        self._suggestions: tuple[Suggestion, ...] = ()
        self._counts: Counter[str] = Counter()
        self._marks: dict[str, str] = {}
        self._colors: dict[str, str] = {}
        self._marked: Coding | Suggestion | None = None
        self._last_code = ""
        self._seen: set[Span] = set()
        self._details: Timer | None = None
        self._suggest: Timer | None = None
        self._paused = False
        self._said = ""

    @property
    def kodeverk(self) -> "KodeverkApp":
        """The app."""
        return cast("KodeverkApp", self.app)

    def compose(self) -> ComposeResult:
        """Head line, codebook, transcript, details, status line, footer."""
        yield Static("", id="head", markup=False)
        with Horizontal(id="room"):
            with Vertical(id="left"):
                yield CodeTree(id="codes")
                with VerticalScroll(id="card-scroll"):
                    yield CodeCard(id="card")
            yield TranscriptView(id="transcript")
            with VerticalScroll(id="right"):
                yield SentencePanel(id="sentence")
        yield Static("", id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the transcript; what is slower follows in workers."""
        for panel in ("#right", "#card-scroll"):
            self.query_one(panel).can_focus = False
        self._dress()
        self.open(self.transcript_id or self._where_left())
        self.view.focus()
        self.set_interval(_LOOK_SECONDS, self._look)
        self.set_interval(_READ_SECONDS, self.keep_read)
        self.call_after_refresh(self._count)

    # --- what is shown

    def _where_left(self) -> str:
        """Return the transcript last coded, else the first."""
        ids = self.project.transcript_ids
        last = self.project.last_transcript()
        return last if last in ids else (ids[0] if ids else "")

    def _dress(self) -> None:
        """Take letters and colours from the codebook, and show its tree."""
        book = self.project.codebook
        self._marks, self._colors = books.letters(book), colors(book)
        self.query_one(CodeTree).show(book, self._marks, self._colors)
        self.query_one(CodeTree).set_counts(self._counts)

    def open(self, transcript_id: str) -> None:
        """Show a transcript from where the reading stopped."""
        self.keep_read()
        self._codings, self._suggestions, self._marked = (), (), None
        if not transcript_id:
            self.tell(_("There are no transcripts yet. F3 imports files."))
            self._head()
            return
        try:
            transcript = self.project.transcript(transcript_id)
        except KodeverkError as error:
            self._fail(error)
            return
        self.transcript_id = transcript_id
        self._codings = self.project.codings(transcript_id)
        read = self.project.read_spans(transcript_id)
        self.view.show(
            transcript, codings=self._codings, read=read, marks=self._marks, colors=self._colors
        )
        if read and read[-1].end < len(transcript.body):
            self.view.move_to(read[-1].end)
            self.view.move_sentence(1)
        self._head()
        self._later()
        self._suggest_soon(0.05)

    def sync(self, touched: Iterable[str]) -> None:
        """Show what the project holds now; the caret stays. The one path of every change."""
        if self.transcript_id in touched:
            before = self._codings
            self._codings = self.project.codings(self.transcript_id)
            self.view.set_codings(self._codings)
            self._recount(before, self._codings)
            self._suggestions = tuple(s for s in self._suggestions if not self._settled(s))
            self.view.set_suggestions(self._suggestions)
            self._remark()
        if any(name != self.transcript_id for name in touched):
            self._count()
        self._later()
        self._suggest_soon(_SUGGEST_SECONDS)

    def _settled(self, suggestion: Suggestion) -> bool:
        """Tell whether a suggestion has been decided on: its code stands there, or was rejected."""
        same = (c for c in self._codings if c.code == suggestion.code)
        no = (r for r in self.project.rejections(self.transcript_id) if r.code == suggestion.code)
        return any(thing.span.overlaps(suggestion.span) for group in (same, no) for thing in group)

    def _recount(self, before: Iterable[Coding], after: Iterable[Coding]) -> None:
        self._counts.subtract(coding.code for coding in before)
        self._counts.update(coding.code for coding in after)

    def _later(self) -> None:
        """Let the panels follow a moment later: the transcript's frame must not wait for them."""
        if self._details is not None:
            self._details.stop()
        self._details = self.set_timer(_DETAILS_SECONDS, self._show_details)

    def _show_details(self) -> None:
        self._details = None
        on = self.on_sentence
        self.query_one(SentencePanel).show(self.project.codebook, self._marks, self._colors, on)
        self.query_one(CodeTree).set_counts(self._counts)
        if on.marked is not None:
            self.query_one(CodeTree).mark(on.marked.code)
        self._head()
        self.query_one("#status", Static).update(Content(self._said), layout=False)

    def _head(self) -> None:
        transcript = self.view.transcript
        name = clean_line(self.project.settings.name)
        parts: list[str | tuple[str, str]] = [(f" {name} ", "bold reverse"), " "]
        if transcript:
            ids = self.project.transcript_ids
            number = ids.index(transcript.id) + 1 if transcript.id in ids else 0
            parts += [
                (clean_line(transcript.title), "bold"),
                f"  {number}/{len(ids)}  ",
                _("{n} % read").format(n=int(self.view.progress * 100)),
                f"  {clean_line(self.project.coder.name)}",
            ]
        if count := len(self.project.problems):
            parts.append((f"  ⚠ {count} (F5)", "bold $text-warning"))
        self.query_one("#head", Static).update(Content.assemble(*parts), layout=False)

    def tell(self, text: str) -> None:
        """Say something in the status line."""
        self._said = clean_line(text)
        self._later()

    def _fail(self, error: KodeverkError) -> None:
        self.kodeverk.say(str(error), True)

    @property
    def on_sentence(self) -> OnSentence:
        """What is on the sentence under the caret (or in the selection)."""
        here = self.view.target
        own = self.project.coder.name
        codings = [c for c in self._codings if c.span.overlaps(here)]
        codings.sort(key=lambda c: (c.coder != own, c.span, c.code))
        suggestions = [s for s in self._suggestions if s.span.overlaps(here)]
        suggestions.sort(key=lambda s: -s.score)
        memos = {c.id: self.project.memos(c.memo_target) for c in codings}
        marked = self._marked if self._marked in (*codings, *suggestions) else None
        if marked is None:
            # What a key would act on: the coder's own narrowest coding, else the best suggestion.
            mine = [c for c in codings if c.coder == own]
            first: list[Coding | Suggestion] = [*sorted(mine, key=lambda c: len(c.span))]
            marked = next(iter([*first, *suggestions, *codings]), None)
        return OnSentence(tuple(codings), tuple(suggestions), memos, marked)

    def _remark(self) -> None:
        """Keep the mark on a coding through a change of span or code."""
        if isinstance(self._marked, Coding):
            root = self._marked.root or self._marked.id
            self._marked = next((c for c in self._codings if (c.root or c.id) == root), None)

    # --- workers

    def _look(self) -> None:
        """See whether another program has changed the study."""
        if not self._paused:
            self._look_at_disk()

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look_at_disk(self) -> None:
        if self.project.is_stale():
            self.app.call_from_thread(self.take_in)

    def take_in(self) -> None:
        """Take in what others have written; the caret stays where it is."""
        book = self.project.codebook
        touched = self.project.refresh()
        if self.project.codebook is not book:
            self._dress()
            self.view.set_palette(self._marks, self._colors)
        if touched:
            self.tell(_("Another coder's work was taken in."))
        self.sync(touched)

    @work(thread=True, exclusive=True, group="count", exit_on_error=False)
    def _count(self) -> None:
        counts = Counter(coding.code for coding in self.project.codings())
        self.post_message(self.Counted(counts))

    @on(Counted)
    def take_counts(self, event: "CodingScreen.Counted") -> None:
        """Show the counts of the whole study."""
        self._counts = event.counts
        self._later()

    def _suggest_soon(self, seconds: float) -> None:
        if self._suggest is not None:
            self._suggest.stop()
        self._suggest = self.set_timer(seconds, self._make_suggestions)

    @work(thread=True, exclusive=True, group="suggest", exit_on_error=False)
    def _make_suggestions(self) -> None:
        from kodeverk.suggest import Material, default_engine

        worker = get_current_worker()
        project, name = self.project, self.transcript_id
        if not name:
            return
        material = Material(
            project.codebook, project.transcripts(), project.codings(), project.rejections()
        )
        with self.kodeverk.engine_lock:  # a worker that was overtaken may still be in it
            engine = self.kodeverk.engine or default_engine()
            self.kodeverk.engine = engine
            engine.learn(material, cancelled=lambda: worker.is_cancelled)
            transcript = project.transcript(name)
            found = engine.suggest(transcript, cancelled=lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.post_message(self.Suggested(name, tuple(found)))

    @on(Suggested)
    def take_suggestions(self, event: "CodingScreen.Suggested") -> None:
        """Show the suggestions, except those decided on meanwhile."""
        if event.transcript == self.transcript_id:
            self._suggestions = tuple(s for s in event.suggestions if not self._settled(s))
            self.view.set_suggestions(self._suggestions)
            self._later()

    # --- what the pane and the tree tell

    @on(TranscriptView.CaretMoved)
    def follow(self, event: TranscriptView.CaretMoved) -> None:
        """Note the sentence as read, and show what is on it."""
        self._marked = None
        self._seen.add(event.sentence)
        self._later()

    @on(TranscriptView.SelectionChanged)
    def selected(self) -> None:
        """Show what is in the selection."""
        self._later()

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
        self.query_one(CodeCard).show(self.project.codebook, event.code)

    @on(CodeTree.Chosen)
    def choose(self, event: CodeTree.Chosen) -> None:
        """Apply the code that was chosen in the tree."""
        code = self.project.codebook.get(event.code)
        if code is not None and code.codable:
            self.apply(code.id)
        self.view.focus()

    def _go_to(self, item: Coding | Suggestion) -> None:
        self.view.move_to(item.span.start)
        self._marked = item
        self.set_timer(0.0, lambda: self._mark(item))

    def _mark(self, item: Coding | Suggestion) -> None:
        self._marked = item
        self._later()

    def on_key(self, event: events.Key) -> None:
        """A code's own key applies it."""
        code = self.project.codebook.by_key(event.character or "")
        if code is not None and code.codable:
            event.stop()
            event.prevent_default()
            self.apply(code.id)

    # --- changes

    def change(self, act: Callable[[], Any], said: str = "") -> Any:
        """Carry out ``act`` on the project, show the result, and say so once it is on the disk."""
        try:
            result = act()
        except KodeverkError as error:
            self._fail(error)
            return None
        self.sync({self.transcript_id})
        if said:
            self.tell(said)
        return result

    def apply(self, code_id: str) -> None:
        """Code the selection, or the sentence under the caret."""
        if not self.transcript_id:
            self.app.bell()
            return
        name = self.code_name(code_id)
        here = self.view.target
        coding = self.change(
            lambda: self.project.code(self.transcript_id, here, code_id),
            _("✓ {code}").format(code=name),
        )
        if coding is not None:
            self._last_code = code_id
            self._mark(coding)

    def code_name(self, code_id: str) -> str:
        code = self.project.codebook.get(code_id)
        return clean_line(code.name if code else code_id)

    def _coding(self) -> Coding | None:
        """Return the coding that a key acts on; say so if there is none."""
        marked = self.on_sentence.marked
        if isinstance(marked, Coding):
            return marked
        self.tell(_("There is no coding of yours here."))
        return None

    def _suggestion(self) -> Suggestion | None:
        on = self.on_sentence
        if isinstance(on.marked, Suggestion):
            return on.marked
        if on.suggestions:
            return on.suggestions[0]
        self.tell(_("There is no suggestion here."))
        return None

    def action_pick(self) -> None:
        """Choose a code by name and apply it."""
        self._pick(_("Which code?"), self.apply)

    def _pick(self, title: str, then: Callable[[str], None], keys: bool = False) -> None:
        from kodeverk.tui.screens.choices import code_picker

        def chosen(code_id: str | None) -> None:
            if code_id:
                then(code_id)

        book = self.project.codebook
        self.app.push_screen(code_picker(title, book, self._marks, self._colors, keys), chosen)

    def action_repeat(self) -> None:
        """Apply the last code again."""
        if self._last_code:
            self.apply(self._last_code)
        else:
            self.action_pick()

    def action_new_code(self) -> None:
        """Ask for a name, add the code below the theme that is marked, and apply it."""
        from kodeverk.tui.screens.ask import AskScreen

        def add(name: str | None) -> None:
            if name:
                self._add_code(name)

        self.app.push_screen(AskScreen(_("Name of the new code")), add)

    def action_in_vivo(self) -> None:
        """Add a code named after the words that are selected, and apply it."""
        transcript = self.view.transcript
        if transcript is None:
            self.app.bell()
            return
        text = clean_line(transcript.text(self.view.target))
        self._add_code(text if len(text) <= 60 else text[:58].rsplit(" ", 1)[0] + " …")

    def _add_code(self, name: str) -> None:
        book = self.project.codebook
        marked = book.get(self.query_one(CodeTree).marked)
        parent = None
        if marked is not None:
            parent = marked.parent if marked.codable else marked.id
        code = Code(books.new_id(book, name), name, color=books.fresh_color(book), parent=parent)
        if self.change(lambda: self.project.edit_codebook(books.plan_add(book, code))) is None:
            return
        self._dress()
        self.view.set_palette(self._marks, self._colors)
        if self.transcript_id:
            self.apply(code.id)

    def action_recode(self) -> None:
        """Give the coding another code (or accept the suggestion with another code)."""
        marked = self.on_sentence.marked
        if isinstance(marked, Suggestion):
            self._pick(
                _("Which code instead?"),
                lambda code: self._decided(
                    lambda: self.project.accept(marked, code=code), self.code_name(code)
                ),
                keys=True,
            )
        elif coding := self._coding():
            self._pick(
                _("Which code instead?"),
                lambda code: self._changed(lambda: self.project.recode(coding.id, code)),
                keys=True,
            )

    def _changed(self, act: Callable[[], Coding]) -> None:
        coding = self.change(act)
        if coding is not None:
            self._mark(coding)
            self.tell(_("✓ {code}").format(code=self.code_name(coding.code)))

    def action_remove(self) -> None:
        """Remove the coding."""
        if coding := self._coding():
            name = self.code_name(coding.code)
            self.change(
                lambda: self.project.uncode(coding.id), _("Removed: {code}").format(code=name)
            )

    def action_grow_end(self) -> None:
        """Move the coding's end a word on."""
        self._edge(1, end=True)

    def action_shrink_end(self) -> None:
        """Move the coding's end a word back."""
        self._edge(-1, end=True)

    def action_grow_start(self) -> None:
        """Move the coding's start a word back."""
        self._edge(-1, end=False)

    def action_shrink_start(self) -> None:
        """Move the coding's start a word on."""
        self._edge(1, end=False)

    def _edge(self, step: int, *, end: bool) -> None:
        coding = self._coding()
        transcript = self.view.transcript
        if coding is None or transcript is None:
            return
        span = moved_edge(
            transcript.body, [t.text for t in transcript.turns], coding.span, step, end
        )
        if span is None:
            self.app.bell()
            return
        self._changed(lambda: self.project.resize(coding.id, span))

    def action_next_item(self) -> None:
        """Mark the next coding or suggestion on the sentence."""
        on = self.on_sentence
        if on.items:
            at = on.items.index(on.marked) if on.marked in on.items else -1
            self._mark(on.items[(at + 1) % len(on.items)])

    def action_memo(self) -> None:
        """Write a memo on the coding, its code, the transcript or the study."""
        from kodeverk.tui.screens.memo import MemoScreen

        targets: list[tuple[Target, str]] = []
        marked = self.on_sentence.marked
        if isinstance(marked, Coding):
            targets.append(
                (marked.memo_target, _("coding: {code}").format(code=self.code_name(marked.code)))
            )
        code = marked.code if marked else self.query_one(CodeTree).marked
        if code:
            targets.append(
                (Target(TargetKind.CODE, code), _("code: {code}").format(code=self.code_name(code)))
            )
        if self.transcript_id:
            targets.append((Target(TargetKind.TRANSCRIPT, self.transcript_id), _("transcript")))
        targets.append((Target(TargetKind.PROJECT), _("the study")))

        def save(texts: dict[Target, str] | None) -> None:
            for target, text in (texts or {}).items():
                self.change(
                    lambda t=target, s=text: self.project.set_memo(t, s),  # type: ignore[misc]
                    _("✓ memo saved"),
                )

        self.app.push_screen(MemoScreen(self.project, targets), save)

    def action_undo(self) -> None:
        """Undo the last action."""
        self._turn_back(self.project.undo, _("Undone: {what}"), _("There is nothing to undo."))

    def action_redo(self) -> None:
        """Redo what was undone last."""
        self._turn_back(self.project.redo, _("Redone: {what}"), _("There is nothing to redo."))

    def _turn_back(self, act: Callable[[], str | None], done: str, nothing: str) -> None:
        book = self.project.codebook
        what = self.change(act)
        self.tell(done.format(what=what) if what else nothing)
        if self.project.codebook is not book:
            self._dress()
            self.view.set_palette(self._marks, self._colors)

    # --- suggestions

    def action_accept(self) -> None:
        """Make a coding of the suggestion."""
        if suggestion := self._suggestion():
            self._decided(lambda: self.project.accept(suggestion), self.code_name(suggestion.code))

    def _decided(self, act: Callable[[], Coding], name: str) -> None:
        coding = self.change(act, _("✓ accepted: {code}").format(code=name))
        if coding is not None:
            self._last_code = coding.code
            self._mark(coding)

    def action_reject(self) -> None:
        """Turn the suggestion down."""
        if suggestion := self._suggestion():
            name = self.code_name(suggestion.code)
            self.change(
                lambda: self.project.reject(suggestion), _("Rejected: {code}").format(code=name)
            )

    def action_next_suggestion(self) -> None:
        """Go to the next suggestion."""
        self._step_suggestion(1)

    def action_previous_suggestion(self) -> None:
        """Go to the previous suggestion."""
        self._step_suggestion(-1)

    def _step_suggestion(self, step: int) -> None:
        here = self.view.sentence
        ahead = [
            s
            for s in sorted(self._suggestions, key=lambda s: (s.span, -s.score))
            if (s.span.start > here.start if step > 0 else s.span.start < here.start)
        ]
        if ahead:
            self._go_to(ahead[0] if step > 0 else ahead[-1])
        else:
            self.tell(_("There are no more suggestions that way."))

    def action_next_uncoded(self) -> None:
        """Go to the next sentence that an informant says and that has no coding."""
        transcript = self.view.transcript
        if transcript is None:
            return
        covered = [c.span for c in self._codings]
        for sentence in self.view.sentences:
            if (
                sentence.start > self.view.sentence.start
                and not transcript.role_at(sentence.start).asks
                and not any(span.overlaps(sentence) for span in covered)
            ):
                self.view.move_to(sentence.start)
                return
        self.tell(_("All sentences from here on are coded."))

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
        shown = bool(panel.styles.display != "none" and panel.size.width)
        self.set_class(shown, hide)
        self.set_class(not shown, show)

    def keep_read(self) -> None:
        """Write down what has been read since the last time."""
        if self._seen and self.transcript_id:
            seen, self._seen = self._seen, set()
            try:
                self.project.mark_read(self.transcript_id, sorted(seen))
            except KodeverkError as error:
                self._seen |= seen
                self._fail(error)
                return
            self.view.set_read(self.project.read_spans(self.transcript_id))
            self._later()

    def pause(self) -> None:
        """Another room is opened."""
        self._paused = True
        self.keep_read()

    def resume(self) -> None:
        """The other room was left: show what it may have changed."""
        self._paused = False
        self.take_in()
        self._dress()
        self.view.set_palette(self._marks, self._colors)
        if not self.transcript_id:
            self.open(self._where_left())
        else:
            self.sync({self.transcript_id})

    def on_unmount(self) -> None:
        """Write down what was read last."""
        self.keep_read()


def colors(book: Any) -> dict[str, str]:
    """Return each code's colour: its own, else that of the nearest code above it."""
    found: dict[str, str] = {}
    for code in book.codes:
        found[code.id] = code.color or found.get(code.parent or "", "")
    return found


def moved_edge(body: str, turns: Iterable[Span], span: Span, step: int, end: bool) -> Span | None:
    """Return ``span`` with its end (or start) moved by a word; None when that cannot be.

    Only spoken words count, so an edge passes over the next speaker's name.
    """
    edges = [word for text in turns for word in words(body, text.start, text.end)]
    if end:
        stops = [stop for _start, stop in edges]
        wanted = [s for s in stops if (s > span.end if step > 0 else span.start < s < span.end)]
        at = (min(wanted) if step > 0 else max(wanted)) if wanted else None
        return Span(span.start, at) if at is not None else None
    starts = [start for start, _stop in edges]
    wanted = [s for s in starts if (s < span.start if step < 0 else span.start < s < span.end)]
    at = (max(wanted) if step < 0 else min(wanted)) if wanted else None
    return Span(at, span.end) if at is not None else None
