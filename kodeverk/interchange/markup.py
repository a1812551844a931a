"""The words in a piece of HTML, and where each byte of its text stands in them. No I/O.

The HTML is what Taguette keeps: tags of a few kinds, without scripts or comments. It is walked
once, from start to end, whatever it holds.
"""

import html
import re
from bisect import bisect_left, bisect_right

from kodeverk.model import Span

_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|center|d[dlt]|div|fig(?:caption|ure)|footer|form"
    "|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|t(?:able|body|d|foot|h|head|r)"
)
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_STOP = re.compile("[>\"']")


class Words:
    """The text of ``markup``: ``plain`` as a person reads it, ``raw`` as its text nodes have it.

    Paragraphs are parted by newlines in ``plain``; a line break within the markup is a blank.
    """

    def __init__(self, markup: str) -> None:
        self._parts: list[str] = []
        self._raw: list[str] = []
        self._bytes: list[int] = []  # where each node begins in the bytes of the text
        self._places: list[int] = []  # and in ``plain``
        self._kept: list[int] = []  # how many letters of the node
        self._size = self._length = 0
        self._ended = True
        self._walk(markup)
        self.plain = "".join(self._parts)
        self.raw = "".join(self._raw)

    def span(self, start: int, end: int) -> tuple[Span, str] | None:
        """Return where the bytes from ``start`` to ``end`` of the text are, and what they say."""
        if not 0 <= start < end <= self._size:
            return None
        first = bisect_right(self._bytes, start) - 1
        last = bisect_left(self._bytes, end) - 1
        begin, before = self._letters(first, start)
        stop, after = self._letters(last, end)
        said = [*self._raw[first:last], after] if last > first else [after]
        said[0] = said[0][len(before) :]
        return (Span(begin, stop), "".join(said)) if begin <= stop else None

    def _letters(self, node: int, at: int) -> tuple[int, str]:
        """Return the place of byte ``at``, which is in ``node``, and the node's text before it."""
        data = self._raw[node].encode("utf-8", "surrogatepass")[: at - self._bytes[node]]
        before = data.decode("utf-8", "ignore")
        return self._places[node] + min(len(before), self._kept[node]), before

    def _walk(self, markup: str) -> None:
        at = said = 0
        while (at := markup.find("<", at)) >= 0:
            name = _NAME.match(markup, at + 1)
            if name is None:
                at += 1
                continue
            end = _tag_end(markup, name.end())
            if end < 0:  # then all of the rest is text
                break
            self._say(markup[said:at])
            if _BLOCK.fullmatch(name[1].lower()):
                self._ended = True
            at = said = end
        self._say(markup[said:])

    def _say(self, data: str) -> None:
        if not data:
            return
        raw = html.unescape(data)
        shown = raw.replace("\r", " ").replace("\n", " ")
        if self._ended and not shown.strip():
            shown = ""
        elif self._ended:
            if self._parts:
                self._parts.append("\n")
                self._length += 1
            self._ended = False
        self._bytes.append(self._size)
        self._places.append(self._length)
        self._kept.append(len(shown))
        self._raw.append(raw)
        self._parts.append(shown)
        self._size += len(raw.encode("utf-8", "surrogatepass"))
        self._length += len(shown)


def _tag_end(markup: str, at: int) -> int:
    """Return where the tag ends whose name ends at ``at``; -1 if it never does."""
    while found := _STOP.search(markup, at):
        if found[0] == ">":
            return found.end()
        at = markup.find(found[0], found.end()) + 1
        if at == 0:
            break
    return -1
