"""The queue of the review room: what waits, in which order, what is alike and how much is left."""

from collections.abc import Sequence

import numpy as np
import pytest
from fake_engine import Scored
from fake_study import transcript
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.language import transcript_sentences
from kodeverk.model import (
    Answer,
    Code,
    Codebook,
    Coding,
    Outcome,
    Rejection,
    Role,
    Span,
    Speaker,
)
from kodeverk.suggest import Material, never, remaining
from kodeverk.suggest.alike import Likeness, plain
from kodeverk.suggest.asking import Item, Order, Queue, Review
from kodeverk.suggest.review import BARREN, Reviewer

BOOK = Codebook(
    codes=(
        Code("a", "A"),
        Code("tema", "Tema", codable=False),
        Code("b", "B", parent="tema"),
        Code("c", "C", parent="tema", replaces=("gammel",)),
    )
)
SPEAKERS = (Speaker("I", Role.INTERVIEWER), Speaker("Kari", Role.INFORMANT))
TEXTS = (
    transcript("en", [("I", "Hvordan går det?"), ("Kari", "Det bråker. Vi møtes. Ja.")], SPEAKERS),
    transcript("to", [("Kari", "Her bråker det fælt. Vi møtes! Nei, aldri.")], SPEAKERS),
)
#          a    b    c
SCORES = {
    "Det bråker.": (0.9, 0.30, 0.05),
    "Vi møtes.": (0.5, 0.80, 0.00),
    "Ja.": (0.01, 0.02, 0.03),
    "Her bråker det fælt.": (0.8, 0.55, 0.15),
    "Vi møtes!": (0.2, 0.70, 0.45),
    "Nei, aldri.": (0.0, 0.0, 0.0),
}


def place(text: str) -> tuple[str, Span]:
    """Return the transcript and the span of a sentence."""
    for each in TEXTS:
        if (start := each.body.find(text)) >= 0:
            return each.id, Span(start, start + len(text))
    raise AssertionError(text)


def coding(text: str, code: str, at: str = "1") -> Coding:
    name, span = place(text)
    digest = next(t.digest for t in TEXTS if t.id == name)
    return Coding(f"k{text}{code}", name, digest, span, code, "kari", at)


def rejection(text: str, code: str, at: str = "1") -> Rejection:
    name, span = place(text)
    digest = next(t.digest for t in TEXTS if t.id == name)
    return Rejection(f"n{text}{code}", name, digest, span, code, "kari", at)


def made(
    question: Review | None = None,
    engine: Scored | None = None,
    held: Sequence[str] = (),
    **known: object,
) -> Queue:
    """Return the queue over ``TEXTS``."""
    material = Material(BOOK, TEXTS, **known)  # type: ignore[arg-type]
    back = {place(text) for text in held}
    queue = Reviewer().queue(
        engine or Scored(SCORES),
        material,
        question or Review(),
        lambda name, span: (name, span) in back,
    )
    assert queue is not None
    return queue


