"""Taking back an action: the events that undo it, and the sentence that says what was undone."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

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

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange


def inverse(action: Action, ledger: Ledger, coder: str) -> list[AnyEvent]:
    """Return the events that take ``action`` of ``coder`` back.

    A change in the codebook has before and after swapped. Empty if nothing of it stands any more.
    """
    at = now()
    events: list[AnyEvent] = []
    for event in reversed(action.events):
        if isinstance(event, Coded):
            for target in ledger.standing(coder, event):
                events.append(Removed(n=0, id=new_id(), at=at, target=target))
        elif isinstance(event, Rejected):
            events.append(Removed(n=0, id=new_id(), at=at, target=event.id))
        elif isinstance(event, Removed):
            known = ledger.added(event.target)
            if known is not None:
                events.append(again(known[1], at))
        elif isinstance(event, Noted):
            old = ledger.noted(coder, event.kind, event.target, before=event)
            text = old.text if old else ""
            events.append(
                Noted(n=0, id=new_id(), at=at, kind=event.kind, target=event.target, text=text)
            )
        elif isinstance(event, BookChanged):
            events.append(swapped(event, at))
    return events


def book_event(book: str, changes: Iterable["CodeChange"]) -> BookChanged:
    """Return the event that says how the codebook in the file ``book`` was changed."""
    plain = [
        {
            "code": change.code,
            "before": dict(change.before) if change.before is not None else None,
            "after": dict(change.after) if change.after is not None else None,
        }
        for change in changes
    ]
    return BookChanged(n=0, id=new_id(), at=now(), book=book, changes=plain)


def swapped(event: BookChanged, at: str) -> BookChanged:
    """Return the change in the codebook that takes ``event`` back."""
    changes = [
        {"code": change["code"], "before": change["after"], "after": change["before"]}
        for change in reversed(event.changes)
    ]
    return BookChanged(n=0, id=new_id(), at=at, book=event.book, changes=changes)


def again(event: Coded | Rejected, at: str) -> Coded | Rejected:
    """Return ``event`` as a new one: a redo has a new id, and a coding remembers its first."""
    fresh = msgspec.structs.replace(event, n=0, id=new_id(), at=at, act="", undoes="", redoes="")
    if isinstance(fresh, Coded):
        return msgspec.structs.replace(fresh, root=fresh.root or event.id)
    return fresh


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
