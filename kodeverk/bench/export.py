"""Measures how long reports and margin comments take, beside the same paragraphs as bare XML.

All ways put them into the same frame of a Word file: page, styles, properties, by python-docx.
``kodeverk bench export`` runs it: one size a process, on made-up material, in seconds of the
processor. ``python -m kodeverk.bench.export quotes|memory|comments N`` measures one as JSON.
"""

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from kodeverk.bench.export_made import margins, report
from kodeverk.bench.memory import highest
from kodeverk.bench.suggest_report import Table
from kodeverk.export import transcript, word
from kodeverk.export.readback import W
from kodeverk.export.template import blank
from kodeverk.i18n import _

SIZES = (1_000, 5_000, 20_000, 50_000)
COMMENTS = 10_000
_NOW = datetime(2026, 1, 2, tzinfo=UTC)
_ROUNDS = 5
_Q = f"{{{W}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HEAD = f'<w:document xmlns:w="{W}"><w:body>'
_TAIL = "</w:body></w:document>"
_MARKS = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")


@dataclass(frozen=True)
class Scale:
    """Seconds for ``n`` quotes or comments: as we write them, as raw XML and through lxml.

    ``memory`` is the most that a process held that wrote the report with figures, in MB.
    """

    what: str
    n: int
    ours: float
    raw: float
    lxml: float
    memory: float | None = None


def measure(sizes: Sequence[int] = SIZES, comments: int = COMMENTS) -> Iterator[Scale]:
    """Measure each size, in processes of its own."""
    for size in sizes:
        yield Scale(**_child("quotes", size), **_child("memory", size))
    yield Scale(**_child("comments", comments))


def table(found: Sequence[Scale]) -> Table:
    """Return what was measured as a table for a person."""
    names = {"quotes": _("quotes in a report"), "comments": _("comments in the margin")}
    return Table(
        _("Seconds of the processor to write a Word file; memory at its highest, with figures"),
        ("", "", _("Kodeverk"), _("raw XML"), "lxml", "× raw", "× lxml", "MB"),
        tuple(
            (
                str(it.n),
                names[it.what],
                f"{it.ours:.3f}",
                f"{it.raw:.3f}",
                f"{it.lxml:.3f}",
                f"{it.ours / it.raw:.2f}",
                f"{it.ours / it.lxml:.2f}",
                "" if it.memory is None else f"{it.memory:.0f}",
            )
            for it in found
        ),
    )


def growth(found: Sequence[Scale]) -> tuple[int, int, float] | None:
    """Return two sizes, the larger of ten times as many, and how many times as long it takes."""
    times = {it.n: it.ours for it in found if it.what == "quotes"}
    many = max(times, default=0)
    few = many // 10
    return (many, few, times[many] / times[few]) if few in times else None


def _child(what: str, size: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", __name__, what, str(size)], stdout=subprocess.PIPE, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def quotes(size: int) -> Scale:
    """Measure a report in this process."""
    made = report(size, figures=False)
    return _beside("quotes", size, lambda: word.document(made, now=_NOW))


def comments(size: int) -> Scale:
    """Measure a transcript with comments in this process."""
    made = margins(size)
    return _beside("comments", size, lambda: transcript.document(made, now=_NOW))


def _beside(what: str, size: int, write: Callable[[], bytes]) -> Scale:
    """Measure ``write``, and how long it takes to write the same with nothing around it."""
    made = write()
    parts = _parts(made)
    ways = (write, lambda: _raw(*parts), lambda: _bare(*parts))
    taken: list[list[float]] = [[], [], []]
    for _round in range(_ROUNDS):  # in turn, so that a busy moment meets each of them
        for way, found in zip(ways, taken, strict=True):
            found.append(_seconds(way))
    return Scale(what, size, *map(min, taken))  # what else the machine does only adds


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


_Mark = tuple[str, str, str]
"""The tag of something that begins or ends, its id and its name."""


@dataclass(frozen=True)
class _Said:
    """A paragraph: its style, and the texts and marks in it."""

    style: str
    pieces: tuple[str | _Mark, ...]


def _parts(data: bytes) -> list[list[_Said]]:
    """Return the paragraphs of the text of a .docx, and those of its comments."""
    return [_read(data, part) for part in ("word/document.xml", "word/comments.xml")]


def _read(data: bytes, part: str) -> list[_Said]:
    """Return the paragraphs of a part, or none where there is no such part."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if part not in archive.namelist():
            return []
        root = etree.fromstring(archive.read(part))
    found = []
    for each in root.iter(f"{_Q}p"):
        style = each.find(f"{_Q}pPr/{_Q}pStyle")
        pieces: list[str | _Mark] = []
        for inner in each.iter(*(f"{_Q}{name}" for name in ("t", *_MARKS))):
            name = etree.QName(inner).localname
            mark = (name, inner.get(f"{_Q}id", ""), inner.get(f"{_Q}name", ""))
            pieces.append(inner.text or "" if name == "t" else mark)
        found.append(_Said("" if style is None else style.get(f"{_Q}val", ""), tuple(pieces)))
    return found


def _raw(*parts: Sequence[_Said]) -> bytes:
    """Return parts of paragraphs as XML that is put together as text, and packed."""
    return _packed(f"{_HEAD}{''.join(map(_as_text, part))}{_TAIL}".encode() for part in parts)


def _as_text(said: _Said) -> str:
    inside = ""
    for piece in said.pieces:
        if isinstance(piece, str):
            inside += f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        elif piece[2]:
            inside += f'<w:{piece[0]} w:id="{piece[1]}" w:name="{piece[2]}"/>'
        else:
            inside += f'<w:{piece[0]} w:id="{piece[1]}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{said.style}"/></w:pPr>{inside}</w:p>'


def _bare(*parts: Sequence[_Said]) -> bytes:
    """Return parts of paragraphs as elements of lxml, and packed."""
    from lxml import etree

    made = []
    for part in parts:
        root = etree.Element(f"{_Q}document", nsmap={"w": W})
        body = etree.SubElement(root, f"{_Q}body")
        for said in part:
            paragraph = etree.SubElement(body, f"{_Q}p")
            layout = etree.SubElement(paragraph, f"{_Q}pPr")
            etree.SubElement(layout, f"{_Q}pStyle").set(f"{_Q}val", said.style)
            for piece in said.pieces:
                if isinstance(piece, str):
                    text = etree.SubElement(etree.SubElement(paragraph, f"{_Q}r"), f"{_Q}t")
                    text.set(_SPACE, "preserve")
                    text.text = piece
                else:
                    mark = etree.SubElement(paragraph, f"{_Q}{piece[0]}")
                    mark.set(f"{_Q}id", piece[1])
                    if piece[2]:
                        mark.set(f"{_Q}name", piece[2])
        made.append(etree.tostring(root, encoding="UTF-8"))
    return _packed(made)


def _packed(parts: Iterable[bytes]) -> bytes:
    frame = blank("nb")
    frame.describe("Måling", "Måling", "nb-NO", _NOW)
    buffer = io.BytesIO(frame.save(()))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for number, xml in enumerate(parts):
            archive.writestr(f"word/part{number}.xml", xml)
    return buffer.getvalue()


def _main(what: str, size: int) -> None:
    if what == "memory":
        word.document(report(size, figures=True), now=_NOW)
        print(json.dumps({"memory": highest()}))
    else:
        found = asdict({"quotes": quotes, "comments": comments}[what](size))
        print(json.dumps({key: value for key, value in found.items() if value is not None}))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
