"""Every change a coder makes to a study: on the disk before it is acknowledged."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk import codebook as books
from kodeverk import files, settings
from kodeverk.corpus.remarks import remarks
from kodeverk.errors import ConflictError, KodeverkError, NotFoundError, SaveError, UsageError
from kodeverk.i18n import _
from kodeverk.journal.events import (
    BookChanged,
    Marked,
    Noted,
    Used,
    new_id,
    now,
)
from kodeverk.journal.history import Action
from kodeverk.model import (
    Codebook,
    Kind,
    Mark,
    MarkKind,
    Memo,
    Span,
    Speaker,
    Target,
    Transcript,
)
from kodeverk.project import actions
from kodeverk.project.remarks import Remarking
from kodeverk.project.revising import Revising
from kodeverk.project.transcripts import fields
from kodeverk.text import clean, clean_line

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange
    from kodeverk.corpus.draft import Outcome
    from kodeverk.project.intake import Intake, Step


class Project(Remarking, Revising):
    """A study and the only writer of codings.

    Every change is on the disk before its method returns; SaveError and LockedError say that
    nothing was changed.
    """

    turned_back: tuple[str, Span] | None = None
    """The transcript, and where in it, that the last undo or redo was about; None: no place."""

    def set_memo(self, target: Target, text: str) -> Memo | None:
        """Set the coder's memo about ``target``; an empty text removes it."""
        text = clean(text).strip()
        old = self.memo(target)
        if (old.text if old else "") == text:
            return old
        noted = Noted(
            n=0, id=new_id(), at=now(), kind=target.kind.value, target=target.id, text=text
        )
        self._append([noted])
        return self.memo(target)

    def mark(self, coding_id: str, kind: MarkKind, keep: Iterable[Span] = ()) -> Mark | None:
        """Choose the quote of a coding for reports, or (NONE) no longer; one's own and another's.

        ``keep``: only these stretches of it are shown; none: all. Raises NotFoundError, SaveError.
        """
        coding = self.coding(coding_id)
        target, spans = coding.memo_target.id, [(span.start, span.end) for span in sorted(keep)]
        fresh = Marked(
            n=0,
            id=new_id(),
            at=now(),
            target=target,
            mark=kind.value,
            digest=coding.digest if spans else "",
            keep=spans,
        )
        old = self._journals.ledger.marked(self.coder.name, target)
        if _choice(fresh) != (_choice(old) if old else ("", "", [])):
            self._append([fresh])
        mine = (m for m in self.marks() if m.target == target and m.coder == self.coder.name)
        return next(mine, None)

    def note_use(self, report: str, title: str, items: Sequence[tuple[str, str]]) -> None:
        """Note what was found of quotes, (coding id, state) of each, in a report that came back."""
        title = clean_line(title)
        self._append([Used(n=0, id=new_id(), at=now(), report=report, title=title, items=[*items])])

    def edit_codebook(self, changes: Sequence["CodeChange"]) -> Codebook:
        """Carry out planned changes in the codebook's file and note them in the journal.

        Raises ConflictError when the file has become another meanwhile, SaveError.
        """
        journals = self._journals_locked()
        if changes:
            event = actions.book_event(self.settings.codebook, changes)
            self._change_book([event])
            try:
                journals.append([event])
            except SaveError:
                self._change_book([actions.swapped(event, now())])
                raise
        return self.codebook

    def undo(self) -> str | None:
        """Take back the coder's last action; return in words what it was, None if there is none.

        It goes back to the first action of the journal, also after a restart. Raises ConflictError
        when a change in the codebook cannot be taken back any more; that step is then passed over.
        DataError when an earlier text is not synced yet; then it is what undo takes back later too.
        """
        action = self._journals_locked().history.undoable
        if action is None:
            return None
        return self._take_back(action, undoes=action.id)

    def redo(self) -> str | None:
        """Set again what was undone last; return in words what it was, None if there is none."""
        action = self._journals_locked().history.redoable
        if action is None:
            return None
        return self._take_back(action, redoes=action.id)

    def next_back(self, *, redo: bool = False) -> tuple[str, bool] | None:
        """Return in words what ``undo`` (or ``redo``) would be about; None if there is nothing.

        With it stands whether that is in the codebook alone: its codes and memos about them.
        """
        journals = self._journals_locked()
        action = journals.history.redoable if redo else journals.history.undoable
        if action is None:
            return None
        events = action.events
        if redo:
            events = tuple(actions.inverse(action, journals.ledger, self.coder.name))
        book = all(
            isinstance(event, BookChanged) or (isinstance(event, Noted) and event.kind == "code")
            for event in action.events
        )
        return actions.describe(events, self._code_name), book

    def _take_back(self, action: Action, *, undoes: str = "", redoes: str = "") -> str:
        journals = self._journals
        passed = BookChanged(n=0, id=new_id(), at=now(), book="", changes=[])
        events = actions.inverse(action, journals.ledger, self.coder.name) or [passed]
        said = actions.describe(events if redoes else action.events, self._code_name)
        books_changed = [event for event in events if isinstance(event, BookChanged)]
        self.turned_back = None
        try:
            self._check_switch(events)
            self._change_book(books_changed)
        except (ConflictError, NotFoundError):
            journals.append([passed], undoes=undoes, redoes=redoes)
            raise
        try:
            written = journals.append(events, undoes=undoes, redoes=redoes)
        except SaveError:
            self._change_book([actions.swapped(e, now()) for e in reversed(books_changed)])
            raise
        try:
            self._switch(written)
        except KodeverkError:  # the text is as it was: so is the journal
            done = Action(written[0].action, tuple(written))
            again = actions.inverse(done, journals.ledger, self.coder.name)
            if undoes:
                journals.append(again, redoes=written[0].action)
            else:
                journals.append(again, undoes=written[0].action)
            raise
        self.turned_back = actions.place(events, journals.ledger)
        return said

    def add_transcript(
        self,
        outcome: "Outcome",
        source: Path,
        *,
        id: str | None = None,
        title: str | None = None,
        kind: Kind | None = None,
        date: str | None = None,
        language: str | None = None,
        speakers: tuple[Speaker, ...] | None = None,
        attributes: Mapping[str, str] | None = None,
        comments: bool = True,
    ) -> Transcript:
        """Add what an importer read from ``source``; the file itself is kept in corpus/sources.

        With ``comments`` those in its margin are taken in too, which ``undo`` takes back. Raises
        UsageError for an outcome without a draft or an id that is taken, SaveError.
        """
        if outcome.draft is None:
            raise UsageError(outcome.message or _("There is nothing to import."))
        changes = fields(title, kind, date, language, speakers, attributes)
        if comments and outcome.draft.comments:
            self.lock()  # or nothing is written at all
        draft = outcome.draft

        def then(made: Transcript) -> None:
            if comments:
                self.take_in_comments(remarks(draft, made, source.name))

        return self._transcripts.add(draft, source, outcome.sha256, id, changes, then)

    def take_in(
        self, intake: "Intake", step: "Step" = lambda: None, *, settle: bool = True
    ) -> None:
        """Write all of ``intake`` into the study; ``step`` is called after each file.

        Whatever is raised, by ``step`` too, leaves the files of the study as they were. Without
        ``settle`` it is left to ``refresh`` to read what was written: for a thread beside the
        screen. Raises ConflictError, LockedError, SaveError.
        """
        from kodeverk.project.intake import undoing, write_journals

        self.lock()
        try:
            with undoing() as undo:
                for text in intake.texts:
                    sha256 = hashlib.sha256(text.source).hexdigest()
                    self._transcripts.put(
                        text.transcript, text.source, sha256, ".txt", text.importer, undo
                    )
                    step()
                if intake.book or intake.codes:
                    before = self.codebook_path.read_bytes()
                    undo.append(partial(files.write_atomic, self.codebook_path, before))
                    if intake.book:
                        files.write_atomic(self.codebook_path, books.rendered(intake.book))
                    else:
                        books.apply(self.codebook_path, intake.codes)
                    step()
                folder = self.root / "corpus" / "codings"
                write_journals(folder, self.settings.id, intake, undo, step)
        finally:
            if settle:
                self.reload_codebook()
                self.refresh()

    def update_transcript(
        self,
        transcript_id: str,
        *,
        title: str | None = None,
        kind: Kind | None = None,
        date: str | None = None,
        language: str | None = None,
        speakers: tuple[Speaker, ...] | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> Transcript:
        """Change what is known about a transcript; its text never changes."""
        changes = fields(title, kind, date, language, speakers, attributes)
        return self._transcripts.update(transcript_id, changes)

    def forget_journal(self, name: str) -> bool:
        """Accept for all that what is missing or damaged of the journal ``coder@device`` is gone.

        False if nothing of it is. ``losses`` and ``check`` go on telling it.
        """
        return self._journals.forget(name)

    def set_blind(self, share: float) -> None:
        """Hold suggestions back on this share of the sentences, for all who code in the study.

        Raises DataError where the settings cannot be changed safely, SaveError.
        """
        settings.set_blind(self.root, share)
        self.settings = replace(self.settings, blind=share)

    # --- helpers

    def _change_book(self, events: Sequence[BookChanged]) -> None:
        changes = [books.CodeChange(**change) for event in events for change in event.changes]
        if changes:
            books.apply(self.codebook_path, changes)
            self.reload_codebook()


def _choice(event: Marked) -> tuple[str, str, list[tuple[int, int]]]:
    return event.mark, event.digest, event.keep
