"""Events that are gone for good: what coders have accepted as lost, and what of it is not back.

That stands in a journal, so that all machines of the study tell the same; what turns up again, in a
backup or after a slow sync, is read and no longer lost.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kodeverk.journal.events import Lost
from kodeverk.journal.store import JournalFile
from kodeverk.model import Coder, Loss, Problem, Severity

_MENDABLE = ("damaged", "no_header", "empty_journal")  # all else has another cure
_END = 1 << 62


class Accepted:
    """What ``losses`` (who accepted, and what; by time) say is gone."""

    def __init__(self, losses: Iterable[tuple[str, Lost]]) -> None:
        self._entries: dict[str, list[tuple[str, Lost]]] = defaultdict(list)
        for coder, event in losses:
            self._entries[event.journal].append((coder, event))

    def left(self, journal: Coder | str, missing: Sequence[range]) -> list[range]:
        """Return those of the ``missing`` numbers of a journal that nobody has accepted."""
        return _without(missing, self._numbers(str(journal)))

    def mendable(self, part: JournalFile) -> bool:
        """Tell whether all that is wrong in the file is damage nobody has accepted so far."""
        wrong = [p.code for p in part.problems if p.severity is Severity.ERROR]
        return self.unsettled(part) and all(code in _MENDABLE for code in wrong)

    def unsettled(self, part: JournalFile) -> bool:
        """Tell whether something in the file cannot be read, and nobody has accepted it."""
        if not part.damaged:
            return False
        entries = self._entries.get(str(part.coder), ())
        wrong = [p.code for p in part.problems if p.severity is Severity.ERROR]
        known = {line for _coder, event in entries for line in event.lines}
        return not entries or any(c not in _MENDABLE for c in wrong) or not known >= {*part.prints}

    def problems(self, part: JournalFile) -> tuple[Problem, ...]:
        """Return what is wrong with the file, without the damage that was accepted."""
        settled = not self.unsettled(part)
        return tuple(p for p in part.problems if not (settled and p.code in _MENDABLE))

    def losses(
        self,
        gaps: Mapping[str, Sequence[range]],
        highest: Callable[[], Mapping[str, int]],
        parts: Collection[JournalFile],
    ) -> tuple[Loss, ...]:
        """Return what is still gone of each journal, told the number of events (at least).

        ``gaps`` are the numbers missing below the ``highest`` that is there.
        """
        found = []
        tops = highest() if self._entries else {}
        for journal, entries in sorted(self._entries.items()):
            gone = [*gaps.get(journal, ()), range(tops.get(journal, 0) + 1, _END)]
            numbers = self._numbers(journal)
            back = _without(numbers, gone)
            lines = {line for _coder, event in entries for line in event.lines}
            damaged = [p for part in parts if str(part.coder) == journal for p in part.prints]
            # A damaged line leaves a gap, unless it was the last one: the same event, not another.
            events = max(_count(numbers) - _count(back), len(lines & set(damaged)))
            if events:
                coder, last = entries[-1]
                found.append(Loss(journal, events, coder, last.at))
        return tuple(found)

    def _numbers(self, journal: str) -> list[range]:
        """Return the numbers that were accepted as gone, each once."""
        numbers: list[range] = []
        for _coder, event in self._entries.get(journal, ()):
            for first, last in event.numbers:
                numbers += _without([range(max(first, 1), min(last + 1, _END))], numbers)
        return numbers


def _without(runs: Sequence[range], taken: Sequence[range]) -> list[range]:
    """Return ``runs`` without the numbers in ``taken``."""
    left = [run for run in runs if run]
    for out in filter(None, taken):
        pieces = [
            piece
            for run in left
            for piece in (
                range(run.start, min(run.stop, out.start)),
                range(max(run.start, out.stop), run.stop),
            )
            if piece
        ]
        left = pieces
    return left


def _count(runs: Iterable[range]) -> int:
    return sum(run.stop - run.start for run in runs)
