"""The fold: what all events add up to, the same in any order and with duplicates.

An event adds an id or removes an id. A removal counts only for what its own coder added. Memos are
last-one-wins by (time, id). Nothing here depends on the order in which events arrive.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from kodeverk.journal.carrying import Carrier, Corrections, E, joined
from kodeverk.journal.comments import Comments, is_comment
from kodeverk.journal.events import (
    AnyEvent,
    Coded,
    Commented,
    Lost,
    Marked,
    Noted,
    Placed,
    Read,
    Rejected,
    Removed,
    Revised,
    Shown,
    Used,
)
from kodeverk.model import (
    OWN,
    Coding,
    Comment,
    Mark,
    MarkKind,
    Memo,
    Origin,
    OriginKind,
    Rejection,
    Span,
    Target,
    TargetKind,
    Use,
)

_Added = Coded | Rejected
_ADDED = (Coded, Rejected)  # asked for every event: a tuple is faster


class Ledger:
    """What stands: codings, rejections, memos, and what has been read and shown.

    What stands on an earlier text of a transcript is told as on the one it has now, where it is
    known to be there; ``here`` gives the digest of that.
    One thread may ask while another applies (hence the ``list`` before each loop), not two apply.
    """

    def __init__(self, here: Callable[[str], str] = str) -> None:
        self._added: dict[str, tuple[str, _Added]] = {}
        self._removed: set[tuple[str, str]] = set()
        self._live: dict[str, dict[str, tuple[str, _Added]]] = defaultdict(dict)
        self._noes: dict[str, dict[str, tuple[str, Rejected]]] = defaultdict(dict)  # of the live
        self._notes: dict[tuple[str, str, str], dict[str, Noted]] = {}
        self._marks: dict[tuple[str, str], dict[str, Marked]] = {}
        self._used: dict[tuple[str, str], Used] = {}
        self._read: dict[tuple[str, str], dict[str, Read]] = {}
        self._shown: dict[str, dict[tuple[str, str], Shown]] = {}
        self._losses: dict[tuple[str, str], Lost] = {}
        self.comments = Comments()
        self.corrections = Corrections(here)
        self._versions: Counter[str] = Counter()
        # Of transcripts that were asked for; with what carried them, for another makes them anew.
        self._made: dict[str, tuple[Carrier | None, dict[tuple[str, str], Coding]]] = {}
        self._sorted: dict[str, tuple[Carrier | None, list[Coding]]] = {}

    def apply(self, coder: str, events: Iterable[AnyEvent]) -> set[str]:
        """Take in ``events`` of ``coder``; return the ids of the transcripts they touch."""
        touched: set[str] = set()
        seen: set[str] = set()
        added, removed, live, in_orders = self._added, self._removed, self._live, self._sorted
        for event in events:
            if isinstance(event, _ADDED):
                known = added.get(event.id)
                if known is not None:
                    if known[0] <= coder:
                        continue
                    self._end(known[1])  # two coders: the first
                place = event.transcript
                added[event.id] = entry = (coder, event)
                touched.add(place)
                if not removed or (coder, event.id) not in removed:
                    live[place][event.id] = entry
                    in_order = in_orders.get(place) if in_orders else None
                    if isinstance(event, Rejected):
                        self._noes[place][event.id] = (coder, event)
                    elif in_order is not None:
                        carrier, codings = in_order
                        insort(codings, self._coding(coder, event, carrier), key=_rank)
            elif isinstance(event, Removed):
                if is_comment(event.target):
                    touched |= {self.comments.remove(event)} - {""}
                    continue
                if (coder, event.target) in removed:
                    continue
                removed.add((coder, event.target))
                touched |= {self.corrections.remove(coder, event.target)} - {""}
                known = added.get(event.target)
                if known and known[0] == coder:
                    touched.add(known[1].transcript)
                    self._end(known[1])
            elif isinstance(event, Noted):
                self._notes.setdefault((coder, event.kind, event.target), {})[event.id] = event
            elif isinstance(event, Read):
                self._read.setdefault((coder, event.transcript), {})[event.id] = event
                seen.add(event.transcript)
            elif isinstance(event, Shown):
                self._shown.setdefault(event.transcript, {})[coder, event.id] = event
                seen.add(event.transcript)
            elif isinstance(event, Marked):
                self._marks.setdefault((coder, event.target), {})[event.id] = event
            elif isinstance(event, Used):
                self._used[coder, event.id] = event
            elif isinstance(event, Commented):
                self.comments.add(coder, event)
                touched.add(event.transcript)
            elif isinstance(event, Revised | Placed):
                self.corrections.add(coder, event)
                touched.add(event.transcript)
            elif isinstance(event, Lost):
                self._losses[coder, event.id] = event
        self._versions.update(touched | seen)
        return touched

    def _end(self, event: _Added) -> None:
        """Let what ``event`` added stand no longer."""
        self._live[event.transcript].pop(event.id, None)
        self._noes[event.transcript].pop(event.id, None)
        self._sorted.pop(event.transcript, None)

    def _carrier(self, transcript: str) -> Carrier | None:
        """Return what carries places to the text that ``transcript`` has now, if it needs to.

        It looks at the file: ask once, and not for each event.
        """
        return self.corrections.carrier(transcript)

    def carried(self, event: E) -> E:
        """Return ``event`` as on the text there is now; itself if its place there is not known."""
        carrier = self._carrier(event.transcript)
        return carrier.carry(event) if carrier else event

    def is_corrected(self, transcript: str, digest: str) -> bool:
        """Tell whether the text with ``digest`` is one that a correction led to or from."""
        carrier = self._carrier(transcript)
        return carrier is not None and carrier.knows(digest)

    def version(self, transcript: str) -> int:
        """Return a number that grows whenever anything but a memo happens in ``transcript``."""
        return self._versions[transcript]

    def comments_on(self, transcript: str) -> list[Comment]:
        """Return the comments that stand on ``transcript``, in no order."""
        carrier, found = self._carrier(transcript), self.comments.on(transcript)
        return [carrier.carry_comment(each) for each in found] if carrier else found

    def transcripts(self) -> tuple[str, ...]:
        """Return the ids of the transcripts that have codings or rejections."""
        return tuple(sorted(name for name, entries in list(self._live.items()) if entries))

    def codings(self, transcript: str) -> list[Coding]:
        """Return the codings that stand in ``transcript``, by start, end and id."""
        return list(self._in_order(transcript))

    def _in_order(self, transcript: str) -> list[Coding]:
        carrier = self._carrier(transcript)
        known = self._sorted.get(transcript)
        if known is not None and known[0] is carrier:
            return known[1]
        found = [
            self._coding(who, event, carrier)
            for who, event in list(self._live.get(transcript, {}).values())
            if isinstance(event, Coded)
        ]
        found.sort(key=_rank)
        self._sorted[transcript] = carrier, found
        return found

    def tally(self, transcript: str, digest: str, size: int) -> Counter[str]:
        """Count the codings by code that stand on the body with ``digest`` and ``size``."""
        return Counter(
            event.code
            for _who, event in self.entries(transcript)
            if isinstance(event, Coded) and event.digest == digest and _span(event).end <= size
        )

    def at(self, transcript: str, span: Span) -> list[Coding]:
        """Return the codings that stand on just that span, by id."""
        codings, place = self._in_order(transcript), (span.start, span.end)
        first = bisect_left(codings, place, key=_where)
        last = bisect_right(codings, place, lo=first, key=_where)
        return codings[first:last]

    def _coding(self, coder: str, event: Coded, carrier: Carrier | None) -> Coding:
        """Return the coding that ``event`` added; made once for each ``carrier``."""
        known = self._made.get(event.transcript)
        if known is None or known[0] is not carrier:
            known = self._made[event.transcript] = carrier, {}
        made = known[1].get((coder, event.id))
        if made is None:
            now = carrier.carry(event) if carrier else event
            made = known[1][coder, event.id] = _coding(coder, now)
        return made

    def coding(self, coding_id: str) -> Coding | None:
        """Return the coding of that id if it stands."""
        return self.was_coding(coding_id) if self.stands(coding_id) else None

    def was_coding(self, coding_id: str) -> Coding | None:
        """Return the coding that was added under that id, whether it stands or not."""
        coder, event = self._added.get(coding_id, ("", None))
        if not isinstance(event, Coded):
            return None
        return self._coding(coder, event, self._carrier(event.transcript))

    def added(self, event_id: str) -> tuple[str, _Added] | None:
        """Return the coder and event that added ``event_id``, whether it stands or not."""
        return self._added.get(event_id)

    def stands(self, event_id: str) -> bool:
        """Tell whether what ``event_id`` added has not been removed."""
        known = self._added.get(event_id)
        return known is not None and (known[0], event_id) not in self._removed

    def standing(self, coder: str, event: Coded) -> list[str]:
        """Return the id that ``event`` stands under today: its own, or that of what continues it.

        Undo and redo set a removed coding again under a new id. Empty if nothing stands.
        """
        if self.stands(event.id):
            return [event.id]
        root = event.root or event.id
        return [
            other.id
            for who, other in self._live.get(event.transcript, {}).values()
            if who == coder and isinstance(other, Coded) and other.root == root
        ]

    def rejections(self, transcript: str) -> list[Rejection]:
        """Return the rejections that stand in ``transcript``, by start, end and id."""
        noes, carrier = list(self._noes.get(transcript, {}).values()), self._carrier(transcript)
        there = [(who, carrier.carry(event) if carrier else event) for who, event in noes]
        return [_rejection(who, event) for who, event in sorted(there, key=_place)]

    def entries(self, transcript: str) -> list[tuple[str, Coded | Rejected]]:
        """Return the events of the codings and rejections that stand, each with its coder."""
        entries, carrier = list(self._live.get(transcript, {}).values()), self._carrier(transcript)
        return [(who, carrier.carry(event)) for who, event in entries] if carrier else entries

    def shown(self, transcript: str) -> list[tuple[str, Shown]]:
        """Return what was shown in ``transcript``, each event with its coder."""
        carrier = self._carrier(transcript)
        return [
            (coder, carrier.carry_shown(event) if carrier else event)
            for (coder, _id), event in list(self._shown.get(transcript, {}).items())
        ]

    def losses(self) -> list[tuple[str, Lost]]:
        """Return what was accepted as lost, each with who did, by time."""
        found = [(coder, event) for (coder, _id), event in list(self._losses.items())]
        return sorted(found, key=lambda entry: (entry[1].at, entry[1].id, entry[0]))

    def about(self) -> frozenset[str]:
        """Return the ids of all transcripts that were coded, read, or shown suggestions in."""
        return frozenset(list(self._versions))

    def memos(self) -> list[Memo]:
        """Return the memos that have a text, by time and id."""
        keys = ((coder, Target(TargetKind(kind), of)) for coder, kind, of in self._notes)
        found = [memo for coder, target in keys if (memo := self.memo(coder, target))]
        found.sort(key=lambda memo: (memo.at, memo.id))
        return found

    def memo(self, coder: str, target: Target) -> Memo | None:
        """Return the memo of ``coder`` about ``target``, if there is one."""
        event = self.noted(coder, target.kind.value, target.id)
        if event is None or not event.text:
            return None
        return Memo(event.id, target, event.text, coder, event.at)

    def noted(
        self, coder: str, kind: str, target: str, before: Noted | None = None
    ) -> Noted | None:
        """Return what ``coder`` noted last about a target, or last before ``before`` did."""
        notes: Iterable[Noted] = self._notes.get((coder, kind, target), {}).values()
        if before is not None:
            notes = [note for note in notes if (note.at, note.id) < (before.at, before.id)]
        return max(notes, key=lambda note: (note.at, note.id), default=None)

    def marks(self) -> list[Mark]:
        """Return the marks that say something, by target and coder."""
        found = []
        for coder, target in sorted([*self._marks]):
            event = self.marked(coder, target)
            if event is not None and (event.mark or event.keep):
                known = self._added.get(target)
                carrier = self._carrier(known[1].transcript) if known and event.keep else None
                digest, places = carrier.kept(event) if carrier else (event.digest, event.keep)
                keep = tuple(Span(start, end) for start, end in places if 0 <= start < end)
                kind = MarkKind(event.mark)
                found.append(Mark(target, kind, digest, keep, coder, event.at))
        return found

    def marked(self, coder: str, target: str, before: Marked | None = None) -> Marked | None:
        """Return how ``coder`` marked a target last, or last before ``before``."""
        marks = list(self._marks.get((coder, target), {}).values())
        if before is not None:
            marks = [mark for mark in marks if (mark.at, mark.id) < (before.at, before.id)]
        return max(marks, key=lambda mark: (mark.at, mark.id), default=None)

    def replaced(self, coder: str, event: AnyEvent) -> AnyEvent | None:
        """Return the event that ``event`` of ``coder`` is to come after, where the last counts."""
        if isinstance(event, Noted):
            return self.noted(coder, event.kind, event.target)
        if isinstance(event, Marked):
            return self.marked(coder, event.target)
        if isinstance(event, Revised | Placed):
            return self.corrections.last(event.transcript)
        return None

    def uses(self) -> list[Use]:
        """Return what was found of each quote in reports that came back, by time."""
        events = [(coder, event) for (coder, _id), event in list(self._used.items())]
        events.sort(key=lambda entry: (entry[1].at, entry[1].id, entry[0]))
        return [
            Use(event.report, event.title, coding, state, coder, event.at)
            for coder, event in events
            for coding, state in event.items
        ]

    def read_spans(self, coder: str, transcript: str, digest: str) -> list[Span]:
        """Return what ``coder`` has read of the body with ``digest``, joined and in order."""
        events = list(self._read.get((coder, transcript), {}).values())
        return joined(events, digest, self._carrier(transcript))

    def read_by_all(self, transcript: str, digest: str) -> list[Span]:
        """Return what any coder has read of the body with ``digest``, joined and in order."""
        events = [
            event
            for (_coder, name), read in list(self._read.items())
            if name == transcript
            for event in list(read.values())
        ]
        return joined(events, digest, self._carrier(transcript))


def _span(event: _Added) -> Span:
    start = max(0, event.start)
    return Span(start, max(start, event.end))


def _where(coding: Coding) -> tuple[int, int]:
    return coding.span.start, coding.span.end


def _rank(coding: Coding) -> tuple[int, int, str]:
    return coding.span.start, coding.span.end, coding.id


def _place(entry: tuple[str, _Added]) -> tuple[int, int, str]:
    event = entry[1]
    start = max(0, event.start)
    return start, max(start, event.end), event.id


def _rejection(coder: str, event: Rejected) -> Rejection:
    return Rejection(
        event.id,
        event.transcript,
        event.digest,
        _span(event),
        event.code,
        coder,
        event.at,
        event.score,
        event.engine,
    )


def _coding(coder: str, event: Coded) -> Coding:
    origin = OWN
    if event.origin != "own" or event.engine:
        origin = Origin(OriginKind(event.origin), event.score, event.engine)
    return Coding(
        event.id,
        event.transcript,
        event.digest,
        _span(event),
        event.code,
        coder,
        event.at,
        origin,
        event.root,
    )
