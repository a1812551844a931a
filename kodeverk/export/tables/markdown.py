"""Codings as Markdown: quotes under their codes, to be read as it stands or shown by a program."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from kodeverk.coded import Row
from kodeverk.export.tables.about import About, Altered

# Only what would be taken for a sign where it stands: a text full of backslashes is hard to read.
_SIGN = re.compile(r"[\\`*_\[<~|$]|&(?=#?\w+;)|^[-+#>=]", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)
_EDGE = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)


def write(rows: Iterable[Row], file: BinaryIO, about: About) -> Altered:
    """Write the rows, which come by code, as block quotes with their sources."""
    for line in _lines(rows, about):
        file.write(f"{line}\n".encode("utf-8", "replace"))
    return Altered()


def _lines(rows: Iterable[Row], about: About) -> Iterator[str]:
    yield f"# {escaped(about.title)}"
    for note in about.notes:
        yield f"\n{escaped(note)}"
    for code_id, group in groupby(rows, key=attrgetter("code")):
        code = about.book.get(code_id)
        yield f"\n## {escaped(about.book.path(code_id))}"
        if code and code.definition:
            yield f"\n{escaped(code.definition)}"
        for there in about.quotes(group):
            yield f"\n> {escaped(there[0].text, '> ')}"
            yield f"\n{escaped(about.source(there))}"
            for memo in about.memos(there):
                yield f"\n*{escaped(about.memo_of(memo.coder))}* {escaped(memo.text)}"


def escaped(text: str, before: str = "") -> str:
    """Return ``text`` so that Markdown shows just that; ``before`` begins each of its lines."""
    text = _NUMBERED.sub(r"\1\\\2", _SIGN.sub(r"\\\g<0>", text))
    # Blanks at an edge would be dropped, an empty line would end the paragraph.
    text = _EDGE.sub(lambda match: "".join(f"&#{ord(blank)};" for blank in match[0]), text)
    text = re.sub(r"\A\n+|\n+\Z", lambda match: "&#10;" * len(match[0]), text)
    return text.replace("\n", f"\\\n{before}")
