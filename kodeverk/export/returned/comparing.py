"""What became of each quote of a report: kept, moved, shortened, changed, deleted, or unclear."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kodeverk.export.readback import bookmark
from kodeverk.export.returned import signs
from kodeverk.export.returned.manifest import Manifest, Written
from kodeverk.export.returned.reading import Line, Reading, Spot, quotes
from kodeverk.export.returned.surgery import table_after
from kodeverk.report import CUT, Quote

_COPY = re.compile(r"_?(?:Copy|Kopi)?_?\d{1,4}", re.IGNORECASE)
_LONGEST_COPY = 10  # letters that LibreOffice puts after a name
_ALIKE = 0.7  # share of the words of a quote that a paragraph must have to be a candidate
_MOST = 5  # candidates


class State(StrEnum):
    """What became of a quote."""

    KEPT = "kept"
    MOVED = "moved"
    SHORTENED = "shortened"
    CHANGED = "changed"
    MARKED = "marked"
    """Tracked as deleted: gone when somebody accepts it."""
    DELETED = "deleted"
    DOUBLED = "doubled"
    """Its id is there more than once: a person has to say which it is."""
    LOST = "lost"
    """Its id is gone, but there is text that may be it: a person has to say."""

    @property
    def unclear(self) -> bool:
        """True when nobody knows before a person has said."""
        return self in (State.DOUBLED, State.LOST)


@dataclass(frozen=True, slots=True)
class Found:
    """A quote of the report. ``spot`` is where it stands, if that is known.

    ``text`` is what it says in the study today, None if it is not there any more. ``moved`` also
    tells of one that was shortened or changed. ``copies`` are other places with the same text.
    """

    written: Written
    state: State
    spot: Spot | None = None
    moved: bool = False
    text: str | None = None
    comments: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Spot, ...] = ()
    copies: tuple[Spot, ...] = ()

    @property
    def id(self) -> str:
        """The id of the quote."""
        return self.written.id

    @property
    def untouched(self) -> bool:
        """True when nobody has done anything to its text."""
        spot = self.spot
        return (
            self.state in (State.KEPT, State.MOVED)
            and spot is not None
            and not (spot.touched or spot.tracked or spot.comments)
            and spot.alone
        )


@dataclass(slots=True)
class Comparison:
    """All quotes in the order they were written, and places of quotes that are not of it."""

    found: list[Found]
    unknown: list[Spot] = field(default_factory=list)

    @property
    def unclear(self) -> list[Found]:
        """The quotes that a person has to say something about."""
        return [each for each in self.found if each.state.unclear]


def compare(
    reading: Reading,
    manifest: Manifest,
    today: Callable[[Written], Quote | None],
    keep: Mapping[str, int] | None = None,
) -> Comparison:
    """Return what became of the quotes of ``manifest`` in the document that was read.

    ``today`` gives what the study has for a quote now. ``keep`` says of unclear ones which of the
    candidates it is, counted from 1; 0: none.
    """
    return _Comparing(reading, manifest, today, keep or {}).result()


class _Comparing:
    def __init__(
        self,
        reading: Reading,
        manifest: Manifest,
        today: Callable[[Written], Quote | None],
        keep: Mapping[str, int],
    ) -> None:
        self.reading = reading
        self.manifest = manifest
        self.today = today
        self.keep = keep
        self.themes = {spot.name for spot in reading.spots if spot.name.startswith(signs.THEME)}
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        for spot in reading.spots:
            self.spots[spot.name.casefold()].append(spot)
        self.renamed = self._renamed({bookmark(each.id) for each in manifest.quotes})
        self.loose = self._loose()

    def result(self) -> Comparison:
        found = [self._one(written) for written in self.manifest.quotes]
        taken = {each.spot for each in found} | {
            spot for each in found for spot in (*each.candidates, *each.copies)
        }
        unknown = [spot for spot in quotes(self.reading) if spot.text and spot not in taken]
        return Comparison(self._moved(found), unknown)

    def _one(self, written: Written) -> Found:
        name = bookmark(written.id)
        exact = [spot for spot in self.spots.get(name, ()) if spot.text or spot.was]
        quote = self.today(written)
        text = quote.text if quote else None
        copies = [*self.renamed.get(name, ()), *self._same(written)]
        if len(exact) == 1 and (exact[0].text or not copies):
            return self._placed(written, exact[0], text, copies)
        state = State.DOUBLED if len(exact) > 1 else State.LOST
        candidates = [*exact, *copies] if exact else self._candidates(written, text, copies)
        candidates = [spot for spot in candidates if spot.text]
        candidates = list(dict.fromkeys(candidates))[:_MOST]
        if not candidates:
            return Found(written, State.DELETED, text=text)
        chosen = self.keep.get(written.id)
        if chosen is None or not 0 <= chosen <= len(candidates):
            return Found(written, state, text=text, candidates=tuple(candidates))
        if chosen == 0:
            return Found(written, State.DELETED, text=text, copies=tuple(candidates))
        spot = candidates.pop(chosen - 1)
        return self._placed(written, spot, text, candidates)

    def _placed(
        self, written: Written, spot: Spot, text: str | None, copies: Sequence[Spot]
    ) -> Found:
        salt = self.manifest.report
        if not spot.text:
            state = State.MARKED
        elif signs.digest(spot.text, salt) == written.digest:
            state = State.KEPT
        elif text is not None and _shorter(spot.text, text):
            state = State.SHORTENED
        else:
            state = State.CHANGED
        source = f"{signs.SOURCE}{signs.label(written.id)}".casefold()
        noted = [*spot.comments, *(c for s in self.spots.get(source, ()) for c in s.comments)]
        comments = (self.reading.comments.get(each) for each in dict.fromkeys(noted))
        return Found(
            written,
            state,
            spot,
            text=text,
            comments=tuple(each for each in comments if each),
            copies=tuple(copies),
        )

    # Copies and candidates

    def _loose(self) -> list[Line]:
        """Return the paragraphs with text that is in no bookmark of ours, nor in our tables."""
        captions = (spot for spot in self.reading.spots if spot.name.startswith(signs.TABLE))
        tables = {table_after(spot.lines[-1].element) for spot in captions if spot.lines}
        return [
            line
            for line in self.reading.lines
            if not line.names
            and line.text.strip()
            and not any(above in tables for above in line.element.iterancestors())
        ]

    def _renamed(self, names: set[str]) -> dict[str, list[Spot]]:
        """Return the places of copies, as LibreOffice renames them, by the name they had."""
        found: dict[str, list[Spot]] = defaultdict(list)
        for other, spots in self.spots.items():
            if other in names or not other.startswith(signs.QUOTE):
                continue
            for length in range(1, 1 + _LONGEST_COPY):
                if other[:-length] in names and _COPY.fullmatch(other[-length:]):
                    found[other[:-length]] += [spot for spot in spots if spot.text]
        return found

    def _same(self, written: Written) -> list[Spot]:
        """Return paragraphs without a bookmark that say just what the quote said."""
        return self._by_digest.get((written.lines, written.digest), [])

    @property
    def _by_digest(self) -> dict[tuple[int, str], list[Spot]]:
        if not hasattr(self, "_digests"):
            self._digests: dict[tuple[int, str], list[Spot]] = defaultdict(list)
            wanted = {(each.lines, each.digest) for each in self.manifest.quotes}
            for size in {lines for lines, _digest in wanted}:
                for at in range(len(self.loose) - size + 1):
                    lines = self.loose[at : at + size]
                    if lines[-1].number - lines[0].number != size - 1:
                        continue
                    text = "\n".join(line.text for line in lines)
                    key = size, signs.digest(text, self.manifest.report)
                    if key in wanted:
                        self._digests[key].append(_spot(lines))
        return self._digests

    def _candidates(self, written: Written, text: str | None, copies: Sequence[Spot]) -> list[Spot]:
        """Return what may be a quote whose bookmark is gone: copies, and what stands in its place.

        That is what is right above its source line, or a quote that has most of its words.
        """
        found = list(copies)
        source = f"{signs.SOURCE}{signs.label(written.id)}".casefold()
        for spot in self.spots.get(source, ()):
            above = spot.lines[0].number - 1 if spot.lines else -1
            found += [_spot([line]) for line in self.loose if line.number == above]
        words = set(_words(text or ""))
        if words:
            for line in self.loose:
                own = set(_words(line.text))
                if line.style == "quote" and len(words & own) >= _ALIKE * max(len(words), len(own)):
                    found.append(_spot([line]))
        return list({spot.lines[0].number if spot.lines else -1: spot for spot in found}.values())

    # Order

    def _moved(self, found: list[Found]) -> list[Found]:
        """Return ``found`` with those moved that stand under another theme or in another order."""
        moved: set[str] = set()
        rows: dict[str, list[Found]] = defaultdict(list)
        for each in found:
            if each.spot is None:
                continue
            theme = each.written.theme
            if each.spot.theme != theme and f"{signs.THEME}{theme}" in self.themes:
                moved.add(each.id)
            else:
                rows[theme].append(each)
        for row in rows.values():
            places = [_place(each.spot) for each in row]
            still = _longest_rise(places)
            moved.update(each.id for at, each in enumerate(row) if at not in still)
        return [
            replace(
                each,
                moved=True,
                state=State.MOVED if each.state is State.KEPT else each.state,
            )
            if each.id in moved
            else each
            for each in found
        ]


def _spot(lines: Sequence[Line]) -> Spot:
    """Return the place of paragraphs that have no bookmark."""
    text = "\n".join(line.text for line in lines)
    first = lines[0]
    return Spot(
        "",
        first.element,
        list(lines),
        [text],
        [text],
        touched=any(line.tracked for line in lines),
        theme=first.theme,
        heading=first.heading,
    )


def _place(spot: Spot | None) -> int:
    return spot.lines[0].number if spot and spot.lines else -1


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace(CUT, " ").casefold())


def _shorter(text: str, whole: str) -> bool:
    """Tell whether ``text`` is ``whole`` with words left out and none put in."""
    left, every = _words(text), _words(whole)
    rest = iter(every)
    return 0 < len(left) < len(every) and all(word in rest for word in left)


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the indices of a longest rising run: what has kept its order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [number]
        ends[place : place + 1] = [at]
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found
