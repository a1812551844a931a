"""The words of the field as frozen data: spans, transcripts, codes, codings. No I/O.

Offsets are Unicode code points in a transcript's canonical body, end exclusive.
Times within a recording are seconds; moments are ISO 8601 in UTC.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import Field, fields, make_dataclass
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import msgspec

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class _Fields:
    """What ``dataclasses.replace`` and ``fields`` look for: made when one of them first asks."""

    def __get__(self, _value: object, kind: "type[Value]") -> dict[str, Field[Any]]:
        return _fields(kind)


class Value(msgspec.Struct, frozen=True, gc=False):
    """A frozen value: equal to another of its kind with equal fields.

    As a frozen dataclass would be, but its class is made fifty times as fast, and a start waits
    for some forty of them. No value may hold itself, however deep: nothing would collect it.
    """

    __dataclass_fields__ = _Fields()


@cache
def _fields(kind: type[Value]) -> dict[str, Field[Any]]:
    twin = make_dataclass(kind.__name__, kind.__struct_fields__)
    return {field.name: field for field in fields(twin)}


class Role(StrEnum):
    """What a speaker is in the conversation."""

    INTERVIEWER = "interviewer"
    FACILITATOR = "facilitator"
    INFORMANT = "informant"
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"

    @property
    def asks(self) -> bool:
        """True for those who ask and lead: their turns are neither coded nor suggested on."""
        return self in (Role.INTERVIEWER, Role.FACILITATOR)


class Kind(StrEnum):
    """What sort of material a transcript is."""

    INTERVIEW = "interview"
    WORKSHOP = "workshop"
    SURVEY = "survey"
    DOCUMENT = "document"


class Span(Value, frozen=True, order=True):
    """A stretch of text: ``start`` to ``end`` in code points, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Tell whether ``other`` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end

    def holds(self, offset: int) -> bool:
        """Tell whether the code point at ``offset`` is within this span."""
        return self.start <= offset < self.end


class Speaker(Value, frozen=True):
    """One who speaks in a transcript, as named there, with a role and free attributes.

    ``aliases`` are the other names that the source file has for the same person.
    """

    name: str
    role: Role = Role.UNKNOWN
    attributes: Mapping[str, str] = NO_ATTRIBUTES
    aliases: tuple[str, ...] = ()


class Turn(Value, frozen=True):
    """What one speaker says before another does, or a paragraph of a document.

    ``span`` is the whole block with its ``[time] Name:`` head; ``text`` is what was said.
    ``speaker`` is None in a document. ``time`` is seconds from the start of the recording.
    """

    span: Span
    text: Span
    speaker: str | None = None
    time: float | None = None


class Source(Value, frozen=True):
    """The file as it came: its path in the project, its SHA-256 and the importer that read it."""

    file: str
    sha256: str
    importer: str


class Transcript(Value, frozen=True):
    """A canonical text that codings refer to.

    ``body`` is NFC with LF; ``digest`` is that of ``body`` (``corpus.digest``). ``turns`` are in
    order and do not overlap.
    """

    id: str
    title: str
    kind: Kind
    body: str
    digest: str
    turns: tuple[Turn, ...] = ()
    date: str = ""
    language: str = "nb"
    attributes: Mapping[str, str] = NO_ATTRIBUTES
    speakers: tuple[Speaker, ...] = ()
    source: Source | None = None

    def text(self, span: Span) -> str:
        """Return the text of ``span``."""
        return self.body[span.start : span.end]

    def speaker(self, name: str | None) -> Speaker | None:
        """Return the speaker of that name, if any."""
        return next((s for s in self.speakers if s.name == name), None)

    def turn_at(self, offset: int) -> Turn | None:
        """Return the turn whose block holds ``offset``, else the last one that begins before it."""
        index = self.turn_index(offset)
        return self.turns[index] if index >= 0 else None

    def turn_index(self, offset: int) -> int:
        """Return the index of the turn at ``offset`` as ``turn_at`` finds it; -1 if none."""
        return bisect_right(self.turns, offset, key=lambda turn: turn.span.start) - 1

    def role_at(self, offset: int) -> Role:
        """Return the role of whoever speaks at ``offset``."""
        turn = self.turn_at(offset)
        speaker = self.speaker(turn.speaker) if turn else None
        return speaker.role if speaker else Role.UNKNOWN


class Code(Value, frozen=True):
    """A code of the codebook. ``id`` never changes; ``name`` may.

    ``key`` is the one key that applies it; ``color`` is ``#rrggbb`` or empty; ``replaces`` are ids
    of codes that were merged into this one. A code that is not ``codable`` only gathers others.
    ``cues`` are words and phrases that speak for the code, ``counter_cues`` those against it.
    """

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    color: str = ""
    key: str = ""
    parent: str | None = None
    replaces: tuple[str, ...] = ()
    codable: bool = True
    cues: tuple[str, ...] = ()
    counter_cues: tuple[str, ...] = ()


