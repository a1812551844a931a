"""A report, what people do to it in Word, and the study it is compared with afterwards."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fake_study import BOOK, INTERVIEW, WORKSHOP, coding, study
from lxml import etree
from lxml.etree import _Element

from kodeverk.analysis import themed
from kodeverk.export import word
from kodeverk.export.readback import W
from kodeverk.export.returned.comeback import Comeback
from kodeverk.export.returned.comparing import Comparison, Found
from kodeverk.export.returned.study import Again
from kodeverk.model import Coding, Span
from kodeverk.report import Options

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
LATER = datetime(2026, 4, 5, 9, 0, tzinfo=UTC)
OPTIONS = Options(
    language="en", title="Synergi", figures=False, method=False, book=False, anonymous=True
)
Q = f"{{{W}}}"
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."
FINT = "Det er fint."
SVAR = "Da er det vi som må svare på alt."
NYE = "Det kommer nye folk hver dag."
LESER = "Ikke alle leser."
VARME = "Og noen kommer bare for varmen."
DOCUMENT = "word/document.xml"

CODINGS = (
    coding(INTERVIEW, FINT, "syn.rom", id="c1", at="2026-03-01T10:00:01Z"),
    coding(INTERVIEW, DELT, "syn.rom", id="c2", at="2026-03-01T10:00:02Z"),
    coding(WORKSHOP, VARME, "syn.rom", id="c3", at="2026-03-01T10:00:03Z"),
    coding(WORKSHOP, NYE, "syn.folk", id="c4", at="2026-03-01T10:00:04Z"),
    coding(WORKSHOP, LESER, "syn.folk", id="c5", at="2026-03-01T10:00:05Z"),
    coding(INTERVIEW, SVAR, "kon", id="c6", at="2026-03-01T10:00:06Z"),
)
DELETED, SHORTER, LATER_CODED = "c3", "c2", "c9"
CHANGED = (
    CODINGS[0],
    replace(CODINGS[1], span=Span(CODINGS[1].span.start, CODINGS[1].span.start + 17)),
    CODINGS[3],
    CODINGS[4],
    CODINGS[5],
    coding(INTERVIEW, "og da står vi der.", "syn.rom", id="c9", at="2026-04-01T10:00:00Z"),
    coding(WORKSHOP, VARME, "kon", id="c8", at="2026-04-01T10:00:01Z"),
)
"""The same study later: c2 is shorter, c3 is gone, c8 and c9 are new."""


def again(
    codings: Sequence[Coding] = CODINGS,
    options: Options = OPTIONS,
    *,
    roots: Mapping[str, str] | None = None,
    held: frozenset[str] = frozenset(),
) -> Again:
    """Return the report of those codings made anew."""
    own = study(*codings)
    known = {each.id: each.root or each.id for each in codings} | dict(roots or {})
    every = replace(options, max_quotes=None, best=False)
    return Again(
        themed(own, options),
        themed(own, every),
        lambda coding_id: known.get(coding_id, coding_id),
        BOOK.resolve,
        held,
    )


def written(options: Options = OPTIONS, codings: Sequence[Coding] = CODINGS) -> bytes:
    """Return the report as Kodeverk writes it."""
    return word.document(themed(study(*codings), options), now=NOW)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def edited(data: bytes, *changes: Callable[[_Element], object], **others: bytes | None) -> bytes:
    """Return a report after a person has changed its text; ``others`` are parts by short name."""
    files = parts(data)
    root = etree.fromstring(files[DOCUMENT])
    for change in changes:
        change(root)
    files[DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    names = {"item": "customXml/item1.xml", "properties": "docProps/custom.xml"}
    for short, new in others.items():
        if new is None:
            del files[names[short]]
        else:
            files[names[short]] = new
    return packed(files)


def back(tmp_path: Path, data: bytes) -> Comeback:
    path = tmp_path / "rapport.docx"
    path.write_bytes(data)
    return Comeback(path, "s1")


def states(comparison: Comparison) -> dict[str, str]:
    return {each.id: each.state.value for each in comparison.found}


def one(comparison: Comparison, quote: str) -> Found:
    return next(each for each in comparison.found if each.id == quote)


# What stands where


def mark(root: _Element, name: str) -> _Element:
    """Return the start of a bookmark."""
    return next(e for e in root.iter(f"{Q}bookmarkStart") if e.get(f"{Q}name") == name)


def paragraph_of(root: _Element, name: str) -> _Element:
    """Return the paragraph in which a bookmark begins."""
    return next(mark(root, name).iterancestors(f"{Q}p"))


def text(element: _Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{Q}t"))


def lines(data: bytes) -> list[str]:
    return [text(p) for p in etree.fromstring(parts(data)[DOCUMENT]).iter(f"{Q}p")]


def marks_in(element: _Element) -> list[str]:
    return [str(e.get(f"{Q}name")) for e in element.iter(f"{Q}bookmarkStart")]


# What people do


def paragraph(words: str, style: str = "") -> _Element:
    layout = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return etree.fromstring(
        f'<w:p xmlns:w="{W}" w:rsidR="00AB12CD">{layout}<w:r><w:rPr><w:i/></w:rPr>'
        f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def writes(name: str, words: str) -> Callable[[_Element], None]:
    """Write a paragraph of one's own after the one that ``name`` is in."""
    return lambda root: paragraph_of(root, name).addnext(paragraph(words))


def deletes(*names: str) -> Callable[[_Element], None]:
    """Delete whole paragraphs, with the bookmarks in them."""

    def change(root: _Element) -> None:
        for name in names:
            gone = paragraph_of(root, name)
            parent = gone.getparent()
            assert parent is not None
            parent.remove(gone)

    return change


