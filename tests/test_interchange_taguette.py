"""Taguette's files: every highlight with its words, whoever signed it; and files of ill will."""

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.errors import DataError
from kodeverk.interchange import taguette
from kodeverk.interchange.markup import Words
from kodeverk.interchange.parcel import Parcel
from kodeverk.interchange.reading import Kind, kind_of, read
from kodeverk.interchange.taguette import read_taguette
from kodeverk.model import Span

DATA = Path(__file__).parent / "data" / "taguette"
PROJECT = DATA / "project.sqlite3"


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., Path]:
    """Return a copy of the project in which statements were carried out."""

    def changing(*statements: str) -> Path:
        path = tmp_path / "prosjekt 100%?#.sqlite3"
        path.unlink(missing_ok=True)
        shutil.copyfile(PROJECT, path)
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            base.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                base.execute(statement)
        return path

    return changing


def quotes(parcel: Parcel) -> list[tuple[str, str, str]]:
    texts = {text.id: text for text in parcel.texts}
    return [
        (
            texts[c.transcript].name,
            parcel.codebook.path(c.code).replace(" / ", "."),
            texts[c.transcript].text[c.span.start : c.span.end],
        )
        for c in parcel.codings
    ]


def test_every_highlight_has_the_words_that_taguette_exports() -> None:
    parcel = read_taguette(PROJECT)
    with open(DATA / "highlights-all.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert quotes(parcel) == [(row["document"], row["tag"], row["content"]) for row in rows]
    assert (parcel.name, parcel.origin, parcel.left) == ("Kodeverk fixture", "Taguette", ())


def test_tags_become_a_tree_with_what_the_codebook_says() -> None:
    book = read_taguette(PROJECT).codebook
    with open(DATA / "codebook.csv", encoding="utf-8", newline="") as file:
        rows = {row["tag"]: row["description"] for row in csv.DictReader(file)}
    assert {
        book.path(code.id).replace(" / ", "."): code.definition
        for code in book.codes
        if code.codable
    } == rows
    assert [code.name for code in book.codes if not code.codable] == ["support"]
    lonely = next(code for code in book.codes if code.name == "lonely")
    assert lonely.id == "c3c85a7a-f454-5e98-8e1a-401ad433c0b9"  # as in its codebook.qdc


def test_a_codebook_as_csv_has_the_codes_of_the_project(tmp_path: Path) -> None:
    assert kind_of(DATA / "codebook.csv") is Kind.TAGS
    parcel, _sha = read(DATA / "codebook.csv")
    assert parcel.codebook.codes == read_taguette(PROJECT).codebook.codes
    assert any("support" in told for told in parcel.findings)
    bad = tmp_path / "bad.csv"
    for data in (b"tag,description\n\xff,x\n", b'tag,description\nx,"' + b"y" * 200_000 + b'"\n'):
        bad.write_bytes(data)
        with pytest.raises(DataError):
            read(bad)


def test_the_parcel_tells_what_was_taken_for_granted() -> None:
    parcel = read_taguette(PROJECT)
    assert parcel.coders == ("admin",)
    assert any("“admin”" in told for told in parcel.findings)
    assert any("support" in told for told in parcel.findings)
    assert [memo.text for memo in parcel.memos] == [
        "Overganger & støtte",
        "beskrivelse",
        "beskrivelse",
    ]
    assert parcel.codings[0].at == "2026-11-22T04:21:31.311176Z"


def test_a_server_knows_who_set_which_tag(change: Callable[..., Path]) -> None:
    def add(user: str, *tags: int) -> str:
        payload = {"type": "highlight_add", "highlight_id": 2, "tags": tags}
        return (
            "INSERT INTO commands (date, user_login, project_id, document_id, payload) VALUES "
            f"('2026-12-01 08:00:00', '{user}', 1, 1, '{json.dumps(payload)}')"
        )

    parcel = read_taguette(
        change("UPDATE commands SET user_login = 'bjarne' WHERE id = 11", add("anne", 4, 5, 2))
    )
    assert [c.coder for c in parcel.codings[:3]] == ["admin", "bjarne", "bjarne"]
    parcel = read_taguette(change(add("anne", 4), add("åse", 4, 5)))
    assert [(c.coder, c.at[:10]) for c in parcel.codings[:3]] == [
        ("admin", "2026-11-22"),
        ("admin", "2026-11-22"),
        ("åse", "2026-12-01"),
    ]


def test_a_highlight_with_other_words_is_left_out_and_told(change: Callable[..., Path]) -> None:
    path = change(
        "UPDATE highlights SET start_offset = 111 WHERE id = 1",
        "UPDATE highlights SET end_offset = 99999 WHERE id = 5",
        "DELETE FROM highlight_tags WHERE highlight_id = 7",
    )
    parcel = read_taguette(path)
    assert {left.code: left.count for left in parcel.left} == {"snippet": 2, "no_tag": 1}
    assert len(parcel.codings) == 6


def test_nothing_in_the_file_is_changed_or_left_beside_it(change: Callable[..., Path]) -> None:
    path = change()
    before = path.read_bytes()
    read_taguette(path)
    assert path.read_bytes() == before
    assert list(path.parent.glob(f"{path.name}-*")) == []


HOSTILE = {
    "another base": ("DROP TABLE highlight_tags",),
    "a column less": ("ALTER TABLE tags DROP COLUMN description",),
    "a view for a table": (
        "ALTER TABLE tags RENAME TO old",
        "CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, 1 AS project_id, 'x' AS path, '' AS description FROM n",
    ),
    "a table that computes": (
        "DROP TABLE highlight_tags",
        "CREATE TABLE highlight_tags (highlight_id INTEGER, raw TEXT,"
        " tag_id INTEGER GENERATED ALWAYS AS (length(hex(raw))) VIRTUAL)",
        "INSERT INTO highlight_tags (highlight_id, raw) VALUES (1, 'a')",
    ),
    "a virtual table": (
        "DROP TABLE highlight_tags",
        "CREATE VIRTUAL TABLE highlight_tags USING fts5(highlight_id, tag_id)",
    ),
    "no UTF-8": ("UPDATE tags SET path = CAST(x'ff41' AS TEXT) WHERE id = 1",),
    "two projects": (
        "INSERT INTO projects (name, description, created) VALUES ('To', '', '2026')",
    ),
    "no project": ("DELETE FROM projects",),
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_a_file_of_ill_will_is_refused(
    statements: tuple[str, ...], change: Callable[..., Path]
) -> None:
    with pytest.raises(DataError, match="Taguette"):
        read_taguette(change(*statements))


@pytest.mark.parametrize("size", [16, 100, 5000, 40000])
def test_a_torn_file_is_refused(size: int, tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    path.write_bytes(PROJECT.read_bytes()[:size])
    with pytest.raises(DataError):
        read_taguette(path)


def test_limits_are_kept(monkeypatch: pytest.MonkeyPatch, change: Callable[..., Path]) -> None:
    for name, most in (("_MAX_FILE", 1000), ("_MAX_ROWS", 2), ("_MAX_VALUE", 100)):
        with monkeypatch.context() as small, pytest.raises(DataError):
            small.setattr(taguette, name, most)
            read_taguette(PROJECT)
    many = "WITH RECURSIVE n(i) AS (SELECT 99 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
    path = change(f"{many} INSERT INTO highlight_tags SELECT i, i FROM n")
    read_taguette(path)
    monkeypatch.setattr(taguette, "_SECONDS", -1.0)
    with pytest.raises(DataError):
        read_taguette(path)


def test_odd_values_in_columns_are_passed_over(change: Callable[..., Path]) -> None:
    path = change(
        "UPDATE commands SET payload = '[' WHERE id = 10",
        'UPDATE commands SET payload = \'{"type": "highlight_add", "highlight_id": [1]}\''
        " WHERE id = 11",
        "UPDATE highlights SET start_offset = 'x' WHERE id = 3",
        "UPDATE tags SET path = 'a..b', description = x'00' WHERE id = 2",
    )
    parcel = read_taguette(path)
    assert len(parcel.codings) == 8
    assert "a..b" in [code.name for code in parcel.codebook.codes]


def test_files_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    for name, data, kind in (
        ("a.txt", PROJECT.read_bytes(), Kind.TAGUETTE),
        ("b.xml", b'\xef\xbb\xbf<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', Kind.CODEBOOK),
        ("c.qdc", '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'.encode("utf-16"), Kind.CODEBOOK),
        ("d.qdpx", b"PK\x03\x04", Kind.PROJECT),
        ("e.zip", b"PK\x03\x04", None),
        ("f.qdpx", b"Kari: CodeBook", Kind.PROJECT),
        ("f.QDC", b"Kari: CodeBook", Kind.CODEBOOK),
        ("f.sqlite3", b"Kari: CodeBook", Kind.TAGUETTE),
        ("g.docx", b"PK\x03\x04", None),
        ("h.csv", b'\xef\xbb\xbf"tag","description"\r\n', Kind.TAGS),
        ("i.csv", b"tag;description\r\n", None),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert kind_of(path) is kind, name
    assert kind_of(tmp_path) is kind_of(tmp_path / "borte") is None
    with pytest.raises(DataError):
        read(tmp_path / "f.qdpx")


# --- markup


def test_blocks_part_lines_and_bytes_are_found() -> None:
    words = Words("<h1>Å &amp; b</h1>\n<p>én<br/>to <b>tre</b>\nfire</p><p>😀 fem</p>\n")
    assert words.plain == "Å & b\nén\nto tre fire\n😀 fem"
    assert words.raw == "Å & b\nénto tre\nfire😀 fem\n"
    data = words.raw.encode()
    for said in ("Å & b", "énto", "tre\nfire😀", "😀 fem"):
        start = data.index(said.encode())
        found = words.span(start, start + len(said.encode()))
        assert found is not None
        assert found[1] == said
        shown = words.plain[found[0].start : found[0].end]
        assert (
            shown.replace("\n", " ").split()
            == said.replace("énto", "én to")
            .replace("😀", " 😀" if said.startswith("tre") else "😀")
            .split()
        )
    assert words.span(0, 0) is words.span(0, 999) is words.span(-1, 2) is None


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("3 < 4 <3 a", "3 < 4 <3 a"),
        ('<img alt="a > b">x', "x"),
        ('<a href="uten slutt>x', '<a href="uten slutt>x'),
        ("<p", "<p"),
        ("<!-- nei -->", "<!-- nei -->"),
        ("a&lt;p&gt;b &#x1F600; &oslash", "a<p>b 😀 ø"),
        ("", ""),
    ],
)
def test_odd_markup_is_text(markup: str, plain: str) -> None:
    assert Words(markup).plain == plain


def test_a_hostile_document_takes_no_time() -> None:
    for piece in ("<a", '<a "', "<p>", "&", "<a 'x' ", "</"):
        Words(piece * 200_000)


_PIECES = st.sampled_from(["<p>", "</p>", "<br>", "\n", " ", "æ", "😀", "ord", "&amp;", "<b>", "<"])


@given(st.lists(_PIECES, max_size=25).map("".join), st.data())
def test_whole_letters_are_found_by_their_bytes(markup: str, data: st.DataObject) -> None:
    words = Words(markup)
    start = data.draw(st.integers(0, len(words.raw)))
    end = data.draw(st.integers(start, len(words.raw)))
    wanted = words.raw[start:end]
    first = len(words.raw[:start].encode())
    found = words.span(first, first + len(wanted.encode()))
    if not wanted:
        assert found is None
        return
    assert found is not None
    assert found[1] == wanted
    shown = words.plain[found[0].start : found[0].end]
    assert "".join(shown.split()) == "".join(wanted.split())
    assert Span(0, len(words.plain)).contains(found[0])
