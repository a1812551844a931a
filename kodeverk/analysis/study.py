"""What an analysis asks of a project: ``kodeverk.project.Project`` is one."""

from collections.abc import Sequence
from typing import Protocol

from kodeverk.model import Codebook, Coding, Loss, Memo, Transcript


class Named(Protocol):
    """Settings with the name of the project."""

    @property
    def name(self) -> str:
        """The name of the project."""


class Study(Protocol):
    """The views of a project that an analysis reads."""

    @property
    def settings(self) -> Named:
        """The settings of the project."""

    @property
    def codebook(self) -> Codebook:
        """The codebook in use."""

    @property
    def losses(self) -> Sequence[Loss]:
        """What is gone for good of the coders' work."""

    def transcripts(self) -> Sequence[Transcript]:
        """Return all transcripts, in order."""

    def codings(self) -> Sequence[Coding]:
        """Return all codings."""

    def withheld(self) -> Sequence[Coding]:
        """Return the codings that are not among them: their text is missing or another."""

    def memos(self) -> Sequence[Memo]:
        """Return all memos."""
