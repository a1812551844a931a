"""The canonical transcript: what is written is what is read, also after other hands."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk.corpus import canonical as c
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.model import Kind, Role, Source, Speaker, Transcript
from kodeverk.text import canonical, clean_line, is_canonical

WORDS = st.text(
    st.sampled_from("æøåÆØÅéabc :.[]0159-#'\"\n\\{}🎸👩‍👧\u0332\u0301…«»\t|>&*!%@`–"), max_size=30
)
NAMES = st.sampled_from(
    ["Kari", "Kari N", "Informant 1", "Åse: leder", "[00:00:05] Ola", "Dr. Ø.", "no", "A", "A: B"]
)
LINES = WORDS.map(clean_line)
MAPS = st.dictionaries(LINES.filter(bool), LINES, max_size=3)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    times = st.none() | st.floats(0, 400_000).map(lambda seconds: round(seconds, 3))
    turns = draw(
        st.lists(
            st.builds(
                DraftTurn,
                WORDS.map(canonical),
                st.sampled_from(names) if names else st.none(),
                times,
            ),
            max_size=5,
        )
    )
    others = st.lists(NAMES, max_size=2).map(tuple)
    speakers = tuple(
        Speaker(n, draw(st.sampled_from(Role)), draw(MAPS), draw(others)) for n in names
    )
    title, date = draw(WORDS), draw(st.sampled_from(["", "2022-03-14"]))
    kind = draw(st.sampled_from(Kind))
    return Draft(title, kind, "nb", tuple(turns), speakers, "txt", date)


@settings(max_examples=200)
@given(drafts(), MAPS, st.booleans())
def test_what_is_rendered_is_what_is_parsed(draft: Draft, more: dict[str, str], kept: bool) -> None:
    source = Source("sources/Åse.docx", "ab" * 32, "docx") if kept else None
    made = replace(c.compose(draft, "int-01", source), attributes=more)
    text = c.render(made)
    assert c.parse(text, "f") == (made, [])
    assert is_canonical(made.body) and made.digest == c.digest(made.body)
    # A program that writes other line ends, a byte order mark or decomposed letters moves nothing.
    again = unicodedata.normalize("NFD", text)
    parsed, _problems = c.parse(again, "f")
    assert parsed is not None and (parsed.body, parsed.turns) == (made.body, made.turns)


@settings(max_examples=200)
@given(drafts())
def test_every_turn_keeps_its_speaker_time_and_words(draft: Draft) -> None:
    made = c.compose(draft, "int-01")
    said = [turn for turn in draft.turns if turn.text.strip()]
    assert len(made.turns) == len(said)
    at = 0
    for turn, was in zip(made.turns, said, strict=True):
        assert turn.span.start == at
        at = turn.span.end + 2
        assert made.text(turn.text).split() == was.text.split()
        if was.speaker is not None:
            assert turn.speaker == clean_line(was.speaker.replace(":", " "))
            assert turn.time == (None if was.time is None else pytest.approx(was.time, abs=0.002))
    assert "\n\n\n" not in made.body and made.body == made.body.strip("\n")


def parse(text: str) -> Transcript:
    found, problems = c.parse(text, "corpus/a.txt")
    assert found is not None and problems == []
    return found


def test_a_paragraph_with_a_colon_is_not_a_turn() -> None:
    found = parse(
        "---\nid: a\nspeakers:\n  - {name: Kari, role: informant}\n---\n"
        "[00:01:02.5] Kari: Vi sa: ja.\nKari: linje to\n\nMerk: dette er tekst.\n\n"
        "Kari:\n\nKari:uten blank\n\n[100:00:01] Uten navn\n"
    )
    assert [(t.speaker, t.time, found.text(t.text)) for t in found.turns] == [
        ("Kari", 62.5, "Vi sa: ja.\nKari: linje to"),
        (None, None, "Merk: dette er tekst."),
        ("Kari", None, ""),
        (None, None, "Kari:uten blank"),
        (None, 360_001.0, "Uten navn"),
    ]


def test_the_longer_name_is_tried_first() -> None:
    found = parse(
        "---\nid: a\nspeakers: [{name: Kari}, {name: 'Kari: N'}]\n---\nKari: N: a\n\nKari: b"
    )
    assert [turn.speaker for turn in found.turns] == ["Kari: N", "Kari"]


def test_times_of_day() -> None:
    assert c.stamp(5) == "00:00:05"
    assert c.stamp(3_725.25) == "01:02:05.250"
    assert c.stamp(59.9996) == "00:01:00"
    assert c.stamp(-1) == "00:00:00"


HAND = """---
# rettet for hånd
id: mysen-01
title: 'Intervju: avdelingsleder'
kind: workshop
date: 2022-03-14
language: nn
attributes: {municipality: Indre Østfold, place: Mysen}
speakers:
  - {name: Intervjuer, role: interviewer}
  - name: Informant 1
    role: informant
    attributes:
      unit: bibliotek
      år: 3
  - name: no
source: {file: sources/mysen-01.docx, sha256: abc, importer: docx}
---

[00:00:09] Informant 1: Ja. Åh!

