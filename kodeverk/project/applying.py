"""Codes on text: set, changed and removed; suggestions shown, accepted and rejected."""

from collections.abc import Iterable, Sequence

from kodeverk.errors import NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.journal.events import AnyEvent, Coded, Read, Rejected, Removed, new_id, now
from kodeverk.model import (
    OWN,
    Coding,
    Origin,
    OriginKind,
    Rejection,
    Span,
    Suggestion,
    Transcript,
)
from kodeverk.project import outcomes
from kodeverk.project.annotated import AnnotatedStudy
from kodeverk.project.journals import Journals
from kodeverk.project.outcomes import Showing
from kodeverk.text import snap, trim


class Applying(AnnotatedStudy):
    """The part of ``Project`` that codes. Every change is on the disk before its method returns."""

    def code(self, transcript_id: str, span: Span, code_id: str, origin: Origin = OWN) -> Coding:
        """Apply a code to ``span`` (widened to whole letters, white space trimmed off).

        The same code on the same span again gives the coding that is there. Raises NotFoundError,
        UsageError, SaveError.
        """
        known, events = self._setting(transcript_id, span, code_id, origin)
        return self.coding(known) if known else self._added(self._append(events))

    def _setting(
        self, transcript_id: str, span: Span, code_id: str, origin: Origin
    ) -> tuple[str, list[AnyEvent]]:
        """Return the id of the coding that is there already, or the event that sets it."""
        transcript = self.transcript(transcript_id)
        code = self._codable(code_id)
        span = self._fit(transcript, span)
        for known in self._journals.ledger.at(transcript_id, span):
            same = known.coder == self.coder.name and known.digest == transcript.digest
            if same and self.codebook.resolve(known.code) == code:
                return known.id, []
        return "", [self._coded(transcript, span, code, origin)]

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
        return self._accept([suggestion], span, code)[0]

    def accept_all(
        self, suggestions: Sequence[Suggestion], *, code: str | None = None
    ) -> tuple[Coding, ...]:
        """Make codings of suggestions, as they are or with another code: one action, one undo."""
        return self._accept(suggestions, None, code)

    def _accept(
        self, suggestions: Sequence[Suggestion], span: Span | None, code: str | None
    ) -> tuple[Coding, ...]:
        events: list[AnyEvent] = []
        ids: list[str] = []
        for one in suggestions:
            where, what = span or one.span, code or one.code
            kind = OriginKind.SUGGESTED
            if (where, what) != (one.span, one.code):
                # Else nobody could tell later what it was that was suggested.
                kind = OriginKind.EDITED
                events += self._showing(Showing([one], edited=True))
            origin = Origin(kind, round(one.score, 4), one.engine)
            known, setting = self._setting(one.transcript, where, what, origin)
            if known and self.codebook.resolve(what) != self.codebook.resolve(one.code):
                events.append(self._rejected(one))  # the only trace that it was answered
            events += setting
            ids.append(known)
        written = iter([e for e in self._append(events) if isinstance(e, Coded)] if events else [])
        return tuple(self.coding(known or next(written).id) for known in ids)

    def reject(self, suggestion: Suggestion) -> Rejection:
        """Turn a suggestion down, so that it is not made again."""
        return self.reject_all([suggestion])[0]

    def reject_all(self, suggestions: Sequence[Suggestion]) -> tuple[Rejection, ...]:
        """Turn suggestions down: one action, one undo."""
        written = self._append([self._rejected(one) for one in suggestions])
        names, ledger = {one.transcript for one in suggestions}, self._journals.ledger
        made = {each.id: each for name in names for each in ledger.rejections(name)}
        return tuple(made[event.id] for event in written)

    def _rejected(self, suggestion: Suggestion) -> Rejected:
        return Rejected(
            n=0,
            id=new_id(),
            at=now(),
            transcript=suggestion.transcript,
            digest=self.transcript(suggestion.transcript).digest,
            start=suggestion.span.start,
            end=suggestion.span.end,
            code=suggestion.code,
            score=round(suggestion.score, 4),
            engine=suggestion.engine,
        )

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


def _removed(target: str) -> Removed:
    return Removed(n=0, id=new_id(), at=now(), target=target)
