"""What is asked of the process that makes suggestions, and what it answers: one JSON line each.

Light to import: the screen does. Offsets are code points of the transcript's body.
"""

from enum import StrEnum

import msgspec

from kodeverk.model import Reason, Span, Standing, Suggestion


class Order(StrEnum):
    """In which order a queue is gone through."""

    SUREST = "surest"
    UNCERTAIN = "uncertain"
    CODE = "code"
    TRANSCRIPT = "transcript"


class Earlier(msgspec.Struct, frozen=True):
    """Where an earlier quote stands, who says it and who coded (or rejected) it."""

    transcript: str
    title: str
    speaker: str
    coder: str


class Item(msgspec.Struct, frozen=True):
    """A segment that waits for an answer: is it about ``code``?

    ``score`` is the probability. ``alike`` is the number of its group in the queue, -1 for none.
    """

    transcript: str
    span: Span
    code: str
    score: float
    alike: int = -1

    @property
    def place(self) -> "Place":
        """What makes it the same item, whatever its score."""
        return self.transcript, self.span, self.code

    def suggestion(self, engine: str, reasons: tuple[Reason, ...] = ()) -> Suggestion:
        """Return the item as a suggestion of ``engine``."""
        return Suggestion(self.transcript, self.span, self.code, self.score, engine, reasons)


class Left(msgspec.Struct, frozen=True):
    """How many segments of a code are expected among those not read and not decided on.

    ``low`` to ``high`` holds the number in about 19 of 20 cases.
    """

    expected: float
    low: int
    high: int


class Progress(msgspec.Struct, frozen=True):
    """How far a code has come, in sentences of the transcripts chosen.

    ``found`` carry the code, ``waiting`` stand in the queue, ``left`` is None where there is too
    little to go on. ``barren`` is how many answers in a row, up to the last, were no.
    ``enough`` hints that hardly any are left.
    """

    code: str
    found: int
    waiting: int
    left: Left | None = None
    barren: int = 0
    enough: bool = False


class Queue(msgspec.Struct, frozen=True):
    """What waits for an answer, the first first; ``total`` counts those left out for length too.

    ``groups`` hold near-identical segments of one code, those below the bar too. ``skipped`` is
    how many were left out because they were skipped.
    """

    engine: str
    items: tuple[Item, ...] = ()
    total: int = 0
    skipped: int = 0
    groups: tuple[tuple[Item, ...], ...] = ()
    progress: tuple[Progress, ...] = ()


class Cue(msgspec.Struct, frozen=True):
    """A word or phrase to consider as a cue of a code, or as a counter-cue (``against``).

    It stands in ``inside`` places that carry the code (against: that were refused it) and in
    ``outside`` other sentences of informants. ``span`` of ``transcript`` is a sentence with it, and
    ``quote`` its text.
    """

    text: str
    against: bool
    inside: int
    outside: int
    score: float
    transcript: str
    span: Span
    quote: str


Place = tuple[str, Span, str]  # transcript, sentence, code


class Suggest(msgspec.Struct, frozen=True, tag="suggest"):
    """Want the suggestions for a transcript."""

    transcript: str


class Review(msgspec.Struct, frozen=True, tag="review"):
    """Want the queue over ``transcripts`` and ``codes`` (empty: all), without ``skipped``.

    ``most`` is how many items are wanted, the first ``reasons`` of them with their reasons.
    """

    order: Order = Order.SUREST
    transcripts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    skipped: tuple[Place, ...] = ()
    most: int = 200
    reasons: int = 3

    @property
    def scope(self) -> tuple[Order, tuple[str, ...], tuple[str, ...]]:
        """What makes two questions about the same queue, whatever was skipped meanwhile."""
        return self.order, self.transcripts, self.codes


class Propose(msgspec.Struct, frozen=True, tag="propose"):
    """Want at most ``most`` words and phrases that may be cues of a code."""

    code: str
    most: int = 10


class Explain(msgspec.Struct, frozen=True, tag="explain"):
    """Want the reasons for codes on sentences."""

    places: tuple[Place, ...]


class Suggested(msgspec.Struct, frozen=True, tag="suggested"):
    """The suggestions for a transcript; ``earlier`` is by the id of the coding or rejection.

    ``digest`` is that of the text that they stand in.
    """

    transcript: str
    suggestions: tuple[Suggestion, ...] = ()
    standings: tuple[Standing, ...] = ()
    earlier: dict[str, Earlier] = {}
    digest: str = ""


class Queued(msgspec.Struct, frozen=True, tag="queued"):
    """The queue that ``question`` wanted; its first items explained.

    ``digests`` are those of the texts that the items stand in.
    """

    question: Review
    queue: Queue
    explained: tuple[Suggestion, ...] = ()
    standings: tuple[Standing, ...] = ()
    earlier: dict[str, Earlier] = {}
    digests: dict[str, str] = {}


class Proposed(msgspec.Struct, frozen=True, tag="proposed"):
    """What may be cues of a code, the most telling first."""

    code: str
    cues: tuple[Cue, ...] = ()


class Explained(msgspec.Struct, frozen=True, tag="explained"):
    """The places asked about, each with score and reasons."""

    suggestions: tuple[Suggestion, ...]
    earlier: dict[str, Earlier] = {}


Question = Suggest | Review | Explain | Propose
Reply = Suggested | Queued | Explained | Proposed
