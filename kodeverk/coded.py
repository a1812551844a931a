"""Codings as rows of a table, and transcripts with their codings: frozen data for files.

``analysis.rows`` and ``analysis.margins`` fill these; ``export`` writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kodeverk.model import NO_ATTRIBUTES, Comment, Memo, OriginKind, Role, Span, Transcript


@dataclass(frozen=True, slots=True)
class Row:
    """One coding with what is known of its place.

    ``text`` is that of its stretch; the names in it that begin a turn are those of ``speaker``.
    ``path`` names the code with those above it. ``memos`` are on this coding, of any coder.
    ``language`` is that of ``text``.
    """

    coding: str
    transcript: str
    title: str
    speaker: str
    role: Role
    unit: str
    place: str
    time: float | None
    start: int
    end: int
    code: str
    path: str
    coder: str
    at: str
    origin: OriginKind
    score: float | None
    memos: tuple[Memo, ...]
    text: str
    language: str = "nb"

    @property
    def memo(self) -> str:
        """The memos as one text: the coder's own as it stands, others' after their names."""
        own = [memo.text for memo in self.memos if memo.coder == self.coder]
        others = [f"{memo.coder}: {memo.text}" for memo in self.memos if memo.coder != self.coder]
        return "\n\n".join(own + others)


@dataclass(frozen=True, slots=True)
class Margin:
    """What one coder says of one stretch: a comment in the margin.

    ``lines`` are its codes' paths, each with the coder's memo on the coding (or nothing). ``at`` is
    when the last of them was set.
    """

    span: Span
    coder: str
    at: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CodeMark:
    """A code on a stretch, whoever set it there. ``letters`` are the code's own."""

    span: Span
    letters: str


@dataclass(frozen=True, slots=True)
class Legend:
    """What the letters of a mark stand for. ``color`` is ``#rrggbb``; ``marks`` counts them."""

    letters: str
    path: str
    color: str
    marks: int


@dataclass(frozen=True)
class CodedTranscript:
    """A transcript with what is coded in it, ready to be written.

    ``language`` is that of all but the transcript's own text; ``facts`` are (label, value) in it.
    ``labels`` say what a speaker is called; others keep their name. ``notes`` are sentences that a
    reader must know, such as that something is lost. ``comments`` are those of documents.
    """

    transcript: Transcript
    project: str = ""
    language: str = "nb"
    labels: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    facts: tuple[tuple[str, str], ...] = ()
    margins: tuple[Margin, ...] = ()
    marks: tuple[CodeMark, ...] = ()
    legend: tuple[Legend, ...] = ()
    memos: tuple[Memo, ...] = ()
    notes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
