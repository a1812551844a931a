"""What a suggestion engine is given and what it gives back; the engine in use today.

The machine never codes: an engine only proposes, and says why. Replace ``default_engine`` to
change the engine; nothing else in Kodeverk knows which one it is.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import field

from kodeverk.model import (
    Codebook,
    Coding,
    Outcome,
    Rejection,
    Span,
    Standing,
    Suggestion,
    Transcript,
    Value,
)

if TYPE_CHECKING:  # the screen imports this package, and numpy takes its time
    import numpy as np
    import numpy.typing as npt

__all__ = ["Engine", "Material", "Weighed", "default_engine"]


def never() -> bool:
    """Say that nobody has asked to stop."""
    return False


class Material(Value, frozen=True):
    """All that an engine may learn from. Codings and rejections may be of several coders.

    ``read`` are per transcript the stretches some coder has read: what is read and not coded speaks
    against a code, what nobody has read says nothing. ``bar`` is the score from which suggestions
    are shown (None: the engine's own).
    """

    codebook: Codebook
    transcripts: tuple[Transcript, ...] = ()
    codings: tuple[Coding, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    read: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    bar: float | None = None


class Weighed(Value, frozen=True):
    """How likely each code is for each sentence that may be suggested on.

    ``scores`` has a row for each of ``spans`` (in the order of the text) and a column for each of
    ``codes`` (ids); each is the probability, 0..1, that a coder sets that code there.
    """

    spans: tuple[Span, ...]
    codes: tuple[str, ...]
    scores: "npt.NDArray[np.floating]"


class Engine(Protocol):
    """Proposes codes for sentences. Use one engine from one thread at a time."""

    @property
    def name(self) -> str:
        """Name and version of the engine, kept as the origin of accepted suggestions."""

    def learn(self, material: Material, *, cancelled: Callable[[], bool] = never) -> None:
        """Take in ``material`` in place of what was learned before.

        Once ``cancelled`` says yes, return and keep what was learned before.
        """

    def suggest(
        self, transcript: Transcript, *, cancelled: Callable[[], bool] = never
    ) -> tuple[Suggestion, ...]:
        """Return suggestions for ``transcript`` in the order of the text, the surest first.

        None of them overlaps a coding or a rejection of the same code, nor lies in what an
        interviewer or facilitator says. Once ``cancelled`` says yes, return none.
        """

    def weigh(self, transcript: Transcript) -> Weighed:
        """Return the probability of every code for every sentence an informant says."""

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        """Return ``code`` for the sentence ``span`` with its score and reasons, at any score."""

    def standings(self) -> tuple[Standing, ...]:
        """Return how each code stands, in the order of the codebook."""


def default_engine() -> Engine:
    """Return a new engine of the kind in use. Loads heavy libraries on first use, not here."""
    from kodeverk.suggest.engine import MixingEngine

    return MixingEngine()
