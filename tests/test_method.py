"""What a report tells of how it was made: numbers in words, the method, the codebook."""

import re
from dataclasses import replace

import pytest
from fake_study import BOOK, INTERVIEW, WORKSHOP, Settings, Study, coding, study
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.analysis import themed
from kodeverk.analysis.wording import day, figure, listed, numbers, period, share
from kodeverk.i18n import translator
from kodeverk.model import (
    Answer,
    Code,
    Codebook,
    Loss,
    Origin,
    OriginKind,
    Outcome,
    Span,
)
from kodeverk.report import Options, Report

EN = Options(language="en")
WORDS = translator("en")
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."
FEW = "Det er fint."


def codes(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


# Words for numbers and dates


def test_numbers_are_words_up_to_twelve_unless_a_higher_one_stands_beside() -> None:
    assert numbers(WORDS, "en", 0, 1, 12) == ("none", "one", "twelve")
    assert numbers(WORDS, "en", 2, 13) == ("2", "13")


@pytest.mark.parametrize(
    ("value", "english", "norwegian"),
    [(999, "999", "999"), (1300, "1,300", "1300"), (12300, "12,300", "12\u00a0300")],
)
def test_figures_are_grouped_as_in_the_language(value: int, english: str, norwegian: str) -> None:
    assert figure(value, "en") == english
    assert figure(value, "nb") == norwegian


@given(st.integers(0, 10**9), st.sampled_from(["nb", "en"]))
def test_a_figure_says_the_number(value: int, language: str) -> None:
    assert int(re.sub("[,\u00a0]", "", figure(value, language))) == value


def test_shares() -> None:
    assert share(0.125, "en") == "12.5%"
    assert share(0.125, "nb") == "12,5\u00a0%"
    assert share(0.1, "nb") == "10\u00a0%"


def test_dates_and_periods() -> None:
    assert day(WORDS, "2022-02-16") == "16 February 2022"
    assert day(WORDS, "2022") == day(WORDS, "") == day(WORDS, "2022-13-40") == ""
    assert period(WORDS, ["2022-03-01", "", "2022-02-16T10:00:00Z"]) == (
        "from 16 February 2022 to 1 March 2022"
    )
    assert period(WORDS, ["2022-03-01", "2022-03-01"]) == "on 1 March 2022"
    assert period(WORDS, ["x"]) == ""


def test_lists() -> None:
    assert [listed(WORDS, names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


# The method


def method(study: Study, options: Options = EN) -> str:
    return "\n".join(themed(study, options).method)


def outcome(answer: Answer, *, blind: bool = False, code: str = "kon", start: int = 0) -> Outcome:
    span = Span(start, start + 5)
    return Outcome("mysen-01", span, code, "kari", "2026-03-01", 0.5, "m", answer, blind)


def test_the_material_and_the_codebook() -> None:
    own = study(coding(INTERVIEW, DELT, "syn.rom"))
    text = method(replace(own, book=replace(BOOK, version="1.2")))
    assert "The material is one interview and one workshop, with three informants." in text
    assert "In all it has 62 words" in text
    assert "gathered from 16 February 2026 to 2 March 2026" in text
    assert "The codebook “Synergi”, version 1.2, has three codes." in text
    assert "gathered under one theme" in text
    assert "One code is used" in text


def test_who_coded_how_much_is_told_without_names() -> None:
    own = study(
        coding(INTERVIEW, DELT, "syn.rom", "kari", at="2026-03-05T09:00:00Z"),
        coding(INTERVIEW, FEW, "kon", "ola", at="2026-03-01T09:00:00Z"),
        coding(WORKSHOP, "Ikke alle leser.", "kon", "ola", at="2026-03-09T09:00:00Z"),
    )
    text = method(own)
    assert "The coding was done by two people." in text
    assert "The 3 codings that stand were made from 1 March 2026 to 9 March 2026." in text
    assert "coder 1 has made 2 in two transcripts and coder 2 has made 1 in one transcript" in text
    assert "ola" not in text
    assert "ola has made 2" in method(own, replace(EN, show_coders=True))
    alone = method(own, replace(EN, coders=("kari",)))
    assert "The coding was done by one person. The one coding that stands was made on" in alone
    assert "more than one person" not in alone


def test_what_is_coded_twice_is_told_and_no_agreement_is_claimed() -> None:
    own = study(
        coding(INTERVIEW, DELT, "syn.rom", "kari"),
        coding(INTERVIEW, "folk blåser", "syn.rom", "ola"),
        coding(INTERVIEW, FEW, "kon", "ola"),
        coding(WORKSHOP, "Ikke alle leser.", "kon", "ola"),
    )
    text = method(own)
    assert "One of two transcripts was coded by more than one person." in text
    assert "In 1 of the 2 coded stretches there, more than one person" in text
    assert "No measure of the agreement between them has been computed." in text
    alone = method(own, replace(EN, transcripts=(INTERVIEW.id,)))
    assert "The transcript was coded by more than one person. In 1 of the" in alone
    others = study(
        *own.codings(),
        coding(WORKSHOP, "Ikke alle leser.", "syn.rom", "kari"),
        coding(INTERVIEW, "Det er fint.", "syn.folk", "kari"),
    )
    chosen = method(others, replace(EN, codes=("kon", "syn.rom")))
    assert "Of two transcripts, two were coded by more than one person." in chosen
    assert "In 1 of the 4 coded stretches there" in chosen
    chosen = method(others, replace(EN, codes=("kon", "syn.folk")))
    assert "Of two transcripts, two were coded by more than one person." in chosen
    assert "In 0 of the 3 coded stretches there" in chosen  # ola has read what only kari coded
    apart = study(coding(INTERVIEW, DELT, "kon", "kari"), coding(WORKSHOP, "leser", "kon", "ola"))
    assert "No transcript was coded by more than one person." in method(apart)


def test_what_became_of_suggestions() -> None:
    accepted = replace(
        coding(INTERVIEW, DELT, "kon"), origin=Origin(OriginKind.SUGGESTED, 0.5, "m")
    )
    own = replace(
        study(accepted, coding(INTERVIEW, FEW, "kon")),
        settings=Settings(blind=0.125),
        became=(
            *(outcome(Answer.ACCEPTED, start=n) for n in range(2)),
            outcome(Answer.EDITED, start=10),
            *(outcome(Answer.REJECTED, start=n) for n in range(20, 30)),
            outcome(Answer.LEFT, start=40),
            outcome(Answer.LEFT, blind=True, start=50),
            outcome(Answer.REJECTED, code="syn.rom", start=60),
        ),
    )
    text = method(own, replace(EN, codes=("kon",)))
    assert "a person decided each time" in text.casefold()
    assert (
        "What became of 14 suggestions that were shown: accepted as they were 2, changed 1, "
        "rejected 10, left unanswered 1."
    ) in text
    assert "Of the 2 codings that stand, 1 began as a suggestion." in text
    assert "one was held back until the coder had decided" in text
    assert "hold them back on 12.5% of the sentences" in text
    assert "of 15 suggestions" in method(own)
    none = method(study(coding(INTERVIEW, FEW, "kon")))
    assert "the record tells of no suggestions" in none
    assert "The program suggested" not in none


def test_a_coder_whose_journal_is_not_whole_is_not_counted() -> None:
    own = replace(
        study(coding(INTERVIEW, FEW, "kon")),
        became=(outcome(Answer.ACCEPTED), outcome(Answer.LEFT, blind=True)),
        incomplete=("kari",),
    )
    text = method(own)
    assert "were shown" not in text
    assert "Suggestions to one person are not counted" in text


def test_which_quotes_are_shown_is_told() -> None:
    own = study(coding(INTERVIEW, DELT, "kon"), coding(INTERVIEW, FEW, "kon"))
    assert "Every coded stretch is shown." in method(own)
    cut = method(own, replace(EN, max_quotes=1, longest=40))
    assert "Shown here: 1 of 2 coded stretches." in cut
    assert "At most one quote of each informant" in cut
    assert "Quotes of more than 40 words are cut" in cut


def test_what_is_lost_or_does_not_fit_is_told() -> None:
    stale = replace(coding(INTERVIEW, DELT, "kon"), digest="0" * 32)
    own = replace(
        study(stale, coding(INTERVIEW, FEW, "kon")),
        losses=(Loss("kari@pc", 3, "ola", "2026-03-01"),),
    )
    text = method(own)
    assert "Of the record, three changes are lost" in text
    assert "One coding is left out" in text


def test_the_method_only_when_wanted() -> None:
    assert method(study(coding(INTERVIEW, FEW, "kon")), replace(EN, method=False)) == ""


# The codebook


def test_the_codebook_of_the_chosen_codes() -> None:
    book = Codebook(
        codes=(
            Code("a", "Alt", "Alt mulig.", codable=False),
            Code("a.b", "Bare", "Det ene.", "Med.", "Uten.", ("Slik.",), parent="a"),
            Code("c", "Siste"),
        )
    )
    rows = themed(Study(book, (INTERVIEW,)), EN).book
    assert [(r.code, r.depth) for r in rows] == [("a", 0), ("a.b", 1), ("c", 0)]
    assert (rows[1].include, rows[1].exclude, rows[1].examples) == ("Med.", "Uten.", ("Slik.",))
    below = themed(Study(book, (INTERVIEW,)), replace(EN, codes=("a.b",))).book
    assert [(r.code, r.depth) for r in below] == [("a.b", 0)]
    assert themed(Study(book, (INTERVIEW,)), replace(EN, book=False)).book == ()
