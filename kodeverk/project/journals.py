"""All journals of a study together: read, watched, and written to by their one writer."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from kodeverk import files
from kodeverk.i18n import _, ngettext
from kodeverk.journal import store
from kodeverk.journal.events import AnyEvent, Coded, Opened, Read, Rejected, new_id, now
from kodeverk.journal.history import History
from kodeverk.journal.ledger import Ledger
from kodeverk.journal.seen import Seen
from kodeverk.journal.store import JournalFile, Writer
from kodeverk.model import Coder, Problem, Severity

_E = TypeVar("_E", bound=AnyEvent)


class Journals:
    """The folder ``corpus/codings``: what stands in it, and the coder's own journal."""

    def __init__(self, root: Path, project: str, coder: Coder) -> None:
        self._root = root
        self._folder = root / "corpus" / "codings"
        self._project = project
        self._coder = coder
        self._files: dict[str, JournalFile] = {}
        self._vanished: set[str] = set()
        self._seen = Seen(root, project)
        self._lost: list[tuple[str, int, int]] = []
        self._lock: files.Lock | None = None
        self._writer: Writer | None = None
        self._next = 1
        self.ledger = Ledger()
        self.history = History()
        for path in self._paths():
            self._take(store.read(path, self._name(path), project))
        self._own_changed()
        self._lost = self._seen.lost(self._tops())
        self._seen.note(self._tops())

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who have a journal, in order."""
        return tuple(sorted({part.coder.name for part in self._files.values() if part.coder}))

    @property
    def own_events(self) -> tuple[AnyEvent, ...]:
        """The events of the coder's own journal on this machine."""
        parts = self._by_coder().get(self._coder, [])
        return tuple(event for part in parts for event in part.events)

    @property
    def incomplete(self) -> frozenset[str]:
        """The names of coders some of whose events cannot be read: no figure can be trusted."""
        names = {part.coder.name for part in self._files.values() if part.damaged and part.coder}
        names |= {coder.name for coder, parts in self._by_coder().items() if store.gaps(parts)[0]}
        names |= {name.partition("@")[0] for name, _seen, _now in self._lost}
        return frozenset(names)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the journals."""
        found = [problem for part in self._files.values() for problem in part.problems]
        for coder, parts in self._by_coder().items():
            missing, doubled = store.gaps(parts)
            if missing:
                found.append(_gap(parts[0].file, missing))
            if doubled:
                found.append(_doubled(parts[0].file, doubled))
            found += [_copy(p.file) for p in parts if Path(p.file).name != f"{coder}.jsonl"]
        found += [_shrunk(name, now_n) for name, _seen, now_n in self._lost]
        return tuple(found)

    def last_transcript(self) -> str | None:
        """Return the transcript that the newest event of the coder's own journal is about."""
        for event in reversed(self.own_events):
            if isinstance(event, Coded | Rejected | Read):
                return event.transcript
        return None

    def is_stale(self) -> bool:
        """Tell whether a journal has come, gone or changed on disk since it was read."""
        names = set()
        for path in self._paths():
            name = self._name(path)
            names.add(name)
            known = self._files.get(name)
            try:
                if known is None or known.stamp != store.stamp(path):
                    return True
            except OSError:
                continue
        return names != self._files.keys() - self._vanished

    def refresh(self) -> set[str]:
        """Read what has changed on disk since; return the ids of transcripts that were touched."""
        touched: set[str] = set()
        present = set()
        changed = False
        for path in self._paths():
            name = self._name(path)
            present.add(name)
            old = self._files.get(name)
            try:
                if old and old.stamp == store.stamp(path):
                    continue
            except OSError:
                continue
            part = store.read(path, name, self._project)
            touched |= self._take(part)
            changed = True
            if old and part.coder == self._coder and self._lock is not None:
                self._rescue(old, part)
        if changed or present != self._files.keys() - self._vanished:
            self._vanished = self._files.keys() - present
            self._own_changed()
            tops = self._tops()
            self._lost = self._seen.lost(tops)
            self._seen.note(tops)
        return touched

    def forget(self, name: str) -> bool:
        """Accept that the journal ``coder@device`` is gone; tell whether it was missed."""
        known = self._seen.forget(name)
        self._lost = [entry for entry in self._lost if entry[0] != name]
        self._seen.note(self._tops())
        return known

    def lock(self) -> None:
        """Become the writer of the coder's journal; raises LockedError."""
        if self._lock is None:
            lock = files.Lock(self._root, str(self._coder))
            lock.acquire()
            self._lock = lock
            self.refresh()

    def close(self) -> None:
        """Let another Kodeverk write the coder's journal."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def append(self, events: Sequence[_E], *, undoes: str = "", redoes: str = "") -> list[_E]:
        """Number ``events`` as one action, have them on the disk, and take them in.

        Returns them as written. Raises LockedError and SaveError; then nothing has changed.
        """
        self.lock()
        writer = self._open_writer()
        act = new_id() if len(events) > 1 else ""
        numbered = [
            msgspec.structs.replace(event, n=self._next + i, act=act, undoes=undoes, redoes=redoes)
            for i, event in enumerate(events)
        ]
        writer.append(numbered)
        self._next += len(numbered)
        self._after_write(writer.path, writer.header, list(numbered))
        return numbered

    def _after_write(self, path: Path, header: Opened, events: list[AnyEvent]) -> None:
        """Take in what was just written: it need not be read again."""
        name = self._name(path)
        old = self._files.get(name)
        held: list[AnyEvent] = old.events if old else [header]
        held.extend(events)
        self._files[name] = JournalFile(
            name,
            self._coder,
            held,
            tuple(p for p in old.problems if p.code != "torn_line") if old else (),
            old.damaged if old else False,
            store.stamp(path),
        )
        self.ledger.apply(self._coder.name, events)
        self.history.add(events)

    def _open_writer(self) -> Writer:
        if self._writer is None:
            header = self._header
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
            self._writer = Writer(self._folder, self._coder, header)
        return self._writer

    def _rescue(self, old: JournalFile, part: JournalFile) -> None:
        """Write again what was confirmed here but a sync program has taken out of the file."""
        kept = {event.id for event in part.events}
        lost = [event for event in old.events if event.id not in kept]
        if lost:
            writer = self._open_writer()
            writer.move()
            writer.append(lost)
            self._files[self._name(writer.path)] = store.read(
                writer.path, self._name(writer.path), self._project
            )

    def _take(self, part: JournalFile) -> set[str]:
        old = self._files.get(part.file)
        self._files[part.file] = part
        if part.coder is None:
            return set()
        known = {event.id for event in old.events} if old else set()
        fresh = [event for event in part.events if event.id not in known] if old else part.events
        return self.ledger.apply(part.coder.name, fresh)

    def _own_changed(self) -> None:
        """Work out the coder's history and running number anew from the files."""
        events: list[AnyEvent] = []
        for part in self._files.values():
            if part.coder == self._coder:
                events.extend(part.events)
        self._header = next((e for e in events if isinstance(e, Opened)), None)
        self._next = max((event.n for event in events), default=0) + 1
        self.history = History.of(events)

    def _by_coder(self) -> dict[Coder, list[JournalFile]]:
        parts: dict[Coder, list[JournalFile]] = defaultdict(list)
        for part in self._files.values():
            if part.coder is not None:
                parts[part.coder].append(part)
        return parts

    def _tops(self) -> dict[str, int]:
        tops: dict[str, int] = {}
        for name, part in self._files.items():
            if part.coder and part.events and name not in self._vanished:
                top = max(event.n for event in part.events)
                tops[str(part.coder)] = max(top, tops.get(str(part.coder), 0))
        return tops

    def _paths(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.jsonl"))
        except OSError:
            return []

    def _name(self, path: Path) -> str:
        return f"corpus/codings/{path.name}"


def _gap(file: str, missing: list[int]) -> Problem:
    shown = ", ".join(str(number) for number in missing[:5]) + (" …" if len(missing) > 5 else "")
    return Problem(
        file,
        0,
        "missing_events",
        ngettext(
            "{n} event is missing from the journal (number {numbers}).",
            "{n} events are missing from the journal (numbers {numbers}).",
            len(missing),
        ).format(n=len(missing), numbers=shown),
        _("Wait until the folder is fully synced, or fetch the file from the backup."),
    )


def _doubled(file: str, numbers: list[int]) -> Problem:
    return Problem(
        file,
        0,
        "two_writers",
        ngettext(
            "Two windows have written to the same journal ({n} number used twice).",
            "Two windows have written to the same journal ({n} numbers used twice).",
            len(numbers),
        ).format(n=len(numbers)),
        _("All of it was read. Give each machine its own name with KODEVERK_DEVICE."),
        Severity.WARNING,
    )


def _copy(file: str) -> Problem:
    return Problem(
        file,
        0,
        "conflict_copy",
        _("The sync program made a copy of a journal; what is in it was read too."),
        _("Nothing is lost. Keep the file, or ask its coder to open the study and check."),
        Severity.WARNING,
    )


def _shrunk(name: str, top: int) -> Problem:
    message = (
        _("The journal of {name} holds less than it did the last time it was read here.")
        if top
        else _("The journal of {name} is gone.")
    )
    return Problem(
        f"corpus/codings/{name}.jsonl",
        0,
        "shrunk_journal" if top else "missing_journal",
        message.format(name=name),
        _(
            "Wait until the folder is synced or fetch the file from the backup. "
            "If it was removed on purpose: kodeverk check --forget {name}"
        ).format(name=name),
    )