def said(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return text and code of items."""
    bodies = {each.id: each for each in TEXTS}
    return [(bodies[i.transcript].text(i.span), i.code) for i in items]


def test_the_surest_come_first_with_those_alike_right_behind() -> None:
    queue = made()
    assert said(queue.items) == [
        ("Det bråker.", "a"),
        ("Vi møtes.", "b"),
        ("Vi møtes!", "b"),
        ("Her bråker det fælt.", "a"),
        ("Her bråker det fælt.", "b"),
        ("Vi møtes.", "a"),
    ]
    assert queue.total == 6 and queue.engine == "fast-1"


def test_what_is_coded_or_rejected_with_the_code_waits_no_more() -> None:
    queue = made(
        codings=(coding("bråker", "a"),), rejections=(rejection("Vi møtes!", "gammel", "2"),)
    )
    assert ("Det bråker.", "a") not in said(queue.items)
    assert ("Vi møtes!", "b") in said(queue.items)
    low = made(Review(codes=("c",)), rejections=(rejection("Vi møtes!", "gammel"),))
    assert said(low.items) == [("Her bråker det fælt.", "c"), ("Det bråker.", "c"), ("Ja.", "c")]


def test_another_code_set_instead_is_an_answer_too() -> None:
    name, span = place("Det bråker.")
    outcome = Outcome(name, span, "a", "kari", "2", 0.9, "fast-1", Answer.EDITED, instead="c")
    assert ("Det bråker.", "a") not in said(made(outcomes=(outcome,)).items)


def test_what_is_held_back_blind_is_not_put_before_anyone() -> None:
    queue = made(held=["Det bråker.", "Vi møtes!"])
    assert not {text for text, _code in said(queue.items)} & {"Det bråker.", "Vi møtes!"}
    assert queue.groups == ()


def test_silent_codes_wait_only_among_the_uncertain() -> None:
    engine = Scored(SCORES, silent=["b"])
    assert {code for _text, code in said(made(engine=engine).items)} == {"a"}
    unsure = made(Review(Order.UNCERTAIN), engine)
    assert ("Her bråker det fælt.", "b") in said(unsure.items)


def test_the_most_uncertain_come_first_and_one_code_a_sentence() -> None:
    queue = made(Review(Order.UNCERTAIN))
    assert said(queue.items) == [
        ("Vi møtes.", "a"),
        ("Her bråker det fælt.", "b"),
        ("Vi møtes!", "c"),
        ("Det bråker.", "b"),
    ]


def test_by_code_and_by_transcript() -> None:
    codes = [code for _text, code in said(made(Review(Order.CODE)).items)]
    assert codes == sorted(codes)
    placed = said(made(Review(Order.TRANSCRIPT)).items)
    assert placed == [
        ("Det bråker.", "a"),
        ("Vi møtes.", "b"),
        ("Vi møtes!", "b"),  # alike
        ("Vi møtes.", "a"),
        ("Her bråker det fælt.", "a"),
        ("Her bråker det fælt.", "b"),
    ]


def test_only_the_transcripts_and_codes_that_are_chosen() -> None:
    assert {i.transcript for i in made(Review(transcripts=("to",))).items} == {"to"}
    theme = made(Review(codes=("tema",)))
    assert {i.code for i in theme.items} == {"b", "c"}
    assert [each.code for each in theme.progress] == ["b", "c"]
    assert min(i.score for i in theme.items) < 0.5, "one code is gone through to the bottom"


def test_skipped_ones_are_left_out_and_a_long_queue_is_cut() -> None:
    first = made().items[0]
    queue = made(Review(skipped=(first.place,), most=2))
    assert first.place not in {item.place for item in queue.items}
    assert (len(queue.items), queue.total, queue.skipped) == (2, 5, 1)


def test_alike_are_grouped_also_below_the_bar_and_a_no_apart() -> None:
    queue = made(Review(most=1, codes=("b",), order=Order.CODE))
    (group,) = queue.groups
    assert queue.items[0].alike == 0
    assert said(group) == [("Vi møtes.", "b"), ("Vi møtes!", "b")]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Vi møtes her.", "vi møtes HER!", True),
        (
            "Vi samarbeider med kulturskolen om det.",
            "Vi samarbeider med kulturskolen om det nå.",
            True,
        ),
        (
            "Vi samarbeider godt med kulturskolen.",
            "Vi samarbeider ikke godt med kulturskolen.",
            False,
        ),
        ("Det går bra.", "Det bråker.", False),
    ],
)
def test_what_counts_as_alike(one: str, other: str, alike: bool) -> None:
    text = transcript("x", [("Kari", one), ("Kari", other)], SPEAKERS)
    spans = [turn.text for turn in text.turns]
    likeness = Likeness()
    likeness.learn([(text, spans)])
    found = likeness.of([plain(one)])[plain(one)]
    assert (("x", spans[1]) in found) is alike
    assert ("x", spans[0]) in found


def test_likeness_follows_the_texts() -> None:
    likeness = Likeness()
    likeness.learn([(TEXTS[0], transcript_sentences(TEXTS[0]))])
    assert len(likeness.of(["vi møtes"])["vi møtes"]) == 1
    likeness.learn((each, transcript_sentences(each)) for each in TEXTS)
    assert len(likeness.of(["vi møtes"])["vi møtes"]) == 2
    likeness.learn([])
    assert likeness.of(["vi møtes"]) == {"vi møtes": ()}


def test_a_study_without_sentences_or_codes_has_an_empty_queue() -> None:
    empty = Reviewer().queue(Scored(SCORES), Material(BOOK), Review(), lambda _n, _s: False)
    assert empty == Queue("fast-1")
    none = Reviewer().queue(
        Scored(dict.fromkeys(SCORES, ()), codes=()),
        Material(Codebook(), TEXTS),
        Review(Order.UNCERTAIN),
        lambda _n, _s: False,
    )
    assert none == Queue("fast-1")


def test_a_queue_that_is_wanted_no_more_is_not_built() -> None:
    material = Material(BOOK, TEXTS)
    assert (
        Reviewer().queue(
            Scored(SCORES), material, Review(), lambda _n, _s: False, cancelled=lambda: True
        )
        is None
    )
    assert never() is False


# --- how much is left


def test_nothing_is_said_of_what_is_left_before_there_is_something_to_go_on() -> None:
    scores = np.array([0.5] * 20)
    assert remaining.left(scores, 2, []) is None
    assert remaining.left(scores, 5, []) is not None
    assert remaining.left(scores, 0, [(0.5, True)] * 10) is not None
    assert {each.left for each in made().progress} == {None}


def test_the_estimate_is_the_sum_and_moves_with_the_answers() -> None:
    scores = np.array([0.5] * 20)
    even = remaining.left(scores, 5, [(0.5, True), (0.5, False)] * 20)
    over = remaining.left(scores, 5, [(0.5, False)] * 40)
    few = remaining.left(scores, 5, [])
    assert even and over and few
    assert even.expected == pytest.approx(10, abs=0.1)
    assert over.expected < 3
    assert few.high - few.low > even.high - even.low, "less is known with fewer answers"


def test_nothing_left_is_nothing() -> None:
    left = remaining.left(np.zeros(0), 9, [])
    assert left is not None and (left.expected, left.low, left.high) == (0, 0, 0)


@given(
    st.lists(st.floats(0, 1), max_size=60),
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30),
)
def test_the_interval_holds_the_estimate_and_no_more_than_there_are(
    scores: list[float], answers: list[tuple[float, bool]]
) -> None:
    left = remaining.left(np.array(scores), 10, answers)
    assert left is not None
    assert 0 <= left.low <= left.high <= len(scores)
    assert left.low <= left.expected + 0.1


def test_read_and_uncoded_is_not_left_and_what_is_coded_is_found() -> None:
    many = transcript("m", [("Kari", "Det bråker.")] * 12, SPEAKERS)
    turns = [turn.text for turn in many.turns]
    codings = tuple(Coding(f"k{n}", "m", many.digest, turns[n], "a", "kari", "1") for n in range(5))

    def progress(read: dict[str, tuple[Span, ...]], rejected: int = 0) -> object:
        rejections = tuple(
            Rejection(f"n{n}", "m", many.digest, turns[5 + n], "a", "kari", f"2{n:03}")
            for n in range(rejected)
        )
        material = Material(BOOK, (many,), codings, rejections, read)
        queue = Reviewer().queue(Scored(SCORES), material, Review(), lambda _n, _s: False)
        assert queue
        return queue.progress[0]

    none = progress({})
    assert none.found == 5 and none.left.expected == pytest.approx(6.3, abs=0.1)  # type: ignore[attr-defined]
    half = progress({"m": (Span(0, turns[8].end),)})
    assert half.left.expected == pytest.approx(2.7, abs=0.1)  # type: ignore[attr-defined]


def test_enough_is_hinted_only_after_many_barren_answers_and_hardly_any_left() -> None:
    many = transcript("m", [("Kari", "Det bråker.")] * 60 + [("Kari", "Ja.")] * 3, SPEAKERS)
    turns = [turn.text for turn in many.turns]
    codings = tuple(
        Coding(f"k{n}", "m", many.digest, turns[n], "a", "kari", "1") for n in range(30)
    )

    def enough(rejected: int, at: str = "2", read_to: int = 63) -> bool:
        rejections = tuple(
            Rejection(f"n{n}", "m", many.digest, turns[30 + n], "a", "kari", at)
            for n in range(rejected)
        )
        read = {"m": (Span(0, turns[read_to - 1].end),)}
        material = Material(BOOK, (many,), codings, rejections, read)
        queue = Reviewer().queue(Scored(SCORES), material, Review(), lambda _n, _s: False)
        assert queue
        assert queue.progress[0].barren == (rejected if at > "1" else 0)
        return queue.progress[0].enough

    assert enough(BARREN)
    assert not enough(BARREN - 1), "too few answers"
    assert not enough(BARREN, at="0"), "something was found since"
    assert not enough(BARREN, read_to=50), "much is left that nobody has read"