def says(name: str, words: str) -> Callable[[_Element], None]:
    """Type something else in a paragraph."""

    def change(root: _Element) -> None:
        first, *rest = paragraph_of(root, name).iter(f"{Q}t")
        first.text = words
        for piece in rest:
            piece.text = ""

    return change


def moves(name: str, after: str) -> Callable[[_Element], object]:
    """Cut a paragraph out and put it in after another; Word moves its bookmark with it."""
    return lambda root: paragraph_of(root, after).addnext(paragraph_of(root, name))


def loses(name: str) -> Callable[[_Element], None]:
    """Lose a bookmark, as when a quote is typed over or its end is copied."""

    def change(root: _Element) -> None:
        start = mark(root, name)
        number = start.get(f"{Q}id")
        for end in list(root.iter(f"{Q}bookmarkEnd")):
            if end.get(f"{Q}id") == number:
                end.getparent().remove(end)  # type: ignore[union-attr]
        start.getparent().remove(start)  # type: ignore[union-attr]

    return change


def doubles(name: str, after: str, new: str = "") -> Callable[[_Element], None]:
    """Paste a copy of a paragraph: its bookmark is named ``new``; empty: it has none."""

    def change(root: _Element) -> None:
        copy = deepcopy(paragraph_of(root, name))
        copy.tail = None
        for each in list(copy):
            if each.tag in (f"{Q}bookmarkStart", f"{Q}bookmarkEnd"):
                if new:
                    each.set(f"{Q}id", "9001")
                    if each.tag == f"{Q}bookmarkStart":
                        each.set(f"{Q}name", new)
                else:
                    copy.remove(each)
        paragraph_of(root, after).addnext(copy)

    return change


def shares_id(name: str) -> Callable[[_Element], None]:
    """Let all bookmarks of a name have one id, as in a copy that no word processor has made."""

    def change(root: _Element) -> None:
        first, *others = (e for e in root.iter(f"{Q}bookmarkStart") if e.get(f"{Q}name") == name)
        for start in others:
            for each in root.iter(f"{Q}bookmarkEnd"):
                if each.get(f"{Q}id") == start.get(f"{Q}id"):
                    each.set(f"{Q}id", str(first.get(f"{Q}id")))
            start.set(f"{Q}id", str(first.get(f"{Q}id")))

    return change


def never_ends(name: str) -> Callable[[_Element], None]:
    """Lose the end of a bookmark."""

    def change(root: _Element) -> None:
        number = mark(root, name).get(f"{Q}id")
        for each in [e for e in root.iter(f"{Q}bookmarkEnd") if e.get(f"{Q}id") == number]:
            parent = each.getparent()
            assert parent is not None
            parent.remove(each)

    return change


def tracks_deletion(name: str) -> Callable[[_Element], None]:
    """Delete a paragraph while changes are tracked."""

    def change(root: _Element) -> None:
        for run in list(paragraph_of(root, name).iter(f"{Q}r")):
            removed = etree.Element(f"{Q}del")
            removed.set(f"{Q}id", "9002")
            removed.set(f"{Q}author", "Turid Næss")
            run.addprevious(removed)
            removed.append(run)
            for piece in run.iter(f"{Q}t"):
                piece.tag = f"{Q}delText"

    return change


def tracks_insertion(name: str, words: str) -> Callable[[_Element], None]:
    """Write something into a quote while changes are tracked."""

    def change(root: _Element) -> None:
        run = next(paragraph_of(root, name).iter(f"{Q}r"))
        inserted = etree.fromstring(
            f'<w:ins xmlns:w="{W}" w:id="9003" w:author="Turid Næss"><w:r>'
            f'<w:t xml:space="preserve">{words}</w:t></w:r></w:ins>'
        )
        run.addnext(inserted)

    return change


def comments(name: str, number: int = 0) -> Callable[[_Element], None]:
    """Set a comment on a paragraph; its text is in the part that ``with_comments`` adds."""

    def change(root: _Element) -> None:
        runs = list(paragraph_of(root, name).iter(f"{Q}r"))
        for tag, place in (("commentRangeStart", "before"), ("commentRangeEnd", "after")):
            made = etree.Element(f"{Q}{tag}")
            made.set(f"{Q}id", str(number))
            if place == "before":
                runs[0].addprevious(made)
            else:
                runs[-1].addnext(made)
                made.addnext(
                    etree.fromstring(
                        f'<w:r xmlns:w="{W}"><w:commentReference w:id="{number}"/></w:r>'
                    )
                )

    return change


def with_comments(data: bytes, *said: tuple[str, str]) -> bytes:
    """Return a document that also has the comments (author, text), numbered from 0."""
    files = parts(data)
    inside = "".join(
        f'<w:comment w:id="{n}" w:author="{author}" w:date="2026-03-05T10:00:00Z"><w:p><w:r>'
        f"<w:t>{words}</w:t></w:r></w:p></w:comment>"
        for n, (author, words) in enumerate(said)
    )
    files["word/comments.xml"] = f'<w:comments xmlns:w="{W}">{inside}</w:comments>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    relation = f'<Relationship Id="rId77" Type="{kind}" Target="comments.xml"/></Relationships>'
    name = "word/_rels/document.xml.rels"
    files[name] = files[name].replace(b"</Relationships>", relation.encode())
    content = (
        '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.comments+xml"/></Types>'
    )
    name = "[Content_Types].xml"
    files[name] = files[name].replace(b"</Types>", content.encode())
    return packed(files)
