"""Moving about in a transcript, selecting and finding: the actions that change nothing."""

from bisect import bisect_right

from textual.screen import Screen

from kodeverk.i18n import _
from kodeverk.model import Span
from kodeverk.text import clean_line, fold
from kodeverk.tui.widgets.codes import CodeTree
from kodeverk.tui.widgets.transcript import TranscriptView


class Moving(Screen[None]):
    """The part of the coding room that moves the caret."""

    _sought = ""

    @property
    def view(self) -> TranscriptView:
        """The transcript pane."""
        return self.query_one(TranscriptView)

    def tell(self, text: str) -> None:
        """Say something in the status line."""
        raise NotImplementedError

    def action_next_sentence(self) -> None:
        """Go to the next sentence; with the codebook in focus, to the next code."""
        if isinstance(self.focused, CodeTree):
            self.focused.action_cursor_down()
        else:
            self.view.move_sentence(1)

    def action_previous_sentence(self) -> None:
        """Go to the previous sentence; with the codebook in focus, to the previous code."""
        if isinstance(self.focused, CodeTree):
            self.focused.action_cursor_up()
        else:
            self.view.move_sentence(-1)

    def action_next_turn(self) -> None:
        """Go to the next turn."""
        self.view.move_turn(1)

    def action_previous_turn(self) -> None:
        """Go to the previous turn."""
        self.view.move_turn(-1)

    def action_next_word(self) -> None:
        """Go to the next word."""
        self.view.move_word(1)

    def action_previous_word(self) -> None:
        """Go to the previous word."""
        self.view.move_word(-1)

    def action_page_down(self) -> None:
        """Go a page down."""
        self.view.move_page(1)

    def action_page_up(self) -> None:
        """Go a page up."""
        self.view.move_page(-1)

    def action_first(self) -> None:
        """Go to the start."""
        self.view.move_to(0)

    def action_last(self) -> None:
        """Go to the end."""
        transcript = self.view.transcript
        if transcript:
            self.view.move_to(len(transcript.body))

    def action_extend_word(self) -> None:
        """Select a word more."""
        self.view.extend_word(1)

    def action_shrink_word(self) -> None:
        """Select a word less."""
        self.view.extend_word(-1)

    def action_extend_sentence(self) -> None:
        """Select a sentence more."""
        self.view.extend_sentence(1)

    def action_shrink_sentence(self) -> None:
        """Select a sentence less."""
        self.view.extend_sentence(-1)

    def action_extend_turn(self) -> None:
        """Select the turn, then one more."""
        self.view.extend_turn(1)

    def action_clear(self) -> None:
        """Come back from the codebook to the text; in the text, select nothing."""
        if self.view.has_focus:
            self.view.clear_selection()
        else:
            self.view.focus()

    def action_find(self) -> None:
        """Ask for words, and go to where they stand next."""
        from kodeverk.tui.screens.ask import AskScreen

        def search(words: str | None) -> None:
            if words:
                self._sought = words
                self._seek(1)

        self.app.push_screen(AskScreen(_("Find in the transcript"), self._sought), search)

    def action_find_next(self) -> None:
        """Go to the next match."""
        self._seek(1)

    def action_find_previous(self) -> None:
        """Go to the previous match."""
        self._seek(-1)

    def _seek(self, step: int) -> None:
        transcript = self.view.transcript
        if transcript is None or not self._sought:
            self.action_find()
            return
        places = matches(transcript.body, self._sought)
        if not places:
            self.tell(_("“{words}” is not in this transcript.").format(words=self._sought))
            return
        at = self.view.selection.start if self.view.selection else self.view.caret
        starts = [span.start for span in places]
        if step > 0:
            index = bisect_right(starts, at) % len(places)
            if self.view.selection is None and at in starts:
                index = starts.index(at)
        else:
            before = [n for n, start in enumerate(starts) if start < at]
            index = before[-1] if before else len(places) - 1
        found = places[index]
        self.view.move_to(found.start, found)
        self.tell(
            _("Match {n} of {all} for “{words}”. Next: “.”, previous: “,”").format(
                n=index + 1, all=len(places), words=clean_line(self._sought)
            )
        )


def matches(body: str, words: str) -> list[Span]:
    """Return where ``words`` stand in ``body``, without regard to case."""
    folded, sought = fold(body), fold(words)
    if len(folded) != len(body):  # a letter such as ß or İ grows when folded: keep the offsets
        folded = "".join(fold(ch) if len(fold(ch)) == 1 else ch for ch in body)
    found, at = [], folded.find(sought)
    while at >= 0 and sought:
        found.append(Span(at, min(at + len(sought), len(body))))
        at = folded.find(sought, at + max(1, len(sought)))
    return found
