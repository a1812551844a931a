"""What an importer found in a file, before it becomes a transcript of the project. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kodeverk.model import Kind, Speaker


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """What one speaker says (``speaker`` None in a document). ``time``: seconds from the start.

    ``text`` is canonical (``text.canonical``), never empty; newlines separate its paragraphs.
    ``joins``: a program cut the speech here, so it goes on from the turn before if that turns out
    to be the same person's.
    """

    text: str
    speaker: str | None = None
    time: float | None = None
    joins: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class DraftReply:
    """An answer to a comment."""

    author: str
    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class DraftComment:
    """A comment in the source file; ``quote`` is the text it was anchored to, if any.

    ``said`` is where that is in what is said: letters from and to, counted through the texts of all
    turns without white space; None if it is not there. ``point``: it was attached to a place and
    not to a stretch, and ``said`` is the word before. ``date`` is as the file has it.
    """

    author: str
    text: str
    quote: str = ""
    date: str = ""
    said: tuple[int, int] | None = None
    point: bool = False
    replies: tuple[DraftReply, ...] = ()
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning of an importer: an outcome code, and the sentence for a person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a survey: what stands in it, and what became of it.

    ``letter`` is how spreadsheets call it. ``answers`` are its cells that are not empty, of
    ``length`` letters on average. ``use`` is ``answer``, ``respondent``, ``attribute``, or empty
    where it was left out; ``why`` is what it seems to hold: ``text`` (answers in words), ``short``,
    ``long``, ``personal``, ``program`` (what the survey program adds) or ``empty``.
    """

    name: str
    letter: str
    answers: int
    length: float
    use: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A source file read: turns in order, consecutive cues of one speaker already joined.

    ``speakers`` are those of the turns in order of appearance, with guessed roles.
    ``date`` is ISO 8601 or empty. ``importer`` names the reader (``docx``, ``vtt`` …).
    ``encoding`` is how the letters of a text file were read; empty where there is no choice.
    ``columns`` are those of a survey.
    """

    title: str
    kind: Kind
    language: str
    turns: tuple[DraftTurn, ...]
    speakers: tuple[Speaker, ...]
    importer: str
    date: str = ""
    notices: tuple[Notice, ...] = ()
    comments: tuple[DraftComment, ...] = ()
    encoding: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def texts(self) -> Iterator[str]:
        """What is said, turn by turn."""
        return (turn.text for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: ``import`` with a draft, ``reject`` or ``ignore`` with a reason.

    ``code`` is an outcome code (empty for ``import``); ``message`` says in the user's language what
    happened, what was kept and what to do. ``sha256`` is that of the file's bytes.
    """

    file: str
    outcome: str
    code: str = ""
    message: str = ""
    draft: Draft | None = None
    sha256: str = ""

    def in_folder(self) -> "Outcome":
        """Return what this is where a folder was named: a file of another kind is no error."""
        passed = self.outcome == "reject" and self.code in ("unsupported", "unsafe_path")
        return replace(self, outcome="ignore") if passed else self
