"""What a start must know of the journals: what is about one transcript, found without reading all.

It is there in a fifth of the time. Only lines that are as they were written count, so that nothing
is guessed; the whole reading that follows says what is wrong with the rest, and is what is written
by. Bytes are searched and not decoded: ``events.encode`` writes what is looked for here.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from kodeverk.journal.events import AnyEvent, BadLine, Coded, Opened, Read, Rejected, decode
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Coder

_REMOVED = b'{"type":"removed"'
_BLOCK = 1 << 16  # bytes: larger ones would each be new memory, which takes longer than to read


class Glance:
    """The journals of ``project`` at ``paths``; one that cannot be read is left out."""

    def __init__(
        self, paths: Iterable[Path], project: str, here: Callable[[str], str] = str
    ) -> None:
        self._here = here
        self._parts: list[tuple[Coder, Path]] = []
        for path in paths:
            header = next((_event(block.partition(b"\n")[0]) for block in _blocks(path)), None)
            if isinstance(header, Opened) and header.project == project:
                self._parts.append((Coder(header.coder, header.device), path))

    def last_transcript(self, coder: Coder) -> str | None:
        """Return the transcript that the newest event of that journal is about."""
        last = [event for who, path in self._parts if who == coder if (event := _last(path))]
        return max(last, key=lambda event: event.n).transcript if last else None

    def ledger(self, transcript: str) -> Ledger:
        """Return what codings stand in ``transcript``, and what has been read of it."""
        ledger = Ledger(self._here)
        about = b'"transcript":' + msgspec.json.encode(transcript) + b","
        for coder, path in self._parts:
            lines = (
                line
                for block in _blocks(path)
                for sign in (about, _REMOVED)
                for line in _lines(block, sign)
            )
            ledger.apply(coder.name, filter(None, map(_event, lines)))
        return ledger


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the whole lines of a file, many at a time."""
    try:
        with open(path, "rb", buffering=0) as file:
            rest = b""
            while block := file.read(_BLOCK):
                lines, newline, rest = (rest + block).rpartition(b"\n")
                if newline:
                    yield lines + newline
    except OSError:
        return  # what has been read of it stands


def _lines(block: bytes, sign: bytes) -> Iterator[bytes]:
    """Yield those of the whole lines in ``block`` that hold ``sign``."""
    at = block.find(sign)
    while at >= 0:
        end = block.index(b"\n", at)
        yield block[block.rfind(b"\n", 0, at) + 1 : end]
        at = block.find(sign, end)


def _last(path: Path) -> Coded | Rejected | Read | None:
    """Return the last event in a journal that tells where the coder was."""
    found: Coded | Rejected | Read | None = None
    for lines in _blocks(path):
        for line in reversed(lines.splitlines()):
            event = _event(line)
            if isinstance(event, Coded | Rejected | Read):
                found = event
                break
    return found


def _event(line: bytes) -> AnyEvent | None:
    try:
        return decode(line)
    except BadLine:
        return None
