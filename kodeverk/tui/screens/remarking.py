"""Comments from documents in the coding room: seen, gone through, made into codings, put away."""

from bisect import bisect_left, bisect_right

from textual.content import Content

from kodeverk.i18n import _
from kodeverk.journal.comments import is_comment
from kodeverk.model import Coding, Comment, Span, Suggestion
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.screens.accepting import Accepting
from kodeverk.tui.widgets.remark import heading


class Remarking(Accepting):
    """The part of the coding room that deals with what colleagues wrote in the margin."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._commented: tuple[Comment, ...] = ()  # as the view was told

    def _read_comments(self) -> tuple[Suggestion, ...]:
        """Look up the comments on the transcript; return the codes that they propose."""
        if not self.project.is_read or not self.transcript_id:
            return ()
        self._comments = self.project.comments(self.transcript_id)
        if self._comments != self._commented:
            self._commented = self._comments
            self.view.set_comments([each.span for each in self._comments if each.span])
        return self.project.proposals(self.transcript_id) if self._comments else ()

    def _comment(self) -> Comment | None:
        """Return the comment that is marked, and not what it proposes."""
        marked = self.on_sentence.marked
        return marked if isinstance(marked, Comment) else None

    def action_accept(self) -> None:
        """Make a coding of the suggestion, or of the comment with a code that is chosen."""
        if self._comment():
            self.action_recode()
        else:
            super().action_accept()

    def action_recode(self) -> None:
        """Choose the code for a comment; else as for codings and suggestions."""
        comment = self._comment()
        if comment is None:
            super().action_recode()
            return

        def code(code_id: str) -> None:
            def act() -> Coding:
                return self.project.code_comment(comment.id, code_id)

            self._decided(act, self.code_name(code_id))

        self._pick(_("Which code for the comment?"), code, keys=True)

    def action_remove(self) -> None:
        """Put the comment away; else remove the coding."""
        if comment := self._comment():
            self.change(
                lambda: self.project.remove_comments([comment.id]),
                _("Comment put away: {author}").format(author=clean_line(comment.author)),
            )
        else:
            super().action_remove()

    def action_next_comment(self) -> None:
        """Go to the next comment."""
        self._step_comment(1)

    def action_previous_comment(self) -> None:
        """Go to the comment before."""
        self._step_comment(-1)

    def _step_comment(self, step: int) -> None:
        placed = [each for each in self._comments if each.span]
        marked = self.on_sentence.marked
        here = marked.engine if isinstance(marked, Suggestion) else marked.id if marked else ""
        at = next((n for n, each in enumerate(placed) if each.id == here), None)
        if at is None:  # between two of them
            starts = [each.span.start for each in placed if each.span]
            at = bisect_left(starts, self.view.sentence.start) - 1
            at = at if step > 0 else bisect_right(starts, self.view.sentence.start)
        if 0 <= at + step < len(placed):
            self._show_comment(placed[at + step])
        elif not self._comments:
            self._tell_none()
        elif not placed:
            self.tell(_("None of the comments has a place in the text. The list shows them."))
        else:
            self.tell(_("There are no more comments that way."))

    def _show_comment(self, comment: Comment) -> None:
        """Go to a comment; what it proposes is marked, if that is open."""
        proposed = next((one for one in self._suggestions if one.engine == comment.id), None)
        if comment.span is not None:
            self._go_to(proposed or comment)
            self.later()  # the caret may be there already

    def action_comments(self) -> None:
        """List the comments on the transcript, and go to the one that is chosen."""
        from kodeverk.tui.screens.pick import Choice, PickScreen

        if not self._comments:
            self._tell_none()
            return
        choices = [
            Choice(
                each,
                Content.assemble(
                    ("" if each.span else "∅ ", "bold"),
                    (heading(each), "bold"),
                    f"  {clean_line(each.text)}",
                    ("  " + _("(resolved)") if each.resolved else "", "dim"),
                ),
                (clean_line(each.author), clean_line(each.text)),
            )
            for each in self._comments
        ]

        def chosen(comment: Comment | None) -> None:
            if comment is None:
                return
            if comment.span is None:
                text = _("{author}: {text} – what it was about is not in the text.")
                author, said = clean_line(comment.author), clean_line(comment.text)
                self.tell(text.format(author=author, text=said))
            else:
                self._show_comment(comment)

        hint = _("∅: what it was about is not in the text.")
        lost = any(each.span is None for each in self._comments)
        self.app.push_screen(PickScreen(_("Comments"), choices, hint=hint if lost else ""), chosen)

    def _tell_none(self) -> None:
        if self.project.is_read:
            self.tell(_("There are no comments on this transcript."))
        else:
            self.tell(_("The study is still being read. Try again in a moment."))

    def _machine(self, here: Span) -> list[Suggestion]:
        """Return the suggestions of the program on ``here``: those of people are not counted."""
        return [
            one
            for one in self._suggestions
            if one.span.overlaps(here) and not is_comment(one.engine)
        ]
