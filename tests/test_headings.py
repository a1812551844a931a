"""The order of themes, headings by attribute, and figures."""

from dataclasses import replace

import pytest
from fake_study import BOOK, INTERVIEW, WORKSHOP, Study, coding, study, transcript

from kodeverk.analysis import themed
from kodeverk.analysis.people import attributes
from kodeverk.errors import NotFoundError
from kodeverk.model import (
    Code,
    Codebook,
    Kind,
    Role,
    Speaker,
    Transcript,
)
from kodeverk.report import FigureKind, Grouping, Options, Report, SourceField, Theme, ThemeKind

EN = Options(language="en")
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."
FEW = "Det er fint."


def codes(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


# Order


def test_themes_come_in_the_order_they_are_named() -> None:
    own = study(
        coding(INTERVIEW, DELT, "syn.rom"),
        coding(INTERVIEW, FEW, "syn.folk"),
        coding(INTERVIEW, "Hva skjer da?", "kon"),
        coding(INTERVIEW, "og da står vi der", "borte"),
    )

    def tops(options: Options) -> list[str]:
        return [theme.id for theme in themed(own, options).themes]

    assert tops(EN) == ["syn", "kon", "borte"]
    assert tops(replace(EN, codes=("kon", "syn"))) == ["kon", "syn"]
    assert tops(replace(EN, codes=("syn.folk", "kon", "syn.rom"))) == ["syn.folk", "kon", "syn.rom"]
    assert tops(replace(EN, order=("kon",))) == ["kon", "syn", "borte"]
    within = themed(own, replace(EN, order=("syn.folk",)))
    assert [t.id for t in within.themes[0].themes] == ["syn.folk", "syn.rom"]
    assert [r.code for r in within.theme_rows] == ["syn", "syn.folk", "syn.rom", "kon", "borte"]


# By attribute


def headings(report: Report, number: int = 0) -> list[tuple[str, int, int, int]]:
    themes: tuple[Theme, ...] = report.themes[number].themes
    return [(t.name, t.informants, t.codings, len(t.quotes)) for t in themes]


BY_UNIT = replace(EN, grouping=Grouping.ATTRIBUTE, attribute="unit")


def test_headings_by_attribute_count_all_and_put_what_is_not_given_last() -> None:
    loose = transcript("løs", [("P9", "Jeg er ingen steder.")], title="Løs")
    own = Study(
        BOOK,
        (INTERVIEW, loose, WORKSHOP),
        (
            coding(INTERVIEW, DELT, "kon", "kari"),
            coding(INTERVIEW, FEW, "kon", "ola"),
            coding(INTERVIEW, FEW, "kon", "kari"),
            coding(loose, "Jeg er ingen steder.", "kon"),
            coding(WORKSHOP, "Ikke alle leser.", "kon"),
            coding(WORKSHOP, "Og noen kommer bare for varmen.", "kon"),
        ),
    )
    report = themed(own, BY_UNIT)
    assert headings(report) == [
        ("bibliotek", 1, 3, 2),
        ("torg", 2, 2, 2),
        ("Not given", 1, 1, 1),
    ]
    assert {t.kind for t in report.themes[0].themes} == {ThemeKind.ATTRIBUTE}
    assert headings(themed(own, replace(BY_UNIT, max_quotes=1)))[0] == ("bibliotek", 1, 3, 1)
    by_place = themed(own, replace(BY_UNIT, attribute="KOMMUNE"))
    assert [h[0] for h in headings(by_place)] == ["Drammen", "Mysen", "Not given"]


def test_a_speakers_attribute_goes_before_the_transcripts() -> None:
    both = transcript(
        "b",
        [("P1", "Det er fint."), ("P2", "Det er kaldt.")],
        [Speaker("P1", Role.INFORMANT, {"Alder": "40"}), Speaker("P2", Role.INFORMANT)],
        attributes={"alder": "60"},
    )
    own = Study(BOOK, (both,), tuple(coding(both, w, "kon") for w in ("fint", "kaldt")))
    assert [h[0] for h in headings(themed(own, replace(BY_UNIT, attribute="alder")))] == [
        "40",
        "60",
    ]


def test_an_attribute_that_nobody_has_is_refused_with_those_there_are() -> None:
    own = study(coding(INTERVIEW, FEW, "kon"))
    with pytest.raises(NotFoundError, match="unit, place"):
        themed(own, replace(BY_UNIT, attribute="alder"))
    assert attributes((INTERVIEW, WORKSHOP)) == ("unit", "place")
    bare = transcript("x", [("P1", "Det er fint.")])
    with pytest.raises(NotFoundError, match="transcripts set"):
        themed(Study(BOOK, (bare,)), BY_UNIT)


def test_headings_that_few_share_are_warned_of() -> None:
    own = study(coding(INTERVIEW, FEW, "kon"))
    bare = replace(EN, source=(SourceField.SPEAKER,), figures=False)
    assert codes(themed(own, bare)) == []
    told = themed(own, replace(bare, grouping=Grouping.ATTRIBUTE, attribute="enhet")).notices
    assert [n.code for n in told] == ["k-informants"]
    assert "“Informant, bibliotek”" in told[0].message
    once = themed(own, replace(BY_UNIT, figures=False)).notices
    assert "“Informant, bibliotek, Mysen”" in once[0].message


def test_of_many_that_could_be_recognised_the_first_are_named_and_the_rest_counted() -> None:
    said, who = [("P1", "Vi deler rommet.")], [Speaker("P1", Role.INFORMANT)]
    texts = tuple(
        transcript(f"t{n:02}", said, who, attributes={"place": f"Sted {n:02}"}) for n in range(40)
    )
    own = Study(BOOK, texts, tuple(coding(t, "Vi deler rommet.", "kon", id=t.id) for t in texts))
    told = [notice.message for notice in themed(own, replace(EN, figures=False)).notices]
    assert len(told) == 16
    assert "Sted 00" in told[0] and "Sted 14" in told[14]
    assert told[15] == "25 more combinations of role, unit and place fit as few."


# Figures

FIGURED = study(
    coding(INTERVIEW, DELT, "syn.rom", "kari"),
    coding(INTERVIEW, DELT, "syn.rom", "ola"),
    coding(INTERVIEW, FEW, "syn.rom"),
    coding(WORKSHOP, "Ikke alle leser.", "kon"),
)


def test_figures_count_quotes_once_whoever_coded_them() -> None:
    bars, heat = themed(FIGURED, EN).figures
    assert (bars.kind, bars.rows, bars.columns) == (
        FigureKind.BARS,
        ("Felles rom", "Konflikt"),
        ("bibliotek", "torg"),
    )
    assert bars.values == ((2, 0), (0, 1))
    assert bars.people == (1, 2)
    assert (heat.kind, heat.columns) == (FigureKind.HEAT, ("Intervju 1", "Verksted i Drammen"))
    assert heat.values == ((2, 0), (0, 1))
    assert themed(FIGURED, replace(EN, figures=False)).figures == ()


def test_the_words_of_a_figure_say_what_it_shows() -> None:
    bars, heat = themed(FIGURED, EN).figures
    assert bars.alt == (
        "Bar chart: Quotes by code and unit. Highest number: 2, in “Felles rom” in “bibliotek”. "
        "Lowest number that is not zero: 1, in “Konflikt” in “torg”. "
        "Most in “bibliotek”: “Felles rom” (2). Most in “torg”: “Konflikt” (1). "
        "2 of 4 fields are zero."
    )
    assert heat.alt.startswith("Heat map: Quotes by code and transcript.")
    even = study(*(coding(t, w, c) for t, w, c in (
        (INTERVIEW, FEW, "kon"), (INTERVIEW, DELT, "syn.rom"),
        (WORKSHOP, "Ikke alle leser.", "kon"), (WORKSHOP, "varmen", "syn.rom"))))  # fmt: skip
    alt = themed(even, EN).figures[0].alt
    assert "Lowest" not in alt
    assert "and 1 other" in alt
    assert alt.endswith("No field is zero.")


def test_codes_of_one_name_are_told_apart_by_what_is_above_them() -> None:
    book = Codebook(
        codes=(
            Code("a", "Samarbeid i hverdagen", codable=False),
            Code("a.rom", "Rom", parent="a"),
            Code("b", "Samarbeid i helgene", codable=False),
            Code("b.rom", "Rom", parent="b"),
            Code("kon", "Konflikt"),
        )
    )
    own = Study(
        book,
        (INTERVIEW, WORKSHOP),
        (
            coding(INTERVIEW, FEW, "a.rom"),
            coding(INTERVIEW, DELT, "b.rom"),
            coding(WORKSHOP, "Ikke alle leser.", "kon"),
        ),
    )
    rows = ("Rom (Samarbeid i hverdagen)", "Rom (Samarbeid i helgene)", "Konflikt")
    assert themed(own, EN).figures[0].rows == rows


def test_nothing_is_drawn_that_shows_nothing() -> None:
    assert themed(study(coding(INTERVIEW, FEW, "kon")), EN).figures == ()
    one = Study(
        BOOK, (INTERVIEW,), (coding(INTERVIEW, FEW, "kon"), coding(INTERVIEW, DELT, "syn.rom"))
    )
    assert themed(one, EN).figures == ()
    only = replace(EN, transcripts=("drammen-02",))
    assert themed(FIGURED, only).figures == ()


def test_a_large_study_has_a_figure_of_what_is_most_and_says_so() -> None:
    many = 60
    book = Codebook(codes=tuple(Code(f"k{n}", f"Kode {n}") for n in range(many)))
    texts = tuple(
        transcript(f"t{n:02}", [("P1", " ".join(f"ord{m}." for m in range(many)))])
        for n in range(many)
    )
    own = Study(
        book,
        texts,
        tuple(
            coding(text, f"ord{m}.", f"k{m}", id=f"{text.id}-{m}")
            for n, text in enumerate(texts)
            for m in range(n, many)
        ),
    )
    (heat,) = themed(own, EN).figures
    assert (len(heat.rows), len(heat.columns)) == (40, 40)
    assert heat.rows[0] == "Kode 20" and heat.columns[0] == "t00"
    assert "the 40 codes with most quotes, of 60" in heat.title
    assert "the 40 columns with most quotes, of 60" in heat.title
    assert heat.title in heat.alt
    assert max(len(f.alt) for f in themed(own, EN).figures) < 1000


def test_columns_of_few_people_are_told() -> None:
    told = [n.message for n in themed(FIGURED, EN).notices if n.code == "small-cells"]
    assert len(told) == 2
    assert "“bibliotek”, “torg”" in told[0]
    assert "“Intervju 1”, “Verksted i Drammen”" in told[1]
    assert "small-cells" not in codes(themed(FIGURED, replace(EN, figures=False)))


def test_a_document_stands_for_nobody() -> None:
    plan = transcript("plan", [(None, "Alt er åpent. Alle er her.")], title="Plan",
                      kind=Kind.DOCUMENT, attributes={"unit": "torg"})  # fmt: skip
    own = Study(
        BOOK,
        (INTERVIEW, plan),
        (
            coding(plan, "Alt er åpent.", "kon"),
            coding(plan, "Alle er her.", "syn.rom"),
            coding(INTERVIEW, FEW, "kon"),
        ),
    )
    report = themed(own, EN)
    assert [figure.people for figure in report.figures] == [(1, 0), (1, 0)]
    assert not any("“Plan”" in notice.message for notice in report.notices)


@pytest.mark.parametrize(("people", "told"), [(2, True), (3, False)])
def test_three_people_in_a_column_are_enough(people: int, told: bool) -> None:
    def room(unit: str) -> Transcript:
        names = [f"Deltaker {unit}{n}" for n in range(people)]
        return transcript(
            unit,
            [(name, f"Det er fint i {unit}.") for name in names],
            [Speaker(name, Role.PARTICIPANT, {"enhet": unit}) for name in names],
            kind=Kind.WORKSHOP,
        )

    texts = tuple(room(unit) for unit in ("torg", "bibliotek"))
    codings = tuple(coding(t, t.turns[0].text, c) for t in texts for c in ("kon", "syn.rom"))
    report = themed(Study(BOOK, texts, codings), EN)
    assert ("small-cells" in codes(report)) is told
