"""The fold of corrections: from places in an earlier text of a transcript to the present one.

A correction is an edge between two texts, known by their digests, and can be walked both ways; so
what somebody coded on either finds its words again, whichever text the study has now. The result is
the same in any order and with duplicates, as all of the fold is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import TypeVar

import msgspec

from kodeverk.journal.events import Coded, Marked, Placed, Read, Rejected, Revised, Shown
from kodeverk.model import Comment, Span

Place = tuple[int, int]
"""A stretch: start and end in code points, end exclusive."""


_R = TypeVar("_R", bound=Revised | Placed)
E = TypeVar("E", bound=Coded | Rejected)


class Corrections:
    """The corrections of all transcripts. ``here`` gives the digest of the text one has now."""

    def __init__(self, here: Callable[[str], str]) -> None:
        self._here = here
        self._revised: dict[str, dict[str, Revised]] = {}
        self._placed: dict[str, dict[tuple[str, str], Placed]] = defaultdict(dict)
        self._placed_in: dict[tuple[str, str], str] = {}
        self._removed: set[tuple[str, str]] = set()
        self._carriers: dict[str, Carrier] = {}
        self._changing = Lock()  # one thread asks while another adds

    def add(self, coder: str, event: Revised | Placed) -> None:
        """Take in what ``coder`` did."""
        with self._changing:
            if isinstance(event, Revised):
                self._revised.setdefault(event.transcript, {})[event.id] = event
            else:
                self._placed[event.transcript][coder, event.id] = event
                self._placed_in[coder, event.id] = event.transcript
            self._carriers.pop(event.transcript, None)

    def remove(self, coder: str, target: str) -> str:
        """Let a place that ``coder`` found by hand go; return its transcript, empty if none is."""
        with self._changing:
            self._removed.add((coder, target))
            transcript = self._placed_in.get((coder, target), "")
            self._carriers.pop(transcript, None)
        return transcript

    def placed(self, event_id: str) -> Placed | None:
        """Return what was placed under that id, whether it stands or not."""
        for (coder, known), transcript in self._placed_in.items():
            if known == event_id:
                return self._placed[transcript][coder, known]
        return None

    def behind(self) -> list[str]:
        """Return the transcripts whose text is another than the one they were last corrected to."""
        last = {name: _last(events.values()) for name, events in list(self._revised.items())}
        return sorted(name for name, e in last.items() if e and self._here(name) != e.into)

    def last(self, transcript: str) -> Revised | Placed | None:
        """Return what was last said of where things are in ``transcript``."""
        revised = self._revised.get(transcript, {}).values()
        both: list[Revised | Placed] = [*revised, *self._placed.get(transcript, {}).values()]
        return _last(both)

    def carrier(self, transcript: str) -> "Carrier | None":
        """Return what carries places to the text ``transcript`` has now; None if it is its first.

        It is another object whenever it could give another answer.
        """
        if transcript not in self._revised and transcript not in self._placed:
            return None  # (a text changed by hand in its file has only what was placed by hand)
        here = self._here(transcript)
        with self._changing:
            known = self._carriers.get(transcript)
            if known is None or known.here != here:
                placed = self._placed[transcript].items()
                standing = [event for key, event in placed if key not in self._removed]
                revised = self._revised.get(transcript, {}).values()
                known = self._carriers[transcript] = Carrier(revised, standing, here)
        return known


def _last(events: Iterable[_R]) -> _R | None:
    return max(list(events), key=lambda event: (event.at, event.id), default=None)


class Carrier:
    """The corrections of one transcript, and what was placed by hand, seen from text ``here``.

    Of two corrections between the same texts the first counts; of two hands the last.
    """

    def __init__(self, revised: Iterable[Revised], placed: Iterable[Placed], here: str) -> None:
        self.here = here
        self._steps: dict[str, dict[str, _Step]] = defaultdict(dict)
        for event in sorted(revised, key=lambda event: (event.at, event.id)):
            there = [(new, new + end - start, start) for start, end, new in event.same]
            self._step(event.digest, event.into).believe(event.same)
            self._step(event.into, event.digest).believe(there)
        for one in sorted(placed, key=lambda event: (event.at, event.id)):
            old, new = (one.start, one.end), (one.new_start, one.new_end)
            if not (0 <= old[0] < old[1] and 0 <= new[0] < new[1]):
                continue  # nonsense: what stood there waits
            self._step(one.digest, one.into).by_hand[old] = new
            self._step(one.into, one.digest).by_hand[new] = old

    def _step(self, digest: str, into: str) -> "_Step":
        return self._steps[digest].setdefault(into, _Step())

    def knows(self, digest: str) -> bool:
        """Tell whether a correction leads to or from the text with ``digest``."""
        return digest in self._steps

    def place(self, digest: str, place: Place) -> Place | None:
        """Return where a stretch of the text with ``digest`` is here; None if nobody knows."""
        return next((now[0] for now in self._ways(digest, [place])), None)

    def carry(self, event: E) -> E:
        """Return ``event`` as it would be on the text here; itself if its place is not known."""
        if event.digest == self.here:
            return event
        there = self.place(event.digest, (event.start, event.end))
        if there is None:
            return event
        return msgspec.structs.replace(event, digest=self.here, start=there[0], end=there[1])

    def carry_comment(self, comment: Comment) -> Comment:
        """Return ``comment`` as it would be on the text here; itself if its place is not known."""
        span = comment.span
        if comment.digest == self.here or span is None:
            return comment
        there = self.place(comment.digest, (span.start, span.end))
        return replace(comment, digest=self.here, span=Span(*there)) if there else comment

    def parts(self, digest: str, places: list[Place]) -> list[Place]:
        """Return what is here of stretches of the text with ``digest``, however cut up."""
        return next(self._ways(digest, places, cut=True), [])

    def carry_shown(self, event: Shown) -> Shown:
        """Return what was shown as on the text here, without what is not here any more."""
        if event.digest == self.here:
            return event
        items = [
            (*there, code, score)
            for start, end, code, score in event.items
            if (there := self.place(event.digest, (start, end)))
        ]
        return msgspec.structs.replace(event, digest=self.here, items=items)

    def kept(self, event: Marked) -> tuple[str, list[Place]]:
        """Return what is kept of a quote, and on which text: here, if all of it is here."""
        places = [self.place(event.digest, place) for place in event.keep]
        found = [place for place in places if place is not None]
        return (self.here, found) if len(found) == len(places) else (event.digest, event.keep)

    def _ways(self, digest: str, places: list[Place], cut: bool = False) -> Iterator[list[Place]]:
        """Yield what the stretches come out as on each way here, the shortest first."""
        reached = {digest}
        front = [(digest, places)]
        while front:
            ahead: list[tuple[str, list[Place]]] = []
            for at, now in front:
                if at == self.here:
                    yield now
                    continue
                steps = self._steps.get(at, {})
                for into in sorted(steps):
                    after = steps[into].take(now, cut)
                    if after and (into == self.here or into not in reached):
                        reached.add(into)
                        ahead.append((into, after))
            front = ahead


class _Step:
    """From one text to another: what is the same to the letter, and what was placed by hand."""

    def __init__(self) -> None:
        self.by_hand: dict[Place, Place] = {}
        self._same: list[tuple[int, int, int]] = []
        self._starts: list[int] = []

    def believe(self, same: Iterable[tuple[int, int, int]]) -> None:
        """Take in (start, end, new start) of what is the same, unless that is known."""
        if not self._same:
            sound = (each for each in same if 0 <= each[0] < each[1] and each[2] >= 0)
            self._same = sorted(sound)
            self._starts = [start for start, _end, _new in self._same]

    def take(self, places: list[Place], cut: bool) -> list[Place]:
        """Return where ``places`` are in the other text; none of them where one is not there.

        ``cut``: what is there of them, in pieces.
        """
        found: list[Place] = []
        for place in places:
            if cut:
                found += self._pieces(place)
                continue
            there = self.by_hand.get(place) or self._whole(place)
            if there is None:
                return []
            found.append(there)
        return found

    def _whole(self, place: Place) -> Place | None:
        at = bisect_right(self._starts, place[0]) - 1
        start, end, new = self._same[at] if at >= 0 else (0, 0, 0)
        return (place[0] - start + new, place[1] - start + new) if place[1] <= end else None

    def _pieces(self, place: Place) -> Iterator[Place]:
        for start, end, new in self._same:
            low, high = max(start, place[0]), min(end, place[1])
            if low < high:
                yield low - start + new, high - start + new


def joined(events: Iterable[Read], digest: str, carrier: Carrier | None) -> list[Span]:
    """Return the stretches of ``events`` on the body with ``digest``, joined and in order."""
    spans: list[Span] = []
    pairs: list[tuple[int, int]] = []
    for event in events:
        read = [(start, end) for start, end in event.spans if 0 <= start < end]
        if event.digest == digest:
            pairs += read
        elif carrier and carrier.here == digest:
            pairs += carrier.parts(event.digest, read)
    for start, end in sorted(pairs):
        if spans and start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return spans
