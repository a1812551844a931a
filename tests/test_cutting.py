"""What is shown of a quote: as a coder chose, or cut where it is long; the question before it."""

from dataclasses import replace

import pytest
from fake_study import BOOK, Study, coding, transcript
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.analysis import themed
from kodeverk.analysis.quotes import extent
from kodeverk.model import Mark, MarkKind, Role, Span, Speaker, Transcript
from kodeverk.report import CUT, Options, Quote

EN = Options(language="en", figures=False, method=False, book=False)
SPEAKERS = [
    Speaker("Intervjuer", Role.INTERVIEWER),
    Speaker("Informant", Role.INFORMANT, {"unit": "bibliotek"}),
]
LONG = (
    "Æ va der i går. Då kom dæm med alt dæm hadd, og vi bar det inn. "
    "Det va kaldt ute den dagen. Men inne va det varmt og godt (ler). Slik e det å dele hus."
)
TALK = transcript(
    "prat",
    [
        ("Intervjuer", "Hvordan gikk flyttingen?"),
        ("Informant", LONG),
        ("Intervjuer", "Mm."),
        ("Informant", "Ja."),
        ("Intervjuer", "Og hva skjedde så?"),
        ("Informant", "Så åpnet vi dørene. Folk strømmet inn."),
    ],
    SPEAKERS,
)


def place(words: str, text: Transcript = TALK) -> Span:
    start = text.body.index(words)
    return Span(start, start + len(words))


def mark(
    target: str,
    kind: MarkKind = MarkKind.BEST,
    *keep: Span,
    coder: str = "kari",
    at: str = "2026-03-02T10:00:00Z",
    digest: str = TALK.digest,
) -> Mark:
    return Mark(target, kind, digest if keep else "", keep, coder, at)


def quotes(*words: str, options: Options = EN, marks: tuple[Mark, ...] = ()) -> tuple[Quote, ...]:
    made = tuple(coding(TALK, w, "kon", id=f"c{n}") for n, w in enumerate(words))
    return themed(Study(BOOK, (TALK,), made, marked=marks), options).quotes()


def text_of(*words: str, options: Options = EN, marks: tuple[Mark, ...] = ()) -> str:
    (quote,) = quotes(*words, options=options, marks=marks)
    return quote.text


# As a coder chose


def test_only_what_is_kept_is_shown_with_a_sign_where_words_are_left_out() -> None:
    kept = mark("c0", MarkKind.NONE, place("Då kom dæm"), place("Slik e det å dele hus."))
    assert text_of(LONG, marks=(kept,)) == f"{CUT} Då kom dæm {CUT} Slik e det å dele hus."


def test_laughter_that_is_left_out_is_no_cut() -> None:
    kept = mark("c0", MarkKind.NONE, place("Men inne va det varmt og godt"), place("Slik e det"))
    assert text_of(LONG, marks=(kept,)) == f"{CUT} Men inne va det varmt og godt Slik e det {CUT}"


def test_a_cut_of_another_text_counts_for_nothing() -> None:
    other = mark("c0", MarkKind.BEST, place("Då kom dæm"), digest="0" * 32)
    assert text_of(LONG, marks=(other,)) == LONG
    (quote,) = quotes(LONG, marks=(other,))
    assert quote.best


def test_a_cut_outside_the_quote_counts_for_nothing() -> None:
    outside = mark("c0", MarkKind.NONE, place("Folk strømmet inn."))
    assert text_of(LONG, marks=(outside,)) == LONG


def test_of_several_cuts_the_newest_counts_and_a_star_does_not_undo_it() -> None:
    first = mark("c0", MarkKind.NONE, place("Æ va der i går."))
    second = mark("c0", MarkKind.NONE, place("Slik e det å dele hus."), coder="ola",
                  at="2026-03-03T10:00:00Z")  # fmt: skip
    star = mark("c0", MarkKind.BEST, coder="per", at="2026-03-04T10:00:00Z")
    assert text_of(LONG, marks=(first, second, star)) == f"{CUT} Slik e det å dele hus."
    assert text_of(LONG, marks=(first, star)) == f"Æ va der i går. {CUT}"


