"""Journal files: read whole, appended to by one writer.

A file belongs to the project because its first line says so; its name only serves messages. So the
conflict copies of sync programs are read too, and the union by id is what counts.
"""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kodeverk import files
from kodeverk.i18n import _
from kodeverk.journal.events import AnyEvent, BadLine, Event, Opened, decode, encode
from kodeverk.model import Coder, Problem, Severity


@dataclass(frozen=True)
class JournalFile:
    """One journal file as it was read. ``coder`` is None when the file is not of this project."""

    file: str
    coder: Coder | None
    events: list[AnyEvent] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    damaged: bool = False
    stamp: tuple[int, int] = (0, 0)
    torn: bool = field(default=False, compare=False)


def stamp(path: Path) -> tuple[int, int]:
    """Return what tells whether a file has changed: its time in ns and its size."""
    info = path.stat()
    return info.st_mtime_ns, info.st_size


def read(path: Path, file: str, project: str) -> JournalFile:
    """Read the journal at ``path``; never raises for what is in it.

    ``file`` is the path for messages. A damaged line is set aside with a Problem and the rest is
    kept. A last line without a newline was never acknowledged: it is set aside with a warning.
    """
    try:
        seen = stamp(path)
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(
            file,
            0,
            "unreadable_journal",
            _("The journal cannot be read ({reason}).").format(reason=error.strerror),
            _("Check that it is fully synced and that you may read it, then open the study again."),
        )
        return JournalFile(file, _coder_from_name(path), problems=(problem,), damaged=True)
    return parse(data, path, file, project, seen)


def parse(
    data: bytes, path: Path, file: str, project: str, seen: tuple[int, int] = (0, 0)
) -> JournalFile:
    """Return the journal in ``data`` as ``read`` does."""
    lines = data.split(b"\n")
    torn = lines.pop() if lines else b""
    events: list[AnyEvent] = []
    problems: list[Problem] = []
    coder: Coder | None = None
    damaged = False
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            event = decode(line)
        except BadLine as bad:
            try:  # an editor or a sync program may have put CR or BOM there: nothing was changed
                event = decode(line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r"))
            except BadLine:
                damaged = True
                problems.append(_bad_line(file, number, bad.code))
                continue
        if isinstance(event, Opened):
            if event.project != project:
                return JournalFile(file, None, problems=(_foreign(file),), stamp=seen)
            coder = coder or Coder(event.coder, event.device)
        events.append(event)
    if torn:
        try:
            events.append(decode(torn))
        except BadLine:
            problems.append(_torn(file, len(lines) + 1))
    if coder is None:
        coder = _coder_from_name(path)
        if not events:
            empty = Problem(
                file,
                0,
                "empty_journal",
                _("The journal holds no events that can be read."),
                _("If it should hold codings, fetch an earlier version from the sync program."),
            )
            return JournalFile(file, coder, [], (*problems, empty), True, seen, bool(torn))
        if not damaged:  # with damage, the header is one of the lines already named
            problems.append(_bad_line(file, 1, "damaged"))
            damaged = True
    return JournalFile(file, coder, events, tuple(problems), damaged, seen, bool(torn))


def gaps(parts: Sequence[JournalFile]) -> tuple[list[int], list[int]]:
    """Return the running numbers that are missing, and those that stand for different events.

    ``parts`` are the files of one coder and machine: a journal and its conflict copies.
    """
    by_number: dict[int, str] = {}
    doubled: set[int] = set()
    for part in parts:
        for event in part.events:
            known = by_number.setdefault(event.n, event.id)
            if known != event.id:
                doubled.add(event.n)
    if not by_number:
        return [], []
    top = max(by_number)
    missing = [] if top == len(by_number) else sorted(set(range(1, top + 1)) - by_number.keys())
    return missing, sorted(doubled)


class Writer:
    """The one writer of a journal: every append is on the disk before it returns."""

    def __init__(self, folder: Path, coder: Coder, header: Opened) -> None:
        self.coder = coder
        self._folder = folder
        self.header = header
        self.path = folder / f"{coder}.jsonl"

    def append(self, events: Iterable[Event]) -> None:
        """Append ``events`` in one write; raises SaveError, and then none was acknowledged.

        When the disk refuses, the same events are tried once in a new file beside the journal:
        after a failed flush the old one cannot be trusted to tell what it holds.
        """
        data = b"".join(encode(event) for event in events)
        try:
            self._write(data)
        except OSError as first:
            self.move()
            try:
                self._write(data)
            except OSError as second:
                with contextlib.suppress(OSError):
                    if self.path.stat().st_size == 0:
                        self.path.unlink()
                self.path = self._folder / f"{self.coder}.jsonl"
                raise files.save_error(self.path, second) from first

    def _write(self, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            data = encode(self.header) + data
        if self._torn():
            data = b"\n" + data
        files.append(self.path, data)

    def move(self) -> None:
        """Go on in a new file of the same journal."""
        number = 2
        while (path := self._folder / f"{self.coder}-{number}.jsonl").exists():
            number += 1
        self.path = path

    def _torn(self) -> bool:
        with contextlib.suppress(FileNotFoundError), open(self.path, "rb") as file:
            if file.seek(0, 2) > 0:
                file.seek(-1, 2)
                return file.read(1) != b"\n"
        return False


def _coder_from_name(path: Path) -> Coder:
    name, _at, device = path.stem.partition("@")
    return Coder(name or path.stem, device)


def _bad_line(file: str, line: int, code: str) -> Problem:
    if code == "unknown_event":
        return Problem(
            file,
            line,
            code,
            _("The line holds an event that this version of Kodeverk does not know."),
            _("Update Kodeverk. Until then, figures that would count wrongly are not printed."),
        )
    return Problem(
        file,
        line,
        code,
        _("The line is damaged and was set aside; all other lines were read."),
        _("Fetch an earlier version of the file from the sync program or the backup."),
    )


def _torn(file: str, line: int) -> Problem:
    return Problem(
        file,
        line,
        "torn_line",
        _("The last line was never finished, and nothing in it had been confirmed."),
        _("Nothing needs to be done; the next coding closes it."),
        Severity.WARNING,
    )


def _foreign(file: str) -> Problem:
    return Problem(
        file,
        1,
        "foreign_journal",
        _("The journal belongs to another study and was left out."),
        _("Move it to the folder of the study it belongs to."),
        Severity.WARNING,
    )
