"""A themed report as frozen data: what was chosen, and the themes, quotes and tables that result.

``analysis.themed`` fills these; ``export`` writes them. Labels are already in the language of the
report, so that a writer only has to lay them out.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from kodeverk.model import Span
from kodeverk.text import clean_line

CUT = "[…]"


class Grouping(StrEnum):
    """What the headings of a report are."""

    CODE = "code"
    TRANSCRIPT = "transcript"
    SPEAKER = "speaker"
    """By code, and within each code by speaker."""
    ATTRIBUTE = "attribute"
    """By code, and within each code by an attribute such as unit or place."""


class SourceField(StrEnum):
    """What a source line may tell about where a quote is from."""

    SPEAKER = "speaker"
    UNIT = "unit"
    PLACE = "place"
    TRANSCRIPT = "transcript"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Options:
    """What goes into a report. None means all there is.

    A chosen code brings the codes below it; themes come in the order in which ``codes`` names them.
    ``max_quotes`` is how many quotes of one informant are shown under one code; counts always tell
    of all. ``anonymous`` numbers the speakers («Informant 1») over the chosen transcripts instead
    of naming them as the transcript does. ``attribute`` is what ``Grouping.ATTRIBUTE`` groups by.
    ``best``: only quotes that are marked with a star, where a code has any. ``longest``: a quote of
    more words is cut with ``[…]``. ``questions``: what the interviewer asked stands before a quote.
    ``room``: space for the writer under each theme. ``figures``, ``method``, ``book``: with them.
    """

    codes: tuple[str, ...] | None = None
    transcripts: tuple[str, ...] | None = None
    coders: tuple[str, ...] | None = None
    grouping: Grouping = Grouping.CODE
    memos: bool = False
    language: str = "nb"
    title: str = ""
    max_quotes: int | None = None
    anonymous: bool = True
    show_coders: bool = False
    source: tuple[SourceField, ...] = tuple(SourceField)
    attribute: str = "unit"
    best: bool = False
    longest: int | None = None
    questions: bool = False
    room: bool = False
    figures: bool = True
    method: bool = True
    book: bool = True
    order: tuple[str, ...] = ()


@lru_cache(4096)
def _unsaid(places: str, title: str) -> str:
    """Return those of ``places`` that ``title`` does not name as a word."""
    title = title.casefold()
    return ", ".join(
        place
        for place in places.split(", ")
        if not re.search(rf"(?<!\w){re.escape(place.casefold())}(?!\w)", title)
    )


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a quote is from. A field is empty (``time`` None) when unknown or not to be shown."""

    speaker: str = ""
    unit: str = ""
    place: str = ""
    transcript: str = ""
    time: float | None = None

    @property
    def text(self) -> str:
        """The fields in one line, such as ``Informant 3, bibliotek, Drammen, 00:12:33``.

        A place that the title of the transcript already names as a word is not said twice.
        """
        parts = (
            self.speaker,
            self.unit,
            _unsaid(self.place, self.transcript) if self.place else "",
            self.transcript,
            clock(self.time) if self.time is not None else "",
        )
        return ", ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Passage:
    """What one speaker says within a quote. ``cut_*`` tell that a sentence was cut there."""

    text: str
    speaker: str = ""
    cut_before: bool = False
    cut_after: bool = False

    @property
    def shown(self) -> str:
        """The text with ``[…]`` where a sentence was cut."""
        if not (self.cut_before or self.cut_after):
            return self.text
        before = f"{CUT} " if self.cut_before else ""
        after = f" {CUT}" if self.cut_after else ""
        return f"{before}{self.text}{after}"


