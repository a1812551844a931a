"""The record of the suggestions: counts, shares with intervals, and no number too many."""

from math import isclose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kodeverk.analysis import recordtext
from kodeverk.analysis.record import (
    LEAST,
    Over,
    Share,
    Steering,
    Tally,
    period,
    record,
    steering,
    wilson,
)
from kodeverk.model import Answer, Code, Codebook, Outcome, Span

BOOK = Codebook(codes=(Code("a", "A", replaces=("gammel",)), Code("b", "B"), Code("c", "C")))


def outcome(
    answer: Answer,
    n: int = 0,
    *,
    code: str = "a",
    coder: str = "kari",
    at: str = "2026-03-09T10:00:00.000Z",
    blind: bool = False,
    late: bool = False,
    instead: str = "",
) -> Outcome:
    span = Span(n * 10, n * 10 + 5)
    return Outcome("t", span, code, coder, at, 0.5, "x", answer, blind, instead, late)


def many(
    yes: int, no: int, *, first: int = 0, blind: bool = False, code: str = "a"
) -> list[Outcome]:
    answers = [Answer.ACCEPTED] * yes + [Answer.LEFT] * no
    return [outcome(a, first + n, blind=blind, code=code) for n, a in enumerate(answers)]


def test_each_answer_is_counted_under_the_code_of_today() -> None:
    found = record(
        [
            outcome(Answer.ACCEPTED, 1),
            outcome(Answer.EDITED, 2, code="gammel"),
            outcome(Answer.EDITED, 3, instead="b"),
            outcome(Answer.REJECTED, 4),
            outcome(Answer.LEFT, 5),
            outcome(Answer.LEFT, 6, blind=True),
            outcome(Answer.LEFT, 7, code="borte"),
            outcome(Answer.ACCEPTED, 8, code="b", coder="ola"),
        ],
        BOOK,
    )
    assert [row.code for row in found.rows] == ["a", "b", "borte"]
    assert found.rows[0].tally == Tally(accepted=1, edited=2, rejected=1, left=1, right=2)
    assert found.rows[0].tally.precision == Share(2, 5)
    assert found.total.tally == Tally(2, 2, 1, 2, 3) and found.total.tally.shown == 7
    only = record([outcome(Answer.LEFT), outcome(Answer.LEFT, coder="ola")], BOOK, coder="ola")
    assert only.total.tally == Tally(left=1)


def test_a_coder_whose_journal_is_not_whole_is_left_out_and_named() -> None:
    outcomes = [outcome(Answer.ACCEPTED), outcome(Answer.LEFT, coder="ola")]
    found = record(outcomes, BOOK, incomplete={"ola", "per"})
    assert found.left_out == ("ola",) and found.total.tally == Tally(accepted=1, right=1)
    assert "ola" in recordtext.left_out(found)
    assert recordtext.left_out(record(outcomes, BOOK)) == ""


def test_time_is_divided_and_moments_that_are_none_are_in_no_period() -> None:
    outcomes = [
        outcome(Answer.ACCEPTED, at="2026-03-01T00:00:00.000Z"),
        outcome(Answer.LEFT, at="2025-12-30T00:00:00.000Z"),
        outcome(Answer.REJECTED, at="t"),
    ]
    by_month = record(outcomes, BOOK).total.periods
    assert by_month == (("2025-12", Tally(left=1)), ("2026-03", Tally(accepted=1, right=1)))
    by_week = record(outcomes, BOOK, over=Over.WEEK).total.periods
    assert [name for name, _tally in by_week] == ["2026-W01", "2026-W09"]
    assert period("2026-13-01", Over.MONTH) == ""
    names = [recordtext.when(name) for name, _tally in (*by_month, *by_week)]
    assert names == ["2025-12", "2026-03", "week 1, 2026", "week 9, 2026"]


def test_what_is_gone_for_good_is_told_by_coder() -> None:
    first, second = recordtext.lost({"ola": 5, "per": 1})
    assert "5 changes recorded by ola" in first and "1 change recorded by per" in second


