"""Taking back an action: the events that undo it, and the sentence that says what was undone."""

from collections.abc import Callable, Iterable

from kodeverk.i18n import _, ngettext
from kodeverk.journal.events import (
    AnyEvent,
    BookChanged,
    Coded,
    Noted,
    Rejected,
    Removed,
    new_id,
    now,
)
from kodeverk.journal.history import Action
from kodeverk.journal.ledger import Ledger


def inverse(action: Action, ledger: Ledger, own: Iterable[AnyEvent]) -> list[AnyEvent]:
    """Return the events that take ``action`` back (a codebook change: before and after swapped).

    ``own`` are all events of the coder's journal: an earlier memo is found there.
    """
    at = now()
    events: list[AnyEvent] = []
    for event in reversed(action.events):
        if isinstance(event, Coded | Rejected):
            events.append(Removed(n=0, id=new_id(), at=at, target=event.id))
        elif isinstance(event, Removed):
            known = ledger.added(event.target)
            if known is not None:
                events.append(again(known[1], at))
        elif isinstance(event, Noted):
            text = _text_before(event, own)
            events.append(
                Noted(n=0, id=new_id(), at=at, kind=event.kind, target=event.target, text=text)
            )
        elif isinstance(event, BookChanged):
            swapped = [
                {"code": c["code"], "before": c["after"], "after": c["before"]}
                for c in reversed(event.changes)
            ]
            events.append(BookChanged(n=0, id=new_id(), at=at, book=event.book, changes=swapped))
    return events


def again(event: Coded | Rejected, at: str) -> Coded | Rejected:
    """Return ``event`` as a new one: a redo has a new id, and a coding remembers its first."""
    if isinstance(event, Coded):
        return Coded(
            n=0,
            id=new_id(),
            at=at,
            transcript=event.transcript,
            digest=event.digest,
            start=event.start,
            end=event.end,
            code=event.code,
            origin=event.origin,
            score=event.score,
            engine=event.engine,
            root=event.root or event.id,
        )
    return Rejected(
        n=0,
        id=new_id(),
        at=at,
        transcript=event.transcript,
        digest=event.digest,
        start=event.start,
        end=event.end,
        code=event.code,
        score=event.score,
        engine=event.engine,
    )


def _text_before(event: Noted, own: Iterable[AnyEvent]) -> str:
    earlier = [
        other
        for other in own
        if isinstance(other, Noted)
        and (other.kind, other.target) == (event.kind, event.target)
        and other.n < event.n
    ]
    return max(earlier, key=lambda other: other.n).text if earlier else ""


def describe(events: Iterable[AnyEvent], name: Callable[[str], str]) -> str:
    """Return in a few words what an action did; ``name`` gives the name of a code by its id."""
    kept = list(events)
    coded = [event for event in kept if isinstance(event, Coded)]
    removed = [event for event in kept if isinstance(event, Removed)]
    if coded and removed:
        return _("coding changed: “{code}”").format(code=name(coded[0].code))
    if coded:
        return ngettext("coding with “{code}”", "{n} codings", len(coded)).format(
            code=name(coded[0].code), n=len(coded)
        )
    if removed:
        return _("coding or rejection removed")
    if any(isinstance(event, Rejected) for event in kept):
        return _("suggestion rejected")
    if any(isinstance(event, Noted) for event in kept):
        return _("memo")
    return _("change in the codebook")
