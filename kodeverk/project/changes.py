"""Every change a coder makes to a study: on the disk before it is acknowledged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk import codebook as books
from kodeverk import settings
from kodeverk.corpus.draft import Outcome
from kodeverk.errors import ConflictError, NotFoundError, SaveError, UsageError
from kodeverk.i18n import _
from kodeverk.journal.events import (
    AnyEvent,
    BookChanged,
    Coded,
    Noted,
    Read,
    Rejected,
    Removed,
    new_id,
    now,
)
from kodeverk.journal.history import Action
from kodeverk.model import (
    OWN,
    Codebook,
    Coding,
    Kind,
    Memo,
    Origin,
    OriginKind,
    Rejection,
    Span,
    Speaker,
    Suggestion,
    Target,
    Transcript,
)
from kodeverk.project import actions, outcomes
from kodeverk.project.journals import Journals
from kodeverk.project.outcomes import Showing
from kodeverk.project.study import Study
from kodeverk.project.transcripts import fields
from kodeverk.text import clean, snap, trim

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange


class Project(Study):
    """A study and the only writer of codings.

    Every change is on the disk before its method returns; SaveError and LockedError say that
    nothing was changed.
    """

    def code(self, transcript_id: str, span: Span, code_id: str, origin: Origin = OWN) -> Coding:
        """Apply a code to ``span`` (widened to whole letters, white space trimmed off).

        The same code on the same span again gives the coding that is there. Raises NotFoundError,
        UsageError, SaveError.
        """
        return self._code(transcript_id, span, code_id, origin)

    def _code(
        self,
        transcript_id: str,
        span: Span,
        code_id: str,
        origin: Origin,
        before: Sequence[AnyEvent] = (),
    ) -> Coding:
        transcript = self.transcript(transcript_id)
        code = self._codable(code_id)
        span = self._fit(transcript, span)
        for known in self._journals.ledger.at(transcript_id, span):
            same = known.coder == self.coder.name and known.digest == transcript.digest
            if same and self.codebook.resolve(known.code) == code:
                return self.coding(known.id)
        return self._added(self._append([*before, self._coded(transcript, span, code, origin)]))

    def uncode(self, coding_id: str) -> None:
        """Remove one of the coder's own codings; raises NotFoundError, UsageError, SaveError."""
        coding = self._own(coding_id)
        self._append([_removed(coding.id)])

    def recode(self, coding_id: str, code_id: str) -> Coding:
        """Give a coding another code; memo and origin follow it.

        Raises UsageError also where the coder has the same coding already.
        """
        coding = self._own(coding_id)
        return self._change(coding, coding.span, self._codable(code_id))

    def resize(self, coding_id: str, span: Span) -> Coding:
        """Give a coding another span; memo and origin follow it.

        Raises UsageError also where the coder has the same coding already.
        """
        coding = self._own(coding_id)
        span = self._fit(self.transcript(coding.transcript), span)
        return self._change(coding, span, coding.code)

    def accept(
        self, suggestion: Suggestion, *, span: Span | None = None, code: str | None = None
    ) -> Coding:
        """Make a coding of a suggestion, as it is or with another span or code."""
        kind, before = OriginKind.SUGGESTED, list[AnyEvent]()
        if (span or suggestion.span) != suggestion.span or (code or suggestion.code) != (
            suggestion.code
        ):
            # Else nobody could tell later what it was that was suggested.
            kind, before = OriginKind.EDITED, self._showing(Showing([suggestion]))
        origin = Origin(kind, round(suggestion.score, 4), suggestion.engine)
        where = suggestion.transcript, span or suggestion.span, code or suggestion.code
        return self._code(*where, origin, before)

    def reject(self, suggestion: Suggestion) -> Rejection:
        """Turn a suggestion down, so that it is not made again."""
        transcript = self.transcript(suggestion.transcript)
        event = Rejected(
            n=0,
            id=new_id(),
            at=now(),
            transcript=transcript.id,
            digest=transcript.digest,
            start=suggestion.span.start,
            end=suggestion.span.end,
            code=suggestion.code,
            score=round(suggestion.score, 4),
            engine=suggestion.engine,
        )
        self._append([event])
        return next(r for r in self.rejections(transcript.id) if r.id == event.id)

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

    def mark_read(
        self, transcript_id: str, spans: Iterable[Span], shown: Iterable[Showing] = ()
    ) -> None:
        """Note what the coder has read, and was shown there; what was noted before is not again."""
        transcript = self.transcript(transcript_id)
        known = self.read_spans(transcript_id)
        fresh = [
            (span.start, span.end)
            for span in spans
            if len(span) and not any(old.contains(span) for old in known)
        ]
        events = [event for what in shown for event in self._showing(what)]
        if fresh:
            events.append(
                Read(
                    n=0,
                    id=new_id(),
                    at=now(),
                    transcript=transcript_id,
                    digest=transcript.digest,
                    spans=fresh,
                )
            )
        if events:
            self._append(events)

    def show(
        self, suggestions: Sequence[Suggestion], *, blind: bool = False, late: bool = False
    ) -> None:
        """Note that suggestions were put before the coder, as ``Showing`` tells."""
        events = self._showing(Showing(suggestions, blind, late))
        if events:
            self._append(events)

    def _showing(self, what: Showing) -> list[AnyEvent]:
        ledger, coder = self._journals.ledger, self.coder.name
        return [
            event
            for name in sorted({one.transcript for one in what.suggestions})
            for event in outcomes.showing(ledger, coder, self.transcript(name), what)
        ]

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

    def _take_back(self, action: Action, *, undoes: str = "", redoes: str = "") -> str:
        journals = self._journals
        passed = BookChanged(n=0, id=new_id(), at=now(), book="", changes=[])
        events = actions.inverse(action, journals.ledger, self.coder.name) or [passed]
        said = actions.describe(events if redoes else action.events, self._code_name)
        books_changed = [event for event in events if isinstance(event, BookChanged)]
        try:
            self._change_book(books_changed)
        except (ConflictError, NotFoundError):
            journals.append([passed], undoes=undoes, redoes=redoes)
            raise
        try:
            journals.append(events, undoes=undoes, redoes=redoes)
        except SaveError:
            self._change_book([actions.swapped(e, now()) for e in reversed(books_changed)])
            raise
        return said

    def add_transcript(
        self,
        outcome: Outcome,
        source: Path,
        *,
        id: str | None = None,
        title: str | None = None,
        kind: Kind | None = None,
        date: str | None = None,
        language: str | None = None,
        speakers: tuple[Speaker, ...] | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> Transcript:
        """Add what an importer read from ``source``; the file itself is kept in corpus/sources.

        Raises UsageError for an outcome without a draft or an id that is taken, SaveError.
        """
        if outcome.draft is None:
            raise UsageError(outcome.message or _("There is nothing to import."))
        changes = fields(title, kind, date, language, speakers, attributes)
        return self._transcripts.add(outcome.draft, source, outcome.sha256, id, changes)

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
        """Accept that the journal ``coder@device`` was removed on purpose."""
        return self._journals.forget(name)

    def set_blind(self, share: float) -> None:
        """Hold suggestions back on this share of the sentences, for all who code in the study.

        Raises DataError where the settings cannot be changed safely, SaveError.
        """
        settings.set_blind(self.root, share)
        self.settings = replace(self.settings, blind=share)

    # --- helpers

    def _journals_locked(self) -> Journals:
        self._journals.lock()
        return self._journals

    def _append(self, events: Sequence[AnyEvent]) -> list[AnyEvent]:
        return self._journals.append(events)

    def _added(self, events: Sequence[AnyEvent]) -> Coding:
        return self.coding(next(event.id for event in events if isinstance(event, Coded)))

    def _change(self, coding: Coding, span: Span, code: str) -> Coding:
        if (span, code) == (coding.span, coding.code):
            return coding
        transcript = self.transcript(coding.transcript)
        if coding.digest != transcript.digest:
            raise UsageError(
                _("The coding was made on another version of the text and cannot be changed."),
                _("Put the text back as it was at import; the coding then shows again."),
            )
        for other in self.codings(transcript.id, coder=self.coder.name, code=code):
            if other.span == span:
                raise UsageError(
                    _("The same text already has the code “{code}”.").format(
                        code=self._code_name(code)
                    ),
                    _("Remove one of the two codings."),
                )
        root = coding.root or coding.id
        added = self._coded(transcript, span, code, coding.origin.edited(), root)
        # The new one first: a journal torn between them holds one too many, not one too few.
        return self._added(self._append([added, _removed(coding.id)]))

    def _coded(
        self, transcript: Transcript, span: Span, code: str, origin: Origin, root: str = ""
    ) -> Coded:
        return Coded(
            n=0,
            id=new_id(),
            at=now(),
            transcript=transcript.id,
            digest=transcript.digest,
            start=span.start,
            end=span.end,
            code=code,
            origin=origin.kind.value,
            score=origin.score,
            engine=origin.engine,
            root=root,
        )

    def _own(self, coding_id: str) -> Coding:
        coding = self.coding(coding_id)
        if coding.coder != self.coder.name:
            raise UsageError(
                _("This coding is {coder}'s, and only {coder} can change it.").format(
                    coder=coding.coder
                ),
                _("Set a coding of your own instead."),
            )
        return coding

    def _codable(self, code_id: str) -> str:
        code = self.codebook.get(code_id)
        if code is None:
            raise NotFoundError(
                _("There is no code “{id}” in the codebook.").format(id=code_id),
                _("See which there are with: kodeverk codes"),
            )
        if not code.codable:
            raise UsageError(
                _("“{name}” only gathers other codes and cannot be applied itself.").format(
                    name=code.name
                ),
                _("Choose one of the codes below it."),
            )
        return code.id

    def _fit(self, transcript: Transcript, span: Span) -> Span:
        if span.end > len(transcript.body):
            raise UsageError(
                _("The span {start}–{end} is outside the transcript.").format(
                    start=span.start, end=span.end
                ),
                _("The text has {n} characters.").format(n=len(transcript.body)),
            )
        start, end = snap(transcript.body, span.start, span.end)
        start, end = trim(transcript.body, start, end)
        if start == end:
            raise UsageError(_("There is no text to code there."), _("Select some words first."))
        return Span(start, end)

    def _code_name(self, code_id: str) -> str:
        code = self.codebook.get(code_id)
        return code.name if code else code_id

    def _change_book(self, events: Sequence[BookChanged]) -> None:
        changes = [books.CodeChange(**change) for event in events for change in event.changes]
        if changes:
            books.apply(self.codebook_path, changes)
            self.reload_codebook()


def _removed(target: str) -> Removed:
    return Removed(n=0, id=new_id(), at=now(), target=target)
