"""Codings as tables: what is read back is what was coded, and what had to be altered is told."""

import csv
import gc
import io
import json
import re
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from fake_study import BOOK, INTERVIEW, WORKSHOP, coding, memo, study
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from kodeverk.analysis.rows import Rows
from kodeverk.coded import Row
from kodeverk.errors import NotFoundError, SaveError
from kodeverk.export.tables import About, Altered, Format, write
from kodeverk.export.tables.about import COLUMNS
from kodeverk.export.tables.sheet import write as write_codings
from kodeverk.model import Loss, Memo, OriginKind, Role, Span, Target, TargetKind
from kodeverk.report import Options

ABOUT = About("Bibliotek & torg", "en", BOOK)
FORMULAS = ("=1+1", "+47 22", "-Nei", "@kari", "\t=1", "'=1", "＝1")
NASTY = (
    *FORMULAS,
    "  innrykk og  to  blanke ",
    "linje\n\n\nlinje\n",
    '"sitat"; med, skilletegn',
    "<b>&amp;</b> <script>alert(1)</script> ]]>",
    "# overskrift\n- liste\n1. tall\n> sitat\n*trykk* _her_ `kode` [lenke](http://x.no) ![b](c)",
    "| a | b |\n|---|---|",
    "a\\\nb \\* &#42; &lt; ~~nei~~ $x$",
    "_x0041_ er ikke A",
    "---\nsti\n===",
    "    fire blanke",
    "linje\u2028til",
    "🎸 æøå\u0301 ẞ",
)
# What a transcript can hold: no controls but newline and tab.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))) | st.text(
    "æ=+-@'\"\n\t |*_#<>&;,.[]()\\`~1xA0", max_size=40
)
said = st.sampled_from(NASTY) | TEXT


