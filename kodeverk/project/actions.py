"""Taking back an action: the events that undo it, and the sentence that says what was undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from kodeverk.i18n import _, ngettext
from kodeverk.journal import comments
from kodeverk.journal.events import (
    AnyEvent,
    BookChanged,
    Coded,
    Commented,
    Marked,
    Noted,
    Placed,
    Rejected,
    Removed,
    Revised,
    new_id,
    now,
)
from kodeverk.journal.history import Action
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Span
from kodeverk.text import clean_line

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange


_E = TypeVar("_E", bound=AnyEvent)


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
        elif isinstance(event, Rejected | Placed):
            events.append(Removed(n=0, id=new_id(), at=at, target=event.id))
        elif isinstance(event, Revised):
            events.append(turned(event, at))
        elif isinstance(event, Commented):
            for target in ledger.comments.standing(event):
                events.append(Removed(n=0, id=new_id(), at=at, target=target))
        elif isinstance(event, Removed):
            known = ledger.added(event.target)
            comment = ledger.comments.added(event.target)
            placed = ledger.corrections.placed(event.target)
            if known is not None:
                events.append(again(known[1], at))
            elif placed is not None:
                events.append(_fresh(placed, at))
            elif comment is not None:
                events.append(_fresh(comment, at, comments.fresh_id()))
        elif isinstance(event, Noted):
            old = ledger.noted(coder, event.kind, event.target, before=event)
            text = old.text if old else ""
            events.append(
                Noted(n=0, id=new_id(), at=at, kind=event.kind, target=event.target, text=text)
            )
        elif isinstance(event, Marked):
            was = ledger.marked(coder, event.target, before=event)
            fresh = was or Marked(n=0, id="", at=at, target=event.target)
            events.append(_fresh(fresh, at))
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


def turned(event: Revised, at: str) -> Revised:
    """Return the correction of a text that takes ``event`` back."""
    same = sorted((new, new + end - start, start) for start, end, new in event.same)
    back = _fresh(event, at)
    return msgspec.structs.replace(back, digest=event.into, into=event.digest, same=same)


def _fresh(event: _E, at: str, id: str = "") -> _E:
    """Return ``event`` as a new one, of no action yet."""
    id = id or new_id()
    return msgspec.structs.replace(event, n=0, id=id, at=at, act="", undoes="", redoes="")


def again(event: Coded | Rejected, at: str) -> Coded | Rejected:
    """Return ``event`` as a new one: a redo has a new id, and a coding remembers its first."""
    fresh = _fresh(event, at)
    if isinstance(fresh, Coded):
        return msgspec.structs.replace(fresh, root=fresh.root or event.id)
    return fresh


def describe(events: Iterable[AnyEvent], name: Callable[[str], str]) -> str:
    """Return in a few words what an action did; ``name`` gives the name of a code by its id."""
    kept = list(events)
    for event in kept:
        if isinstance(event, Revised):
            return _("text of “{id}” corrected").format(id=event.transcript)
    coded = [event for event in kept if isinstance(event, Coded)]
    removed = [event for event in kept if isinstance(event, Removed)]
    if coded and removed:
        return _("coding changed: “{code}”").format(code=name(coded[0].code))
    if coded:
        return ngettext("coding with “{code}”", "{n} codings", len(coded)).format(
            code=name(coded[0].code), n=len(coded)
        )
    if taken := sum(isinstance(event, Commented) for event in kept):
        return ngettext("comment taken in", "{n} comments taken in", taken).format(n=taken)
    if removed and all(comments.is_comment(event.target) for event in removed):
        return ngettext("comment put away", "{n} comments put away", len(removed)).format(
            n=len(removed)
        )
    if removed:
        return _("coding or rejection removed")
    if any(isinstance(event, Rejected) for event in kept):
        return _("suggestion rejected")
    if placed := sum(isinstance(event, Placed) for event in kept):
        return ngettext("place of a coding", "places of {n} codings", placed).format(n=placed)
    if any(isinstance(event, Noted) for event in kept):
        return _("memo")
    if any(isinstance(event, Marked) for event in kept):
        return _("quote chosen for reports")
    changes = [change for e in kept if isinstance(e, BookChanged) for change in e.changes]
    return _book_change(changes) if changes else _("change in the codebook")


def _book_change(changes: Sequence[Mapping[str, Any]]) -> str:
    """Return in a few words how the codebook was changed, with the name of the code."""

    def name(change: Mapping[str, Any], when: str) -> str:
        return clean_line(str((change[when] or {}).get("name") or change["code"]))

    fresh = [change for change in changes if change["before"] is None]
    gone = [change for change in changes if change["after"] is None]
    taken_in = [
        change
        for change in changes
        if gone and gone[0]["code"] in ((change["after"] or {}).get("replaces") or ())
    ]
    if taken_in:
        return _("code “{code}” merged into “{other}”").format(
            code=name(gone[0], "before"), other=name(taken_in[0], "after")
        )
    if gone:
        return _("code “{code}” removed").format(code=name(gone[0], "before"))
    if fresh:
        return ngettext("new code “{code}”", "{n} new codes", len(fresh)).format(
            code=name(fresh[0], "after"), n=len(fresh)
        )
    old, new = name(changes[0], "before"), name(changes[0], "after")
    if old != new:
        return _("code “{code}” renamed “{other}”").format(code=old, other=new)
    return _("code “{code}” changed").format(code=new)


def place(events: Iterable[AnyEvent], ledger: Ledger) -> tuple[str, Span] | None:
    """Return where in which transcript ``events`` change something; a coding set counts first."""
    found: list[tuple[int, str, Span]] = []
    for event in events:
        rank, spot = 0, event
        if isinstance(event, Removed | Noted):
            known = ledger.added(event.target)
            comment = ledger.comments.added(event.target)
            rank, spot = 1, known[1] if known else comment or event
        if isinstance(spot, Coded | Rejected):
            spot = ledger.carried(spot)
        if isinstance(spot, Coded | Rejected | Commented) and 0 <= spot.start < spot.end:
            found.append((rank, spot.transcript, Span(spot.start, spot.end)))
    return min(found)[1:] if found else None
