"""The frames between the program and the process that reads files: a length, then JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import msgspec

from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers.reading import NO_CHOICE, Choice

_SIZE = 8
_MAX = 1 << 29  # no answer is near this; what claims to be is no answer


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read. ``path`` is hexadecimal of its bytes: a name need not be Unicode."""

    path: str
    language: str
    interviewers: tuple[str, ...] = ()
    encoding: str | None = None
    choice: Choice = NO_CHOICE


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError


def send(stream: IO[bytes], message: Request | Outcome) -> None:
    """Write one message; raises OSError when nobody is there to read it."""
    data = msgspec.json.encode(message, enc_hook=_plain)
    stream.write(len(data).to_bytes(_SIZE, "big") + data)
    stream.flush()


def receive_bytes(stream: IO[bytes]) -> bytes | None:
    """Return the next message as bytes; None at the end, also in the midst of a message."""
    head = stream.read(_SIZE)
    if len(head) < _SIZE:
        return None
    size = int.from_bytes(head, "big")
    if size > _MAX:
        return None
    data = stream.read(size)
    return data if len(data) == size else None


def read_request(data: bytes) -> Request:
    """Return the request in ``data``."""
    return msgspec.json.decode(data, type=Request)


def read_outcome(data: bytes) -> Outcome:
    """Return the outcome in ``data``; raises ValueError when there is none in it."""
    return msgspec.json.decode(data, type=Outcome)
