"""Coding, memos, undo: the keys of the coding room that change what a person has set."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _
from kodeverk.journal.comments import is_comment
from kodeverk.model import Coding, Comment, Span, Standing, Suggestion, Target, TargetKind
from kodeverk.project import Project
from kodeverk.suggest.asking import Earlier
from kodeverk.text import clean_line
from kodeverk.tui.edges import EdgeKeys, moved_edge
from kodeverk.tui.screens.moving import Moving
from kodeverk.tui.showing import Shown
from kodeverk.tui.widgets.codes import CodeTree
from kodeverk.tui.widgets.paint import readable
from kodeverk.tui.widgets.sentence import Item, OnSentence

if TYPE_CHECKING:
    from kodeverk.tui.app import KodeverkApp


class Deciding(EdgeKeys, Moving):
    """The part of the coding room that codes, and knows what is on the sentence."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.transcript_id = ""
        self._codings: tuple[Coding, ...] = ()
        self._suggestions: tuple[Suggestion, ...] = ()
        self._marks: dict[str, str] = {}
        self._colors: dict[str, str] = {}
        self._comments: tuple[Comment, ...] = ()
        self._marked: Item | None = None
        self._going_to: Item | None = None  # to be marked when the caret is there
        self._shown = Shown(project.settings.id, project.settings.blind, project.coder.name)
        self._standings: dict[str, Standing] = {}
        self._earlier: dict[str, Earlier] = {}  # where the quotes of the reasons stand
        self._last_code = ""
        self._awaited = False  # the first suggestions for this transcript are not here yet

    @property
    def kodeverk(self) -> "KodeverkApp":
        """The app."""
        return cast("KodeverkApp", self.app)

    def sync(self, touched: Iterable[str]) -> None:
        """Show what the project holds now."""
        raise NotImplementedError

    def open(self, transcript_id: str) -> None:
        """Show a transcript."""
        raise NotImplementedError

    def later(self) -> None:
        """Let the panels follow a moment later."""
        raise NotImplementedError

    def dress(self) -> None:
        """Take letters and colours from the codebook."""
        raise NotImplementedError

    def fail(self, error: KodeverkError) -> None:
        """Show what is wrong and the cure."""
        self.kodeverk.say(str(error), True)

    @property
    def on_sentence(self) -> OnSentence:
        """What is on the sentence under the caret (or in the selection)."""
        here = self.view.target
        own = self.project.coder.name
        codings = [c for c in self._codings if c.span.overlaps(here)]
        codings.sort(key=lambda c: (c.coder != own, c.span, c.code))
        suggestions = [s for s in self._suggestions if s.span.overlaps(here)]
        suggestions.sort(key=lambda s: (not is_comment(s.engine), -s.score))
        open_ = {s.engine for s in suggestions}
        comments = [
            c
            for c in self._comments
            if c.span is not None and c.span.overlaps(here) and c.id not in open_
        ]
        memos = {}
        if self.project.is_read:  # as it is in a moment
            memos = {c.id: self.project.memos(c.memo_target) for c in codings}
        marked = self._marked if self._marked in (*codings, *suggestions, *comments) else None
        if marked is None:
            # What a key would act on: the coder's own narrowest coding, else the best suggestion.
            mine = [c for c in codings if c.coder == own]
            first: list[Item] = [*sorted(mine, key=lambda c: len(c.span))]
            marked = next(iter([*first, *suggestions, *codings]), None)
        held = self._shown.holds(self.view.sentence)
        return OnSentence(
            tuple(codings),
            tuple(suggestions),
            memos,
            marked,
            held,
            self._standings,
            self._earlier,
            tuple(comments),
            {c.id: c for c in self._comments if c.id in open_},
        )

    def _remark(self) -> None:
        """Keep the mark on a coding through a change of span or code."""
        if isinstance(self._marked, Coding):
            root = self._marked.root or self._marked.id
            self._marked = next((c for c in self._codings if (c.root or c.id) == root), None)

    def _go_to(self, item: Item) -> None:
        if item.span is not None:
            self.view.move_to(item.span.start)
        self._marked = self._going_to = item

    def _mark(self, item: Item) -> None:
        self._marked = item
        self.later()

    # --- changes

    def change(self, act: Callable[[], Any], said: str = "") -> Any:
        """Carry out ``act`` on the project, show the result, and say so once it is on the disk."""
        try:
            result = act()
        except KodeverkError as error:
            self.fail(error)
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
        """Return the name of a code, or its id if the codebook lacks it."""
        code = self.project.codebook.get(code_id)
        return clean_line(code.name if code else code_id)

    def _coding(self) -> Coding | None:
        """Return the coding that a key acts on; say so if there is none."""
        marked = self.on_sentence.marked
        if isinstance(marked, Coding):
            return marked
        self.tell(_("There is no coding of yours here."))
        return None

    def action_pick(self) -> None:
        """Choose a code by name and apply it."""
        self._pick(_("Which code?"), self.apply)

    def say_no_codes(self) -> bool:
        """Say why there are no codes if a file cannot be read; tell whether it is so."""
        problem = self.project.book_problem
        if problem is None:
            return False
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        self.tell(f"⚠ {where}: {problem.message} {problem.cure}")
        return True

    def _pick(self, title: str, then: Callable[[str], None], keys: bool = False) -> None:
        from kodeverk.tui.screens.choices import code_picker

        if self.say_no_codes():
            return

        def chosen(code_id: str | None) -> None:
            if code_id:
                then(code_id)

        book, paper = self.project.codebook, self.background_colors[1]
        shown = {code: readable(color, paper) for code, color in self._colors.items()}
        self.app.push_screen(code_picker(title, book, self._marks, shown, keys), chosen)

    def action_repeat(self) -> None:
        """Apply the last code again."""
        if self._last_code:
            self.apply(self._last_code)
        else:
            self.action_pick()

    def action_recode(self) -> None:
        """Give the coding another code."""
        if coding := self._coding():
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

    def edge(self, step: int, *, end: bool) -> None:
        """Move one edge of the coding by ``step`` words."""
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
        if not span.overlaps(self.view.target) and isinstance(self._marked, Coding):
            self._go_to(self._marked)  # it has left the sentence: stay with it

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
        coded = marked if isinstance(marked, Coding | Suggestion) else None
        code = coded.code if coded else self.query_one(CodeTree).marked
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
        try:
            what = act()
        except KodeverkError as error:
            self.fail(error)
            return
        place = self.project.turned_back if what else None
        self.sync({self.transcript_id, *(place[:1] if place else ())})
        if place:
            self._show_place(*place)
        self.tell(done.format(what=what) if what else nothing)
        if self.project.codebook is not book:
            self.dress()
            self.view.set_palette(self._marks, self._colors)

    def _show_place(self, transcript_id: str, span: Span) -> None:
        """Go to where something was undone, unless the caret is there."""
        if transcript_id != self.transcript_id and transcript_id in self.project.transcript_ids:
            self.open(transcript_id)
        transcript = self.view.transcript
        if transcript is None or transcript.id != transcript_id or span.end > len(transcript.body):
            return
        if not span.overlaps(self.view.target):
            self.view.move_to(span.start)
        self._marked = self._going_to = next(
            (c for c in self._codings if c.span == span and c.coder == self.project.coder.name),
            None,
        )

    def action_next_uncoded(self) -> None:
        """Go to the next sentence of an informant that the coder has not coded."""
        transcript = self.view.transcript
        if transcript is None:
            return
        own = self.project.coder.name
        covered = [c.span for c in self._codings if c.coder == own]
        for sentence in self.view.sentences:
            if (
                sentence.start > self.view.sentence.start
                and not transcript.role_at(sentence.start).asks
                and not any(span.overlaps(sentence) for span in covered)
            ):
                self.view.move_to(sentence.start)
                return
        self.tell(_("You have coded all sentences from here on."))
