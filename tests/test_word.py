"""The Word report: sound XML, every quote once, accessible, never over other people's work."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from posixpath import normpath

import pytest
from docx import Document
from fake_study import BOOK, INTERVIEW, WORKSHOP, Study, coding, memo, study, transcript
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kodeverk import files as disk
from kodeverk.analysis import themed
from kodeverk.errors import DataError, SaveError
from kodeverk.export import word
from kodeverk.export.readback import W
from kodeverk.model import Code, Codebook, Loss, Span, TargetKind
from kodeverk.report import Grouping, Options, Passage, Quote, Report, SourceLine, Theme, ThemeKind
from kodeverk.text import clean, clean_line

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
EN = Options(language="en", title="Synergi & konflikt", figures=False, method=False, book=False)
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."
BAD = "æ\x1b[31m<b>&amp;\"'\x00 \u202e ]]> 🙂\ttab\nlinje\ud800"


def full(options: Options = EN) -> Report:
    """Return a report with all that a report can have."""
    first = coding(INTERVIEW, DELT, "syn.rom", id="c1")
    long = Span(INTERVIEW.body.index("og da står"), INTERVIEW.body.index("svare på") + 5)
    codings = (
        first,
        coding(INTERVIEW, DELT, "syn.rom", "ola", id="C1"),
        coding(INTERVIEW, long, "kon", id="01HZ-æ"),
        coding(WORKSHOP, "Ikke alle leser.", "syn.folk"),
        coding(WORKSHOP, "Og noen kommer bare for varmen.", "borte"),
    )
    memos = (
        memo(TargetKind.CODING, "c1", f"Notat {BAD}"),
        memo(TargetKind.CODE, "syn.rom", "Om koden"),
        memo(TargetKind.TRANSCRIPT, "mysen-01", "Om teksten"),
        memo(TargetKind.PROJECT, "", "Om alt"),
    )
    return themed(study(*codings, memos=memos), replace(options, memos=True, show_coders=True))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


def said(root: etree._Element) -> str:
    return "".join(t.text or "" for t in root.iter(q("t")))


def q(name: str) -> str:
    return f"{{{W}}}{name}"


def values(root: etree._Element, name: str, key: str = "val") -> list[str]:
    return [str(e.get(q(key))) for e in root.iter(q(name))]


def styled(root: etree._Element, style: str) -> list[str]:
    """Return the texts of the paragraphs in a style."""
    found = []
    for paragraph in root.iter(q("p")):
        if values(paragraph, "pStyle") == [style]:
            found.append("".join(t.text or "" for t in paragraph.iter(q("t"))))
    return found


# Every quote, once


@pytest.mark.parametrize("grouping", list(Grouping))
def test_all_quotes_are_read_back(tmp_path: Path, grouping: Grouping) -> None:
    report = full(replace(EN, grouping=grouping))
    path = word.write(report, tmp_path / "rapport.docx", now=NOW)
    assert word.read_back(path) == [(word.bookmark(x.id), x.text) for x in report.quotes()]
    assert len(word.read_back(path)) == 4


TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("\n\t &<>\"'æøå\x00\x1b\x85\u2028\u202e🙂]")),
    min_size=1,
)


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(TEXT, st.sampled_from(["", "Gro", "Åse"])), min_size=1)))
def test_any_text_comes_back_as_it_was_but_for_controls(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[list[tuple[str, str]]]
) -> None:
    quotes = tuple(
        Quote(
            f"c{number}",
            "t",
            Span(0, 1),
            tuple(Passage(text, speaker, True) for text, speaker in said),
            SourceLine(said[0][0]),
            (f"c{number}",),
            ("kari",),
        )
        for number, said in enumerate(drawn)
    )
    theme = Theme(ThemeKind.CODE, "x", drawn[0][0][0] if drawn else "X", quotes=quotes)
    report = Report("T", "P", "en", (theme,), (), (), 1, 1, ())
    path = tmp_path_factory.mktemp("ord") / "a.docx"
    path.write_bytes(word.document(report, now=NOW))
    assert word.read_back(path) == [(f"kv_{x.id}", clean(x.text)) for x in quotes]


def test_bookmarks_fit_word() -> None:
    assert word.bookmark("01hz") == "kv_01hz"
    odd = [word.bookmark(x) for x in ("C1", "c1", "a-b", "a.b", "x" * 38, "æ", "")]
    assert len({x.casefold() for x in odd}) == len(odd)
    assert all(len(x) <= 40 and x.isascii() and x.isidentifier() for x in odd)


def test_quotes_and_memos_are_where_they_belong() -> None:
    root = body(word.document(full(), now=NOW))
    assert styled(root, "Heading1") == ["Synergi & konflikt"]
    assert styled(root, "Heading2") == [
        "Synergi",
        "Konflikt",
        "borte",
        "Appendix: themes",
        "Appendix: material",
    ]
    assert styled(root, "Heading3") == ["Felles rom", "Nye folk", "Memos on the material"]
    assert styled(root, "Quote")[0] == DELT
    assert styled(root, "SourceLine")[0] == (
        "(Informant 1, bibliotek, Mysen, Intervju 1, 00:00:07; coded by kari and ola)"
    )
    assert [m.split(":")[0] for m in styled(root, "Memo")] == [
        "Memo by kari",
        "Memo by kari",
        "Memo by kari",
        "Intervju 1. Memo by kari",
    ]
    every = ["".join(t.text or "" for t in p.iter(q("t"))) for p in root.iter(q("p"))]
    assert "1 informant and 2 codings." in every
    assert "3 informants" in every[1] or "2 transcripts with 3 informants" in every[1]


def test_hidden_quotes_are_counted() -> None:
    own = study(*(coding(INTERVIEW, w, "kon") for w in (DELT, "Det er fint.")))
    for grouping in (Grouping.CODE, Grouping.SPEAKER):
        report = themed(own, replace(EN, max_quotes=1, grouping=grouping))
        text = said(body(word.document(report, now=NOW)))
        assert "1 of 2 quotes are shown." in text


def test_the_report_says_whose_events_are_lost() -> None:
    losses = (
        Loss("ola@pc", 2, "kari", "2026-03-01"),
        Loss("ola@hytta", 1, "kari", "2026-03-01"),
        Loss("per@pc", 1, "per", "2026-03-01"),
    )
    lossy = replace(study(coding(INTERVIEW, DELT, "syn.rom")), losses=losses)
    report = themed(lossy, EN)
    assert report.losses == (("ola", 3), ("per", 1))
    text = said(body(word.document(report, now=NOW)))
    assert "3 changes recorded by ola (codings, memos or removals) are lost" in text
    assert "1 change recorded by per (a coding, a memo or a removal) is lost" in text
    assert [notice.code for notice in report.notices].count("lost_events") == 2
    assert themed(lossy, replace(EN, coders=("kari",))).losses == ()


def test_a_quote_in_another_language_says_so() -> None:
    danish = transcript("d", [("Gro", "Det er godt.")], language="da")
    codings = (coding(danish, "Det er godt.", "kon"), coding(INTERVIEW, DELT, "kon"))
    own = Study(BOOK, (danish, INTERVIEW), codings)
    root = body(word.document(themed(own, Options(language="nb")), now=NOW))
    assert values(root, "lang") == ["da-DK"]


# Sound, and readable for all

ORDER = {
    "pPr": "pStyle keepNext keepLines pBdr shd spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b color sz szCs u lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr "
    "tblStylePr",
}


def test_every_part_is_sound() -> None:
    files = parts(word.document(full(), now=NOW))
    roots = {name: etree.fromstring(data) for name, data in files.items()}
    for rels in ("_rels/.rels", "word/_rels/document.xml.rels"):
        folder = "word/" if rels.startswith("word") else ""
        for relation in roots[rels]:
            assert normpath(f"{folder}{relation.get('Target')}") in files
    named = {str(e.get("PartName")) for e in roots["[Content_Types].xml"] if e.get("PartName")}
    plain = {"/customXml/item1.xml", "/[Content_Types].xml"}  # of the kind that any .xml is of
    assert named == {f"/{n}" for n in files if not n.endswith(".rels")} - plain
    for root in roots.values():
        for name, order in ORDER.items():
            for element in root.iter(q(name)):
                children = [etree.QName(child).localname for child in element]
                places = [order.split().index(child) for child in children]
                assert places == sorted(places)
                assert len(set(places)) == len(places) or name == "style"


def test_properties_take_any_title() -> None:
    files = parts(word.document(replace(full(), title=f"{BAD} {'x' * 300}"), now=NOW))
    title = etree.fromstring(files["docProps/core.xml"]).findtext("{*}title")
    assert title == f"{clean_line(BAD)} {'x' * 300}"[:255]
    assert styled(etree.fromstring(files["word/document.xml"]), "Heading1")[0].endswith("x" * 300)


def test_styles_bookmarks_and_links_are_matched() -> None:
    files = parts(word.document(full(), now=NOW))
    styles, root = (etree.fromstring(files[f"word/{n}.xml"]) for n in ("styles", "document"))
    defined = values(styles, "style", "styleId")
    assert len(set(defined)) == len(defined)
    names = values(styles, "name")
    assert len(set(names)) == len(names)
    for use in ("pStyle", "rStyle", "tblStyle"):
        assert set(values(root, use)) <= set(defined)
    assert set(values(styles, "basedOn")) <= set(defined)
    starts, ends = values(root, "bookmarkStart", "id"), values(root, "bookmarkEnd", "id")
    assert starts == ends
    assert len(set(starts)) == len(starts)
    bookmarks = values(root, "bookmarkStart", "name")
    assert len([name for name in bookmarks if name.startswith("kv_")]) == 4
    assert len({b.casefold() for b in bookmarks}) == len(bookmarks)
    links = values(root, "hyperlink", "anchor")
    assert links
    assert set(links) <= set(bookmarks)


def test_tables_can_be_heard() -> None:
    root = body(word.document(full(), now=NOW))
    tables = list(root.iter(q("tbl")))
    assert len(tables) == 2
    for table in tables:
        assert all(values(table, name)[0] for name in ("tblCaption", "tblDescription"))
        columns = len(list(table.iter(q("gridCol"))))
        rows = list(table.iter(q("tr")))
        assert [bool(list(row.iter(q("tblHeader")))) for row in rows] == [True] + [False] * (
            len(rows) - 1
        )
        for row in rows:
            cells = list(row.iter(q("tc")))
            assert len(cells) == columns
            assert all(cell[-1].tag == q("p") for cell in cells)
        before = table.getprevious()
        assert before is not None
        assert values(before, "pStyle") == ["Caption"]
        assert "SEQ" in values(before, "fldSimple", "instr")[0]
    theme_rows = ["".join(t.text or "" for t in row.iter(q("t"))) for row in tables[0]]
    assert f"Felles romRommet gir noe til begge.12{DELT}" in theme_rows


def test_letters_are_large_and_headings_in_order() -> None:
    files = parts(word.document(full(replace(EN, grouping=Grouping.SPEAKER)), now=NOW))
    styles, root = (etree.fromstring(files[f"word/{n}.xml"]) for n in ("styles", "document"))
    assert min(map(int, values(styles, "sz")[0:1] + [
        s for style in styles.iter(q("style")) for s in values(style, "sz")
        if style.find(f"{q('rPr')}/{q('sz')}") is not None
    ])) >= 22  # fmt: skip
    assert set(values(styles, "rFonts", "ascii")) == {"Calibri"}
    levels = [int(s[-1]) for s in values(root, "pStyle") if s.startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_deep_codebooks_stop_at_the_last_heading() -> None:
    deep = Codebook(
        codes=tuple(Code(f"k{n}", f"K{n}", parent=f"k{n - 1}" if n else None) for n in range(9))
    )
    report = themed(study(coding(INTERVIEW, DELT, "k8"), book=deep), EN)
    root = body(word.document(report, now=NOW))
    assert styled(root, "Heading6") == ["K4", "K5", "K6", "K7", "K8"]


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb-NO"), ("en", "en-GB")])
def test_language_and_properties_are_our_own(language: str, tag: str) -> None:
    files = parts(word.document(full(replace(EN, language=language)), now=NOW))
    assert values(etree.fromstring(files["word/styles.xml"]), "lang")[0] == tag
    core = files["docProps/core.xml"].decode()
    assert f"<dc:language>{tag}</dc:language>" in core
    assert "<dc:title>Synergi &amp; konflikt</dc:title>" in core
    assert "<dc:creator>Bibliotek og torg</dc:creator>" in core
    assert core.count("2026-03-04T12:30:00Z") == 2


def test_nothing_is_left_of_the_template() -> None:
    files = parts(word.document(full(), now=NOW))
    assert set(files) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "customXml/_rels/item1.xml.rels",
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
        "docProps/app.xml",
        "docProps/core.xml",
        "docProps/custom.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer1.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    own = ("customXml/item1.xml", "docProps/custom.xml")  # digests, in which any number may be
    every = b"".join(data for name, data in files.items() if name not in own)
    for trace in (
        b"python-docx",
        b"2013",
        b"en-US",
        b"Macintosh",
        b"rsid",
        b"Ignorable",
        b"mac/office",
        b"minorHAnsi",
    ):
        assert trace not in every
    styles = etree.fromstring(files["word/styles.xml"])
    assert set(values(styles, "style", "styleId")) == {
        *("Normal", "DefaultParagraphFont", "TableNormal", "NoList"),
        *(f"Heading{level}" for level in range(1, 7)),
        *("Caption", "Footer", "Quote", "SourceLine", "Counts", "Memo", "TableText"),
        *("Question", "QuoteLabel", "Room", "Figure", "PlaceholderText"),
        *("QuoteSpeaker", "Hyperlink", "KodeverkTable"),
    }
    core = etree.fromstring(files["docProps/core.xml"])
    told = {etree.QName(child).localname: child.text for child in core}
    assert told.pop("title") == "Synergi & konflikt"
    assert told == {
        "creator": "Bibliotek og torg",
        "lastModifiedBy": "Bibliotek og torg",
        "language": "en-GB",
        "revision": "1",
        "created": "2026-03-04T12:30:00Z",
        "modified": "2026-03-04T12:30:00Z",
    }


def test_pages_are_numbered() -> None:
    footer = etree.fromstring(parts(word.document(full(), now=NOW))["word/footer1.xml"])
    assert values(footer, "fldSimple", "instr") == [" PAGE ", " NUMPAGES "]
    assert "".join(t.text or "" for t in footer.iter(q("t"))) == "Page 1 of 1"


def test_dates_are_norwegian_in_norwegian() -> None:
    report = full(replace(EN, language="nb"))
    text = said(body(word.document(report, now=NOW)))
    assert "16.02.2026" in text
    assert "2026-02-16" not in text


def test_another_reader_takes_it(tmp_path: Path) -> None:
    path = word.write(full(), tmp_path / "a.docx", now=NOW)
    read = Document(str(path))
    assert read.core_properties.author == "Bibliotek og torg"
    assert next(p.text for p in read.paragraphs if p.style and p.style.name == "Quote") == DELT
    assert len(read.tables) == 2


def test_an_empty_report_is_a_document() -> None:
    root = body(word.document(themed(study(), Options(language="en")), now=NOW))
    assert "The report builds on 2 transcripts. It has no codings." in said(root)
    document = themed(study(coding(INTERVIEW, DELT, "syn.rom")), EN)
    root = body(word.document(replace(document, informants=0), now=NOW))
    assert "The report builds on 2 transcripts with 1 coding by 1 person." in said(root)


def test_what_belongs_together_is_held_on_one_page() -> None:
    root = body(word.document(full(), now=NOW))
    held = [p for p in root.iter(q("p")) if p.find(f"{q('pPr')}/{q('keepNext')}") is not None]
    texts = ["".join(t.text or "" for t in p.iter(q("t"))) for p in held]
    assert "Rommet gir noe til begge." in texts  # a definition, with the counts below it
    noted = [text for text in texts if text.startswith("(")]
    assert len(noted) == 1  # a source line, with the memo below it


# Other people's work


def test_our_own_report_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    assert word.write(full(), path) == path
    assert word.write(full(replace(EN, title="Ny")), path) == path
    assert "Ny" in parts(path.read_bytes())["docProps/core.xml"].decode()
    assert [p.name for p in tmp_path.iterdir()] == ["rapport.docx"]


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("rapport.docx", "~$apport.docx"),
        ("temaer.docx", "~$temaer.docx"),
        ("temarapport.docx", "~$marapport.docx"),
        ("rapport.docx", ".~lock.rapport.docx#"),
    ],
)
def test_an_open_report_is_left_alone(tmp_path: Path, name: str, sign: str) -> None:
    path = word.write(full(), tmp_path / name, now=NOW)
    before = path.read_bytes()
    (tmp_path / sign).write_bytes(b"")
    other = word.write(full(), path)
    assert other.name == name.replace(".docx", " (2).docx")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"noe annet", b"", b"PK\5\6" + bytes(18)])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(content)
    assert word.write(full(), path).name == "rapport (2).docx"
    assert path.read_bytes() == content


def test_a_report_somebody_has_worked_on_is_left_alone(tmp_path: Path) -> None:
    path = word.write(full(), tmp_path / "rapport.docx", now=NOW)
    files = parts(path.read_bytes())
    files["docProps/app.xml"] = files["docProps/app.xml"].replace(b"Kodeverk", b"Writer")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    edited = path.read_bytes()
    assert word.write(full(), path).name == "rapport (2).docx"
    assert word.write(full(), path).name == "rapport (2).docx"  # that one is ours
    assert path.read_bytes() == edited


def test_a_report_a_script_has_worked_on_is_left_alone(tmp_path: Path) -> None:
    path = word.write(full(), tmp_path / "rapport.docx", now=NOW)
    written = Document(str(path))
    written.add_paragraph("Dette har noen skrevet.")
    written.save(str(path))
    assert word.write(full(), path).name == "rapport (2).docx"
    assert Document(str(path)).paragraphs[-1].text == "Dette har noen skrevet."


def test_a_file_the_system_holds_on_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = word.write(full(), tmp_path / "rapport.docx", now=NOW)
    real = disk.write_atomic

    def held(target: Path, data: bytes) -> None:
        if target == path:
            raise SaveError("held") from PermissionError()
        real(target, data)

    monkeypatch.setattr(word, "write_atomic", held)
    assert word.write(full(), path).name == "rapport (2).docx"


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(target: Path, data: bytes) -> None:
        raise SaveError("full") from OSError(28, "No space")

    monkeypatch.setattr(word, "write_atomic", full_disk)
    with pytest.raises(SaveError):
        word.write(full(), tmp_path / "rapport.docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"nei", b""])
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.docx"):
        word.read_back(path)
    with pytest.raises(DataError):
        word.read_back(tmp_path / "mangler.docx")
