"""Journal files: read whole, appended to by one writer.

A file belongs to the project because its first line says so; its name only serves messages. So the
conflict copies of sync programs are read too, and the union by id is what counts.
"""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import field

from kodeverk import files
from kodeverk.i18n import _, ngettext
from kodeverk.journal.events import (
    AnyEvent,
    BadLine,
    Opened,
    decode,
    decode_whole,
    encode,
    fingerprint,
)
from kodeverk.model import Coder, Problem, Severity, Value

_START = b'{"type":"'  # no other event can hold these bytes: within a text the quotes are escaped
_END = b'"}'
_CLOSED = b"~\n"  # put after a line that was never finished, before the next one
_HARMLESS = b"\r\t \xef\xbb\xbf"  # what an editor or a sync program puts around a line


class JournalFile(Value, frozen=True):
    """One journal file as it was read. ``coder`` is None when the file is not of this project.

    ``damaged``: something in it could not be read. ``headed``: it says whose it is. ``prints``: the
    fingerprints of its damaged lines.
    """

    file: str
    coder: Coder | None
    events: list[AnyEvent] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    damaged: bool = False
    headed: bool = False
    stamp: tuple[int, int] = (0, 0)
    prints: tuple[str, ...] = ()

    @property
    def unreadable(self) -> bool:
        """True if the disk did not give the file."""
        return any(problem.code == "unreadable_journal" for problem in self.problems)


def stamp(path: Path) -> tuple[int, int]:
    """Return what tells whether a file has changed: its time in ns and its size."""
    info = path.stat()
    return info.st_mtime_ns, info.st_size


