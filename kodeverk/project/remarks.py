"""Comments from documents: taken in, made into codings, turned down and put away."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.journal import comments as fold
from kodeverk.journal.events import (
    AnyEvent,
    Coded,
    Commented,
    Noted,
    Removed,
    new_id,
    now,
)
from kodeverk.model import (
    Coding,
    Comment,
    Origin,
    OriginKind,
    Span,
    Suggestion,
    Target,
    TargetKind,
)
from kodeverk.project.applying import Applying
from kodeverk.text import clean_line


class Taken(NamedTuple):
    """What became of the comments of a document: how many are new, were here, were put away."""

    new: tuple[Comment, ...] = ()
    known: int = 0
    away: int = 0
    ours: int = 0


class Remarking(Applying):
    """The part of ``Project`` that deals with what people wrote in the margin elsewhere.

    What a comment proposes is a ``Suggestion`` whose engine is the id of the comment. It is derived
    and never stored; what is made of it is a coding like any other.
    """

    def sort_comments(self, comments: Iterable[Comment]) -> Taken:
        """Tell which of ``comments`` are new in the study; nothing is written.

        Passed over are those that are here as they are, those that somebody has put away, and
        margin comments of our own that only say what is coded there.
        """
        given = tuple(comments)
        ledger = self._journals.ledger
        here: dict[object, Comment] = {}
        answers: set[object] = set()
        for name in {comment.transcript for comment in given}:
            there = ledger.comments.on(name)
            here.update({_identity(each): each for each in there})
            # Some programs make comments of answers.
            answers |= {(name, r.author, r.date, r.text) for each in there for r in each.replies}
        new: list[Comment] = []
        known = away = ours = 0
        for comment in given:
            old = here.get(_identity(comment))
            if not _says_more(comment, old) if old else _identity(comment)[:-1] in answers:
                known += 1
            elif old is None and self.put_away(comment):
                away += 1
            elif self._is_coded(comment):
                ours += 1
            else:
                new.append(comment)
        return Taken(tuple(new), known, away, ours)

    def take_in_comments(self, comments: Iterable[Comment]) -> Taken:
        """Take in those of ``comments`` that are new: one action, one undo. Raises SaveError."""
        taken = self.sort_comments(comments)
        if taken.new:
            self._append([self._commented(comment) for comment in taken.new])
        return taken

    def remove_comments(self, ids: Sequence[str]) -> None:
        """Put comments away, for all who work in the study: one action, one undo."""
        ledger = self._journals.ledger
        events: list[AnyEvent] = []
        for each in ids:
            known = ledger.comments.added(self.comment(each).id)
            assert known is not None  # it stands
            events += [
                Removed(n=0, id=new_id(), at=now(), target=target)
                for target in ledger.comments.standing(known)
            ]
        if events:
            self._append(events)

    def proposals(self, transcript_id: str) -> tuple[Suggestion, ...]:
        """Return the codes that comments propose, and that the coder has neither set nor refused.

        In the order of the text.
        """
        comments = self.comments(transcript_id)
        if not comments:
            return ()
        from kodeverk.project.proposing import Names, proposals

        made = proposals(comments, Names(self.codebook))
        coder = self.coder.name
        decided = [(c.code, c.span) for c in self.codings(transcript_id, coder=coder)]
        decided += [
            (self.codebook.resolve(no.code), no.span)
            for no in self.rejections(transcript_id)
            if no.coder == coder and fold.is_comment(no.engine)
        ]
        return tuple(
            one
            for one in made
            if not any(code == one.code and span.overlaps(one.span) for code, span in decided)
        )

    def code_comment(self, comment_id: str, code_id: str, span: Span | None = None) -> Coding:
        """Make a coding of a comment; what it says beside the name of the code is the memo.

        Raises NotFoundError, UsageError (it has no place), SaveError.
        """
        return self._code_comment(comment_id, code_id, span, [])

    def accept(
        self, suggestion: Suggestion, *, span: Span | None = None, code: str | None = None
    ) -> Coding:
        """Make a coding of a suggestion, of the program or in a comment, as it is or changed."""
        if not fold.is_comment(suggestion.engine):
            return super().accept(suggestion, span=span, code=code)
        other = code is not None and code != suggestion.code
        # Else what was proposed would stay open: nothing tells that it was answered.
        more = [self._rejected(suggestion)] if other else []
        return self._code_comment(suggestion.engine, code or suggestion.code, span, more)

    # --- helpers

    def _code_comment(
        self, comment_id: str, code_id: str, span: Span | None, more: Sequence[AnyEvent]
    ) -> Coding:
        comment = self.comment(comment_id)
        where = span or comment.span
        if where is None:
            raise UsageError(
                _("What the comment was about is not in the text."),
                _("Code the words that are meant, and write a memo on that coding."),
            )
        origin = Origin(OriginKind.COMMENT, None, comment.id)
        known, setting = self._setting(comment.transcript, where, code_id, origin)
        events = [*setting, *more]
        made = known or next(event.id for event in setting if isinstance(event, Coded))
        about = self.coding(known).memo_target.id if known else made
        text = self._memo_of(comment, code_id)
        kind = TargetKind.CODING
        if text and not self.memo(Target(kind, about)):  # nobody's own memo is written over
            events.append(
                Noted(n=0, id=new_id(), at=now(), kind=kind.value, target=about, text=text)
            )
        if events:
            self._append(events)
        return self.coding(made)

    def _memo_of(self, comment: Comment, code_id: str) -> str:
        """Return what a comment and its answers say, but for the code's name; others by name."""
        from kodeverk.project.proposing import Names

        named = Names(self.codebook).named(comment.text)
        texts = [each.said for each in named if each.code == code_id] or [comment.text]
        said = [(comment.author, texts[0]), *((r.author, r.text) for r in comment.replies)]
        return "\n".join(
            text if author == self.coder.name else f"{author}: {text}"
            for author, text in said
            if text
        )

    def _is_coded(self, comment: Comment) -> bool:
        """Tell whether a comment says no more than what its author has coded and noted here."""
        from kodeverk.project.proposing import Names

        named = Names(self.codebook).named(comment.text)
        if not named or comment.replies or comment.span is None:
            return False
        author, transcript = clean_line(comment.author), self.transcript(comment.transcript)
        if author not in self.coders or comment.digest != transcript.digest:
            return False
        here = [c for c in self.codings(comment.transcript) if c.span == comment.span]
        return all(
            any(c.code == each.code and self._says(author, c, each.said) for c in here)
            for each in named
        )

    def _says(self, author: str, coding: Coding, said: str) -> bool:
        notes = [memo.text for memo in self.memos(coding.memo_target) if memo.coder == author]
        if not said:
            return coding.coder == author
        return clean_line(said) in map(clean_line, notes)

    def _commented(self, comment: Comment) -> Commented:
        made = fold.made_id(comment)
        return fold.commented(comment, fold.fresh_id() if self.was_comment(made) else made, now())


def _identity(comment: Comment) -> tuple[str, str, str, str, int]:
    return comment.transcript, comment.author, comment.date, comment.text, comment.nth


def _says_more(comment: Comment, old: Comment) -> bool:
    """Tell whether a comment has been answered or resolved since, or has found its place."""
    if comment.span is not None and old.span is None:
        return True
    changed = (comment.replies, comment.resolved) != (old.replies, old.resolved)
    return changed and len(comment.replies) >= len(old.replies)
