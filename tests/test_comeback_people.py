"""Whatever a person does to a report, making it new changes nothing of it and doubles no quote."""

import string
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from comeback_files import (
    CHANGED,
    CODINGS,
    DOCUMENT,
    LATER,
    Q,
    again,
    back,
    edited,
    marks_in,
    paragraph,
    parts,
    written,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from kodeverk.export.returned.study import Again

LETTERS = string.ascii_letters + "æøåÆØÅ .,!«»–"
QUOTES = ("c1", "c2", "c3", "c4", "c5", "c6")
STUDIES = [
    again(codings)
    for codings in (CODINGS, CHANGED, CHANGED[1:], (*CODINGS, CHANGED[-1]), CODINGS[::2])
]
Edit = Callable[[_Element], None]


def xml(element: _Element) -> bytes:
    """Return an element to the byte, wherever it stands."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def body_paragraphs(root: _Element) -> list[_Element]:
    body = root.find(f"{Q}body")
    assert body is not None
    return [each for each in body if each.tag == f"{Q}p"]


def of_quote(root: _Element, quote: str) -> list[_Element]:
    """Return the paragraphs of a quote and its source line, as far as they are there."""
    names = {f"kv_{quote}", f"kvs_{quote}"}
    return [p for p in root.iter(f"{Q}p") if names & set(marks_in(p))]


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Return something that a person does."""
    kind = draw(st.sampled_from(("write", "delete", "move", "type", "track", "unmark", "head")))
    at, to = draw(st.integers(0, 40)), draw(st.integers(0, 40))
    quote = draw(st.sampled_from(QUOTES))
    words = draw(st.text(LETTERS, min_size=1, max_size=30))

    def change(root: _Element) -> None:
        every = body_paragraphs(root)
        if kind in ("write", "head"):
            style = "Heading3" if kind == "head" else ""
            every[at % len(every)].addnext(paragraph(words, style))
            return
        own = of_quote(root, quote)
        if not own:
            return
        if kind == "delete":
            for each in own:
                each.getparent().remove(each)  # type: ignore[union-attr]
        elif kind == "move":
            target = every[to % len(every)]
            if target not in own:
                for each in reversed(own):
                    target.addnext(each)
        elif kind == "type":
            for piece in own[0].iter(f"{Q}t", f"{Q}delText"):
                piece.text = words
        elif kind == "track":
            for run in list(own[0].iter(f"{Q}r")):
                if run.getparent() is own[0]:
                    removed = etree.Element(f"{Q}del")
                    run.addprevious(removed)
                    removed.append(run)
                    for piece in run.iter(f"{Q}t"):
                        piece.tag = f"{Q}delText"
        else:
            for tag in ("bookmarkStart", "bookmarkEnd"):
                for each in list(own[0].iter(f"{Q}{tag}")):
                    each.getparent().remove(each)  # type: ignore[union-attr]

    return change


def free(data: bytes) -> list[bytes]:
    """Return to the byte the paragraphs of the text that have no bookmark of ours."""
    root = etree.fromstring(parts(data)[DOCUMENT])
    return [
        xml(p)
        for p in body_paragraphs(root)
        if not any(name.startswith("kv") for name in marks_in(p))
    ]


def bookmarked(data: bytes) -> Counter[str]:
    root = etree.fromstring(parts(data)[DOCUMENT])
    return Counter(name for name in marks_in(root) if name.startswith("kv_"))


REPORT = written()


@settings(max_examples=40)
@given(st.lists(edits(), max_size=7), st.sampled_from(STUDIES), st.sampled_from(STUDIES))
def test_whatever_people_do(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[Edit],
    first: Again,
    then: Again,
) -> None:
    tmp_path: Path = tmp_path_factory.mktemp("folk")
    data = edited(REPORT, *changes)
    for now in (first, then):
        report = back(tmp_path, data)
        before = {each.id: each for each in report.compare(now).found}
        theirs = {
            each.id: [xml(line.element) for line in each.spot.lines]
            for each in before.values()
            if each.spot is not None and not each.untouched
        }
        done = report.refresh(now, LATER)
        made = report.document.bytes(done.manifest)
        root = etree.fromstring(parts(made)[DOCUMENT])
        every = {xml(p) for p in root.iter(f"{Q}p")}
        assert free(made) == free(data)
        assert all(xml in every for paragraphs in theirs.values() for xml in paragraphs)
        gone = bookmarked(data) - bookmarked(made)
        assert not gone
        assert all(n == 1 for name, n in bookmarked(made).items() if bookmarked(data)[name] < 2)
        added = [step.quote for step in done.steps if step.doing.value == "added"]
        assert len(set(added)) == len(added) and not set(added) & set(before)
        report = back(tmp_path, made)
        settled = report.refresh(now, LATER)
        assert not {step.doing.value for step in settled.steps} & {"added", "updated", "withdrawn"}
        assert parts(report.document.bytes(settled.manifest))[DOCUMENT] == parts(made)[DOCUMENT]
        data = made