def read(path: Path, file: str, project: str) -> JournalFile:
    """Read the journal at ``path``; never raises for what is in it.

    ``file`` is the path for messages. A damaged line is set aside with a Problem and the rest is
    kept. A last line without a newline was never acknowledged: it is set aside with a warning.
    An empty ``project`` takes the journals of any.
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
    whole = decode_whole(data)
    if whole and _plain(whole, project):
        header = whole[0]
        assert isinstance(header, Opened)
        return JournalFile(file, Coder(header.coder, header.device), whole, headed=True, stamp=seen)
    return _parse_lines(data, path, file, project, seen)


def _plain(events: Sequence[AnyEvent], project: str) -> bool:
    """Tell whether ``events`` are those of one journal of ``project``, its header first."""
    header = events[0]
    if not isinstance(header, Opened) or header.project != project != "":
        return False
    return not any(type(event) is Opened for event in events[1:])


def _parse_lines(
    data: bytes, path: Path, file: str, project: str, seen: tuple[int, int]
) -> JournalFile:
    """Return the journal in ``data``, whatever is wrong with it: line by line."""
    lines = data.split(b"\n")
    events: list[AnyEvent] = []
    bad: list[tuple[int, str]] = []
    prints: list[str] = []
    header: Opened | None = None
    mixed = 0
    for number, line in enumerate(lines, start=1):
        try:
            found = [decode(line)]
        except BadLine as error:
            found, code = _salvage(line, error.code)
            if code in ("damaged", "closed_line") and number == len(lines):
                code = "torn_line"
            if code:
                bad.append((number, code))
            if code == "damaged":
                prints.append(fingerprint(line.strip(_HARMLESS)))
        events += found
        for event in found:
            if not isinstance(event, Opened):
                continue
            if header is None:
                header = event
            if header.project != project != "":
                return JournalFile(file, None, problems=(_foreign(file),), stamp=seen)
            if _whose(event) != _whose(header):
                mixed = number
        if mixed:
            del events[-len(found) :]
            bad.append((mixed, "other_journal"))
            break
    coder = Coder(header.coder, header.device) if header else _coder_from_name(path)
    problems = [_bad_lines(file, run, code, coder) for run, code in _runs(bad)]
    damaged = any(problem.severity is Severity.ERROR for problem in problems)
    if header is None:
        if not damaged:
            problems.append(_no_header(file) if events else _empty(file))
        damaged = True
    headed = header is not None
    return JournalFile(file, coder, events, tuple(problems), damaged, headed, seen, tuple(prints))


def _whose(header: Opened) -> tuple[str, ...]:
    return header.project, header.coder, header.device


def _salvage(line: bytes, code: str) -> tuple[list[AnyEvent], str]:
    """Return the whole events on a line that is not just one, and what is wrong with the rest.

    The checksum vouches for each: bytes before, between or after them change nothing in them.
    """
    if not line.strip(_HARMLESS):
        return [], ""
    if line.rstrip(_HARMLESS).endswith(_CLOSED[:-1]):
        return [], "closed_line"
    events: list[AnyEvent] = []
    first, *pieces = line.split(_START)
    rest = first
    for piece in pieces:
        end = piece.rfind(_END) + len(_END)
        try:
            events.append(decode(_START + piece[:end]))
            rest += piece[end:]
        except BadLine as error:
            code = error.code
            rest += _START + piece
    return events, code if rest.strip(_HARMLESS) else ""


def _runs(bad: Sequence[tuple[int, str]]) -> list[tuple[range, str]]:
    """Gather lines that follow each other and are bad in the same way."""
    runs: list[tuple[range, str]] = []
    for number, code in bad:
        if runs and runs[-1][1] == code and runs[-1][0].stop == number:
            runs[-1] = (range(runs[-1][0].start, number + 1), code)
        else:
            runs.append((range(number, number + 1), code))
    return runs


def gaps(parts: Sequence[JournalFile]) -> tuple[list[range], list[int]]:
    """Return the running numbers that are missing, and those that stand for different events.

    ``parts`` are the files of one coder and machine: a journal and its conflict copies.
    """
    by_number: dict[int, str] = {}
    doubled: set[int] = set()
    for part in parts:
        for event in part.events:
            known = by_number.setdefault(event.n, event.id)
            if known is not event.id and known != event.id and not isinstance(event, Opened):
                doubled.add(event.n)
    missing: list[range] = []
    expected = 1
    for number in sorted(by_number):
        if number > expected:
            missing.append(range(expected, number))
        expected = number + 1
    return missing, sorted(doubled)


def continues(name: str, coder: Coder) -> bool:
    """Tell whether ``name`` is one that a Writer gives its files, and no conflict copy."""
    begin, _at, number = name.removesuffix(".jsonl").rpartition("@")
    return name == f"{coder}.jsonl" or (begin == str(coder) and number.isdigit())


class Writer:
    """The one writer of a journal: every append is on the disk before it returns."""

    def __init__(self, folder: Path, header: Opened, *, headed: bool) -> None:
        self._folder = folder
        self._header = header
        self._headed = headed
        self._name = f"{header.coder}@{header.device}"
        self.path = folder / f"{self._name}.jsonl"

    def append(self, events: Iterable[AnyEvent]) -> list[AnyEvent]:
        """Append ``events`` in one write; raises SaveError, and then none was acknowledged.

        Returns what was written, with the header of a new file. When the disk refuses, the same
        events are tried once in a new file beside the journal: after a failed flush the old one
        cannot be trusted to tell what it holds.
        """
        wanted = list(events)
        try:
            return self._write(wanted)
        except OSError as first:
            before = self.path, self._headed
            self.move()
            try:
                return self._write(wanted)
            except OSError as second:
                with contextlib.suppress(OSError):
                    self.path.unlink()
                self.path, self._headed = before
                raise files.save_error(self.path, second) from first

    def _write(self, events: list[AnyEvent]) -> list[AnyEvent]:
        self._folder.mkdir(parents=True, exist_ok=True)
        last = self._last_byte()
        if not self._headed or not last:
            events = [self._header, *events]
        data = b"".join(encode(event) for event in events)
        files.append(self.path, data if last in (b"", b"\n") else _CLOSED + data)
        self._headed = True
        return events

    def move(self) -> None:
        """Go on in a new file of the same journal; no machine can have its name."""
        number = 2
        while (path := self._folder / f"{self._name}@{number}.jsonl").exists():
            number += 1
        self.path, self._headed = path, False

    def _last_byte(self) -> bytes:
        with contextlib.suppress(FileNotFoundError), open(self.path, "rb") as file:
            if file.seek(0, 2) > 0:
                file.seek(-1, 2)
                return file.read(1)
        return b""


def _coder_from_name(path: Path) -> Coder:
    name, _at, device = path.stem.partition("@")
    return Coder(name, device)


def _bad_lines(file: str, lines: range, code: str, coder: Coder) -> Problem:
    n = len(lines)
    if code == "unknown_event":
        return Problem(
            file,
            lines.start,
            code,
            ngettext(
                "The line holds an event that this version of Kodeverk does not know.",
                "{n} lines from here hold events that this version of Kodeverk does not know.",
                n,
            ).format(n=n),
            _("Update Kodeverk. Until then, figures that would count wrongly are not printed."),
        )
    if code == "damaged":
        return Problem(
            file,
            lines.start,
            code,
            ngettext(
                "The line is damaged and was set aside; all other lines were read.",
                "{n} lines from here are damaged and were set aside; all others were read.",
                n,
            ).format(n=n),
            _(
                "Fetch an earlier version of the file from the sync program or the backup. "
                "If there is none: kodeverk check --forget {name}"
            ).format(name=coder),
        )
    if code == "other_journal":
        return Problem(
            file,
            lines.start,
            code,
            _("From this line on the file holds another journal; that part was left out."),
            _("Put that part in a file of its own in the same folder."),
        )
    cures = {
        "torn_line": _("Nothing needs to be done; the next coding closes it."),
        "closed_line": _("Nothing needs to be done."),
    }
    return Problem(
        file,
        lines.start,
        code,
        _("The line was never finished, and nothing in it had been confirmed."),
        cures[code],
        Severity.WARNING,
    )


def _no_header(file: str) -> Problem:
    return Problem(
        file,
        1,
        "no_header",
        _("The line that says whose journal this is, is missing; the name of the file was used."),
        _("Fetch an earlier version of the file from the sync program or the backup."),
    )


def _empty(file: str) -> Problem:
    return Problem(
        file,
        0,
        "empty_journal",
        _("The journal holds no events that can be read."),
        _("If it should hold codings, fetch an earlier version from the sync program."),
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
