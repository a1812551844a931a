"""Writing paragraphs down piece by piece, with how much of their beginning is bold. No I/O."""

import re
from collections.abc import Iterable

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
            self._bold += len(text)
        else:
            self._only_bold = False
        self._spaced = text[-1] in " \t\n"

    def flow(self, text: str, *, bold: bool = False) -> None:
        """Write ``text`` as markup means it: white space is one blank, and none at the start."""
        text = _BLANKS.sub(" ", text)
        if self._spaced and text.startswith(" "):
            text = text[1:]
        self.say(text, bold=bold)

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
        inside = [each for each in cell if each.text.strip()]
        if not texts and inside:
            bold = inside[0].bold
        texts.append("\n".join(each.text.strip() for each in inside))
    return Paragraph("\t".join(texts).rstrip("\t"), bold)
