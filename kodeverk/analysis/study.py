"""What an analysis asks of a project: ``kodeverk.project.Project`` is one."""

from collections.abc import Collection, Sequence
from typing import Protocol

from kodeverk.model import (
    Codebook,
    Coding,
    Comment,
    Loss,
    Mark,
    Memo,
    Outcome,
    Rejection,
    Transcript,
)


class Named(Protocol):
    """Settings with the name of the project, and how often suggestions are held back."""

    @property
    def name(self) -> str:
        """The name of the project."""

    @property
    def id(self) -> str:
        """The id of the study; empty when nobody knows it."""

    @property
    def blind(self) -> float:
        """The share of sentences where suggestions wait until the coder has decided."""


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

    @property
    def incomplete(self) -> Collection[str]:
        """The coders whose journals are not whole."""

    def transcripts(self) -> Sequence[Transcript]:
        """Return all transcripts, in order."""

    def codings(self) -> Sequence[Coding]:
        """Return all codings."""

    def withheld(self) -> Sequence[Coding]:
        """Return the codings that are not among them: their text is missing or another."""

    def memos(self) -> Sequence[Memo]:
        """Return all memos."""

    def marks(self) -> Sequence[Mark]:
        """Return how coders have chosen and cut quotes for reports."""

    def comments(self) -> Sequence[Comment]:
        """Return the comments from documents."""

    def rejections(self) -> Sequence[Rejection]:
        """Return the suggestions that coders have turned down."""

    def outcomes(self) -> Sequence[Outcome]:
        """Return what became of every suggestion that was put before a coder."""
