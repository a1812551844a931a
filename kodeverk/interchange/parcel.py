"""A whole study on its way between programs, as frozen data: what every format is read into.

Readers fill it and admit nothing; ``admit`` brings it into a study; ``pack`` makes one of a study.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kodeverk.model import NO_ATTRIBUTES, Codebook, Coding, Memo, Span


@dataclass(frozen=True, slots=True)
class ForeignText:
    """A text as another program holds it, newlines as LF, otherwise untouched.

    ``id`` is what the parcel's codings and memos call it. ``canonical``: it is the body of one of
    our transcripts, so nothing in it has to be changed. ``created`` is ISO 8601 in UTC or empty.
    """

    id: str
    name: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    language: str = ""
    created: str = ""
    canonical: bool = False


@dataclass(frozen=True, slots=True)
class ForeignCase:
    """A case (a person, a unit) with its variables, and the texts or stretches that are its own.

    ``spans`` are (id of the text, stretch of it); a case of whole texts has none.
    """

    id: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)
    texts: tuple[str, ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """Something that cannot come along. ``code`` is a stable word for scripts; ``what`` says to a
    person what it is and what becomes of it; ``count`` is how many of it; ``where`` names them."""

    code: str
    what: str
    count: int = 1
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A study in the hands of no program.

    Spans of ``codings`` are code points of the ``text`` with that id (``Coding.transcript``), end
    exclusive; their ``digest`` is empty. A memo's target of kind coding names a coding's id, one of
    kind transcript a text's id. ``coders`` are all who coded or wrote. ``findings`` tell a person
    how the file was understood (such as how its offsets count); ``left`` what could not be.
    ``extra`` is what only Kodeverk knows, when the file is as Kodeverk wrote it.
    """

    name: str
    origin: str
    codebook: Codebook = field(default_factory=Codebook)
    coders: tuple[str, ...] = ()
    texts: tuple[ForeignText, ...] = ()
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    cases: tuple[ForeignCase, ...] = ()
    findings: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
