"""Proposed cues in the codebook room: asked for beside the keys, taken or turned down with one."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from textual import on
from textual.message import Message
from textual.timer import Timer

from kodeverk import codebook as books
from kodeverk.i18n import _
from kodeverk.project import Project
from kodeverk.suggest.asking import Cue, Propose, Proposed, Reply
from kodeverk.text import clean_line
from kodeverk.tui.commands import CUES, signs
from kodeverk.tui.screens.bookedit import BookEditing
from kodeverk.tui.suggesting import Failed
from kodeverk.tui.widgets.proposed import ProposedCues

if TYPE_CHECKING:
    from kodeverk.tui.screens.bookedit import Plan

_WAIT_SECONDS = 0.3  # the cursor may go on
_MOST = 12

Refused = set[tuple[str, str, bool]]  # code, words, against
# What was turned down, for as long as the program runs: nothing is written of it.
_refused: "WeakKeyDictionary[Project, Refused]" = WeakKeyDictionary()


class CueProposing(BookEditing):
    """Asks the process that makes suggestions for cues of the code under the cursor."""

    class Found(Message):
        """Cues were proposed."""

        def __init__(self, reply: Proposed) -> None:
            super().__init__()
            self.reply = reply

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._cues = Proposed("")
        self._asking: Timer | None = None
        self._back: tuple[str, str, bool] | None = None  # turned down by the last key

    @property
    def refused(self) -> Refused:
        """What was turned down since the program was started."""
        return _refused.setdefault(self.project, set())

    def proposals(self) -> ProposedCues:
        """Return the list, for the room to place."""
        keys = self.kodeverk.keys
        shown = (f"{signs(keys.get(c.id, c.keys).split(',')[0])} {c.footer}" for c in CUES[:3])
        return ProposedCues(" · ".join(shown), id="proposed")

    def seek_cues(self) -> None:
        """Show what is known of the code under the cursor, and ask anew in a moment."""
        code = self.code
        if self._cues.code != (code.id if code else ""):
            self._cues = Proposed(code.id if code else "")
        self._show_cues()
        if self._asking is not None:
            self._asking.stop()
            self._asking = None
        if code is not None and code.codable:
            self._asking = self.set_timer(_WAIT_SECONDS, self._ask_cues)

    def _ask_cues(self) -> None:
        def answer(reply: Reply | Failed) -> None:
            if isinstance(reply, Proposed):
                self.post_message(self.Found(reply))

        self._asking = None
        if self.code is not None:
            refused = sum(code == self.code.id for code, _words, _against in self.refused)
            self.kodeverk.suggester.ask(Propose(self.code.id, _MOST + refused), answer)

    @on(Found)
    def take_cues(self, event: "CueProposing.Found") -> None:
        """Show what was found, unless the cursor has gone on."""
        if event.reply.code == self._cues.code:
            self._cues = event.reply
            self._show_cues()

    def _show_cues(self) -> None:
        """Show the cues that were neither taken nor turned down."""
        code = self.code
        cues: list[Cue] = []
        if code is not None:
            there = {cue.casefold() for cue in (*code.cues, *code.counter_cues)}
            cues = [
                cue
                for cue in self._cues.cues
                if cue.text not in there and (code.id, cue.text, cue.against) not in self.refused
            ]
        self.query_one(ProposedCues).show(cues)
        self.room_for(bool(cues))

    def room_for(self, proposals: bool) -> None:
        """Make room for the list where there is little."""
        raise NotImplementedError

    def _current(self) -> Cue | None:
        cue = self.query_one(ProposedCues).current
        if cue is None:
            self.tell(_("No cues are proposed for this code."))
        return cue

    def action_cue_accept(self) -> None:
        """Make the marked words a cue of the code, or a counter-cue."""
        if (cue := self._current()) is None or (code := self._start()) is None:
            return

        if self.change(
            lambda book: books.plan_cues(book, code.id, [cue.text], against=cue.against)
        ):
            said = _("“{words}” speaks for “{name}” now.")
            if cue.against:
                said = _("“{words}” speaks against “{name}” now.")
            self.tell(said.format(words=clean_line(cue.text), name=clean_line(code.name)))

    def action_cue_reject(self) -> None:
        """Do not propose the marked words for this code again until the program is restarted."""
        if (cue := self._current()) is not None and self.code is not None:
            self._back = self.code.id, cue.text, cue.against
            self.refused.add(self._back)
            self._show_cues()
            said = _("“{words}” is not proposed again until the program is started anew.")
            self.tell(said.format(words=clean_line(cue.text)))

    def action_cue_next(self) -> None:
        """Mark the next of the proposed cues."""
        if self._current() is not None:
            self.query_one(ProposedCues).move(1)

    def action_cue_previous(self) -> None:
        """Mark the one before."""
        if self._current() is not None:
            self.query_one(ProposedCues).move(-1)

    def change(self, plan: "Plan", marked: str = "") -> bool:
        """Carry out what ``plan`` says; it is what undo takes back from now on."""
        self._back = None
        return super().change(plan, marked)

    def action_undo(self) -> None:
        """Propose again what was turned down just now; else undo the last action."""
        back, self._back = self._back, None
        if back is None or self.code is None or self.code.id != back[0]:
            super().action_undo()
            return
        self.refused.discard(back)
        self._show_cues()
        self.tell(_("“{words}” is proposed again.").format(words=clean_line(back[1])))
