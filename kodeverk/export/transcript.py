"""A coded transcript as a Word file: codes as comments in the margin, or as marks in the text.

``document(coded, *, marks=False, now=None) -> bytes`` is all there is; what is written stands in
``kodeverk.coded.CodedTranscript``, of which only ``transcript`` has to be given. Ten thousand
comments are ten thousand ``Margin(span, coder, at, lines)`` in its ``margins``, so to measure::

    document(CodedTranscript(transcript, margins=margins))
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from kodeverk.coded import CodedTranscript, CodeMark, Margin
from kodeverk.export import blocks
from kodeverk.export.blocks import escape, paragraph
from kodeverk.export.package import DECLARATION
from kodeverk.export.page import Page, language_tag
from kodeverk.export.paint import NO_COLOR, painted, tint
from kodeverk.export.readback import W
from kodeverk.export.template import blank
from kodeverk.files import safe_name
from kodeverk.i18n import translator
from kodeverk.model import Span, Turn
from kodeverk.report import Note, clock
from kodeverk.text import clean_line

_EXTENDED = (
    "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml",
)
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_HEAD = -1  # the place before the name that begins a turn

Event = tuple[int, int, int]
"""Where in a turn something begins or ends (an offset, or ``_HEAD``), which of the two, its number.

What ends at an offset (0) comes before what begins there (1); what has no length (2) comes last.
"""
_ENDS, _BEGINS, _POINT = range(3)


def document(coded: CodedTranscript, *, marks: bool = False, now: datetime | None = None) -> bytes:
    """Return ``coded`` as the bytes of a .docx made at ``now``.

    The codes stand in the margin as comments of those who set them, or with ``marks`` as coloured
    stretches with letters and a legend.
    """
    words, transcript = translator(coded.language), coded.transcript
    tag = language_tag(coded.language)
    package = blank(coded.language)
    title = transcript.title or transcript.id
    package.describe(title, coded.project, tag, now or datetime.now(UTC))
    writer = _Writer(coded, Page(package, words, coded.language), marks)
    if not marks:
        kind, content_type = RELATIONSHIP_TYPE.COMMENTS, CONTENT_TYPE.WML_COMMENTS
        package.add("word/comments.xml", kind, content_type, writer.comments())
        if writer.said:
            package.add("word/commentsExtended.xml", *_EXTENDED, writer.threads())
    return package.save(writer.write(title))


def file_name(coded: CodedTranscript, taken: set[str]) -> str:
    """Return a name for the file of ``coded`` that is not in ``taken``, and put it there."""
    stem = safe_name(coded.transcript.id)
    name, number = stem, 2
    while name.casefold() in taken:
        name, number = f"{stem} ({number})", number + 1
    taken.add(name.casefold())
    return f"{name}.docx"


class _Said(NamedTuple):
    """A comment from a document, or an answer to the one whose number is ``above``."""

    span: Span
    author: str
    date: str
    text: str
    resolved: bool
    above: int | None = None


def _said(coded: CodedTranscript) -> list[_Said]:
    """Return the comments that have a place, each before its answers, as Word keeps them."""
    first = len(coded.margins)
    said: list[_Said] = []
    for each in coded.comments:
        if each.span is not None:
            root, span, done = first + len(said), each.span, each.resolved
            said.append(_Said(span, each.author, each.date, each.text, done))
            said += [_Said(span, r.author, r.date, r.text, done, root) for r in each.replies]
    return said


class _Writer:
    """Writes one transcript."""

    def __init__(self, coded: CodedTranscript, page: Page, marks: bool) -> None:
        self.coded = coded
        self.said = [] if marks else _said(coded)
        self.page = page
        self.marks = marks
        self.spoken = coded.transcript.language

    def write(self, title: str) -> Iterator[str]:
        """Yield all of it, from the title to the last turn."""
        coded, page, words = self.coded, self.page, self.page.words
        yield page.heading(title, 1)
        for label, value in coded.facts:
            inside = page.run(f"{label}: ", bold=True) + page.run(value)
            yield paragraph(inside, page.styles["TableText"])
        for note in coded.notes:
            yield page.text(note)
        for memo in coded.memos:
            yield page.note(Note(memo.text, memo.coder))
        for comment in coded.comments:
            if self.marks or comment.span is None:
                yield page.note(Note(comment.text, comment.author))
        if self.marks:
            yield from self._legend()
            turns = self._marked()
        else:
            turns = self._commented()
        yield page.heading(words.gettext("Transcript"), 2)
        yield from turns

    def _head(self, turn: Turn) -> str:
        page = self.page
        head = page.run(f"[{clock(turn.time)}] ") if turn.time is not None else ""
        if turn.speaker is not None:
            label = clean_line(self.coded.labels.get(turn.speaker, turn.speaker))
            head += page.run(f"{label}: ", bold=True)
        return head

    def _said(self, start: int, end: int) -> str:
        return self.page.run(self.coded.transcript.body[start:end], language=self.spoken)

    # Comments

    def comments(self) -> bytes:
        """Return the part that holds the comments, numbered as they come."""
        more = f' xmlns:w14="{_W14}" xmlns:mc="{_MC}" mc:Ignorable="w14"' if self.said else ""
        pieces = [f'{DECLARATION}<w:comments xmlns:w="{W}"{more}>']
        for number, margin in enumerate(self.coded.margins):
            coder = clean_line(margin.coder)
            at = _moment(margin.at)
            date = f' w:date="{at}"' if at else ""
            pieces.append(
                f'<w:comment w:id="{number}" w:author="{escape(coder)}"{date}'
                f' w:initials="{escape(_initials(coder))}">{self._comment(margin)}</w:comment>'
            )
        for number, each in enumerate(self.said, len(self.coded.margins)):
            author = clean_line(each.author)
            date = f' w:date="{each.date}"' if _DATE.fullmatch(each.date) else ""
            pieces.append(
                f'<w:comment w:id="{number}" w:author="{escape(author)}"{date}'
                f' w:initials="{escape(_initials(author))}">{self._words(number, each)}</w:comment>'
            )
        pieces.append("</w:comments>")
        return "".join(pieces).encode()

    def _words(self, number: int, said: _Said) -> str:
        before = "<w:r><w:annotationRef/></w:r>"
        *first, last = said.text.split("\n")
        lines = []
        for line in first:
            lines.append(paragraph(before + self.page.run(line)))
            before = ""
        named = paragraph(before + self.page.run(last))
        # Word knows a comment by its last paragraph.
        lines.append(named.replace("<w:p", f'<w:p w14:paraId="{number + 1:08X}"', 1))
        return "".join(lines)

    def threads(self) -> bytes:
        """Return the part that tells which comments answer others, and which are resolved."""
        pieces = [f'{DECLARATION}<w15:commentsEx xmlns:w15="{_W15}">']
        for number, each in enumerate(self.said, len(self.coded.margins)):
            above = f' w15:paraIdParent="{each.above + 1:08X}"' if each.above is not None else ""
            done = int(each.resolved)
            pieces.append(
                f'<w15:commentEx w15:paraId="{number + 1:08X}"{above} w15:done="{done}"/>'
            )
        pieces.append("</w15:commentsEx>")
        return "".join(pieces).encode()

    def _comment(self, margin: Margin) -> str:
        page, before = self.page, "<w:r><w:annotationRef/></w:r>"
        said = []
        for path, memo in margin.lines:
            said.append(paragraph(before + page.run(clean_line(path), bold=True)))
            if memo:
                said.append(paragraph(page.run(memo)))
            before = ""
        return "".join(said)

    def _commented(self) -> Iterator[str]:
        spans = [margin.span for margin in self.coded.margins]
        for turn, events in self._turns([*spans, *(each.span for each in self.said)]):
            inside, at = [], _HEAD
            for place, kind, number in events:
                inside.append(self._between(turn, at, place))
                at = place
                begin = f'<w:commentRangeStart w:id="{number}"/>'
                end = (
                    f'<w:commentRangeEnd w:id="{number}"/>'
                    f'<w:r><w:commentReference w:id="{number}"/></w:r>'
                )
                inside.append((end, begin, begin + end)[kind])
            inside.append(self._between(turn, at, turn.text.end))
            yield paragraph("".join(inside))

    def _between(self, turn: Turn, start: int, end: int) -> str:
        """Return what stands between two places of a turn, its head too if that is among it."""
        if start == end:
            return ""
        if start == _HEAD:
            head = self._head(turn)
            return head + (self._said(turn.text.start, end) if end > turn.text.start else "")
        return self._said(start, end)

    # Marks

    def _legend(self) -> Iterator[str]:
        page, words = self.page, self.page.words
        yield page.heading(words.gettext("What the marks mean"), 2)
        yield page.text(
            words.gettext(
                "The small letters after a coloured stretch name its code. Where codes share text,"
                " the text is underlined, and [ and ] show where each code begins and ends."
            )
        )
        yield from page.table(
            words.gettext("The codes in this transcript"),
            words.gettext("One row per code. The columns are letters, code and number of marks."),
            (
                (words.gettext("Letters"), 25),
                (words.gettext("Code"), 120),
                (words.gettext("Marks"), 25),
            ),
            (
                [
                    blocks.cell(painted(row.letters, tint(row.color)), page.styles["TableText"]),
                    page.cell(row.path),
                    page.cell(str(row.marks), right=True),
                ]
                for row in self.coded.legend
            ),
            right=(2,),
        )

    def _marked(self) -> Iterator[str]:
        marks = self.coded.marks
        tints = {row.letters: tint(row.color) for row in self.coded.legend}
        crowded = _crowded(marks)
        open_: dict[int, str] = {}  # what has begun and not ended, the last begun last
        for turn, events in self._turns([mark.span for mark in marks]):
            inside, at = [], _HEAD
            for place, kind, number in events:
                inside.append(self._stretch(turn, at, place, open_))
                at = place
                shown = marks[number].letters
                fill = tints.get(shown, NO_COLOR)
                if kind == _BEGINS:
                    open_[number] = fill
                    if crowded[number]:
                        inside.append(painted(f"[{shown}", fill, small=True))
                else:
                    open_.pop(number, None)
                    end = f"{shown}]" if crowded[number] else shown
                    inside.append(painted(end, fill, small=True))
            inside.append(self._stretch(turn, at, turn.text.end, open_))
            yield paragraph("".join(inside))

    def _stretch(self, turn: Turn, start: int, end: int, open_: dict[int, str]) -> str:
        if not open_ or start == end:
            return self._between(turn, start, end)
        head = ""
        if start == _HEAD:
            head, start = self._head(turn), turn.text.start
        said = self.coded.transcript.body[start:end]
        fill = open_[next(reversed(open_))]
        tag = language_tag(self.spoken)
        language = "" if tag == self.page.document.tag else tag
        return head + (
            painted(said, fill, underlined=len(open_) > 1, language=language) if said else ""
        )

    # Both

    def _turns(self, spans: Sequence[Span]) -> Iterator[tuple[Turn, list[Event]]]:
        """Yield each turn with what begins and ends in it, in order."""
        turns = self.coded.transcript.turns
        events: list[list[Event]] = [[] for _turn in turns]
        starts, ends = [t.span.start for t in turns], [t.span.end for t in turns]
        for number, span in enumerate(spans if turns else ()):
            first = min(bisect_right(ends, span.start), len(turns) - 1)
            last = max(bisect_left(starts, span.end) - 1, 0)
            turn = turns[first]
            begin = span.start if span.start >= turn.text.start else _HEAD
            end = min(max(span.end, turns[last].text.start), turns[last].text.end)
            if (first, begin) >= (last, end):  # nothing of it is said
                events[first].append((min(begin, turn.text.end), _POINT, number))
            else:
                events[first].append((begin, _BEGINS, number))
                events[last].append((end, _ENDS, number))
        for turn, here in zip(turns, events, strict=True):
            here.sort()
            yield turn, here


def _crowded(marks: Sequence[CodeMark]) -> list[bool]:
    """Tell of each mark whether it shares text with another; they come in order of their starts."""
    found = []
    furthest = -1
    for number, mark in enumerate(marks):
        after = marks[number + 1].span.start if number + 1 < len(marks) else mark.span.end
        found.append(mark.span.start < furthest or after < mark.span.end)
        furthest = max(furthest, mark.span.end)
    return found


def _initials(name: str) -> str:
    parts: Iterable[str] = name.split()
    found = "".join(part[0] for part in parts)
    return (found if len(found) > 1 else name[:2]).upper()


def _moment(at: str) -> str:
    """Return a moment as Word writes it: UTC, whole seconds; nothing where it is none.

    Some programs write the year 1 for a moment that they do not know; Word has none before 1900.
    """
    try:
        moment = datetime.fromisoformat(at)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment.year >= 1900 else ""