def test_no_number_where_the_sample_is_too_small() -> None:
    assert Share(LEAST - 1, LEAST - 1).value is None and Share(3, 19).interval is None
    assert Share(10, 20).value == 0.5
    assert recordtext.percent(Share(19, 19)) == "too few" and recordtext.bar(Share(1, 2)) == ""
    assert recordtext.percent(Share(39, 50)) == "78 % (65–87)"
    assert recordtext.bar(Share(39, 50)) == "██████▒▒▒·"


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for part, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(part / of, of)
        assert isclose(found[0], low, abs_tol=6e-5) and isclose(found[1], high, abs_tol=6e-5)


@given(st.integers(0, 200), st.integers(20, 200))
@example(0, 161)
@example(200, 97)
def test_an_interval_holds_its_share_and_the_bar_is_as_long_as_it_should_be(
    part: int, of: int
) -> None:
    share = Share(min(part, of), of)
    assert share.interval is not None and share.value is not None
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
    assert len(recordtext.bar(share, 12)) == 12


def test_steering_is_newcombes_interval_where_each_sentence_has_one_suggestion() -> None:
    # Newcombe (1998) II, method 10: 56/70 − 48/80 = .2, .0524 to .3339.
    found = steering([*many(56, 14), *many(48, 32, first=1000, blind=True)])
    assert (found.shown, found.held) == (Share(56, 70), Share(48, 80))
    assert found.difference is not None and isclose(found.difference, 0.2)
    assert found.interval is not None
    # One in n less in the variance between sentences: hardly wider.
    assert isclose(found.interval[0], 0.0524, abs_tol=2e-3)
    assert isclose(found.interval[1], 0.3339, abs_tol=2e-3)
    assert "seem to steer" in recordtext.steering(found)


def test_several_suggestions_on_a_sentence_are_worth_less() -> None:
    held = many(48, 32, first=1000, blind=True)
    single = steering([*many(56, 14), *held])
    double = steering([*many(56, 14), *many(56, 14, code="b"), *held])
    assert double.interval is not None and single.interval is not None
    assert double.shown.of == 140
    assert isclose(double.interval[0], single.interval[0], abs_tol=0.002)


@pytest.mark.parametrize(("yes", "no"), [(0, 25), (25, 0)])
def test_all_alike_is_no_reason_to_fail(yes: int, no: int) -> None:
    found = steering([*many(yes, no), *many(yes, no, first=100, blind=True)])
    assert found.difference == 0 and found.interval is not None
    assert found.interval[0] < 0 < found.interval[1]
    assert "chance" in recordtext.steering(found)


def test_only_what_can_be_compared_is_compared() -> None:
    held = many(20, 0, first=100, blind=True)
    shown = many(0, 20)
    assert steering([*shown, *held]).difference == -1
    assert "less often" in recordtext.steering(steering([*shown, *held]))
    late = [outcome(Answer.ACCEPTED, 500, late=True), outcome(Answer.ACCEPTED, 501, coder="ola")]
    before = [outcome(Answer.ACCEPTED, 502, at="2026-01-01"), outcome(Answer.ACCEPTED, 100)]
    passed = [outcome(Answer.LEFT, 503, blind=True, late=True)]
    assert steering([*shown, *held, *late, *before, *passed]) == steering([*shown, *held])


def test_steering_says_when_it_knows_nothing() -> None:
    assert steering([]) == Steering(Share(0, 0), Share(0, 0))
    assert "Nothing has been held back" in recordtext.steering(steering(many(30, 0)))
    few = steering([*many(30, 0), *many(19, 0, first=100, blind=True)])
    assert few.difference is None and "19 held back" in recordtext.steering(few)
    # Twenty suggestions, but on two sentences.
    crowded = [outcome(Answer.LEFT, n % 2 + 100, code=f"k{n}", blind=True) for n in range(20)]
    assert steering([*many(30, 0), *crowded]).difference is None
    assert steering([*many(30, 0), *crowded[:1] * 20]).difference is None
