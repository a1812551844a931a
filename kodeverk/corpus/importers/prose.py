"""Writing paragraphs down piece by piece, with how much of their beginning is bold. No I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kodeverk.corpus.importers.edges import trimmed
from kodeverk.corpus.importers.reading import Notes, Paragraph

_BLANKS = re.compile(r"[ \t\r\n\f]+")


class Prose:
    """A paragraph being written."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._parts: list[str] = []
        self._bold = 0
        self._only_bold = True
        self._spaced = True

    def say(self, text: str, *, bold: bool = False) -> None:
        """Write ``text`` as it is; soft hyphens, which nobody sees, are left out."""
        text = text.replace("\xad", "")
        if not text:
            return
        self._parts.append(text)
        if self._only_bold and (bold or not text.strip()):
            self._bold += len(text if self._bold else text.lstrip())  # blanks before go
        else:
            self._only_bold = False
        self._spaced = text[-1] in " \t\n"

    def mark(self, mark: str) -> None:
        """Write the mark of a comment's edge, which is no text."""
        self._parts.append(mark)

    def flow(self, text: str, *, bold: bool = False) -> None:
        """Write ``text`` as markup means it: white space is one blank, and none at the start."""
        text = _BLANKS.sub(" ", text)
        if self._spaced and text.startswith(" "):
            text = text[1:]
        self.say(text, bold=bold)

    @property
    def begun(self) -> bool:
        """Whether anything has been written but blanks."""
        return any(part.strip() for part in self._parts)

    @property
    def broken(self) -> bool:
        """Whether the last thing written is the end of a line."""
        return bool(self._parts) and self._parts[-1].endswith("\n")

    def take(self) -> Paragraph:
        """Return the paragraph, and begin a new one."""
        paragraph = Paragraph("".join(self._parts), self._bold)
        self._begin()
        return paragraph


def cleaned(paragraphs: Iterable[Paragraph], notes: Notes) -> list[Paragraph]:
    """Return the paragraphs in canonical form, without the empty ones."""
    taken = (Paragraph(notes.take(each.text), each.bold) for each in paragraphs)
    return [each for each in taken if each.text.strip()]


def row(cells: Iterable[list[Paragraph]]) -> Paragraph:
    """Return a table's row as a paragraph: its cells with a tab between, each cell's lines in it.

    A cell is a list of paragraphs. The row is bold as far as its first cell is.
    """
    texts: list[str] = []
    bold = 0
    for cell in cells:
        inside = [each for each in cell if each.text.strip()]  # marks count: they must not go
        if not texts and inside:
            bold = inside[0].bold
        texts.append("\n".join(trimmed(each.text) for each in inside))
    return Paragraph("\t".join(texts).rstrip("\t"), bold)


@dataclass
class _Table:
    """The row being written at one level: its cells, and the paragraphs of the cell at hand."""

    cells: list[list[Paragraph]] = field(default_factory=list)
    inside: list[Paragraph] = field(default_factory=list)


class Flow:
    """Text that runs on, with its tables: a body, a text box, a comment.

    ``boxes`` are paragraphs beside the one at hand; they follow it.
    """

    def __init__(self) -> None:
        self.prose = Prose()
        self.boxes: list[Paragraph] = []
        self._paragraphs: list[Paragraph] = []
        self._tables: list[_Table] = []

    def end_paragraph(self, level: int) -> None:
        """End a paragraph in a table of that level (0: in none)."""
        self._end_rows(level)
        self._into(level).extend([self.prose.take(), *self.boxes])
        self.boxes = []

    def end_cell(self, level: int) -> None:
        """End a cell of a table of that level (1 or more)."""
        self.end_paragraph(level)
        table = self._tables[level - 1]
        table.cells.append(table.inside)
        table.inside = []

    def end_row(self, level: int, *, alone: bool = False) -> None:
        """End a row of a table of that level (1 or more).

        ``alone``: a cell that is alone in its row is a frame, and its paragraphs stay apart.
        """
        if len(self._tables) < level:
            return
        self._end_rows(level)
        table = self._tables[level - 1]
        if alone and len(table.cells) == 1 and not table.inside:
            self._tables.pop()
            self._into(level - 1).extend(table.cells[0])
        else:
            self._end_rows(level - 1)

    def finish(self) -> list[Paragraph]:
        """Return the paragraphs when nothing more will come."""
        self.end_paragraph(0)
        return self._paragraphs

    def _into(self, level: int) -> list[Paragraph]:
        if level == 0:
            return self._paragraphs
        while len(self._tables) < level:
            self._tables.append(_Table())
        return self._tables[level - 1].inside

    def _end_rows(self, level: int) -> None:
        """End the rows of tables deeper than ``level``, with whatever is in their last cell."""
        while len(self._tables) > level:
            table = self._tables.pop()
            if table.inside:
                table.cells.append(table.inside)
            self._into(len(self._tables)).append(row(table.cells))