def test_a_turn_that_is_left_out_leaves_one_sign() -> None:
    start, end = place("Slik e det").start, place("Folk strømmet inn.").end
    own = coding(TALK, Span(start, end), "kon", id="c0")
    kept = mark("c0", MarkKind.NONE, place("Slik e det å dele hus."), place("Folk strømmet inn."))
    (quote,) = themed(Study(BOOK, (TALK,), (own,), marked=(kept,)), EN).quotes()
    assert [p.shown for p in quote.passages] == [
        f"Slik e det å dele hus. {CUT}",
        f"{CUT} Folk strømmet inn.",
    ]
    last = mark("c0", MarkKind.NONE, place("Folk strømmet inn."))
    (quote,) = themed(Study(BOOK, (TALK,), (own,), marked=(last,)), EN).quotes()
    assert quote.text == f"{CUT} Folk strømmet inn."
    turn = mark("c0", MarkKind.NONE, place("Så åpnet vi dørene. Folk strømmet inn."))
    (quote,) = themed(Study(BOOK, (TALK,), (own,), marked=(turn,)), EN).quotes()
    assert quote.text == f"{CUT} Så åpnet vi dørene. Folk strømmet inn."


def test_a_mark_follows_its_coding_through_changes() -> None:
    changed = replace(coding(TALK, LONG, "kon", id="c9"), root="c0")
    (quote,) = themed(Study(BOOK, (TALK,), (changed,), marked=(mark("c0"),)), EN).quotes()
    assert quote.best


# Because it is long


@pytest.mark.parametrize(
    ("longest", "shown"),
    [
        (100, LONG),
        (33, f"{LONG[: LONG.index(' Slik')]} {CUT}"),
        (15, f"Æ va der i går. {CUT}"),
        (3, f"Æ va der {CUT}"),
    ],
)
def test_a_long_quote_ends_with_a_sentence_where_it_can(longest: int, shown: str) -> None:
    assert text_of(LONG, options=replace(EN, longest=longest)) == shown


def test_one_long_sentence_ends_at_a_comma() -> None:
    words = "Då kom dæm med alt dæm hadd, og vi bar det inn."
    assert text_of(words, options=replace(EN, longest=9)) == f"Då kom dæm med alt dæm hadd {CUT}"
    assert text_of(words, options=replace(EN, longest=4)) == f"Då kom dæm med {CUT}"


def test_what_most_have_coded_is_what_is_kept() -> None:
    core = "Men inne va det varmt og godt"
    assert text_of(LONG, core, options=replace(EN, longest=10)) == (
        f"{CUT} Men inne va det varmt og godt (ler). {CUT}"
    )
    assert text_of(LONG, core, options=replace(EN, longest=14)) == (
        f"{CUT} Men inne va det varmt og godt (ler). Slik e det å dele hus."
    )
    assert text_of(LONG, core, options=replace(EN, longest=20)) == (
        f"{CUT} Det va kaldt ute den dagen. Men inne va det varmt og godt (ler). "
        "Slik e det å dele hus."
    )


def test_the_first_of_what_is_coded_alike_is_kept() -> None:
    found = text_of(LONG, "Det va kaldt", "Slik e det", options=replace(EN, longest=6))
    assert found == f"{CUT} Det va kaldt ute den dagen. {CUT}"


def test_codings_that_share_but_a_name_are_cut_from_the_beginning() -> None:
    first = coding(TALK, Span(place(LONG).start, place("Intervjuer: Mm.").start + 3), "kon")
    second = coding(TALK, Span(place("Intervjuer: Mm.").start + 2, place("Mm.").start - 2), "kon")
    own = Study(BOOK, (TALK,), (first, second))
    (quote,) = themed(own, replace(EN, longest=5)).quotes()
    assert quote.text == f"Æ va der i går. {CUT}"


def test_a_coders_cut_goes_before_the_length() -> None:
    kept = mark("c0", MarkKind.NONE, place("Æ va der i går."), place("Det va kaldt ute den dagen."))
    assert text_of(LONG, options=replace(EN, longest=3), marks=(kept,)) == (
        f"Æ va der i går. {CUT} Det va kaldt ute den dagen. {CUT}"
    )


def test_a_cut_quote_does_not_end_with_a_question() -> None:
    start, end = place("Ja.").start, place("Folk strømmet inn.").end
    own = coding(TALK, Span(start, end), "kon")
    (quote,) = themed(Study(BOOK, (TALK,), (own,)), replace(EN, longest=6)).quotes()
    assert quote.text == f"Ja. {CUT}"


SPANS = st.lists(
    st.tuples(st.integers(0, len(TALK.body) - 1), st.integers(1, 200)), min_size=1, max_size=4
)


