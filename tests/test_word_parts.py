"""What a report shows beside its quotes: questions, counter-examples, room to write, appendices."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_study import INTERVIEW
from lxml import etree
from test_word import EN, NOW, body, full, parts, q, said, styled, values

from kodeverk.export import word
from kodeverk.export.blocks import ROOM
from kodeverk.model import Span
from kodeverk.report import (
    CodeRow,
    Options,
    Passage,
    Quote,
    Report,
    SourceLine,
    Theme,
    ThemeKind,
)


def quote(number: int, text: str = "Vi deler alt.", **more: object) -> Quote:
    made = Quote(
        f"c{number}", INTERVIEW.id, Span(0, 1), (Passage(text),), SourceLine("Informant 1"),
        (f"c{number}",), ("kari",),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def report(*quotes: Quote, options: Options = EN, **more: object) -> Report:
    theme = Theme(ThemeKind.CODE, "rom", "Rom", "Om rom.", 1, len(quotes), quotes)
    made = Report("Tittel", "P", "en", (theme,), (), (), 1, len(quotes), ("kari",), options=options)
    return replace(made, **more)  # type: ignore[arg-type]


def order(root: etree._Element) -> list[tuple[str, str]]:
    """Return the (style, text) of the paragraphs that stand in the text itself."""
    found = []
    for paragraph in root.findall(f"{q('body')}/{q('p')}"):
        style = [*values(paragraph, "pStyle"), ""][0]
        found.append((style, said(paragraph)))
    return found


def test_a_question_and_a_label_stand_before_the_quote_and_outside_it(tmp_path: Path) -> None:
    asked = quote(
        1, counter=True, question=Passage("Hvordan går det?", "Intervjuer", cut_before=True)
    )
    path = word.write(report(asked, quote(2)), tmp_path / "a.docx", now=NOW)
    assert word.read_back(path) == [("kv_c1", "Vi deler alt."), ("kv_c2", "Vi deler alt.")]
    shown = order(body(path.read_bytes()))
    at = shown.index(("QuoteLabel", "Example to the contrary:"))
    assert shown[at + 1 : at + 4] == [
        ("Question", "Intervjuer: […] Hvordan går det?"),
        ("Quote", "Vi deler alt."),
        ("SourceLine", "(Informant 1)"),
    ]
    assert [style for style, _text in shown].count("Question") == 1


def test_a_question_of_nobody_is_still_a_question() -> None:
    root = body(word.document(report(quote(1, question=Passage("Og?"))), now=NOW))
    assert styled(root, "Question") == ["Question: Og?"]


def test_there_is_room_to_write_under_each_theme_and_first_of_all() -> None:
    below = Theme(ThemeKind.CODE, "k", "Lyd", quotes=(quote(3),))
    person = Theme(ThemeKind.SPEAKER, "k/1", "Informant 1", quotes=(quote(4),))
    gone = Theme(ThemeKind.MISSING, "x", "borte", quotes=(quote(5),))
    made = report(quote(1), options=replace(EN, room=True))
    made = replace(made, themes=(replace(made.themes[0], themes=(below, person)), gone))
    root = body(word.document(made, now=NOW))
    rooms = list(root.iter(q("sdt")))
    assert len(rooms) == 3
    for room in rooms:
        assert values(room, "tag") == [ROOM]
        assert values(room, "alias") == ["Space to write in"]
        assert len(list(room.iter(q("showingPlcHdr")))) == 1
        assert values(room, "rStyle") == ["PlaceholderText"]
        above = room.getparent()
        assert above is not None
        assert values(above, "pStyle") == ["Room"]
        assert not list(above.iter(q("bookmarkStart"))), "a new report must leave it alone"
    shown = [style for style, _text in order(root)]
    assert shown.index("Room", shown.index("Room") + 1) < shown.index("Quote")
    assert "The main points" in styled(root, "Heading2")
    assert not list(body(word.document(report(quote(1)), now=NOW)).iter(q("sdt")))


def test_attributes_are_headings_with_counts() -> None:
    unit = Theme(ThemeKind.ATTRIBUTE, "u", "bibliotek", "", 2, 3, (quote(2),), omitted=0)
    made = report(quote(1), options=replace(EN, room=True, max_quotes=1))
    theme = replace(made.themes[0], quotes=(), themes=(unit,), omitted=2)
    root = body(word.document(replace(made, themes=(theme,)), now=NOW))
    assert "bibliotek" in styled(root, "Heading3")
    assert "2 informants and 3 codings." in styled(root, "Counts")
    assert "1 of 3 quotes are shown." in said(root)
    assert len(list(root.iter(q("sdt")))) == 2, "within a code there is one place to write"


def test_the_method_and_the_codebook_are_appendices() -> None:
    rows = (
        CodeRow("s", "Synergi", 0, "Bruker hverandre.", "når det gir mer", "når det koster"),
        CodeRow("s.rom", "Rom", 1, "Deler rom.", examples=("«Vi deler»", "«Alt er felles»")),
    )
    root = body(word.document(report(method=("Slik gjorde vi.", "Og så."), book=rows), now=NOW))
    headings = styled(root, "Heading2")
    assert headings[-2:] == ["Appendix: method", "Appendix: codebook"]
    shown = order(root)
    at = shown.index(("Heading2", "Appendix: method"))
    assert [text for _style, text in shown[at + 1 : at + 3]] == ["Slik gjorde vi.", "Og så."]
    table = list(root.iter(q("tbl")))[-1]
    cells = [[said(cell) for cell in row.iter(q("tc"))] for row in table.iter(q("tr"))]
    assert cells == [
        ["Code", "Definition", "Used when", "Not used when"],
        ["Synergi", "Bruker hverandre.", "når det gir mer", "når det koster"],
        ["Rom", "Deler rom.Example: «Vi deler»Example: «Alt er felles»", "", ""],
    ]
    following = table.getnext()
    assert following is not None
    assert following.tag == q("p"), "Word wants a paragraph after a table"
    none = said(body(word.document(report(), now=NOW)))
    assert "Appendix: method" not in none
    assert "Appendix: codebook" not in none


def test_tables_are_numbered_within_their_kind() -> None:
    root = body(word.document(full(), now=NOW))
    captions = [text.split(":")[0] for text in styled(root, "Caption")]
    assert [c for c in captions if c.startswith("Table")] == ["Table 1", "Table 2"]
    kept = [p for p in root.iter(q("p")) if values(p, "pStyle") == ["Caption"]]
    for caption in kept:
        following = caption.getnext()
        above = following is not None and following.tag == q("tbl")
        keeps = caption.find(f"{q('pPr')}/{q('keepNext')}")
        assert keeps is not None
        assert (keeps.get(q("val")) is None) == above


def test_a_quote_that_is_cut_says_where() -> None:
    cut = quote(1, passages=(Passage("midten", cut_before=True, cut_after=True),))
    assert styled(body(word.document(report(cut), now=NOW)), "Quote") == ["[…] midten […]"]


def test_all_that_belongs_to_a_quote_is_kept_on_its_page() -> None:
    styles = etree.fromstring(parts(word.document(full(), now=NOW))["word/styles.xml"])
    keeping = {
        style.get(q("styleId")) for style in styles if style.find(f".//{q('keepNext')}") is not None
    }
    assert {"Quote", "Question", "QuoteLabel", "Caption", "Figure", "Heading1"} <= keeping


# Progress


@pytest.mark.parametrize("quotes", [0, 1, 250])
def test_progress_goes_from_nothing_to_all(quotes: int) -> None:
    seen: list[tuple[int, int]] = []
    word.document(
        report(*(quote(n) for n in range(quotes))), progress=lambda *both: seen.append(both)
    )
    done = [one for one, _all in seen]
    assert done[0] == 0
    assert done == sorted(done)
    assert {every for _done, every in seen} == {seen[-1][0]}
    assert len(seen) >= quotes // 100


class Stop(Exception):
    """What a person who has waited long enough raises."""


@pytest.mark.parametrize("after", [0, 100, 200])
def test_a_report_that_is_stopped_leaves_nothing(tmp_path: Path, after: int) -> None:
    old = word.write(report(quote(1)), tmp_path / "a.docx", now=NOW)
    before = old.read_bytes()

    def progress(done: int, _all: int) -> None:
        if done >= after:
            raise Stop

    with pytest.raises(Stop):
        word.write(report(*(quote(n) for n in range(250))), old, progress=progress)
    assert old.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.docx"]
