"""A journal: every damage is noticed, everything else is kept, and nothing is guessed at."""

import random
from pathlib import Path

import msgspec
import pytest

from kodeverk.journal import store
from kodeverk.journal.events import (
    AnyEvent,
    BadLine,
    BookChanged,
    Coded,
    Event,
    Noted,
    Opened,
    Read,
    Rejected,
    Removed,
    decode,
    encode,
    later,
    now,
)
from kodeverk.model import Coder, Problem, Severity

HEADER = Opened(n=1, id="h1", at="2026-02-01T10:00:00.000Z", project="p", coder="kari", device="pc")
AT = "2026-02-01T10:00:00.000Z"
EVENTS: list[AnyEvent] = [
    HEADER,
    Coded(n=2, id="c2", at=AT, transcript="a", digest="d", start=1, end=5, code="bråk"),
    msgspec.structs.replace(
        Coded(n=3, id="c3", at=AT, transcript="a", digest="d", start=7, end=9, code="x"),
        origin="edited",
        score=0.25,
        engine="e",
        root="c2",
    ),
    Removed(n=4, id="r4", at=AT, act="a4", target="c2"),
    Noted(n=5, id="m5", at=AT, kind="coding", target="c2", text='Åh, «sa {"type":"coded» hun~'),
    Rejected(n=6, id="j6", at=AT, transcript="a", digest="d", start=1, end=5, code="x", score=0.5),
    Read(n=7, id="l7", at=AT, transcript="a", digest="d", spans=[(0, 4), (6, 9)]),
    BookChanged(
        n=8,
        id="b8",
        at=AT,
        undoes="u",
        redoes="r",
        book="k.yaml",
        changes=[{"code": "x", "before": None, "after": {"name": "Ås", "index": 0}}],
    ),
    Noted(n=9, id="m9", at=AT, kind="project"),
]
LINES = [encode(event) for event in EVENTS]
DATA = b"".join(LINES)
PATH = Path("corpus/codings/kari@pc.jsonl")


def parse(data: bytes, path: Path = PATH) -> store.JournalFile:
    return store.parse(data, path, f"corpus/codings/{path.name}", "p", (1, 1))


def told(part: store.JournalFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in part.problems]


def sound(problems: tuple[Problem, ...]) -> bool:
    return all(p.file.startswith("corpus/") and p.message and p.cure for p in problems)


# --- one event, one line


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: AnyEvent) -> None:
    line = encode(event)
    assert line.endswith(b'"}\n') and line.count(b"\n") == 1 and b'"v":1,' in line
    assert decode(line[:-1]) == event


def test_a_whole_journal_is_read_as_it_was_written() -> None:
    part = parse(DATA)
    assert part.events == EVENTS
    assert part.coder == Coder("kari", "pc") and part.headed
    assert part.problems == () and not part.damaged
    assert store.gaps([part]) == ([], [])


class Newer(Event, frozen=True, kw_only=True, tag="from-the-future"):
    what: str


def test_an_event_of_a_later_version_is_told_and_the_rest_is_read() -> None:
    unknown = encode(Newer(n=2, id="n2", at=AT, what="x"))
    version = encode(msgspec.structs.replace(EVENTS[1], v=2))
    for line in (unknown, version):
        with pytest.raises(BadLine, match="unknown_event"):
            decode(line[:-1])
        part = parse(LINES[0] + line + b"".join(LINES[2:]))
        assert told(part) == [(2, "unknown_event")] and part.damaged and sound(part.problems)
        assert part.events == [EVENTS[0], *EVENTS[2:]]
    part = parse(DATA + unknown[:-1])  # whole, only its newline is missing
    assert told(part) == [(10, "unknown_event")]


def test_times() -> None:
    assert now().endswith("Z") and len(now()) == len(AT)
    assert later("2026-02-01T10:00:00.001Z", AT) == "2026-02-01T10:00:00.001Z"
    assert later(AT, AT) == "2026-02-01T10:00:00.001Z"
    assert later("2016-01-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z") == (
        "2027-01-01T00:00:00.000Z"
    )
    assert later(AT, "tull") == AT


