"""Codes that people propose in comments: those that begin with the name of a code. No I/O."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kodeverk.i18n import ngettext
from kodeverk.model import Codebook, Comment, Suggestion
from kodeverk.text import fold

if TYPE_CHECKING:
    from kodeverk.corpus.draft import DraftComment

# What may stand before the first name: quotes, or that a code is meant.
_LEAD = re.compile(
    r"[\s#*«»\"“”„'‘’]*(?:(?:kodar|kode[rn]?|codes?)\s*:[\s«\"“„'‘]*)?", re.IGNORECASE
)
# What ends a name. A hyphen only with blanks around: «Konflikt-løsning» is another word.
_AFTER = r"[»\"“”'’]*(?:\s*(?:\Z|\n|[:;,–—/+&!?]|\.(?=\s|\Z))|\s+-\s)"
# What may stand between two names.
_LIST = re.compile(r"\s*[,;/+&\n]?\s*(?:(?:og|and)\s+)?[«\"“„'‘]*")
_REST = re.compile(r"[\s:;,.–—/+&!?»\"“”'’-]*")


class Named(NamedTuple):
    """A code that a comment names, and what it says of it."""

    code: str
    said: str


class Names:
    """The names, ids and paths of the codes of ``book`` that can be set."""

    def __init__(self, book: Codebook) -> None:
        self._book = book

    @cached_property
    def _by_name(self) -> dict[str, str]:
        codes = [code for code in self._book.codes if code.codable]
        counts = Counter(_folded(code.name) for code in codes)
        names = {_folded(code.name): code.id for code in codes if counts[_folded(code.name)] == 1}
        names |= {_folded(code.id): code.id for code in codes}
        return names | self._by_path

    @cached_property
    def _by_path(self) -> dict[str, str]:
        book = self._book
        return {_folded(book.path(code.id)): code.id for code in book.codes if code.codable}

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        return {_letters(name): code for name, code in self._by_name.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(filter(None, self._by_name), key=len, reverse=True)
        either = "|".join(map(_spaced, longest)) or "(?!)"
        follows = rf"{_AFTER}|\s+(?:og|and)\s+[«\"“„'‘]*(?:{either}){_AFTER}"
        return re.compile(f"({either})(?={follows})")

    def named(self, text: str) -> tuple[Named, ...]:
        """Return the codes that ``text`` begins with; more may follow, each on a line of its own.

        «Synergi, Tidspress: godt eksempel» names two, and says the same of both.
        """
        text = unicodedata.normalize("NFC", text)
        found: list[Named] = []
        for part in self._parts(text):
            codes, said = self._head(part)
            found += [Named(code, said) for code in dict.fromkeys(codes)]
        return tuple(found)

    def _parts(self, text: str) -> Iterator[str]:
        """Yield ``text`` cut before each line that is the path of a code, as in our exports."""
        if not self._head(text)[0]:
            return
        lines: list[str] = []
        for line in text.split("\n"):
            if lines and _folded(line) in self._by_path:
                yield "\n".join(lines)
                lines = []
            lines.append(line)
        yield "\n".join(lines)

    def _head(self, text: str) -> tuple[list[str], str]:
        """Return the codes that ``text`` begins with, and what comes after them."""
        low = fold(text)
        if len(low) != len(text):  # a letter that grows: then only as it is written
            low = text.lower() if len(text.lower()) == len(text) else text
        codes: list[str] = []
        lead = _LEAD.match(low)
        at = end = lead.end() if lead else 0
        while match := self._pattern.match(low, at):
            codes.append(self._by_letters[_letters(match[1])])
            end = match.end()
            between = _LIST.match(low, _close(low, end))
            at = between.end() if between else end
            if at == len(low):
                break
        rest = _REST.match(text, end)
        return codes, text[rest.end() if rest else end :].strip() if codes else text


def _close(text: str, at: int) -> int:
    while at < len(text) and text[at] in "»\"”'’":
        at += 1
    return at


def counted(comments: "Sequence[DraftComment | Comment]", names: Names | None) -> str:
    """Return in words how many comments there are, and how many propose codes."""
    number = len(comments)
    said = ngettext("{n} comment", "{n} comments", number).format(n=number)
    codes = sum(bool(names.named(each.text)) for each in comments) if names else 0
    if not codes:
        return said
    proposing = ngettext("{n} proposes a code", "{n} propose codes", codes).format(n=codes)
    return f"{said}, {proposing}"


def proposals(comments: Iterable[Comment], names: Names) -> tuple[Suggestion, ...]:
    """Return the codes that ``comments`` propose where they stand; the engine is the comment."""
    return tuple(
        Suggestion(comment.transcript, comment.span, code, 0.0, comment.id)
        for comment in comments
        if comment.span is not None
        for code in dict.fromkeys(named.code for named in names.named(comment.text))
    )


def _folded(name: str) -> str:
    line = " ".join(fold(unicodedata.normalize("NFC", name)).split())
    return re.sub(r"\s*/\s*", " / ", line)


def _spaced(name: str) -> str:
    """Return what finds ``name``, or a path, whatever blanks and signs are in it."""
    return re.escape(name).replace(r"\ /\ ", r"\s*[/:>–—-]\s*").replace(r"\ ", r"\s+")


def _letters(name: str) -> str:
    return re.sub(r"[\s/:>–—-]", "", name)