@given(SPANS, st.integers(1, 40))
def test_no_cut_quote_is_longer_than_wanted_or_says_what_was_not_said(
    drawn: list[tuple[int, int]], longest: int
) -> None:
    own = [
        coding(TALK, Span(start, min(start + length, len(TALK.body))), "kon")
        for start, length in drawn
    ]
    own = [c for c in own if TALK.text(c.span).strip()]
    whole = themed(Study(BOOK, (TALK,), tuple(own)), EN).quotes()
    cut = themed(Study(BOOK, (TALK,), tuple(own)), replace(EN, longest=longest)).quotes()
    assert [(q.id, q.span, q.codings) for q in whole] == [(q.id, q.span, q.codings) for q in cut]
    for before, after in zip(whole, cut, strict=True):
        said = [p.text for p in after.passages]
        if any(TALK.text(t.text) and t.text.overlaps(before.span) for t in TALK.turns):
            assert sum(len(text.split()) for text in said) <= longest
        assert all(any(text in p.text for p in before.passages) for text in said)
        assert after.passages
        if letters(after) != letters(before):
            assert CUT in after.text


def letters(quote: Quote) -> str:
    return "".join(c for p in quote.passages for c in p.text if c.isalnum())


# What was asked


def asked(words: str, text: Transcript = TALK) -> str | None:
    own = coding(text, words, "kon")
    (quote,) = themed(Study(BOOK, (text,), (own,)), replace(EN, questions=True)).quotes()
    return quote.question.shown if quote.question else None


def test_the_turn_right_before_is_the_question() -> None:
    assert asked("Slik e det å dele hus.") == "Hvordan gikk flyttingen?"
    assert asked("Folk strømmet inn.") == "Og hva skjedde så?"
    (quote,) = quotes("Folk strømmet inn.", options=replace(EN, questions=True))
    assert quote.question is not None
    assert quote.question.speaker == "Interviewer"
    assert "Og hva" not in quote.text
    assert quotes("Folk strømmet inn.")[0].question is None


def test_a_hum_is_no_question() -> None:
    assert asked("Ja.") is None


def test_a_quote_that_begins_with_the_question_does_not_have_it_twice() -> None:
    own = coding(TALK, Span(place("Og hva skjedde").start, len(TALK.body)), "kon")
    (quote,) = themed(Study(BOOK, (TALK,), (own,)), replace(EN, questions=True)).quotes()
    assert quote.question is None
    assert quote.text.count("Og hva skjedde så?") == 1


def test_what_another_informant_said_is_no_question() -> None:
    both = transcript("to", [("P1", "Hva med deg?"), ("P2", "Jeg gikk hjem.")])
    assert asked("Jeg gikk hjem.", both) is None


def test_a_long_question_is_cut_to_what_leads_up_to_it() -> None:
    talk = " ".join(f"Nå sier jeg setning nummer {n} her." for n in range(12))
    long = transcript(
        "lang",
        [("Intervjuer", f"{talk} Hva tenker du? Bare snakk fritt."), ("Informant", "Det er fint.")],
        SPEAKERS,
    )
    shown = asked("Det er fint.", long)
    assert shown is not None
    assert shown.startswith(f"{CUT} Nå sier jeg")
    assert shown.endswith(f"Hva tenker du? {CUT}")
    assert len(shown.split()) <= 42


def test_a_question_stands_once_above_quotes_that_follow_each_other() -> None:
    found = quotes("Så åpnet vi dørene.", "Folk strømmet inn.", options=replace(EN, questions=True))
    assert [q.question is not None for q in found] == [True, False]


def test_the_extent_of_a_group() -> None:
    wide, inner = coding(TALK, LONG, "kon"), coding(TALK, "Slik e det", "kon")
    assert extent([wide, inner]) == place(LONG)


# Which are shown, and in which order


def test_the_best_come_first_and_the_contrary_last() -> None:
    words = ("Æ va der i går.", "Det va kaldt ute den dagen.", "Slik e det å dele hus.")
    marks = (mark("c2"), mark("c0", MarkKind.COUNTER))
    found = quotes(*words, marks=marks)
    assert [q.id for q in found] == ["c2", "c1", "c0"]
    assert [(q.best, q.counter) for q in found] == [(True, False), (False, False), (False, True)]
    only = quotes(*words, marks=marks, options=replace(EN, best=True))
    assert [q.id for q in only] == ["c2", "c0"]
    assert len(quotes(*words, options=replace(EN, best=True))) == 3
    most = quotes(*words, marks=marks, options=replace(EN, max_quotes=2))
    assert [q.id for q in most] == ["c2", "c0"]
    assert [q.id for q in quotes(*words, marks=marks, options=replace(EN, max_quotes=1))] == ["c2"]


def test_the_example_of_a_theme_is_one_of_the_best() -> None:
    fits = "Då kom dæm med alt dæm hadd, og vi bar det inn. Det va kaldt ute den dagen."
    made = (coding(TALK, fits, "kon", id="c0"), coding(TALK, "Ja.", "kon", id="c1"))
    for marks, example in (((), fits), ((mark("c1"),), "Ja.")):
        report = themed(Study(BOOK, (TALK,), made, marked=marks), EN)
        assert report.theme_rows[-1].example == example
