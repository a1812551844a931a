"""The fold and the history: the same whatever the order, the files and the duplicates."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk.journal.events import (
    AnyEvent,
    BookChanged,
    Coded,
    Marked,
    Noted,
    Opened,
    Read,
    Rejected,
    Shown,
    Used,
)
from kodeverk.journal.events import Removed as Gone
from kodeverk.journal.history import History
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Span, Target, TargetKind

IDS = [f"e{n}" for n in range(8)]
CODERS = st.sampled_from(["kari", "ola"])
TIMES = st.sampled_from(["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"])


@st.composite
def happenings(draw: st.DrawFn) -> list[tuple[str, AnyEvent]]:
    """Events of two coders whose ids, targets and places meet often."""
    found: list[tuple[str, AnyEvent]] = []
    for n in range(draw(st.integers(0, 14))):
        coder, at = draw(CODERS), draw(TIMES)
        kind = draw(st.integers(0, 7))
        place: dict[str, str] = {"transcript": draw(st.sampled_from("ab")), "digest": "d"}
        span = {"start": draw(st.integers(-1, 4)), "end": draw(st.integers(2, 6))}
        event_id = IDS[n % 8] if n < 8 else f"x{n}"
        event: AnyEvent
        if kind == 0:
            event = Coded(n=n, id=event_id, at=at, code="k", **place, **span)  # type: ignore[arg-type]
        elif kind == 1:
            event = Rejected(n=n, id=event_id, at=at, code="k", **place, **span)  # type: ignore[arg-type]
        elif kind == 2:
            event = Gone(n=n, id=f"r{n}", at=at, target=draw(st.sampled_from(IDS)))
        elif kind == 3:
            text = draw(st.sampled_from(["", "notat", "mer"]))
            event = Noted(n=n, id=f"m{n}", at=at, kind="coding", target="e1", text=text)
        elif kind == 5:
            keep = draw(st.lists(st.just((0, 2)), max_size=1))
            mark = draw(st.sampled_from(["", "best", "counter"]))
            event = Marked(n=n, id=f"k{n}", at=at, target="e1", mark=mark, digest="d", keep=keep)  # type: ignore[arg-type]
        elif kind == 6:
            event = Used(n=n, id=f"u{n}", at=at, report="r", items=[("e1", "kept")])
        elif kind == 4:
            items = [(span["start"], span["end"], "k", 0.5)]
            event = Shown(n=n, id=f"s{n}", at=at, items=items, **place)  # type: ignore[arg-type]
        else:
            spans = draw(st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 9)), max_size=3))
            event = Read(n=n, id=f"l{n}", at=at, spans=spans, **place)  # type: ignore[arg-type]
        found.append((coder, event))
        if draw(st.booleans()) and kind < 2:  # the very same event in another's journal
            found.append((draw(CODERS), event))
    return found


def state(ledger: Ledger) -> object:
    return (
        ledger.transcripts(),
        [ledger.codings(t) for t in "ab"],
        [ledger.rejections(t) for t in "ab"],
        ledger.memos(),
        ledger.marks(),
        ledger.uses(),
        [ledger.memo(coder, Target(TargetKind.CODING, "e1")) for coder in ("kari", "ola")],
        [ledger.read_spans(coder, t, "d") for coder in ("kari", "ola") for t in "ab"],
        [ledger.read_by_all(t, "d") for t in "ab"],
        [sorted((who, event.id) for who, event in ledger.shown(t)) for t in "ab"],
        [sorted((who, event.id) for who, event in ledger.entries(t)) for t in "ab"],
        ledger.about(),
        [(ledger.coding(i), ledger.stands(i), (ledger.added(i) or ("",))[0]) for i in IDS],
    )


@settings(max_examples=300)
@given(happenings(), st.randoms(use_true_random=False))
def test_order_files_and_duplicates_do_not_matter(
    happened: list[tuple[str, AnyEvent]], chance: random.Random
) -> None:
    first = Ledger()
    for coder, event in happened:
        first.apply(coder, [event])
    mixed = [*happened, *chance.sample(happened, len(happened) // 2)]
    chance.shuffle(mixed)
    second = Ledger()
    while mixed:
        coder = mixed[0][0]
        part = [event for who, event in mixed[: chance.randint(1, 5)] if who == coder]
        rest = [pair for pair in mixed if not (pair[0] == coder and pair[1] in part)]
        second.apply(coder, part)
        mixed = rest
    assert state(first) == state(second)


@settings(max_examples=200)
@given(happenings())
def test_nobody_removes_what_another_set(happened: list[tuple[str, AnyEvent]]) -> None:
    ledger = Ledger()
    for coder, event in happened:
        ledger.apply(coder, [event])
    removed = {(coder, e.target) for coder, e in happened if isinstance(e, Gone)}
    for _coder, event in happened:
        if isinstance(event, Coded | Rejected):
            owner = min(who for who, other in happened if other.id == event.id)
            assert ledger.stands(event.id) == ((owner, event.id) not in removed)


BASE = Coded(n=0, id="", at="t", transcript="a", digest="d", start=0, end=2, code="k")


def coded(n: int, event_id: str, **more: str) -> Coded:
    return msgspec.structs.replace(BASE, n=n, id=event_id, **more)


def test_what_is_touched_is_told_once() -> None:
    ledger = Ledger()
    assert ledger.apply("kari", [coded(1, "e1")]) == {"a"}
    assert ledger.apply("kari", [coded(1, "e1")]) == set()
    assert ledger.apply("ola", [Gone(n=1, id="r", at="t", target="e1")]) == set()
    assert ledger.apply("kari", [Gone(n=2, id="r", at="t", target="e1")]) == {"a"}
    assert ledger.apply("kari", [Gone(n=2, id="r", at="t", target="e1")]) == set()
    assert ledger.transcripts() == () and ledger.coding("ukjent") is None


def test_what_a_coding_stands_as_today() -> None:
    ledger = Ledger()
    first = coded(1, "e1")
    ledger.apply("kari", [first])
    assert ledger.standing("kari", first) == ["e1"]
    ledger.apply("kari", [Gone(n=2, id="r", at="t", target="e1")])
    assert ledger.standing("kari", first) == []
    ledger.apply("kari", [coded(3, "e3", root="e1")])
    ledger.apply("ola", [coded(3, "e4", root="e1")])
    assert ledger.standing("kari", first) == ["e3"]


def test_the_last_note_counts_and_the_one_before_it_is_known() -> None:
    ledger = Ledger()
    notes = [Noted(n=n, id=f"m{n}", at=f"t{n}", kind="project", text=str(n)) for n in (1, 2, 3)]
    ledger.apply("kari", [notes[2], notes[0], notes[1]])
    memo = ledger.memo("kari", Target(TargetKind.PROJECT))
    assert memo is not None and memo.text == "3"
    assert ledger.noted("kari", "project", "", before=notes[2]) == notes[1]
    assert ledger.noted("kari", "project", "", before=notes[0]) is None
    assert ledger.memo("ola", Target(TargetKind.PROJECT)) is None


def test_read_spans_are_joined() -> None:
    ledger = Ledger()
    spans = [(0, 4), (4, 6), (8, 9), (9, 8)]
    ledger.apply("kari", [Read(n=1, id="l", at="t", transcript="a", digest="d", spans=spans)])
    assert ledger.read_spans("kari", "a", "d") == [Span(0, 6), Span(8, 9)]
    assert ledger.read_spans("kari", "a", "annen") == []


# --- history


def tops(history: History) -> tuple[str | None, str | None]:
    """Return the ids of what undo and redo would take back."""
    undo, redo = history.undoable, history.redoable
    return (undo.id if undo else None, redo.id if redo else None)


def test_the_history_is_the_same_from_any_order_of_files() -> None:
    events: list[AnyEvent] = [
        Opened(n=1, id="h", at="t", project="p", coder="kari", device="pc"),
        coded(2, "e2"),
        coded(3, "e3", act="x"),
        Gone(n=4, id="r4", at="t", act="x", target="e2"),
        Read(n=5, id="l5", at="t", transcript="a", digest="d", spans=[(0, 1)]),
        Gone(n=6, id="r6", at="t", undoes="x", target="e3"),
    ]
    for order in (events, events[::-1], [*events, *events]):
        assert tops(History.of(order)) == ("e2", "r6")
    # Two windows at once: an action whose events do not follow each other is still one.
    mixed = History.of([*events[:3], coded(3, "e3b"), events[3]]).undoable
    assert mixed is not None and {event.id for event in mixed.events} in ({"e3b"}, {"e3", "r4"})


def test_a_new_action_ends_what_could_be_redone() -> None:
    history = History.of([coded(1, "e1"), Gone(n=2, id="r2", at="t", undoes="e1", target="e1")])
    assert tops(history) == (None, "r2")
    history.add([coded(3, "e3")])
    assert tops(history) == ("e3", None)


def test_what_a_damaged_journal_does_not_hold_takes_nothing_else_with_it() -> None:
    history = History.of([coded(1, "e1"), Gone(n=3, id="r3", at="t", undoes="lost", target="e2")])
    assert tops(history) == ("e1", "r3")
    history.add([coded(4, "e4", redoes="lost")])
    assert tops(history) == ("e4", "r3")


def test_a_step_passed_over_is_neither_undone_nor_redone() -> None:
    void = BookChanged(n=3, id="b3", at="t", book="", changes=[])
    history = History.of([coded(1, "e1"), coded(2, "e2")])
    history.add([msgspec.structs.replace(void, undoes="e2")])
    assert tops(history) == ("e1", None)
    history.add([Gone(n=4, id="r4", at="t", undoes="e1", target="e1")])
    history.add([msgspec.structs.replace(void, n=5, id="b5", redoes="r4")])
    assert tops(history) == (None, None)
    history.add([])
    assert tops(history) == (None, None)
