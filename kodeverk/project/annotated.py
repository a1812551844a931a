"""What people wrote beside the codes: memos, marks for reports, comments from documents."""

from dataclasses import replace

from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Comment, Mark, Memo, Span, Target, Transcript, Use
from kodeverk.project.study import Study


class AnnotatedStudy(Study):
    """The part of a study that is about what was written and chosen beside the codes."""

    def memos(self, target: Target | None = None) -> tuple[Memo, ...]:
        """Return all coders' memos, or those about ``target``, by time."""
        memos = self._journals.ledger.memos()
        return tuple(memo for memo in memos if target is None or memo.target == target)

    def memo(self, target: Target) -> Memo | None:
        """Return the coder's own memo about ``target``, if there is one."""
        return self._journals.ledger.memo(self.coder.name, target)

    def last_noted(self, coder: str, target: Target) -> str:
        """Return when ``coder`` last wrote or removed a memo about ``target``; empty if never."""
        event = self._journals.ledger.noted(coder, target.kind.value, target.id)
        return event.at if event else ""

    def last_marked(self, coder: str, target: str) -> str:
        """Return when ``coder`` last chose the quote of ``target`` or let it go; empty if never."""
        event = self._journals.ledger.marked(coder, target)
        return event.at if event else ""

    def marks(self) -> tuple[Mark, ...]:
        """Return how coders have chosen and cut quotes for reports, by target and coder."""
        return tuple(self._journals.ledger.marks())

    def uses(self, coding: str | None = None) -> tuple[Use, ...]:
        """Return what was found of quotes, or of that of one coding, in reports, by time."""
        found = self._journals.ledger.uses()
        return tuple(use for use in found if coding is None or use.coding == coding)

    def comments(self, transcript: str | None = None) -> tuple[Comment, ...]:
        """Return the comments from documents that stand, by transcript and place.

        One that was about another text than today's is without a place, and so comes last.
        """
        ledger = self._journals.ledger
        names = ledger.comments.transcripts() if transcript is None else (transcript,)
        found = []
        for name in names:
            text = self._transcripts.find(name)
            for each in ledger.comments_on(name):
                found.append(each if text and _stands(each, text) else replace(each, span=None))
        return tuple(sorted(found, key=_rank))

    def comment(self, comment_id: str) -> Comment:
        """Return the comment that stands under that id; raises NotFoundError."""
        known = self._journals.ledger.comments.added(comment_id)
        on = self.comments(known.transcript) if known else ()
        found = next((each for each in on if each.id == comment_id), None)
        if found is None:
            raise NotFoundError(
                _("There is no comment “{id}”.").format(id=comment_id),
                _("See which there are with: kodeverk comments"),
            )
        return found

    def put_away(self, comment: Comment) -> bool:
        """Tell whether somebody has put ``comment`` away here, as it is."""
        return self._journals.ledger.comments.put_away(comment)

    def was_comment(self, comment_id: str) -> bool:
        """Tell whether a comment was ever taken in under that id."""
        return self._journals.ledger.comments.added(comment_id) is not None


def _stands(comment: Comment, transcript: Transcript) -> bool:
    """Tell whether the place of ``comment`` is one in the text of today."""
    span = comment.span
    return comment.digest == transcript.digest and (not span or span.end <= len(transcript.body))


def _rank(comment: Comment) -> tuple[str, bool, Span, str, str, str, int]:
    span = comment.span or Span(0, 0)
    said = comment.date, comment.author, comment.text, comment.nth
    return comment.transcript, comment.span is None, span, *said
