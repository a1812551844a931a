"""Codebooks as tables: what spreadsheets write is read, and what they read is written."""

import io
from pathlib import Path

import pytest

from kodeverk import codebook
from kodeverk.model import Code, Codebook


def read(tmp_path: Path, data: bytes | str) -> tuple[Codebook, list[tuple[str, int]]]:
    path = tmp_path / "bok.csv"
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    book, problems = codebook.read_csv(path)
    for problem in problems:
        assert problem.file == "bok.csv" and problem.message and problem.cure
    return book, [(problem.code, problem.line) for problem in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_and_encodings(tmp_path: Path, encoding: str, separator: str) -> None:
    text = 'id;name;definition\r\næ;Å;"x; y, z"\r\n'.replace(";n", f"{separator}n")
    text = text.replace(";d", f"{separator}d").replace("æ;Å;", f"æ{separator}Å{separator}")
    book, problems = read(tmp_path, text.encode(encoding))
    assert book.codes == (Code("æ", "Å", definition="x; y, z"),)
    assert [code for code, _line in problems] == (
        ["codebook-encoding"] if encoding == "cp1252" else []
    )


def test_a_sep_line_decides(tmp_path: Path) -> None:
    assert read(tmp_path, "sep=|\nid|name\na|A;B,C\n")[0].codes == (Code("a", "A;B,C"),)
    assert read(tmp_path, '"sep=,"\r\nid,name\r\na,A\r\n,\r\nb\r\n') == (
        Codebook(title="bok", codes=(Code("a", "A"), Code("b", "b"))),
        [("codebook-missing-name", 5)],
    )


def test_a_heading_of_one_column(tmp_path: Path) -> None:
    book, problems = read(tmp_path, "name\nFelles arrangement\nFelles arrangement\n")
    assert [code.id for code in book.codes] == ["felles-arrangement", "felles-arrangement-2"]
    assert problems == []


def test_rows_come_in_any_order_and_children_follow_their_parents(tmp_path: Path) -> None:
    book, problems = read(tmp_path, "id;parent;name\nb;a;B\nc;;C\na;;A\nd;b;D\n")
    assert [code.id for code in book.codes] == ["c", "a", "b", "d"]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id;parent;name\na;x;A\n", [("codebook-parent", 2)]),
        ("id;parent;name\na;b;A\nb;a;B\n", [("codebook-parent", 2)]),
        ("id;parent;name\na;a;A\n", [("codebook-parent", 2)]),
        ('id;name\na;"A\nB"\na;C\n', [("codebook-duplicate-id", 4)]),
        ("id;name;definition\n;;x\n", [("codebook-missing-id", 2)]),
        ("id;name;codable\na;A;kanskje\n", [("codebook-type", 2)]),
        ("id;name;key\na;A;1\nb;B;1\n", [("codebook-duplicate-key", 3)]),
        ("id;name;color\na;A;blå\n", [("codebook-color", 2)]),
        ("noe;annet\n1;2\n", [("codebook-heading", 1)]),
        ("", [("codebook-heading", 1)]),
    ],
)
def test_faults_have_lines(tmp_path: Path, text: str, expected: list[tuple[str, int]]) -> None:
    book, problems = read(tmp_path, text)
    assert problems == expected
    assert len({code.id for code in book.codes}) == len(book.codes)


def test_a_cell_without_end_is_told(tmp_path: Path) -> None:
    book, problems = read(tmp_path, 'id;name\na;A\nb;"' + "x" * 200_000 + "\n")
    assert [code.id for code in book.codes] == ["a"]
    assert problems == [("codebook-csv", 3)]


def test_cues_are_parted_by_lines_commas_or_semicolons(tmp_path: Path) -> None:
    text = 'id;name;cues;counter_cues\na;A;"øl, te\nsnuble  over;Øl";kake\nb;B;x;X\n'
    book, problems = read(tmp_path, text)
    assert book.codes[0].cues == ("øl", "te", "snuble over")
    assert book.codes[0].counter_cues == ("kake",)
    assert problems == [("codebook-cue", 4)]


@pytest.mark.parametrize(("cell", "codable"), [("SANN", True), ("USANN", False), ("nei", False)])
def test_booleans_as_a_norwegian_spreadsheet_writes_them(
    tmp_path: Path, cell: str, codable: bool
) -> None:
    (code,) = read(tmp_path, f"id;name;codable\na;A;{cell}\n")[0].codes
    assert code.codable is codable


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    book, problems = codebook.read_csv(tmp_path / "borte.csv")
    assert (book, problems[0].code) == (Codebook(), "codebook-file")


def test_what_is_written_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    book = Codebook(
        codes=(
            Code("a", "=1+1", definition="- én\n- to", examples=("x", "@y"), codable=False),
            Code("b", "'=B", parent="a", replaces=("c", "d"), key="1", color="#0054fc"),
            Code("e", "E", cues=("snuble over", "-øl"), counter_cues=("=te",)),
        )
    )
    path = tmp_path / "bok.csv"
    codebook.write_csv(path, book)
    data = path.read_bytes()
    assert data.startswith("\ufeffid;parent;name;definition;include;exclude".encode())
    assert b";'=1+1;" in data and b";''=B;" in data
    assert codebook.read_csv(path) == (Codebook(title="bok", codes=book.codes), ())
    stream = io.StringIO()
    codebook.write_csv(stream, book)
    assert "\ufeff" not in stream.getvalue() and "\r" not in stream.getvalue()