# --- damage


def test_every_flipped_bit_is_noticed_and_everything_else_is_kept() -> None:
    chance = random.Random(4)
    starts = [sum(map(len, LINES[:i])) for i in range(len(LINES))]
    for _round in range(1_500):
        place = chance.randrange(len(DATA))
        bit = 1 << chance.randrange(8)
        data = bytearray(DATA)
        data[place] ^= bit
        part = parse(bytes(data))
        hit = max(i for i, start in enumerate(starts) if start <= place)
        assert part.problems and sound(part.problems), (place, bit)
        # A newline belongs to no event: then all of them are kept.
        newline = DATA[place : place + 1] == b"\n"
        expected = EVENTS if newline else [e for i, e in enumerate(EVENTS) if i != hit]
        assert part.events == expected, (place, bit)
        assert part.coder == Coder("kari", "pc")
        if not newline:
            lost = set(range(1, 10)) - {e.n for e in part.events}
            gap = [n for run in store.gaps([part])[0] for n in run]
            assert part.damaged or gap == sorted(lost) or hit == len(EVENTS) - 1


def test_a_journal_torn_at_any_place_keeps_every_whole_line() -> None:
    for cut in range(1, len(DATA)):
        part = parse(DATA[:cut])
        whole = DATA[:cut].count(b"\n")
        rest = DATA[:cut].rpartition(b"\n")[2]
        if rest + b"\n" in LINES:  # only the newline is missing
            assert part.events == EVENTS[: whole + 1] and part.problems == ()
            continue
        assert part.events == EVENTS[:whole]
        if rest and whole:
            assert told(part) == [(whole + 1, "torn_line")]
        assert all(problem.severity is Severity.WARNING for problem in part.problems)


@pytest.mark.parametrize("tail", [b"\0" * 4096, b'{"type":"coded"' + b"\0" * 100, b"\xff\xfe"])
def test_a_tail_of_nothing_is_set_aside(tail: bytes) -> None:
    part = parse(DATA + tail)
    assert part.events == EVENTS and told(part) == [(10, "torn_line")] and not part.damaged
    closed = parse(DATA + tail + b"~\n" + encode(Removed(n=10, id="r10", at=AT, target="c3")))
    assert len(closed.events) == 10 and told(closed) == [(10, "closed_line")]
    assert not closed.damaged


def test_a_damaged_line_is_told_with_its_number_and_many_in_one_breath() -> None:
    part = parse(b"".join([*LINES[:3], b"tull\n", *LINES[3:6], b"x\n" * 500, *LINES[6:]]))
    assert part.events == EVENTS and part.damaged
    assert told(part) == [(4, "damaged"), (8, "damaged")]
    assert "500" in part.problems[1].message and sound(part.problems)


def test_lines_that_come_twice_or_in_another_order_change_nothing() -> None:
    part = parse(b"".join([LINES[0], *reversed(LINES[1:]), *LINES]))
    assert {event.id for event in part.events} == {event.id for event in EVENTS}
    assert part.problems == () and store.gaps([part]) == ([], [])


@pytest.mark.parametrize(
    "data",
    [
        DATA.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + DATA,
        b"\xef\xbb\xbf" + DATA.replace(b"\n", b"\r\n") + b"\r\n\r\n",
        DATA.replace(b"\n", b"\n\n"),
        DATA.replace(b"\n", b" \n"),
    ],
    ids=["crlf", "bom", "both", "blank lines", "blanks"],
)
def test_saved_by_an_editor_it_is_the_same(data: bytes) -> None:
    part = parse(data)
    assert part.events == EVENTS and part.problems == () and part.headed


