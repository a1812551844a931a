"""All journals of a study together: read, watched, and written to by their one writer."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

import msgspec

from kodeverk import files
from kodeverk.errors import ProjectError, SaveError
from kodeverk.i18n import _
from kodeverk.journal import store
from kodeverk.journal.events import (
    AnyEvent,
    Coded,
    Lost,
    Opened,
    Read,
    Rejected,
    later,
    new_id,
    now,
)
from kodeverk.journal.history import History
from kodeverk.journal.ledger import Ledger
from kodeverk.journal.seen import Seen
from kodeverk.journal.store import JournalFile, Writer
from kodeverk.model import Coder, Loss, Problem, Severity
from kodeverk.project import problems
from kodeverk.project.losses import Accepted

_E = TypeVar("_E", bound=AnyEvent)
Gaps = tuple[list[range], list[int]]
_NUMBER = attrgetter("n")


class Journals:
    """The folder ``corpus/codings``: what stands in it, and the coder's own journal.

    What was read once in a session stands for the rest of it, whatever a sync program does to the
    files. ``project`` is the id of the study; if it is empty, nothing can be written. ``lock`` is
    that of the coder's journal, if it is held already; ``here`` gives the digest of the text that a
    transcript has now.
    """

    def __init__(
        self,
        root: Path,
        project: str,
        coder: Coder,
        lock: files.Lock | None = None,
        here: Callable[[str], str] = str,
    ) -> None:
        self._root = root
        self._folder = root / "corpus" / "codings"
        self._project = project
        self._coder = coder
        self._files: dict[str, JournalFile] = {}
        self._gone: set[str] = set()
        self._own: dict[str, AnyEvent] = {}
        self._touched: set[str] = set()
        self._seen = Seen(root, project)
        self._lost: list[tuple[str, int, int]] = []
        self._rescued = 0
        self._owed = False
        self._lock = lock
        self._writer: Writer | None = None
        self._next = 1
        self.ledger = Ledger(here)
        self._history: History | None = None
        self._counted: dict[Coder, Gaps] | None = None  # worked out when asked for: all events
        self._losses: tuple[Loss, ...] | None = None  # the same, and asked for after every key
        self._expected = 0
        for path in paths(root):
            self._take(store.read(path, self._name(path), project))
        self._touched.clear()
        self._settle()

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who have a journal, in order."""
        return tuple(sorted({part.coder.name for part in self._files.values() if part.coder}))

    @property
    def history(self) -> History:
        """What the coder can undo and redo on this machine; worked out when first asked for."""
        if self._history is None:
            self._history = History.of(self._own.values())
        return self._history

    @property
    def incomplete(self) -> frozenset[str]:
        """The names of coders some of whose events cannot be read: no figure can be trusted."""
        known = self._accepted()
        names = {p.coder.name for p in self._files.values() if p.coder and known.unsettled(p)}
        names |= {c.name for c, (missing, _d) in self._gaps().items() if known.left(c, missing)}
        names |= {name.partition("@")[0] for name, _seen, _now in self._shrunk(known)}
        return frozenset(names)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What is gone for good of each journal, as somebody has accepted."""
        if self._losses is None:
            gaps = {str(coder): missing for coder, (missing, _doubled) in self._gaps().items()}
            self._losses = self._accepted().losses(gaps, self._tops, self._files.values())
        return self._losses

    def _accepted(self) -> Accepted:
        return Accepted(self.ledger.losses())

    def _shrunk(self, known: Accepted) -> list[tuple[str, int, int]]:
        """Return the journals that hold less than was seen here, and nobody has accepted it."""
        return [
            entry
            for entry in self._lost
            if known.left(entry[0], [range(entry[2] + 1, entry[1] + 1)])
        ]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the journals."""
        known = self._accepted()
        found = [problem for part in self._files.values() for problem in known.problems(part)]
        by_coder = self._by_coder()
        for coder, (missing, doubled) in self._gaps().items():
            parts = by_coder[coder]
            if missing := known.left(coder, missing):
                found.append(problems.gap(parts[0].file, missing, coder))
            if doubled:
                found.append(problems.doubled(parts[0].file, doubled))
            names = [Path(part.file).name for part in parts]
            found += [
                problems.conflict_copy(f"corpus/codings/{n}")
                for n in names
                if not store.continues(n, coder)
            ]
        found += [problems.shrunk(name, now_n) for name, _seen, now_n in self._shrunk(known)]
        found += [problems.lost(loss) for loss in self.losses]
        if self._rescued:
            found.append(problems.rescued(f"corpus/codings/{self._coder}.jsonl", self._rescued))
        return tuple(found)

    def _gaps(self) -> dict[Coder, Gaps]:
        """Return per writer the running numbers that are missing, and those that stand for two."""
        if self._counted is None:
            self._counted = {c: store.gaps(parts) for c, parts in self._by_coder().items()}
        return self._counted

    def last_transcript(self) -> str | None:
        """Return the transcript that the newest event of the coder's own journal is about."""
        about = [e for e in self._own.values() if isinstance(e, Coded | Rejected | Read)]
        return max(about, key=lambda event: event.n).transcript if about else None

    def is_stale(self) -> bool:
        """Tell whether ``refresh`` would find that a journal has come, gone or changed."""
        there = {self._name(path): path for path in paths(self._root)}
        return (
            bool(self._touched)
            or there.keys() != self._files.keys() - self._gone
            or any(self._files[name].stamp != files.stamp(path) for name, path in there.items())
        )

    def refresh(self) -> set[str]:
        """Read what has changed on disk; return the ids of transcripts touched since last asked."""
        self._reread()
        touched, self._touched = self._touched, set()
        return touched

    def _reread(self) -> None:
        present = set()
        changed = False
        for path in paths(self._root):
            name = self._name(path)
            present.add(name)
            if (known := self._files.get(name)) and known.stamp == files.stamp(path):
                continue
            part = store.read(path, name, self._project)
            if known and known.unreadable and part.unreadable:
                continue
            self._take(part)
            changed = True
        gone = self._files.keys() - present
        if changed or gone != self._gone or self._owed:
            self._gone, self._losses = gone, None
            if self._lock is not None:
                self._rescue()
            self._settle()

    def forget(self, name: str) -> bool:
        """Accept that what is missing or damaged of the journal ``coder@device`` is gone for good.

        All who work in the study see it. Tell whether anything is. Raises as ``append``.
        """
        self.lock()
        known = self._accepted()
        missing = [run for c, (gaps, _d) in self._gaps().items() if str(c) == name for run in gaps]
        missing += [range(now_n + 1, seen + 1) for n, seen, now_n in self._lost if n == name]
        parts = [p for p in self._files.values() if str(p.coder) == name and known.mendable(p)]
        left = known.left(name, missing)
        if not left and not parts:
            return False
        self.append(
            [
                Lost(
                    n=0,
                    id=new_id(),
                    at=now(),
                    journal=name,
                    numbers=[(run.start, run.stop - 1) for run in left],
                    lines=[print_ for part in parts for print_ in part.prints],
                )
            ]
        )
        self._losses = None
        return True

    @property
    def locked(self) -> bool:
        """Tell whether this is the writer of the coder's journal."""
        return self._lock is not None

    def lock(self) -> None:
        """Become the writer of the coder's journal; raises LockedError, SaveError, ProjectError."""
        if self._lock is not None:
            return
        self._lock = take_lock(self._root, self._project, self._coder)
        self._reread()

    def close(self) -> None:
        """Let another Kodeverk write the coder's journal."""
        if self._lock is not None:
            self._seen.note(self._tops())
            self._lock.release()
            self._lock = None

    def append(self, events: Sequence[_E], *, undoes: str = "", redoes: str = "") -> list[_E]:
        """Number ``events`` as one action, have them on the disk, and take them in.

        Returns them as written. Raises LockedError and SaveError; then nothing has changed.
        """
        self.lock()
        writer = self._open_writer()
        if self._on_disk(writer.path) != files.stamp(writer.path):
            self._reread()  # a sync program was there first: what it took out is written again
        act = new_id() if len(events) > 1 else ""
        numbered = [
            msgspec.structs.replace(
                event, n=self._next + i, act=act, undoes=undoes, redoes=redoes, at=self._at(event)
            )
            for i, event in enumerate(events)
        ]
        self._written(writer, writer.append(numbered))
        self._next += len(numbered)
        self.ledger.apply(self._coder.name, numbered)
        if self._history is not None:
            self._history.add(numbered)
        return numbered

    def _at(self, event: AnyEvent) -> str:
        """Return the time of ``event``; what replaces another comes after it on any clock."""
        last = self.ledger.replaced(self._coder.name, event)
        return later(event.at, last.at) if last else event.at

    def _written(self, writer: Writer, events: Sequence[AnyEvent]) -> None:
        """Take in what was just written: it need not be read again."""
        name = self._name(writer.path)
        old = self._files.get(name) or JournalFile(name, self._coder)
        old.events.extend(events)
        self._own.update((event.id, event) for event in events)
        if not events or events[0].n != self._expected:  # else numbered on from the last ones
            self._counted = self._losses = None
        self._expected = max((event.n for event in events), default=-1) + 1
        self._gone.discard(name)
        left = tuple(problem for problem in old.problems if problem.code not in _MENDED)
        self._files[name] = replace(
            old,
            problems=left,
            damaged=any(problem.severity is Severity.ERROR for problem in left),
            headed=True,
            stamp=old.stamp if old.unreadable else store.stamp(writer.path),
        )

    def _open_writer(self) -> Writer:
        if self._writer is None:
            header = next((e for e in self._own.values() if isinstance(e, Opened)), None)
            if header is None:
                header = Opened(
                    n=1,
                    id=new_id(),
                    at=now(),
                    project=self._project,
                    coder=self._coder.name,
                    device=self._coder.device,
                )
                self._next = max(self._next, 2)
            self._writer = Writer(self._folder, header, headed=False)
            part = self._files.get(self._name(self._writer.path))
            if part and (part.coder != self._coder or part.unreadable):
                self._writer.move()  # another's file has this name, or nobody can tell whose it is
            elif part:
                self._writer = Writer(self._folder, header, headed=part.headed)
        return self._writer

    def _rescue(self) -> None:
        """Write again what was confirmed here but a sync program has taken out of the files."""
        parts = [
            p for n, p in self._files.items() if p.coder == self._coder and n not in self._gone
        ]
        if any(part.unreadable for part in parts):
            return  # it may be back in a moment
        self._owed = False
        kept = {event.id for part in parts for event in part.events}
        lost = [event for event in self._own.values() if event.id not in kept]
        if not lost:
            return
        writer = self._open_writer()
        writer.move()
        try:
            self._written(writer, writer.append(lost))
            self._rescued += len(lost)
        except SaveError:
            self._owed = True  # tried again at the next look

    def _take(self, part: JournalFile) -> None:
        old = self._files.get(part.file)
        self._files[part.file] = part
        self._counted = self._losses = None
        if part.coder is None:
            return
        if part.coder == self._coder:
            self._own.update({event.id: event for event in part.events})
        known = {event.id for event in old.events} if old else set()
        fresh = [event for event in part.events if event.id not in known] if old else part.events
        self._touched |= self.ledger.apply(part.coder.name, fresh)

    def _settle(self) -> None:
        """Work out the coder's history and running number anew, and what has gone missing."""
        top = max(map(_NUMBER, self._own.values()), default=0)
        self._next = max(top, self._seen.top(str(self._coder))) + 1
        self._history = None
        tops = self._tops()
        self._seen.note(tops | {str(self._coder): top} if top else tops)
        unread = {str(part.coder) for part in self._files.values() if part.unreadable}
        self._lost = [entry for entry in self._seen.lost(tops) if entry[0] not in unread]

    def _by_coder(self) -> dict[Coder, list[JournalFile]]:
        parts: dict[Coder, list[JournalFile]] = defaultdict(list)
        for part in self._files.values():
            if part.coder is not None:
                parts[part.coder].append(part)
        return parts

    def _tops(self) -> dict[str, int]:
        tops: dict[str, int] = {}
        for name, part in self._files.items():
            if part.coder and part.events and name not in self._gone:
                top = max(map(_NUMBER, part.events))
                tops[str(part.coder)] = max(top, tops.get(str(part.coder), 0))
        return tops

    def _on_disk(self, path: Path) -> tuple[int, int] | None:
        name = self._name(path)
        part = self._files.get(name)
        return part.stamp if part and name not in self._gone else None

    def _name(self, path: Path) -> str:
        return f"corpus/codings/{path.name}"


_MENDED = ("torn_line", "empty_journal", "no_header")


def paths(root: Path) -> list[Path]:
    """Return the files that may be journals of a study, conflict copies with odd endings too."""
    try:
        found = sorted((root / "corpus" / "codings").iterdir())
    except OSError:
        return []
    return [p for p in found if ".jsonl" in p.name.lower() and not p.name.startswith(".")]


def take_lock(root: Path, project: str, coder: Coder) -> files.Lock:
    """Become the writer of the coder's journal; raises LockedError, SaveError, ProjectError."""
    if not project:
        raise ProjectError(
            _("The settings of the study cannot be used, so nothing can be changed in it."),
            _("Mend kodeverk.toml first; kodeverk check says what is wrong."),
        )
    lock = files.Lock(root, str(coder))
    lock.acquire()
    return lock
