"""The report as data: source lines, cuts, dialogue, and a language of its own."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kodeverk import i18n
from kodeverk.model import Span
from kodeverk.report import (
    Options,
    Passage,
    Quote,
    Report,
    SourceField,
    SourceLine,
    Theme,
    ThemeKind,
    clock,
)


def quote(*passages: Passage, id: str = "c1") -> Quote:
    return Quote(id, "t", Span(0, 4), passages, SourceLine(), ("c1",), ("kari",))


def test_source_line_leaves_out_what_is_unknown() -> None:
    assert SourceLine("Informant 3", "bibliotek", "Drammen").text == (
        "Informant 3, bibliotek, Drammen"
    )
    assert SourceLine(transcript="Intervju 2", time=753.9).text == "Intervju 2, 00:12:33"
    assert SourceLine().text == ""


def test_source_line_does_not_say_a_place_twice() -> None:
    line = SourceLine("Informant 1", "torg", "Strømsø, Drammen", "Intervju på Strømsø", 0.0)
    assert line.text == "Informant 1, torg, Drammen, Intervju på Strømsø, 00:00:00"


def test_source_line_drops_no_unit_and_only_whole_words() -> None:
    line = SourceLine("Informant 2", "bibliotek", "Ski", "Intervju med bibliotekar, Skien")
    assert line.text == "Informant 2, bibliotek, Ski, Intervju med bibliotekar, Skien"


def test_clock_goes_past_a_day() -> None:
    assert [clock(0), clock(59.99), clock(3600), clock(100 * 3600 + 61)] == [
        "00:00:00",
        "00:00:59",
        "01:00:00",
        "100:01:01",
    ]


def test_cuts_are_shown_where_they_are() -> None:
    assert Passage("og så gikk vi", "", True, True).shown == "[…] og så gikk vi […]"
    assert Passage("Så gikk vi.").shown == "Så gikk vi."


def test_speakers_are_named_only_in_a_dialogue() -> None:
    alone = quote(Passage("Ja.", "Informant 1"), Passage("Vi gikk.", "Informant 1"))
    assert not alone.dialogue
    assert alone.text == "Ja.\nVi gikk."
    both = quote(Passage("Når?", "Intervjuer"), Passage("I går.", "Informant 1"))
    assert both.dialogue
    assert both.text == "Intervjuer: Når?\nInformant 1: I går."


def test_quotes_come_in_the_order_of_the_headings() -> None:
    first, second, third = (quote(Passage("Ja."), id=name) for name in "abc")
    below = Theme(ThemeKind.CODE, "x.y", "Y", quotes=(second,))
    themes = (
        Theme(ThemeKind.CODE, "x", "X", quotes=(first,), themes=(below,)),
        Theme(ThemeKind.CODE, "z", "Z", quotes=(third,)),
    )
    report = Report("T", "P", "nb", themes, (), (), 1, 3, ("kari",))
    assert [q.id for q in report.quotes()] == ["a", "b", "c"]


def test_options_are_careful_by_default() -> None:
    options = Options()
    assert options.anonymous
    assert not options.memos
    assert not options.show_coders
    assert options.max_quotes is None
    assert set(options.source) == set(SourceField)


def test_a_document_has_its_own_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog(locale="nb")
    catalog.add("Report for sharing", "Rapport til deling")
    catalog.add(("{n} quote here", "{n} quotes here"), ("{n} sitat her", "{n} sitater her"))
    folder = tmp_path / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with open(folder / "kodeverk.mo", "wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(i18n, "_LOCALE_DIR", tmp_path)
    before = i18n.active()
    try:
        for program in i18n.LANGUAGES:
            i18n.activate(program)
            norwegian, english = i18n.translator("nb"), i18n.translator("en")
            assert norwegian.gettext("Report for sharing") == "Rapport til deling"
            assert norwegian.ngettext("{n} quote here", "{n} quotes here", 2) == "{n} sitater her"
            assert english.gettext("Report for sharing") == "Report for sharing"
            assert i18n.active() == program
        i18n.activate("nb")
        assert i18n._("Report for sharing") == "Rapport til deling"
    finally:
        monkeypatch.undo()
        i18n.activate(before)