class Rule(Value, frozen=True):
    """A coding rule that holds for the whole project."""

    id: str
    text: str


class Codebook(Value, frozen=True, dict=True, gc=True):
    """The codes in the order of the tree (a parent right before its children), and the rules."""

    title: str = ""
    version: str = ""
    language: str = "nb"
    codes: tuple[Code, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _alias(self) -> dict[str, str]:
        by_id = self._by_id
        return {old: code.id for code in self.codes for old in code.replaces if old not in by_id}

    def get(self, code_id: str) -> Code | None:
        """Return the code of that id, or the one it was merged into; None if there is neither."""
        by_id, alias = self._by_id, self._alias
        seen: set[str] = set()
        while code_id not in by_id and code_id in alias and code_id not in seen:
            seen.add(code_id)
            code_id = alias[code_id]
        return by_id.get(code_id)

    def resolve(self, code_id: str) -> str:
        """Return the id that codings with ``code_id`` count under today."""
        code = self.get(code_id)
        return code.id if code else code_id

    def children(self, code_id: str | None) -> tuple[Code, ...]:
        """Return the codes right below ``code_id`` (None: the top level), in order."""
        return tuple(code for code in self.codes if code.parent == code_id)

    def ancestors(self, code_id: str) -> tuple[Code, ...]:
        """Return the codes above ``code_id``, top first, without itself."""
        above: list[Code] = []
        code = self.get(code_id)
        while code and code.parent and len(above) < len(self.codes):
            code = self.get(code.parent)
            if code:
                above.append(code)
        return tuple(reversed(above))

    def descendants(self, code_id: str) -> tuple[Code, ...]:
        """Return every code below ``code_id``, in order, without itself."""
        return tuple(
            code for code in self.codes if any(a.id == code_id for a in self.ancestors(code.id))
        )

    def path(self, code_id: str) -> str:
        """Return the names from the top down to the code, as ``Synergi / Felles arrangement``."""
        code = self.get(code_id)
        names = [a.name for a in self.ancestors(code_id)] + [code.name if code else code_id]
        return " / ".join(names)

    def by_key(self, key: str) -> Code | None:
        """Return the code that ``key`` applies, if any."""
        return next((code for code in self.codes if code.key == key), None) if key else None


class OriginKind(StrEnum):
    """How a coding came to be."""

    OWN = "own"
    SUGGESTED = "suggested"
    EDITED = "edited"
    COMMENT = "comment"
    """Proposed by a person, in a comment whose id is the ``engine``."""


class Origin(Value, frozen=True):
    """Where a coding comes from; kept for ever. ``score`` is 0..1 and, like ``engine``, only set
    when a suggestion was accepted as it was (SUGGESTED) or changed afterwards (EDITED)."""

    kind: OriginKind = OriginKind.OWN
    score: float | None = None
    engine: str = ""

    def edited(self) -> "Origin":
        """Return the origin after a person changed span or code: a person's stays one."""
        if self.kind in (OriginKind.OWN, OriginKind.COMMENT):
            return self
        return Origin(OriginKind.EDITED, self.score, self.engine)


OWN = Origin()


class Coder(Value, frozen=True):
    """Who codes, and on which machine: together the one writer of a journal."""

    name: str
    device: str

    def __str__(self) -> str:
        return f"{self.name}@{self.device}"


class Coding(Value, frozen=True):
    """A code applied to a span of a transcript by a coder.

    A change of span or code, and a redo, make a new coding; ``root`` is the id of the first one.
    """

    id: str
    transcript: str
    digest: str
    span: Span
    code: str
    coder: str
    at: str
    origin: Origin = OWN
    root: str = ""

    @property
    def memo_target(self) -> "Target":
        """What a memo on this coding is about: it follows the coding through every change."""
        return Target(TargetKind.CODING, self.root or self.id)


class TargetKind(StrEnum):
    """What a memo can be about."""

    CODING = "coding"
    CODE = "code"
    TRANSCRIPT = "transcript"
    PROJECT = "project"


class Target(Value, frozen=True):
    """What a memo is about; ``id`` is empty for the project."""

    kind: TargetKind
    id: str = ""


class Memo(Value, frozen=True):
    """A coder's note about a target. One coder has one memo per target."""

    id: str
    target: Target
    text: str
    coder: str
    at: str


class MarkKind(StrEnum):
    """What a quote is worth in a report."""

    NONE = ""
    BEST = "best"
    COUNTER = "counter"
    """An example to the contrary of what the theme says."""


class Mark(Value, frozen=True):
    """A coder's choice about the quote of a coding; ``target`` is the coding's ``root`` or id.

    ``keep`` are the stretches that are shown, in order, where not all of it is: of the body with
    ``digest``, and of no other.
    """

    target: str
    kind: MarkKind
    digest: str
    keep: tuple[Span, ...]
    coder: str
    at: str


class Use(Value, frozen=True):
    """What somebody found of a quote in a report that came back from Word.

    ``report`` is the id of the report, ``title`` what it was called, ``coding`` the quote's id and
    ``state`` a word such as ``kept``, ``moved``, ``shortened`` or ``deleted``.
    """

    report: str
    title: str
    coding: str
    state: str
    coder: str
    at: str


class Reply(Value, frozen=True):
    """An answer to a comment."""

    author: str
    date: str
    text: str


class Comment(Value, frozen=True):
    """A comment in the margin of a document that came into the study.

    ``span`` is None where what it was about is not in the text (any more). ``author`` and ``date``
    are as the document has them, ``source`` is its file name; ``coder`` took it in, at ``at``.
    ``nth`` tells those apart of which all else is the same.
    """

    id: str
    transcript: str
    digest: str
    span: Span | None
    author: str
    date: str
    text: str
    replies: tuple[Reply, ...] = ()
    resolved: bool = False
    source: str = ""
    nth: int = 0
    coder: str = ""
    at: str = ""


class Reason(Value, frozen=True):
    """One thing that spoke for a suggestion, or against it.

    ``kind`` is ``name``, ``definition``, ``include``, ``example``, ``cue``, ``coding``,
    ``beside`` (a coding a few sentences away, with no word in common) or ``learned`` (words that
    earlier codings have taught), all of which speak for it, or ``exclude``, ``counter_cue`` or
    ``rejection``, which speak against. ``words`` are the words of the sentence that counted. For
    ``coding``, ``beside`` and ``rejection``, ``quote`` is the earlier quote and ``coding`` its id;
    for ``example``, ``quote`` is the example.
    """

    kind: str
    words: tuple[str, ...] = ()
    quote: str = ""
    coding: str = ""

    @property
    def against(self) -> bool:
        """True if it spoke against the suggestion."""
        return self.kind in ("exclude", "counter_cue", "rejection")


class Suggestion(Value, frozen=True):
    """A code the machine proposes for a span. It is not a coding until a person accepts it."""

    transcript: str
    span: Span
    code: str
    score: float
    engine: str
    reasons: tuple[Reason, ...] = ()


class Rejection(Value, frozen=True):
    """A coder's no to a suggestion."""

    id: str
    transcript: str
    digest: str
    span: Span
    code: str
    coder: str
    at: str
    score: float | None = None
    engine: str = ""


class Answer(StrEnum):
    """What a coder did with a suggestion."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    LEFT = "left"


class Outcome(Value, frozen=True):
    """What became of a suggestion that was put before a coder.

    ``blind``: it was held back, to see what the coder does without it; ``answer`` is then ACCEPTED
    if the coder set the same code on the place unaided, else LEFT. ``at`` is when it was shown or
    answered, whichever came last. ``instead`` is the code it was EDITED into, empty if only its
    span was. ``late``: it cannot be compared with the blind ones, since the coder had read or coded
    the place before, was asked about it in the review room, or nobody noted the showing.
    """

    transcript: str
    span: Span
    code: str
    coder: str
    at: str
    score: float | None
    engine: str
    answer: Answer
    blind: bool = False
    instead: str = ""
    late: bool = False

    @property
    def right(self) -> bool:
        """True if the coder set the code that was suggested, there or nearly there."""
        return self.answer is Answer.ACCEPTED or (self.answer is Answer.EDITED and not self.instead)


class Standing(Value, frozen=True):
    """How a code stands with the engine: from which score it is shown, and its record.

    ``accepted`` of the last ``shown`` suggestions (at most 20) were accepted, those with another
    span included, not those given another code.
    ``silent`` says why it is not suggested: empty (it is), ``no_words`` (neither codebook nor
    codings say enough), ``unearned`` (not yet right often enough on what is coded) or ``record``
    (rejected too often of late).
    """

    code: str
    bar: float
    accepted: int = 0
    shown: int = 0
    silent: str = ""


class Loss(Value, frozen=True):
    """What is gone for good of ``journal`` (``coder@device``), as a coder has accepted."""

    journal: str
    events: int
    accepted_by: str
    at: str

    @property
    def coder(self) -> str:
        """Whose events they were."""
        return self.journal.partition("@")[0]


class Severity(StrEnum):
    """How much a problem matters: an ERROR withholds data, a WARNING only tells."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Value, frozen=True):
    """Something wrong with the data, that did not stop the rest from opening.

    ``file`` is relative to the project with ``/``; ``line`` counts from 1 (0: the whole file);
    ``code`` is a stable word for scripts; ``cure`` ends with what to do.
    """

    file: str
    line: int
    code: str
    message: str
    cure: str
    severity: Severity = Severity.ERROR
