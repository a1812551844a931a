"""The events of a journal, and one event as one line of JSON with a checksum.

Every event carries ``v`` (version), ``n`` (running number in its journal), ``id``, ``at`` (UTC) and
``act`` (the action it is part of; empty: an action of its own). ``undoes`` and ``redoes`` name the
action that this one takes back or sets again. None holds transcript text: offsets and digests only.
"""

import os
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Literal

import msgspec

VERSION = 1
_SUM = b',"sum":"'
_END = b'"}'
_TAIL = len(_SUM) + 16 + len(_END)  # 16 hex digits of checksum between them


class Event(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", gc=False
):
    """What all events have in common."""

    v: int = msgspec.field(default_factory=lambda: VERSION)  # a factory: so it is always written
    n: int
    id: str
    at: str
    act: str = ""
    undoes: str = ""
    redoes: str = ""

    @property
    def action(self) -> str:
        """The id of the action this event is part of."""
        return self.act or self.id


class Opened(Event, frozen=True, kw_only=True, gc=False, tag="journal"):
    """The first line of a journal: whose it is, and of which project."""

    project: str
    coder: str
    device: str


class Coded(Event, frozen=True, kw_only=True, gc=False, tag="coded"):
    """A code was applied. ``root`` is the id of the coding this one continues, if any."""

    transcript: str
    digest: str
    start: int
    end: int
    code: str
    origin: Literal["own", "suggested", "edited", "comment"] = "own"
    score: float | None = None
    engine: str = ""
    root: str = ""


class Rejected(Event, frozen=True, kw_only=True, gc=False, tag="rejected"):
    """A suggestion was turned down."""

    transcript: str
    digest: str
    start: int
    end: int
    code: str
    score: float | None = None
    engine: str = ""


class Removed(Event, frozen=True, kw_only=True, gc=False, tag="removed"):
    """A coding or a rejection, both ``target``, no longer holds."""

    target: str


class Noted(Event, frozen=True, kw_only=True, gc=False, tag="memo"):
    """A memo was set; the last one counts, and an empty text is none."""

    kind: Literal["coding", "code", "transcript", "project"]
    target: str = ""
    text: str = ""


class Marked(Event, frozen=True, kw_only=True, gc=False, tag="marked"):
    """A quote was chosen for reports, or cut; the last one counts. ``target`` is a coding's root.

    ``keep``: the stretches of the body with ``digest`` that are shown; empty: all of the quote.
    """

    target: str
    mark: Literal["", "best", "counter"] = ""
    digest: str = ""
    keep: list[tuple[int, int]] = []


class Used(Event, frozen=True, kw_only=True, gc=False, tag="used"):
    """A report came back: (coding, state) of each of its quotes, as ``model.Use`` tells."""

    report: str
    title: str = ""
    items: list[tuple[str, str]] = []


class Commented(Event, frozen=True, kw_only=True, gc=False, tag="comment"):
    """A comment from the margin of the document ``source``; its id tells it from all other events.

    ``start`` and ``end`` are the same where it has no place. ``replies`` are (author, date, text).
    ``nth`` numbers those of one document that only their places tell apart.
    """

    transcript: str
    digest: str
    start: int = 0
    end: int = 0
    author: str = ""
    date: str = ""
    text: str = ""
    replies: list[tuple[str, str, str]] = []
    resolved: bool = False
    source: str = ""
    nth: int = 0


class Read(Event, frozen=True, kw_only=True, gc=False, tag="read"):
    """Stretches of a transcript have been before the coder's eyes."""

    transcript: str
    digest: str
    spans: list[tuple[int, int]]


class Shown(Event, frozen=True, kw_only=True, gc=False, tag="shown"):
    """Suggestions were put before the coder: (start, end, code, score) of each.

    ``blind``: they were held back until the coder had decided without them. ``late``: they cannot
    be compared with those, since the coder had read or coded the place before, or reviewed them.
    """

    transcript: str
    digest: str
    items: list[tuple[int, int, str, float]]
    engine: str = ""
    blind: bool = False
    late: bool = False


