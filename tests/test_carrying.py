"""The fold of corrections: places carried over many texts, both ways, in any order of events."""

import random
from itertools import permutations

from kodeverk.journal.carrying import Carrier, joined
from kodeverk.journal.events import AnyEvent, Coded, Placed, Read, Removed, Revised
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Span


def revised(
    id: str, digest: str, into: str, *same: tuple[int, int, int], at: str = "2026"
) -> Revised:
    return Revised(n=1, id=id, at=at, transcript="t", digest=digest, into=into, same=[*same])


def placed(
    id: str, digest: str, into: str, old: tuple[int, int], new: tuple[int, int], at: str = "2026"
) -> Placed:
    return Placed(
        n=1,
        id=id,
        at=at,
        transcript="t",
        digest=digest,
        into=into,
        start=old[0],
        end=old[1],
        new_start=new[0],
        new_end=new[1],
    )


def test_a_place_is_carried_when_all_of_it_is_in_one_stretch() -> None:
    carrier = Carrier([revised("r", "a", "b", (10, 20, 100), (20, 30, 50))], [], "b")
    assert carrier.place("a", (12, 20)) == (102, 110)
    assert carrier.place("a", (20, 30)) == (50, 60)
    for nowhere in ((9, 12), (15, 25), (25, 31), (0, 5), (40, 50)):
        assert carrier.place("a", nowhere) is None
    assert carrier.place("unknown", (12, 15)) is None
    assert carrier.place("b", (1, 2)) == (1, 2)
    assert carrier.parts("a", [(5, 25), (28, 40)]) == [(100, 110), (50, 55), (58, 60)]


def test_stretches_may_share_the_white_space_between_them() -> None:
    carrier = Carrier([revised("r", "a", "b", (0, 12, 0), (10, 30, 40))], [], "b")
    assert carrier.place("a", (10, 12)) in ((10, 12), (40, 42))
    assert carrier.place("a", (3, 12)) == (3, 12)
    assert carrier.place("a", (11, 30)) == (41, 60)
    carrier = Carrier([revised("r", "a", "b", (0, 12, 0), (11, 12, 90))], [], "b")
    assert carrier.place("a", (11, 12)) == (90, 91)


def test_corrections_are_walked_both_ways_and_one_after_the_other() -> None:
    events = [revised("r1", "a", "b", (0, 50, 10)), revised("r2", "b", "c", (20, 40, 0))]
    assert Carrier(events, [], "c").place("a", (15, 20)) == (5, 10)
    assert Carrier(events, [], "a").place("c", (5, 10)) == (15, 20)
    assert Carrier(events, [], "a").place("c", (0, 50)) is None
    beside = [*events, revised("r3", "a", "x", (0, 50, 1000))]
    assert Carrier(beside, [], "x").place("c", (5, 10)) == (1015, 1020)


def test_a_hand_counts_before_all_and_the_last_hand_before_the_first() -> None:
    texts = [revised("r1", "a", "b", (0, 50, 0)), revised("r2", "b", "z", (0, 50, 0))]
    hands = [
        placed("p2", "a", "z", (1, 5), (7, 9), at="2026-02"),
        placed("p1", "a", "z", (1, 5), (3, 4), at="2026-01"),
    ]
    carrier = Carrier(texts, hands, "z")
    assert carrier.place("a", (1, 5)) == (7, 9)  # not (1, 5), which is two steps away
    assert carrier.place("a", (1, 6)) == (1, 6)
    assert Carrier(texts, hands, "a").place("z", (7, 9)) == (1, 5)


def test_of_two_corrections_between_the_same_texts_the_first_counts() -> None:
    events = [
        revised("r2", "a", "b", (0, 10, 30), at="2026-02"),
        revised("r1", "a", "b", (0, 10, 20), at="2026-01"),
    ]
    assert Carrier(events, [], "b").place("a", (0, 10)) == (20, 30)


def test_places_that_no_text_has_are_passed_over() -> None:
    events = [revised("r", "a", "b", (0, 10, -5), (20, 30, 0), (60, 50, 9), (-9, 90, 9))]
    hands = [
        placed("p1", "a", "b", (2, 5), (9, 7)),
        placed("p2", "a", "b", (3, 5), (-2, 4)),
        placed("p3", "a", "b", (-4, 5), (1, 4)),
    ]
    there = Carrier(events, hands, "b")
    for nowhere in ((0, 5), (2, 5), (3, 5), (-4, 5), (52, 55)):
        assert there.place("a", nowhere) is None
    assert there.place("a", (20, 25)) == (0, 5)
    read = Read(n=1, id="1", at="", transcript="t", digest="a", spans=[(0, 25)])
    assert joined([read], "b", there) == [Span(0, 5)]
    back = Carrier(events, hands, "a")
    assert back.place("b", (0, 5)) == (20, 25) and back.place("b", (9, 12)) is None


def test_the_text_is_looked_at_once_for_all_that_is_asked() -> None:
    looks: list[str] = []

    def here(transcript: str) -> str:
        looks.append(transcript)
        return "b"

    ledger = Ledger(here)
    ledger.apply("kari", [revised("r", "a", "b", (0, 500, 7))])
    for n in range(50):
        coded = Coded(n=n, id=f"k{n}", at="", transcript="t", digest="a", start=n, end=99, code="x")
        ledger.apply("kari", [coded])
    for ask in (ledger.codings, ledger.entries, ledger.rejections):
        looks.clear()
        ask("t")
        assert looks == ["t"]


def test_what_was_read_is_carried_in_pieces() -> None:
    carrier = Carrier([revised("r", "a", "b", (0, 10, 0), (12, 20, 14))], [], "b")
    events = [
        Read(n=1, id="1", at="", transcript="t", digest="a", spans=[(5, 15), (30, 30)]),
        Read(n=2, id="2", at="", transcript="t", digest="b", spans=[(9, 12)]),
        Read(n=3, id="3", at="", transcript="t", digest="c", spans=[(0, 99)]),
    ]
    assert joined(events, "b", carrier) == [Span(5, 12), Span(14, 17)]
    assert joined(events, "b", None) == [Span(9, 12)]


def test_the_fold_is_the_same_in_any_order_and_with_duplicates() -> None:
    coded = Coded(n=1, id="k", at="1", transcript="t", digest="a", start=12, end=15, code="x")
    other = Coded(n=2, id="l", at="1", transcript="t", digest="a", start=2, end=5, code="x")
    events: list[AnyEvent] = [
        coded,
        other,
        revised("r1", "a", "b", (10, 20, 0)),
        revised("r2", "b", "c", (0, 10, 7)),
        placed("p", "a", "c", (2, 5), (40, 44)),
        placed("q", "a", "c", (2, 5), (50, 54), at="2027"),
        Removed(n=3, id="m", at="2", target="q"),
    ]
    chance = random.Random(1)
    orders = list(permutations(events))
    for order in chance.sample(orders, 60):
        ledger = Ledger(lambda _transcript: "c")
        for event in (*order, *chance.sample(order, 3)):
            ledger.apply("kari", [event])
            ledger.codings("t")  # what is asked in between must not be kept too long
        assert [(c.id, c.digest, c.span) for c in ledger.codings("t")] == [
            ("k", "c", Span(9, 12)),
            ("l", "c", Span(40, 44)),
        ]
        assert ledger.at("t", Span(9, 12))[0].id == "k"
        assert ledger.tally("t", "c", 100) == {"x": 2}
