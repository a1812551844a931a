"""Odd turns in a study and a document: quotes that split, lose their oldest coding, grow."""

from dataclasses import replace
from pathlib import Path

from comeback_files import (
    CHANGED,
    CODINGS,
    DOCUMENT,
    LATER,
    Q,
    again,
    back,
    comments,
    deletes,
    doubles,
    edited,
    lines,
    mark,
    paragraph_of,
    parts,
    says,
    states,
    written,
)
from fake_study import INTERVIEW, coding
from lxml import etree
from lxml.etree import _Element

from kodeverk.export.returned.doing import Refreshed
from kodeverk.export.returned.study import Again
from kodeverk.model import Coding, Span

BRIDGE = coding(INTERVIEW, "fint. Vi deler", "syn.rom", id="c7", at="2026-03-01T10:00:07Z")
ASKED = "Hva skjer da?"
LONG = "Interviewer: Hva skjer da?"


def over(start: str, end: str) -> Span:
    body = INTERVIEW.body
    return Span(body.index(start), body.index(end) + len(end))


def refreshed(tmp_path: Path, data: bytes, now: Again) -> tuple[Refreshed, bytes]:
    report = back(tmp_path, data)
    done = report.refresh(now, LATER)
    return done, report.document.bytes(done.manifest)


def did(done: Refreshed) -> list[tuple[str, str]]:
    return [(step.doing.value, step.quote) for step in done.steps if step.quote]


def test_half_of_a_quote_that_a_person_deleted_does_not_come_as_new(tmp_path: Path) -> None:
    joined = (*CODINGS, BRIDGE)
    data = edited(written(codings=joined), deletes("kv_c1", "kvs_c1"))
    done, _made = refreshed(tmp_path, data, again())
    assert did(done) == []


def test_the_other_half_of_a_quote_that_was_split_is_new(tmp_path: Path) -> None:
    done, made = refreshed(tmp_path, written(codings=(*CODINGS, BRIDGE)), again())
    assert did(done) == [("updated", "c1"), ("added", "c2")]
    assert set(states(back(tmp_path, made).compare(again())).values()) == {"kept"}


def test_a_quote_lives_on_when_its_oldest_coding_goes(tmp_path: Path) -> None:
    other = replace(CODINGS[1], id="o2", coder="ola", at="2026-03-02T10:00:00Z")
    first = written(codings=(*CODINGS, other))
    done, _made = refreshed(tmp_path, first, again((CODINGS[0], other, *CODINGS[2:])))
    assert did(done) == []


def with_span(span: Span) -> tuple[Coding, ...]:
    return (CODINGS[0], replace(CODINGS[1], span=span), *CODINGS[2:5])


def test_a_quote_can_have_more_or_fewer_paragraphs_than_before(tmp_path: Path) -> None:
    short, long = with_span(over("Vi deler", "eier hylla.")), with_span(over("Vi deler", ASKED))
    done, made = refreshed(tmp_path, written(codings=short), again(long))
    assert did(done) == [("updated", "c2")] and LONG in lines(made)
    spot = back(tmp_path, made).compare(again(long)).found[1].spot
    assert spot is not None and len(spot.lines) == 2
    done, made = refreshed(tmp_path, made, again(short))
    assert did(done) == [("updated", "c2")] and LONG not in lines(made)
    assert len(lines(made)) == len(lines(written(codings=short)))
    assert set(states(back(tmp_path, made).compare(again(short))).values()) == {"kept"}


def test_other_bookmarks_in_a_quote_stay(tmp_path: Path) -> None:
    def stand_here(root: _Element) -> None:
        for tag in ("bookmarkStart", "bookmarkEnd"):
            made = etree.Element(f"{Q}{tag}")
            made.set(f"{Q}id", "7000")
            if tag == "bookmarkStart":
                made.set(f"{Q}name", "_GoBack")
            paragraph_of(root, "kv_c2").append(made)

    done, made = refreshed(tmp_path, edited(written(), stand_here), again(CHANGED))
    assert ("updated", "c2") in did(done)
    root = etree.fromstring(parts(made)[DOCUMENT])
    assert mark(root, "_GoBack").getparent() is paragraph_of(root, "kv_c2")
    assert [e.get(f"{Q}id") for e in root.iter(f"{Q}bookmarkEnd")].count("7000") == 1


def test_a_quote_that_somebody_has_pasted_from_another_report_is_not_put_in_too(
    tmp_path: Path,
) -> None:
    data = edited(written(), doubles("kv_c1", "kvs_c6", "kv_c9"), says("kv_c9", "Limt inn."))
    done, _made = refreshed(tmp_path, data, again(CHANGED))
    assert "c9" not in [quote for _doing, quote in did(done)]


def test_a_table_with_a_comment_or_tracked_changes_is_left(tmp_path: Path) -> None:
    def tracks(root: _Element) -> None:
        run = next(root.iter(f"{Q}tbl")).find(f".//{Q}tc/{Q}p/{Q}r")
        assert run is not None
        inserted = etree.Element(f"{Q}ins")
        run.addprevious(inserted)
        inserted.append(run)

    done, _made = refreshed(tmp_path, edited(written(), tracks), again(CHANGED))
    assert "table_left" in [step.doing.value for step in done.steps]


def test_comments_on_what_counts_leave_it_as_it_is(tmp_path: Path) -> None:
    done, _made = refreshed(tmp_path, edited(written(), comments("kvc_scope")), again(CHANGED))
    assert "counts_left" in [step.doing.value for step in done.steps]


def test_a_bookmark_may_begin_and_end_beside_its_paragraph_as_word_has_it(tmp_path: Path) -> None:
    def beside(root: _Element) -> None:
        start, paragraph = mark(root, "kv_c2"), paragraph_of(root, "kv_c2")
        number = start.get(f"{Q}id")
        end = next(e for e in root.iter(f"{Q}bookmarkEnd") if e.get(f"{Q}id") == number)
        paragraph.addprevious(start)
        paragraph_of(root, "kvs_c2").insert(1, end)

    data = edited(written(), beside)
    report = back(tmp_path, data)
    assert set(states(report.compare(again())).values()) == {"kept"}
    done, made = refreshed(tmp_path, data, again(CHANGED))
    assert ("updated", "c2") in did(done) and len(lines(made)) == len(lines(data)) + 5
    assert set(states(back(tmp_path, made).compare(again(CHANGED))).values()) == {"kept"}