no: nei
"""


def test_front_matter_edited_by_hand() -> None:
    found = parse(HAND)
    assert found.title == "Intervju: avdelingsleder"
    assert (found.kind, found.date, found.language) == (Kind.WORKSHOP, "2022-03-14", "nn")
    assert found.attributes == {"municipality": "Indre Østfold", "place": "Mysen"}
    assert found.speakers[1] == Speaker(
        "Informant 1", Role.INFORMANT, {"unit": "bibliotek", "år": "3"}
    )
    assert [turn.speaker for turn in found.turns] == ["Informant 1", "no"]
    assert found.source == Source("sources/mysen-01.docx", "abc", "docx")
    assert parse(c.render(found)) == found


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: unicodedata.normalize("NFD", data.decode()).encode(),
        lambda data: data + b"\n\n",
    ],
    ids=["crlf", "bom", "nfd", "blank lines"],
)
def test_saved_by_another_program_it_is_the_same(tmp_path: Path, change: object) -> None:
    path = tmp_path / "mysen-01.txt"
    path.write_bytes(change(HAND.encode()))  # type: ignore[operator]
    found, problems = c.read(path, "f")
    assert problems == [] and found is not None
    assert (found.body, found.digest) == (parse(HAND).body, parse(HAND).digest)
    head, problems = c.read_head(path, "f")
    assert problems == [] and head is not None and head.id == "mysen-01"


def test_controls_written_into_a_body_by_hand_are_not_in_it() -> None:
    found = parse(HAND.replace("Åh!", "Å\x1b[31mh!\u202e"))
    assert found.body == parse(HAND).body


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "no_front_matter", 1),
        ("Bare tekst.\n", "no_front_matter", 1),
        ("---\nid: a\nuten slutt\n", "no_front_matter", 1),
        ("---\nid: a\ntitle: [\nkind: interview\n---\nx\n", "bad_front_matter", 5),
        ("---\nid: a\ntitle: 'b\n---\nx\n", "bad_front_matter", 4),
        ("---\nbare et ord\n---\nx\n", "bad_front_matter", 2),
        ("---\nid: a\n# rettet\ndate: 2022-99-99\n---\nx\n", "bad_front_matter", 2),
        ("---\nid: a\n\ttitle: b\n---\nx\n", "bad_front_matter", 3),
        ("---\ntitle: a\nid: 12\n---\nx\n", "bad_field", 3),
        ("---\ntitle: a\n---\nx\n", "bad_field", 1),
    ],
)
def test_what_cannot_be_used_is_told_with_line_and_cure(text: str, code: str, line: int) -> None:
    found, problems = c.parse(text, "corpus/a.txt")
    assert found is None
    assert [(p.file, p.code, p.line) for p in problems] == [("corpus/a.txt", code, line)]
    assert problems[0].cure


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("kind: samtale", 3),
        ("speakers: Kari", 3),
        ("speakers: [Kari]", 3),
        ("speakers: [{role: informant}]", 3),
        ("speakers: [{name: Kari, role: sjef}]", 3),
        ("speakers: [{name: Kari, attributes: [a]}]", 3),
        ("source: fil.docx", 3),
        ("source: {sha256: a}", 3),
        ("attributes: [a, b]", 3),
    ],
)
def test_a_field_that_cannot_be_used_is_left_out_and_told(field: str, line: int) -> None:
    found, problems = c.parse(f"---\nid: a\n{field}\n---\ntekst\n", "corpus/a.txt")
    assert found is not None and found.body == "tekst"
    assert [(p.code, p.line) for p in problems] == [("bad_field", line)]
    assert field.partition(":")[0] in problems[0].message and problems[0].cure


def test_a_transcript_without_a_body() -> None:
    assert parse("---\nid: a\n---").body == ""
    assert parse("---\nid: a\n---\n").turns == ()
    assert c.parse(c.render(parse("---\nid: a\n---")), "f")[0] == parse("---\nid: a\n---\n")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    found, problems = c.read(tmp_path / "a.txt", "corpus/a.txt")
    assert found is None and problems[0].code == "unreadable"
    assert c.read_head(tmp_path / "a.txt", "f")[1][0].code == "unreadable"
    (tmp_path / "b.txt").write_bytes(HAND.encode("utf-16"))
    found, problems = c.read(tmp_path / "b.txt", "f")
    assert found is None and problems[0].code == "unreadable" and "UTF-8" in problems[0].message
    assert c.read_head(tmp_path / "b.txt", "f")[0] is None


def test_the_head_is_read_without_the_body(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(HAND.encode() + b"Mer tekst. " * 20_000)
    head, _problems = c.read_head(path, "f")
    assert head is not None and head.title == "Intervju: avdelingsleder"
    many = "".join(f"  - {{name: Informant {n}, role: informant}}\n" for n in range(3_000))
    path.write_text(f"---\nid: a\nspeakers:\n{many}---\nx\n", encoding="utf-8", newline="\n")
    head, _problems = c.read_head(path, "f")
    assert head is not None and len(head.speakers) == 3_000


def test_a_number_that_is_no_hour_is_text() -> None:
    said = f"[{'9' * 5000}:00:00] Hei."
    (turn,) = c.parse_turns(said, ())
    assert turn.time is None and turn.text == turn.span
