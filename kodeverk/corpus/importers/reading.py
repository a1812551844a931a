"""What a reader hands on: segments as the file has them, and notices. No I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kodeverk.corpus.draft import Column, DraftComment, Notice
from kodeverk.i18n import _, ngettext
from kodeverk.model import Kind
from kodeverk.text import canonical, has_bidi, has_controls


@dataclass(frozen=True, slots=True)
class Segment:
    """One cue or paragraph: what is said, by whom and when, where the file tells.

    ``joins``: a program cut the speech here, so it goes on from the segment before if the speaker
    is the same. Where a person began a paragraph anew with a name, that is a turn.
    """

    text: str
    speaker: str | None = None
    time: float | None = None
    joins: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text. ``bold``: how many of its first letters are bold."""

    text: str
    bold: int = 0


class Notes:
    """The notices of one reading: at most one of each code, in the order they came.

    ``encoding`` is how the letters of a text file were read.
    """

    encoding = ""

    def __init__(self) -> None:
        self._notices: dict[str, Notice] = {}

    def add(self, code: str, message: str) -> None:
        """Keep a notice unless there is one of that code already.

        What was left out is all told, for it may be left out in several places.
        """
        kept = self._notices.setdefault(code, Notice(code, message))
        if code == "dropped_content" and message not in kept.message:
            self._notices[code] = Notice(code, f"{kept.message} {message}")

    def all(self) -> tuple[Notice, ...]:
        """Return the notices."""
        return tuple(self._notices.values())

    def take(self, text: str) -> str:
        """Return ``text`` in canonical form; notice what that leaves out."""
        if has_controls(text):
            self.add(
                "control_chars",
                _(
                    "The file holds control characters that a screen could obey. They were left "
                    "out; the words are kept."
                ),
            )
        if has_bidi(text):
            self.add(
                "bidi",
                _(
                    "The file holds invisible characters that turn the direction of writing. They "
                    "were left out; the words are kept."
                ),
            )
        return canonical(text)

    def early(self) -> None:
        """Notice a time mark before the start of the recording."""
        self.add(
            "bad_timestamps",
            _(
                "Some time marks are before the start of the recording. The text is kept, with "
                "the time 00:00:00."
            ),
        )

    def marks(self, left: int) -> None:
        """Notice time marks that stood within what somebody says."""
        self.add(
            "dropped_content",
            ngettext(
                "{n} time mark within what somebody says was left out; the words are kept.",
                "{n} time marks within what somebody says were left out; the words are kept.",
                left,
            ).format(n=left),
        )

    def bad_time(self) -> None:
        """Notice a time mark that is no time."""
        self.add(
            "bad_timestamps",
            _(
                "Some time marks could not be read. The text is kept, without the time. Check the "
                "time marks in the file if you need them."
            ),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read. ``importer`` is set when the content was of another format than the name.

    ``kind`` is set where the file tells what it is; ``attributes`` are those of the speakers by
    name; ``columns`` those of a survey.
    """

    segments: tuple[Segment, ...]
    title: str = ""
    date: str = ""
    comments: tuple[DraftComment, ...] = ()
    importer: str = ""
    kind: Kind | None = None
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a table a person chose; what is empty is guessed.

    ``answers``, ``respondent`` (whose names are taken), ``keep`` (taken as attributes) and ``drop``
    (left out) name columns by heading, letter or number; ``sheet`` is one of several.
    """

    answers: tuple[str, ...] = ()
    respondent: str = ""
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sheet: str = ""


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: its bytes, and what the person said about it."""

    name: str
    data: bytes
    interviewers: tuple[str, ...] = ()
    encoding: str | None = None
    choice: Choice = NO_CHOICE
    notes: Notes = field(default_factory=Notes)


Reader = Callable[[Job], Reading]
