"""The text under the coding room corrected: by hand, from a file, by undo, by another coder."""

from textual import events

from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Transcript
from kodeverk.project import Project
from kodeverk.suggest.asking import Suggested
from kodeverk.tui.commands import CODING, signs
from kodeverk.tui.screens.reading import Reading
from kodeverk.tui.screens.watching import Watching

_KEYS = {command.id: command.keys for command in CODING}


class Following(Reading, Watching):
    """The part of the coding room that has the text corrected, and follows when it is."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._paused = False
        self._waiting = 0  # codings on the transcript that have no place in the corrected text

    # --- correcting

    def action_fix(self) -> None:
        """Correct the turn under the caret."""
        from kodeverk.tui.screens.fix import FixScreen

        transcript, caret = self.view.transcript, self.view.caret
        number = transcript.turn_index(caret) if transcript else -1
        if transcript is None or number < 0:
            self.app.bell()
            return

        def written(new: Transcript | None) -> None:
            if new is not None:
                self._correct(new, transcript)

        self.app.push_screen(FixScreen(transcript, number, caret), written)

    def _correct(self, new: Transcript, old: Transcript) -> None:
        """Put the text in place if every coding stands; else go where a person looks at them."""
        from kodeverk.tui.revising import TO_DECIDE

        self.keep_read()
        try:
            revision = self.project.revision(old.id, new)
        except KodeverkError as error:
            self.fail(error)
            return
        if revision.old.digest != old.digest:
            self.tell(_("Another has corrected the text meanwhile. Correct it once more."))
        elif revision.new.digest == revision.old.digest:
            self.tell(_("Nothing was changed."))
        elif revision.of(*TO_DECIDE):
            self.kodeverk.revise(self.transcript_id, revision)
        else:
            self.change(
                lambda: self.project.revise(revision), _("✓ The text is corrected; “u” undoes it.")
            )

    def action_revise(self) -> None:
        """Correct the text from a file, or say where the codings are that wait."""
        if self.transcript_id:
            self.keep_read()
            self.kodeverk.revise(self.transcript_id)
        else:
            self.app.bell()

    def on_click(self, event: events.Click) -> None:
        """A click on the head leads where the codings are that it warns of."""
        head = self.query_one("#head").region
        if self._waiting and head.contains(event.screen_x, event.screen_y):
            self.action_revise()

    # --- following

    @property
    def busy(self) -> bool:
        """True while another room is open over this one."""
        return self._paused

    def where_left(self) -> str:
        """Return the transcript last coded, else the first."""
        ids = self.project.transcript_ids
        last = self.project.last_transcript()
        return last if last in ids else (ids[0] if ids else "")

    def take_in(self) -> None:
        """Take in what others have written; the caret stays where it is."""
        book = self.project.codebook
        touched = self.project.refresh()
        if self.project.codebook is not book:
            self.dress()
            self.view.set_palette(self._marks, self._colors)
        if touched:
            self.tell(_("Another coder's work was taken in."))
        if not self.transcript_id and self.project.transcript_ids:
            self.open(self.where_left())
        self.sync(touched)

    def is_of_now(self, reply: Suggested) -> bool:
        """Tell whether suggestions stand in the text that is shown."""
        shown = self.view.transcript
        return not reply.digest or shown is None or reply.digest == shown.digest

    def look_at_disk(self) -> None:
        """See whether another program has changed the study, or the text that is shown."""
        super().look_at_disk()
        if not self.busy and self._is_other():
            self.sync({self.transcript_id})

    def _is_other(self) -> Transcript | None:
        """Return the text that the transcript has now, if it is not the one that is shown."""
        shown = self.view.transcript
        if shown is None or shown.id != self.transcript_id:
            return None
        try:
            new = self.project.transcript(shown.id)
        except KodeverkError:  # the list of problems tells it
            return None
        return new if new.digest != shown.digest else None

    def follow_text(self) -> None:
        """Show the transcript anew if its text is another; the reader's place stays."""
        new, old, view = self._is_other(), self.view.transcript, self.view
        if new is None or old is None:
            return
        from kodeverk.corpus.reanchor import Correction, Fate
        from kodeverk.tui.revising import carried

        correction = Correction(old, new)
        same = correction.same()
        caret, top = carried(same, view.caret), carried(same, view.visible_span.start)
        below = view.row_of(view.caret) - view.scroll_offset.y
        seen = (correction.place(sentence) for sentence in self._seen)
        self._seen = {at.new for at in seen if at.new is not None and at.fate is Fate.UNCHANGED}
        self._shown.take()  # what has been shown stood in a text that is no more
        self.forget()
        self._codings, read = self.project.codings(new.id), self.project.read_spans(new.id)
        view.show(new, codings=self._codings, read=read, marks=self._marks, colors=self._colors)
        self._shown.open(new, view.sentences, read, self._codings)
        view.move_to(min(caret, len(new.body)))
        in_view = 0 <= below < view.size.height
        view.scroll_to(
            y=view.row_of(view.caret) - below if in_view else view.row_of(top), animate=False
        )

    def forget(self) -> None:
        """Forget what is known of a text that is shown no longer."""
        self._codings, self._suggestions, self._marked = (), (), None
        self._made, self._comments, self._commented = (), (), ()

    # --- what waits

    def count_waiting(self) -> None:
        """Count the codings that wait for somebody to say where they are."""
        self._waiting = 0
        if not self.project.is_read:
            return
        if any(problem.code in ("adrift", "other_text") for problem in self.project.problems):
            waiting = self.project.withheld()
            self._waiting = sum(c.transcript == self.transcript_id for c in waiting)

    @property
    def warning(self) -> str:
        """What the head warns of, with the key that leads there."""
        parts = []
        if self._waiting:
            key = signs(self.kodeverk.keys.get("revise", _KEYS["revise"]).split(",")[0])
            waits = ngettext("{n} coding waits", "{n} codings wait", self._waiting)
            parts.append(f"⚠ {waits.format(n=self._waiting)} ({key})")
        count = len(self.project.problems) if self.project.is_read else 0  # it is in a moment
        if count:
            parts.append(f"⚠ {count} (F5)")
        return "  ".join(parts)