class Revised(Event, frozen=True, kw_only=True, gc=False, tag="revised"):
    """A transcript's text was corrected: that with ``digest`` became that with ``into``.

    ``same``: (start, end, new start) of the stretches that stand to the letter in both.
    """

    transcript: str
    digest: str
    into: str
    same: list[tuple[int, int, int]] = []


class Placed(Event, frozen=True, kw_only=True, gc=False, tag="placed"):
    """A coder has said where a coded stretch of the text with ``digest`` is in that with ``into``.

    For all that is coded just there, whoever did; the last one counts.
    """

    transcript: str
    digest: str
    into: str
    start: int
    end: int
    new_start: int
    new_end: int


class BookChanged(Event, frozen=True, kw_only=True, gc=False, tag="codebook"):
    """The codebook was changed: per code what it was and what it became (None: not there)."""

    book: str
    changes: list[dict[str, Any]]


class Lost(Event, frozen=True, kw_only=True, gc=False, tag="lost"):
    """Events of ``journal`` (``coder@device``) are gone for good, and a coder has accepted it.

    ``numbers``: their running numbers, (first, last) of each run; ``lines``: ``fingerprint`` of
    each damaged line. One that turns up again counts again.
    """

    journal: str
    numbers: list[tuple[int, int]] = []
    lines: list[str] = []


AnyEvent = (
    Opened
    | Coded
    | Rejected
    | Removed
    | Noted
    | Marked
    | Used
    | Commented
    | Read
    | Shown
    | Revised
    | Placed
    | BookChanged
    | Lost
)

_decoder = msgspec.json.Decoder(AnyEvent)
_encoder = msgspec.json.Encoder()


class BadLine(ValueError):
    """A line that is not an event. ``code`` says why: ``damaged`` or ``unknown_event``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_id() -> str:
    """Return a fresh id: 80 random bits in hex."""
    return os.urandom(10).hex()


def now() -> str:
    """Return this moment as ISO 8601 in UTC with milliseconds."""
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(at: str, than: str) -> str:
    """Return ``at``, or the moment right after ``than`` if a clock went back or stood still."""
    if at > than:
        return at
    try:
        moment = datetime.fromisoformat(than) + timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return at
    return _iso(moment)


def encode(event: Event) -> bytes:
    """Return ``event`` as one line, newline included, with a checksum of all before it."""
    body = _encoder.encode(event)[:-1]
    return body + _SUM + _sum(body) + _END + b"\n"


def decode(line: bytes) -> AnyEvent:
    """Return the event on ``line`` (without its newline); raises BadLine."""
    body = line[:-_TAIL]
    if line[-_TAIL:] != _SUM + _sum(body) + _END:
        raise BadLine("damaged")
    try:
        event: AnyEvent = _decoder.decode(body + b"}")
    except msgspec.DecodeError as error:
        raise BadLine("unknown_event") from error
    if event.v != VERSION:
        raise BadLine("unknown_event")
    return event


def decode_whole(data: bytes) -> list[AnyEvent] | None:
    """Return the events of a journal in which every line is as it was written; else None.

    What ``decode`` does to each line, in less than half the time: a start waits for it.
    """
    if not data.endswith(b"\n"):
        return None
    start = lines = 0
    while (end := data.find(b"\n", start)) >= 0:  # a list of all lines would double the memory
        body = max(end - _TAIL, start)
        checked = blake2b(data[start:body], digest_size=8).hexdigest()
        if data[body:end] != _SUM + checked.encode() + _END:
            return None
        start, lines = end + 1, lines + 1
    try:
        events: list[AnyEvent] = _decoder.decode_lines(data)
    except msgspec.DecodeError:
        return None
    if len(events) != lines or any(event.v != VERSION for event in events):
        return None
    return events


def fingerprint(line: bytes) -> str:
    """Return what tells a damaged line from others, and nothing of what it says."""
    return blake2b(line, digest_size=8).hexdigest()


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=8).hexdigest().encode()
