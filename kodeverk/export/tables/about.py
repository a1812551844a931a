"""What all tables have in common: their formats, columns and words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from gettext import NullTranslations
from itertools import chain, groupby
from operator import attrgetter

from kodeverk.coded import Row
from kodeverk.i18n import ngettext, translator
from kodeverk.model import Codebook, Memo, OriginKind, Role
from kodeverk.report import SourceLine, clock

COLUMNS = (
    "coding",
    "transcript",
    "title",
    "speaker",
    "role",
    "unit",
    "place",
    "time",
    "start",
    "end",
    "code",
    "path",
    "coder",
    "at",
    "origin",
    "score",
    "memo",
    "text",
)
"""The columns by names that never change, for programs that read on."""


class Format(StrEnum):
    """What codings can be written as."""

    CSV = "csv"
    EXCEL = "excel"
    """CSV as a Norwegian Excel opens it, with nothing in it that Excel would run."""
    XLSX = "xlsx"
    MARKDOWN = "md"
    HTML = "html"
    JSONL = "jsonl"

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return ".csv" if self is Format.EXCEL else f".{self.value}"


@dataclass(frozen=True, slots=True)
class Altered:
    """How many cells do not hold just what the codings do.

    ``defused`` have an apostrophe in front, or a spreadsheet would have run them as formulas;
    ``cut`` were longer than a cell may be; ``cleaned`` held signs that the format has no room for.
    """

    defused: int = 0
    cut: int = 0
    cleaned: int = 0

    def told(self) -> tuple[str, ...]:
        """Return it as sentences; none where nothing was altered."""
        sentences = (
            (
                self.defused,
                ngettext(
                    "{n} cell got an apostrophe in front: a spreadsheet would have run it as"
                    " a formula.",
                    "{n} cells got an apostrophe in front: a spreadsheet would have run them as"
                    " formulas.",
                    self.defused,
                ),
            ),
            (
                self.cut,
                ngettext(
                    "{n} text was longer than a cell of Excel holds, and ends with […].",
                    "{n} texts were longer than a cell of Excel holds, and end with […].",
                    self.cut,
                ),
            ),
            (
                self.cleaned,
                ngettext(
                    "{n} text held signs that the format has no room for; they are left out.",
                    "{n} texts held signs that the format has no room for; they are left out.",
                    self.cleaned,
                ),
            ),
        )
        return tuple(sentence.format(n=n) for n, sentence in sentences if n)


@dataclass(frozen=True)
class About:
    """What a writer is told besides the rows. ``notes`` are sentences that a reader must know."""

    title: str
    language: str
    book: Codebook
    notes: tuple[str, ...] = ()

    @cached_property
    def words(self) -> NullTranslations:
        """The texts in the language of the file."""
        return translator(self.language)

    @cached_property
    def roles(self) -> dict[Role, str]:
        """What each role is called."""
        words = self.words
        return {
            Role.INTERVIEWER: words.gettext("Interviewer"),
            Role.FACILITATOR: words.gettext("Facilitator"),
            Role.INFORMANT: words.gettext("Informant"),
            Role.PARTICIPANT: words.gettext("Participant"),
            Role.UNKNOWN: words.gettext("Speaker"),
        }

    @cached_property
    def origins(self) -> dict[OriginKind, str]:
        """What each origin is called."""
        words = self.words
        return {
            OriginKind.OWN: words.gettext("own"),
            OriginKind.SUGGESTED: words.gettext("suggested"),
            OriginKind.EDITED: words.gettext("suggested, then edited"),
            OriginKind.COMMENT: words.gettext("from a comment in Word"),
        }

    def quotes(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """Yield rows of one code in groups: what several coders coded alike is one quote."""
        for _place, same in groupby(rows, key=attrgetter("transcript", "start", "end")):
            yield list(same)

    def source(self, rows: Sequence[Row]) -> str:
        """Return one line that says where a quote is from, who coded it and when."""
        row, words = rows[0], self.words
        where = SourceLine(row.speaker, row.unit, row.place, row.title, row.time).text
        coders = ", ".join(f"{each.coder} ({each.at[:10]})" for each in rows)
        coded = words.gettext("coded by {coders}").format(coders=coders)
        return f"{where}; {coded}" if where else coded

    def memos(self, rows: Iterable[Row]) -> Iterator[Memo]:
        """Yield the memos on a quote."""
        return chain.from_iterable(row.memos for row in rows)

    def memo_of(self, coder: str) -> str:
        """Return what stands before a memo."""
        return self.words.gettext("Memo by {coder}:").format(coder=coder)

    def headings(self) -> tuple[str, ...]:
        """Return the columns' names for people."""
        words = self.words
        return (
            words.gettext("Coding"),
            words.gettext("Transcript"),
            words.gettext("Title"),
            words.gettext("Speaker"),
            words.gettext("Role"),
            words.gettext("Unit"),
            words.gettext("Place"),
            words.gettext("Time"),
            words.gettext("Start"),
            words.gettext("End"),
            words.gettext("Code id"),
            words.gettext("Code"),
            words.gettext("Coder"),
            words.gettext("Coded at"),
            words.gettext("Origin"),
            words.gettext("Score"),
            words.gettext("Memo"),
            words.gettext("Text"),
        )

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return a row as people read it, in the order of the columns."""
        return (
            row.coding,
            row.transcript,
            row.title,
            row.speaker,
            self.roles[row.role],
            row.unit,
            row.place,
            "" if row.time is None else clock(row.time),
            str(row.start),
            str(row.end),
            row.code,
            row.path,
            row.coder,
            row.at,
            self.origins[row.origin],
            "" if row.score is None else f"{row.score:.2f}",
            row.memo,
            row.text,
        )


def plain(row: Row) -> tuple[str, ...]:
    """Return a row as programs read it, in the order of the columns."""
    return (
        row.coding,
        row.transcript,
        row.title,
        row.speaker,
        row.role.value,
        row.unit,
        row.place,
        "" if row.time is None else repr(row.time),
        str(row.start),
        str(row.end),
        row.code,
        row.path,
        row.coder,
        row.at,
        row.origin.value,
        "" if row.score is None else repr(row.score),
        row.memo,
        row.text,
    )
