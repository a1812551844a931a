"""What became of the suggestions that were put before the coders, worked out from the events.

Like the ledger it builds on, the result is the same in any order and with duplicates.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from kodeverk.journal.comments import is_comment
from kodeverk.journal.events import Coded, Shown, new_id, now
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Answer, Codebook, Outcome, Span, Suggestion, Transcript

_Place = tuple[int, int, str]  # start, end, the code as it is called today


_Fingerprint = Callable[[str], tuple[str, int] | None]  # digest and length of a transcript


class Answers:
    """What became of all suggestions, and what has been read: worked out anew where it changed."""

    def __init__(self) -> None:
        self._book: Codebook | None = None
        self._outcomes: dict[str, tuple[tuple[object, ...], tuple[Outcome, ...]]] = {}
        self._read: dict[str, tuple[tuple[object, ...], tuple[Span, ...]]] = {}
        self._all: tuple[Outcome, ...] = ()

    def all(self, ledger: Ledger, fingerprint: _Fingerprint, book: Codebook) -> tuple[Outcome, ...]:
        """Return what became of every suggestion, by time."""
        if book is not self._book:
            self._book, self._outcomes, self._all = book, {}, ()
        names = ledger.about()
        changed = False
        for name in names:
            mark = ledger.version(name), fingerprint(name)
            known = self._outcomes.get(name)
            if known is None or known[0] != mark:
                there = mark[1]
                made = outcomes(ledger, name, *there, book.resolve) if there else ()
                changed = changed or made != (known[1] if known else ())
                self._outcomes[name] = mark, made
        if changed:
            parts = [made for _mark, made in self._outcomes.values()]
            self._all = tuple(sorted(chain(*parts), key=by_time))
        return self._all

    def read(self, ledger: Ledger, fingerprint: _Fingerprint) -> dict[str, tuple[Span, ...]]:
        """Return per transcript what any coder has read of it."""
        for name in ledger.about():
            mark = ledger.version(name), fingerprint(name)
            known = self._read.get(name)
            if known is None or known[0] != mark:
                spans = tuple(ledger.read_by_all(name, mark[1][0])) if mark[1] else ()
                self._read[name] = mark, spans
        return {name: spans for name, (_mark, spans) in sorted(self._read.items()) if spans}


class Showing(NamedTuple):
    """Suggestions that were put before the coder.

    ``blind``: they were held back until the coder had decided without them. ``late``: the coder had
    coded the place before they were shown, or was asked about them one by one, so that they cannot
    be compared with those; that the place was read before is found out when it is noted.
    ``edited``: a coding with another code or span is made of them now, which is known by its score
    alone; so they are noted again where they had another score when they were shown first.
    """

    suggestions: Sequence[Suggestion]
    blind: bool = False
    late: bool = False
    edited: bool = False


def showing(ledger: Ledger, coder: str, transcript: Transcript, what: Showing) -> list[Shown]:
    """Return the events that say what ``coder`` has been shown of ``transcript``.

    Nothing that is said already.
    """
    blind = what.blind
    known = {
        tuple(item if what.edited else item[:3])
        for who, event in ledger.shown(transcript.id)
        if who == coder and event.blind == blind and event.digest == transcript.digest
        for item in event.items
    }
    read = ledger.read_spans(coder, transcript.id, transcript.digest)
    groups: dict[tuple[str, bool], list[tuple[int, int, str, float]]] = defaultdict(list)
    for one in what.suggestions:
        item = one.span.start, one.span.end, one.code, round(one.score, 4)
        place = item if what.edited else item[:3]
        if one.transcript == transcript.id and place not in known:
            known.add(place)
            seen = not blind and any(span.overlaps(one.span) for span in read)
            passed = what.late or seen
            groups[one.engine, passed].append(item)
    return [
        Shown(
            n=0,
            id=new_id(),
            at=now(),
            transcript=transcript.id,
            digest=transcript.digest,
            items=sorted(items),
            engine=engine,
            blind=blind,
            late=passed,
        )
        for (engine, passed), items in groups.items()
    ]


class _First(NamedTuple):
    """The first time a suggestion was shown to a coder."""

    at: str
    id: str
    score: float
    engine: str
    late: bool


class _Done(NamedTuple):
    """What a coder did with a suggestion; of several, the last counts."""

    at: str
    id: str
    answer: Answer
    score: float | None = None
    engine: str = ""
    instead: str = ""


class _Set(NamedTuple):
    """A code that a coder has set; ``since`` is when its coding was first made."""

    start: int
    end: int
    at: str
    id: str
    since: str
    own: bool


def outcomes(
    ledger: Ledger, transcript: str, digest: str, size: int, today: Callable[[str], str]
) -> tuple[Outcome, ...]:
    """Return what became of the suggestions on the body with ``digest`` and ``size``, by time.

    ``today`` gives the id that a code counts under now.
    """
    coders: dict[str, _Coder] = defaultdict(lambda: _Coder(ledger, size, today))
    for coder, shown in ledger.shown(transcript):
        if shown.digest == digest:
            coders[coder].show(shown)
    for coder, event in ledger.entries(transcript):
        if event.digest != digest or not 0 <= event.start < event.end <= size:
            continue
        if isinstance(event, Coded):
            coders[coder].set(event)
        elif not is_comment(event.engine):  # that was no suggestion of the program
            place = event.start, event.end, today(event.code)
            done = _Done(event.at, event.id, Answer.REJECTED, event.score, event.engine)
            coders[coder].answer(place, done)
    found = [made for name, one in coders.items() for made in one.outcomes(transcript, name)]
    return tuple(sorted(found, key=by_time))


def by_time(one: Outcome) -> tuple[str, str, str, int, int, str, bool]:
    """Return what outcomes are sorted by."""
    start, end = one.span.start, one.span.end
    return one.at, one.coder, one.transcript, start, end, one.code, one.blind


class _Coder:
    """What one coder was shown in a transcript, and did with it. First all ``show``, then rest."""

    def __init__(self, ledger: Ledger, size: int, today: Callable[[str], str]) -> None:
        self._ledger = ledger
        self._size = size
        self._today = today
        self._shown: dict[_Place, _First] = {}
        self._blind: dict[_Place, _First] = {}
        self._done: dict[_Place, _Done] = {}
        self._set: dict[str, list[_Set]] = defaultdict(list)
        self._by_score: dict[tuple[str, float], list[_Place]] = defaultdict(list)

    def show(self, event: Shown) -> None:
        """Note what was shown, or held back."""
        known = self._blind if event.blind else self._shown
        for start, end, code, score in event.items:
            if 0 <= start < end <= self._size:
                place = start, end, self._today(code)
                first = _First(event.at, event.id, score, event.engine, event.late)
                known[place] = min(first, known.get(place, first))
                if not event.blind:
                    self._by_score[event.engine, round(score, 4)].append(place)

    def answer(self, place: _Place, done: _Done) -> None:
        """Note what was done with the suggestion at ``place``."""
        known = self._done.get(place)
        if known is None or known[:2] < done[:2]:
            self._done[place] = done

    def set(self, event: Coded) -> None:
        """Note a coding that stands."""
        begun = self._begun(event)
        own = event.origin in ("own", "comment")
        code = self._today(event.code)
        self._set[code].append(_Set(event.start, event.end, event.at, event.id, begun.at, own))
        if own:
            return
        place = self._suggested(begun)
        instead = "" if code == place[2] else code
        answer = Answer.ACCEPTED if event.origin == "suggested" else Answer.EDITED
        self.answer(place, _Done(event.at, event.id, answer, event.score, event.engine, instead))

    def _begun(self, event: Coded) -> Coded:
        """Return the first coding of the row that ``event`` ends; itself if that is not known."""
        _coder, first = self._ledger.added(event.root) or ("", None)
        first = self._ledger.carried(first) if isinstance(first, Coded) else None
        if (
            first is not None
            and (first.transcript, first.digest) == (event.transcript, event.digest)
            and 0 <= first.start < first.end <= self._size
        ):
            return first
        return event

    def _suggested(self, begun: Coded) -> _Place:
        """Return the suggestion that a coding began as; its own place if that is not known."""
        place = begun.start, begun.end, self._today(begun.code)
        if begun.score is None or place in self._shown:
            return place
        alike = [
            here
            for here in self._by_score.get((begun.engine, begun.score), ())
            if here[0] < place[1] and place[0] < here[1]
        ]
        return min(
            alike,
            key=lambda here: (here[2] != place[2], here[:2] != place[:2], here),
            default=place,
        )

    def outcomes(self, transcript: str, coder: str) -> Iterator[Outcome]:
        """Yield what became of each suggestion."""
        standing = {code: _Standing(codings) for code, codings in self._set.items()}
        none = _Standing([])
        for place in self._shown.keys() | self._done.keys():
            first, done = self._shown.get(place), self._done.get(place)
            if done is None and first is not None:
                there = max(
                    ((s.at, s.id) for s in standing.get(place[2], none).over(place)), default=None
                )
                # Set with the code's own key, or with a coding that was widened to here.
                done = _Done(*there, Answer.ACCEPTED) if there else None
            yield Outcome(
                transcript,
                Span(place[0], place[1]),
                place[2],
                coder,
                max(first.at if first else "", done.at if done else ""),
                first.score if first else done.score if done else None,
                first.engine if first else done.engine if done else "",
                done.answer if done else Answer.LEFT,
                instead=done.instead if done else "",
                late=first is None or first.late,
            )
        for place, held in self._blind.items():
            first = self._shown.get(place)
            unaided = [
                s.at
                for s in standing.get(place[2], none).over(place)
                if s.own and (first is None or s.since < first.at)
            ]
            yield Outcome(
                transcript,
                Span(place[0], place[1]),
                place[2],
                coder,
                max([held.at, *unaided]),
                held.score,
                held.engine,
                Answer.ACCEPTED if unaided else Answer.LEFT,
                blind=True,
                late=held.late,
            )


class _Standing:
    """The places where one code is set, made to be searched."""

    def __init__(self, codings: list[_Set]) -> None:
        self._sorted = sorted(codings)
        self._starts = [one.start for one in self._sorted]
        self._longest = max((one.end - one.start for one in self._sorted), default=0)

    def over(self, place: _Place) -> list[_Set]:
        """Return those that overlap ``place``."""
        first = bisect_left(self._starts, place[0] - self._longest)
        last = bisect_left(self._starts, place[1])
        return [one for one in self._sorted[first:last] if one.end > place[0]]