def test_saved_in_another_encoding_what_was_changed_is_told() -> None:
    for data in (DATA.decode().encode("utf-16"), DATA.decode().encode("utf-16-be")):
        part = parse(data)
        assert part.damaged and part.events == [] and part.coder == Coder("kari", "pc")
        assert len(part.problems) <= 2 and sound(part.problems)
    part = parse(DATA.decode().encode("cp1252"))
    with_letters = [2, 5, 8]
    assert part.damaged and [e.n for e in part.events] == [1, 3, 4, 6, 7, 9]
    assert [problem.line for problem in part.problems] == with_letters


def test_merge_marks_are_told_and_both_sides_are_read() -> None:
    marked = [*LINES[:3], b"<<<<<<< HEAD\n", *LINES[3:6], b"=======\n", *LINES[6:], b">>>>>>> a\n"]
    part = parse(b"".join(marked))
    assert part.events == EVENTS
    assert told(part) == [(4, "damaged"), (8, "damaged"), (12, "damaged")]


# --- whose it is


def test_a_journal_of_another_study_is_left_out_and_told() -> None:
    part = store.parse(DATA, PATH, "corpus/codings/kari@pc.jsonl", "other")
    assert part.coder is None and part.events == [] and told(part) == [(1, "foreign_journal")]
    assert store.parse(DATA, PATH, "f", "").events == EVENTS  # the study does not know its id


def test_without_its_first_line_the_name_of_the_file_tells() -> None:
    part = parse(b"".join(LINES[1:]))
    assert part.coder == Coder("kari", "pc") and part.events == EVENTS[1:]
    assert told(part) == [(1, "no_header")] and part.damaged and not part.headed
    assert store.gaps([part])[0] == [range(1, 2)]


def test_two_journals_in_one_file_are_not_mixed() -> None:
    other = encode(Opened(n=1, id="h9", at=AT, project="p", coder="ola", device="pc"))
    part = parse(DATA + other + encode(Removed(n=2, id="r", at=AT, target="c3")))
    assert part.coder == Coder("kari", "pc") and part.events == EVENTS
    assert told(part) == [(10, "other_journal")] and part.damaged and sound(part.problems)


@pytest.mark.parametrize("data", [b"", b"\n", LINES[0][:30]])
def test_an_empty_journal_is_told(data: bytes) -> None:
    part = parse(data)
    assert part.events == [] and part.coder == Coder("kari", "pc") and part.damaged
    assert part.problems[-1].code == "empty_journal" and sound(part.problems)
    assert {problem.severity for problem in part.problems} == {Severity.WARNING}


def test_a_journal_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "kari@pc.jsonl").mkdir()
    part = store.read(tmp_path / "kari@pc.jsonl", "corpus/codings/kari@pc.jsonl", "p")
    assert part.unreadable and part.damaged and part.coder == Coder("kari", "pc")
    assert told(part) == [(0, "unreadable_journal")] and sound(part.problems)


def test_missing_and_doubled_numbers() -> None:
    part = parse(b"".join([*LINES[:2], *LINES[4:7], LINES[8]]))
    assert store.gaps([part]) == ([range(3, 5), range(8, 9)], [])
    copy = parse(b"".join([LINES[0], *LINES[2:4], LINES[7]]))
    assert store.gaps([part, copy]) == ([], [])
    twin = parse(LINES[0] + encode(Removed(n=3, id="other", at=AT, target="c2")))
    assert store.gaps([part, copy, twin]) == ([], [3])
    far = parse(LINES[0] + encode(Removed(n=10**15, id="far", at=AT, target="c2")))
    assert store.gaps([far]) == ([range(2, 10**15)], [])
    assert store.gaps([]) == ([], [])


def test_the_names_a_journal_goes_on_under() -> None:
    kari = Coder("kari", "pc")
    assert store.continues("kari@pc.jsonl", kari)
    assert store.continues("kari@pc@2.jsonl", kari)
    assert not store.continues("kari@pc-2.jsonl", kari)
    assert not store.continues("kari@pc@2 (1).jsonl", kari)
    assert not store.continues("ola@pc.jsonl", kari)
