"""What a start must know of the journals: what is about one transcript, found without reading all.

It is there in a fifth of the time. Only lines that are as they were written count, so that nothing
is guessed; the whole reading that follows says what is wrong with the rest, and is what is written
by. Bytes are searched and not decoded: ``events.encode`` writes what is looked for here.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kodeverk.journal.events import AnyEvent, BadLine, Coded, Opened, Read, Rejected, decode
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Coder

_REMOVED = b'{"type":"removed"'


class Glance:
    """The journals of ``project`` at ``paths`` as bytes; one that cannot be read is left out."""

    def __init__(self, paths: Iterable[Path], project: str) -> None:
        self._parts: list[tuple[Coder, bytes]] = []
        for path in paths:
            try:
                data = path.read_bytes()
            except OSError:
                continue
            header = _event(data[: data.find(b"\n")])
            if isinstance(header, Opened) and header.project == project:
                self._parts.append((Coder(header.coder, header.device), data))

    def last_transcript(self, coder: Coder) -> str | None:
        """Return the transcript that the newest event of that journal is about."""
        last = [event for who, data in self._parts if who == coder if (event := _last(data))]
        return max(last, key=lambda event: event.n).transcript if last else None

    def ledger(self, transcript: str) -> Ledger:
        """Return what codings stand in ``transcript``, and what has been read of it."""
        ledger = Ledger()
        about = b'"transcript":' + msgspec.json.encode(transcript) + b","
        for coder, data in self._parts:
            lines = (*_lines(data, about), *_lines(data, _REMOVED))
            ledger.apply(coder.name, filter(None, map(_event, lines)))
        return ledger


def _last(data: bytes) -> Coded | Rejected | Read | None:
    """Return the last event in a journal that tells where the coder was."""
    end = len(data)
    while end > 0:
        start = data.rfind(b"\n", 0, end - 1) + 1
        event = _event(data[start:end].rstrip(b"\n"))
        if isinstance(event, Coded | Rejected | Read):
            return event
        end = start
    return None


def _lines(data: bytes, sign: bytes) -> Iterator[bytes]:
    """Yield the lines of ``data`` that hold ``sign``."""
    at = data.find(sign)
    while at >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        if end < 0:
            return  # never finished
        yield data[start:end]
        at = data.find(sign, end)


def _event(line: bytes) -> AnyEvent | None:
    try:
        return decode(line)
    except BadLine:
        return None