@dataclass(frozen=True, slots=True)
class Note:
    """A memo as it stands in a report. ``about`` names a transcript where that is not clear."""

    text: str
    coder: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of text under one code, shown once however many coded it.

    ``id`` is that of its oldest coding, so it stays when others code the same text. ``codings``
    are the ids of all codings in it, ``person`` whom it is listed under (empty: no speaker).
    ``best`` and ``counter`` tell that somebody marked it as one of the best, or as an example to
    the contrary. ``question`` is what the interviewer had asked, where that is wanted.
    """

    id: str
    transcript: str
    span: Span
    passages: tuple[Passage, ...]
    source: SourceLine
    codings: tuple[str, ...]
    coders: tuple[str, ...]
    language: str = "nb"
    person: str = ""
    people: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()
    best: bool = False
    counter: bool = False
    question: Passage | None = None

    @property
    def dialogue(self) -> bool:
        """True when more than one speaker is heard, so that each must be named."""
        first = self.passages[0].speaker if self.passages else ""
        return any(passage.speaker != first for passage in self.passages)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The passages as (speaker or empty, text as shown), a paragraph each."""
        if len(self.passages) == 1:
            return (("", self.passages[0].shown),)
        named = self.dialogue
        return tuple((p.speaker if named else "", p.shown) for p in self.passages)

    @property
    def text(self) -> str:
        """The quote as a reader sees it."""
        return "\n".join(f"{name}: {text}" if name else text for name, text in self.lines)


class ThemeKind(StrEnum):
    """What a heading of the report stands for."""

    CODE = "code"
    TRANSCRIPT = "transcript"
    SPEAKER = "speaker"
    ATTRIBUTE = "attribute"
    MISSING = "missing"
    """Codings whose code is no longer in the codebook."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading with what stands below it: a theme, a code, a transcript or a speaker.

    ``informants`` and ``codings`` count all that is below, that of ``themes`` included.
    ``omitted`` quotes are not shown because of ``Options.max_quotes``.
    """

    kind: ThemeKind
    id: str
    name: str
    definition: str = ""
    informants: int = 0
    codings: int = 0
    quotes: tuple[Quote, ...] = ()
    themes: tuple["Theme", ...] = ()
    notes: tuple[Note, ...] = ()
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A line in the table of themes. ``depth`` is 0 for a theme at the top."""

    code: str
    name: str
    depth: int
    description: str
    informants: int
    codings: int
    example: str = ""
    example_quote: str = ""
    """Id of the quote that ``example`` is taken from."""


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A line in the table of the material. ``words`` counts what is said, not names and times."""

    transcript: str
    title: str
    kind: str
    date: str
    place: str
    speakers: tuple[str, ...]
    informants: int
    words: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code in the appendix that shows the codebook. ``depth`` is 0 for a theme at the top."""

    code: str
    name: str
    depth: int
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()


class FigureKind(StrEnum):
    """How numbers are shown to those who would rather look than read."""

    BARS = "bars"
    """A group of bars for each row, one bar for each column."""
    HEAT = "heat"
    """A field for each row and column, the darker the more, with the number in it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Numbers to be drawn: ``values[row][column]``. ``alt`` says in words what the figure shows.

    ``people``: how many informants each column stands for.
    """

    kind: FigureKind
    title: str
    alt: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at before the report is shared; it stops nothing."""

    code: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, ready to be written."""

    title: str
    project: str
    language: str
    themes: tuple[Theme, ...]
    theme_rows: tuple[ThemeRow, ...]
    material: tuple[MaterialRow, ...]
    informants: int
    codings: int
    coders: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    notices: tuple[Notice, ...] = ()
    losses: tuple[tuple[str, int], ...] = ()
    """(coder, events) that are gone for good, and so are in no figure."""
    method: tuple[str, ...] = ()
    """Paragraphs that say how the material was coded, made from the record."""
    book: tuple[CodeRow, ...] = ()
    figures: tuple[Figure, ...] = ()
    options: Options = field(default=Options())
    study: str = ""
    """The id of the study, by which a report that comes back is known."""

    def quotes(self) -> tuple[Quote, ...]:
        """Return every quote that is shown, in the order of the report."""
        found: list[Quote] = []

        def walk(theme: Theme) -> None:
            found.extend(theme.quotes)
            for below in theme.themes:
                walk(below)

        for theme in self.themes:
            walk(theme)
        return tuple(found)


def clock(seconds: float) -> str:
    """Return a time in a recording as ``hh:mm:ss``."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def lost_sentence(coder: str, events: int, words: NullTranslations) -> str:
    """Return the sentence that says that something of a coder's work is gone for good."""
    return words.ngettext(
        "{n} change recorded by {coder} (a coding, a memo or a removal) is lost, "
        "and is in no figure here.",
        "{n} changes recorded by {coder} (codings, memos or removals) are lost, "
        "and are in no figure here.",
        events,
    ).format(n=events, coder=clean_line(coder))