def row(text: str, **fields: object) -> Row:
    made = Row(
        coding="c1",
        transcript="mysen-01",
        title="Intervju 1",
        speaker="Informant 1",
        role=Role.INFORMANT,
        unit="bibliotek",
        place="Mysen",
        time=7.0,
        start=3,
        end=9,
        code="syn.rom",
        path="Synergi / Felles rom",
        coder="kari",
        at="2026-03-01T10:00:00Z",
        origin=OriginKind.SUGGESTED,
        score=0.83,
        memos=(),
        text=text,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def rows(*texts: str) -> list[Row]:
    return [row(text, coding=f"c{n}", start=n, end=n + 1) for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def written(folder: Path, format_: Format, *texts: str) -> tuple[Path, Altered]:
    path = folder / f"t{format_.ending}"
    return path, write(iter(rows(*texts)), path, format_, ABOUT)


def table(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def sheet(path: Path) -> list[list[str]]:
    (found,) = load_workbook(path).worksheets
    return [
        [re.sub("_x005F_", "_", str(cell.value or "")) for cell in line]
        for line in found.iter_rows()
    ]


class Quotes(HTMLParser):
    """What a browser shows within each blockquote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self._open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "blockquote":
            self._open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def quoted(markdown: str) -> list[str]:
    """What a program shows of each block quote."""
    found, within = [], 0
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        within += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        assert token.type not in ("fence", "html_block", "table_open", "bullet_list_open")
        if within and token.type == "inline":
            shown = {"hardbreak": "\n", "softbreak": "?"}
            assert {t.type for t in token.children or ()} <= {"text", "text_special", *shown}
            found.append("".join(shown.get(t.type, t.content) for t in token.children or ()))
    return found


# --- what is read back


@given(st.lists(said, min_size=1, max_size=4))
def test_exact_csv_alters_nothing(folder: Path, texts: list[str]) -> None:
    path, altered = written(folder, Format.CSV, *texts)
    read = table(path, "utf-8", ",")
    assert read[0] == list(COLUMNS)
    assert [line[-1] for line in read[1:]] == texts
    assert {len(line) for line in read} == {len(COLUMNS)}
    assert altered == Altered()


@given(st.lists(said, min_size=1, max_size=4))
def test_csv_for_excel_alters_only_what_it_counts(folder: Path, texts: list[str]) -> None:
    path, altered = written(folder, Format.EXCEL, *texts)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    read = [line[-1] for line in table(path, "utf-8-sig", ";")[1:]]
    changed = [(a, b) for a, b in zip(texts, read, strict=True) if a != b]
    assert all(b == f"'{a}" for a, b in changed)
    assert altered == Altered(defused=len(changed))
    assert not [cell for cell in read if cell[:1] in tuple("=+-@\t\n＝＋－＠")]


def test_every_formula_is_defused_in_every_column(folder: Path) -> None:
    path = folder / "f.csv"
    each = [row(f, title=f, speaker=f, unit=f, path=f, coder=f) for f in FORMULAS]
    assert write(each, path, Format.EXCEL, ABOUT) == Altered(defused=6 * len(FORMULAS))
    for line in table(path, "utf-8-sig", ";")[1:]:
        assert not [cell for cell in line if cell[:1] in tuple("=+-@\t＝")]


@settings(max_examples=25)
@given(st.lists(said, min_size=1, max_size=4))
def test_a_sheet_holds_the_texts(folder: Path, texts: list[str]) -> None:
    path, altered = written(folder, Format.XLSX, *texts)
    assert [line[-1] for line in sheet(path)[1:]] == texts
    assert altered == Altered()


def test_a_sheet_says_no_letter_by_its_number(folder: Path) -> None:
    path, _altered = written(folder, Format.XLSX, "_x0041_ og _xi_")
    with ZipFile(path) as archive:
        assert b">_x005F_x0041_ og _xi_<" in archive.read("xl/worksheets/sheet1.xml")


@given(st.lists(said, min_size=1, max_size=4))
def test_lines_of_json_hold_the_texts(folder: Path, texts: list[str]) -> None:
    path, altered = written(folder, Format.JSONL, *texts)
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [each["text"] for each in read] == texts
    assert altered == Altered()


@given(st.lists(said.filter(str.strip), min_size=1, max_size=4))
def test_markdown_shows_the_texts(folder: Path, texts: list[str]) -> None:
    path, _altered = written(folder, Format.MARKDOWN, *texts)
    assert quoted(path.read_bytes().decode()) == texts


@given(st.lists(said, min_size=1, max_size=4))
def test_a_page_shows_the_texts(folder: Path, texts: list[str]) -> None:
    path, _altered = written(folder, Format.HTML, *texts)
    page = Quotes()
    page.feed(path.read_bytes().decode())
    assert page.found == texts
    assert page.tags.isdisjoint({"script", "b", "img", "link", "iframe"})


def test_a_page_says_the_language_of_what_is_said(folder: Path) -> None:
    path = folder / "p.html"
    write([row("Hei"), row("Hi", start=90, language="en")], path, Format.HTML, ABOUT)
    page = path.read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert '<blockquote lang="nb">Hei<' in page and "<blockquote>Hi<" in page


def test_what_cannot_be_written_is_counted(folder: Path) -> None:
    long, control = "å" * 40_000, "a\x0bb\x00c"
    path, altered = written(folder, Format.XLSX, long, control, "🎸" * 20_000)
    cells = [line[-1] for line in sheet(path)[1:]]
    assert len(cells[0]) == 32_767 and cells[0].endswith("å […]")
    assert cells[1] == "abc"
    assert cells[2] == "🎸" * ((32_767 - 4) // 2) + " […]"
    assert altered == Altered(cut=2, cleaned=1)
    assert [sentence[:1] for sentence in altered.told()] == ["2", "1"]
    path, altered = written(folder, Format.HTML, control)
    assert altered == Altered(cleaned=1)
    assert "abc" in path.read_text(encoding="utf-8")
    assert Altered().told() == ()


def test_a_sheet_is_text_with_a_head_and_a_filter(folder: Path) -> None:
    path, _altered = written(folder, Format.XLSX, *FORMULAS)
    book = load_workbook(path)
    (made,) = book.worksheets
    assert (book.properties.creator, book.properties.title) == ("Kodeverk", "Codings")
    assert made.freeze_panes == "A2"
    assert made.auto_filter.ref == f"A1:R{len(FORMULAS) + 1}"
    assert {cell.data_type for line in made.iter_rows() for cell in line if cell.value} == {"s"}
    assert (made.column_dimensions["R"].width or 0) > 50
    with ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


# --- nothing half


@pytest.mark.parametrize("format_", Format)
def test_what_is_stopped_leaves_the_old_file(
    tmp_path: Path, format_: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / f"t{format_.ending}"
    path.write_bytes(b"gammelt")

    def stopped() -> object:
        yield from rows("a", "b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(stopped(), path, format_, ABOUT)  # type: ignore[arg-type]
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        (path.name, b"gammelt")
    ]


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "mappe.csv").mkdir()
    with pytest.raises(SaveError):
        write(rows("a"), tmp_path / "mappe.csv", Format.CSV, ABOUT)


def test_a_disk_that_is_full_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    class Full(io.BytesIO):
        def write(self, _data: object) -> int:
            raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        write_codings(rows("a"), Full(), ABOUT)
    gc.collect()  # a ZIP left open would complain now, and a warning is an error
    assert not any(tmp_path.iterdir())


# --- what stands in a row


def test_a_row_tells_where_who_and_what() -> None:
    one = coding(INTERVIEW, "Det er fint.", "syn.rom", id="c1")
    (made,) = Rows(
        study(one, memos=[memo(TargetKind.CODING, "c1", "Husk")]), Options(language="en")
    )
    assert made == row(
        "Det er fint.",
        start=one.span.start,
        end=one.span.end,
        at=one.at,
        origin=OriginKind.OWN,
        score=None,
        memos=made.memos,
    )
    assert made.memo == "Husk"


def test_memos_of_others_are_told_apart() -> None:
    target = Target(TargetKind.CODING, "c1")
    memos = tuple(Memo(n, target, f"av {n}", n, "") for n in ("ola", "kari"))
    assert row("a", memos=memos).memo == "av kari\n\nola: av ola"


@pytest.mark.parametrize(
    ("begin", "end", "shown"),
    [
        ("Det er", "står vi der.", None),
        ("der.", "Hva skjer da?", "der.\n\n[00:00:14] Interviewer: Hva skjer da?"),
        ("skjer da?", "Da er", "skjer da?\n\n[00:00:21] Informant 1: Da er"),
        ("skjer da?", "Gro", "skjer da?\n\n[00:00:21] Informant 1"),
        ("svang: Da", "er det vi", "Informant 1: Da er det vi"),
    ],
)
def test_no_part_of_a_name_is_left_in_the_text(begin: str, end: str, shown: str | None) -> None:
    body = INTERVIEW.body
    start = body.index(begin)
    span = Span(start, body.index(end, start) + len(end))
    chosen = study(coding(INTERVIEW, span, "kon"))
    (made,) = Rows(chosen, Options(language="en"))
    (named,) = Rows(chosen, Options(language="en", anonymous=False))
    assert made.text == (shown or body[span.start : span.end])
    assert named.text == body[span.start : span.end]


def test_rows_come_by_code_where_they_are_grouped() -> None:
    codings = (
        coding(INTERVIEW, "Det er fint.", "kon"),
        coding(INTERVIEW, "Vi deler alt nå", "syn.rom"),
        coding(WORKSHOP, "Ikke alle leser.", "borte"),
        coding(WORKSHOP, "Og noen", "syn.rom", "ola"),
    )
    by_text = Rows(study(*codings), Options())
    assert len(by_text) == 4
    assert [r.code for r in by_text] == ["kon", "syn.rom", "borte", "syn.rom"]
    grouped = Rows(study(*codings), Options(), by_code=True)
    assert [r.code for r in grouped] == ["syn.rom", "syn.rom", "kon", "borte"]
    assert [r.path for r in grouped][-1] == "borte"


def test_what_is_chosen() -> None:
    codings = (
        coding(INTERVIEW, "Det er fint.", "syn.folk"),
        coding(INTERVIEW, "Vi deler alt nå", "kon"),
        coding(WORKSHOP, "Og noen", "syn.rom", "ola"),
    )
    made = study(*codings)

    def texts(**chosen: tuple[str, ...]) -> list[str]:
        return [r.text for r in Rows(made, Options(**chosen))]  # type: ignore[arg-type]

    assert texts(codes=("syn",)) == ["Det er fint.", "Og noen"]
    assert texts(codes=("syn.gjest",)) == ["Det er fint."]
    assert texts(coders=("ola",)) == ["Og noen"]
    assert texts(transcripts=("mysen-01",)) == ["Det er fint.", "Vi deler alt nå"]
    for chosen in ({"codes": ("x",)}, {"coders": ("x",)}, {"transcripts": ("x",)}):
        with pytest.raises(NotFoundError, match="“x”"):
            texts(**chosen)


def test_what_is_lost_withheld_or_told_by_name_is_said() -> None:
    base = study(coding(INTERVIEW, "Det er fint.", "kon"))
    apart = (coding(INTERVIEW, "Vi deler", "kon"), coding(WORKSHOP, "Og noen", "kon", "ola"))
    losses = (Loss("ola@pc", 3, "kari", "2026-03-01T10:00:00Z"),)
    made = Rows(replace(base, apart=apart, losses=losses), Options(language="en"))
    assert len(list(made)) == 1
    codes = [notice.code for notice in made.notices()]
    assert codes == ["lost_events", "stale-codings", "stale-codings", "k-informants"]
    assert "3 changes recorded by ola" in made.notes[0]
    only = Rows(replace(base, apart=apart, losses=losses), Options(coders=("kari",)))
    assert [notice.code for notice in only.notices()] == ["stale-codings"]
