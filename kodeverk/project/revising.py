"""A transcript's text corrected: every coding placed anew, or listed until somebody has looked."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kodeverk.errors import ConflictError, KodeverkError, NotFoundError, UsageError
from kodeverk.i18n import _
from kodeverk.journal.events import AnyEvent, Placed, Removed, Revised, new_id, now
from kodeverk.journal.history import Action
from kodeverk.model import Coding, Span, Transcript, Value
from kodeverk.project import actions
from kodeverk.project.applying import Applying
from kodeverk.project.earlier import not_kept

if TYPE_CHECKING:
    from kodeverk.corpus.reanchor import Anchored, Fate, Same


class Revision(Value, frozen=True):
    """What would come of putting ``new`` in the place of ``old``; nothing is written yet.

    ``fates`` are those of all coders' codings, by their place in the old text; ``same`` are the
    stretches that are alike to the letter.
    """

    old: Transcript
    new: Transcript
    same: "tuple[Same, ...]"
    fates: "tuple[tuple[Coding, Anchored], ...]"

    def of(self, *fates: "Fate") -> "list[tuple[Coding, Anchored]]":
        """Return the codings with one of those fates."""
        return [each for each in self.fates if each[1].fate in fates]


class Adrift(Value, frozen=True):
    """A coding on an earlier text whose place in the present one nobody has said yet.

    ``old`` is that text, and ``anchored`` where it may be now; both None if the text is not kept.
    """

    coding: Coding
    old: Transcript | None = None
    anchored: "Anchored | None" = None


class Revising(Applying):
    """The part of ``Project`` that corrects transcripts."""

    def revision(self, transcript_id: str, new: Transcript) -> Revision:
        """Return what would come of it if the text became that of ``new``."""
        old = self.transcript(transcript_id)
        from kodeverk.corpus.reanchor import Correction

        correction = Correction(old, new)
        codings = self.codings(transcript_id)
        fates = tuple((coding, correction.place(coding.span)) for coding in codings)
        return Revision(old, new, correction.same(), fates)

    def revise(
        self,
        revision: Revision,
        places: Mapping[Span, Span] | None = None,
        drop: Collection[str] = (),
        source: tuple[Path, str, str] | None = None,
    ) -> Transcript:
        """Put the corrected text in place: one action, one undo.

        What stands as it was is carried. ``places`` are old and new places that a person has
        accepted or found; ``drop`` are ids of the coder's own codings that go. All else that is
        changed or lost is withheld until it is placed. ``source`` is the file the text came from,
        its SHA-256 and its importer. Raises ConflictError if the text has been changed meanwhile,
        UsageError, SaveError.
        """
        old, new = revision.old, revision.new
        if old.digest == new.digest:
            raise UsageError(
                _("The text is the same as before."), _("Choose the file with the corrections.")
            )
        at = now()
        same = [(each.old.start, each.old.end, each.start) for each in revision.same]
        fresh = Revised(
            n=0,
            id=new_id(),
            at=at,
            transcript=old.id,
            digest=old.digest,
            into=new.digest,
            same=same,
        )
        placed = [
            self._placed(old.id, old.digest, span, new, there)
            for span, there in sorted((places or {}).items())
        ]
        dropped = [Removed(n=0, id=new_id(), at=at, target=self._own(id).id) for id in sorted(drop)]
        self.lock()
        from kodeverk.project.intake import undoing

        with undoing() as undo:
            self._earlier.prepare(old, new, source, undo)
            written = self._append([fresh, *placed, *dropped])
        try:
            self._switch(written)
        except KodeverkError:  # the text is as it was: so is the journal, what was to go too
            done = Action(written[0].action, tuple(written))
            back = actions.inverse(done, self._journals.ledger, self.coder.name)
            self._journals.append(back, undoes=done.id)
            raise
        return self.transcript(old.id)

    def adrift(self, transcript_id: str | None = None) -> tuple[Adrift, ...]:
        """Return the codings that wait for somebody to say where they are in the corrected text."""
        from kodeverk.corpus.reanchor import Anchored, Correction, Fate

        corrections: dict[tuple[str, str], Correction | None] = {}
        found = []
        for coding in self.withheld():
            if transcript_id not in (None, coding.transcript):
                continue
            key = coding.transcript, coding.digest
            if key not in corrections:
                old, new = self._earlier.kept(*key), self._transcripts.find(coding.transcript)
                corrections[key] = Correction(old, new) if old and new else None
            known = corrections[key]
            there = known.place(coding.span) if known else None
            if there is not None and there.new is not None:
                there = Anchored(coding.span, Fate.CHANGED, there.new)  # nobody has carried it
            found.append(Adrift(coding, known.old if known else None, there))
        return tuple(found)

    def place(
        self, places: Iterable[tuple[str, Span]], drop: Collection[str] = ()
    ) -> tuple[Coding, ...]:
        """Say where withheld codings (by id) are in the present text: one action, one undo.

        For all that is coded just there. ``drop`` are ids of the coder's own codings that go.
        Raises NotFoundError, UsageError, SaveError.
        """
        waiting = {each.id: each for each in self.withheld()}
        events: dict[tuple[str, str, Span], Placed] = {}
        ids = []
        for id, span in places:
            coding = waiting.get(id)
            if coding is None:
                raise NotFoundError(
                    _("No coding “{id}” waits to be placed.").format(id=id),
                    _("See which there are with: kodeverk revise TRANSCRIPT"),
                )
            now_here = self.transcript(coding.transcript)
            ids.append(id)
            events[coding.transcript, coding.digest, coding.span] = self._placed(
                coding.transcript, coding.digest, coding.span, now_here, span
            )
        at = now()
        dropped = [Removed(n=0, id=new_id(), at=at, target=self._own(id).id) for id in sorted(drop)]
        if events or dropped:
            self._append([*events.values(), *dropped])
        return tuple(self.coding(id) for id in ids)

    def _placed(
        self, transcript_id: str, digest: str, span: Span, new: Transcript, there: Span
    ) -> Placed:
        there = self._fit(new, there)
        return Placed(
            n=0,
            id=new_id(),
            at=now(),
            transcript=transcript_id,
            digest=digest,
            into=new.digest,
            start=span.start,
            end=span.end,
            new_start=there.start,
            new_end=there.end,
        )

    def _check_switch(self, events: Iterable[AnyEvent]) -> None:
        """Raise ConflictError if the texts that ``events`` go back to cannot be put in place.

        DataError if one of them is not here, since it may be in a moment.
        """
        for event in events:
            if not isinstance(event, Revised):
                continue
            if self._transcripts.digest(event.transcript) not in (event.digest, event.into):
                raise ConflictError(
                    _("The text of “{id}” has been corrected again since.").format(
                        id=event.transcript
                    ),
                    _("Take that correction back first, or correct the text once more."),
                )
            if self._earlier.kept(event.transcript, event.into) is None:
                raise not_kept(event.transcript)

    def _switch(self, events: Iterable[AnyEvent]) -> None:
        """Put the texts in place that ``events``, which are noted, tell of."""
        for event in events:
            if isinstance(event, Revised):
                self._earlier.switch(event.transcript, event.into)
