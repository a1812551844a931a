"""What a suggestion engine is given and what it gives back; the engine in use today.

The machine never codes: an engine only proposes, and says why. Replace ``default_engine`` to
change the engine; nothing else in Kodeverk knows which one it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kodeverk.model import Codebook, Coding, Rejection, Suggestion, Transcript

__all__ = ["Engine", "Material", "default_engine"]


def never() -> bool:
    """Say that nobody has asked to stop."""
    return False


@dataclass(frozen=True)
class Material:
    """All that an engine may learn from. Codings and rejections may be of several coders."""

    codebook: Codebook
    transcripts: tuple[Transcript, ...] = ()
    codings: tuple[Coding, ...] = ()
    rejections: tuple[Rejection, ...] = ()


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


def default_engine() -> Engine:
    """Return a new engine of the kind in use. Loads heavy libraries on first use, not here."""
    from kodeverk.suggest.engine import CodebookEngine

    return CodebookEngine()
