"""Wrapping, columns, lanes and the caret: all without Textual."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from kodeverk.model import Kind, Span, Speaker, Transcript, Turn
from kodeverk.text import canonical, clean, is_boundary
from kodeverk.tui.widgets.caret import Caret
from kodeverk.tui.widgets.layout import (
    Frame,
    Layout,
    RowKind,
    clock,
    clusters,
    frame,
    merged,
    safe,
    shown,
    uncovered,
)
from kodeverk.tui.widgets.stripes import OVERFLOW, Lanes, Stripe

PIECES = (
    *("a", "æ", "Ø", "å", " ", "  ", "\n", "ord", "biblioteket", ".", "–", "[ler]", "[/]"),
    *("e\u0301", "o\u0308\u0323", "漢", "字", "😀", "👩‍👩‍👧", "🇳🇴", "👍🏽", "❤️", "\t", "\u00ad"),
)
talk = st.lists(st.sampled_from(PIECES), max_size=60).map(lambda parts: canonical("".join(parts)))
widths = st.integers(8, 40)
calm = settings(deadline=None)  # a busy machine is no fault


def transcript(*texts: str, speaker: str | None = "Kari") -> Transcript:
    """Return a transcript with one turn a text."""
    body, turns = "", []
    for index, text in enumerate(texts):
        body += "\n\n" if index else ""
        head = f"{speaker}: " if speaker else ""
        start = len(body) + len(head)
        body_end = start + len(text)
        turns.append(Turn(Span(len(body), body_end), Span(start, body_end), speaker, 3.0 * index))
        body += head + text
    who = (Speaker(speaker),) if speaker else ()
    return Transcript("t", "t", Kind.INTERVIEW, body, "d", tuple(turns), speakers=who)


def lay(source: Transcript, width: int, heads: bool = False, gaps: bool = False) -> Layout:
    """Lay out at a text width."""
    return Layout(source, source.body, Frame(width + 20, 0, heads, width, 3, 3), gaps)


@calm
@given(st.lists(talk, min_size=1, max_size=4), widths, st.booleans(), st.booleans())
def test_every_code_point_of_the_text_is_on_one_row(
    texts: list[str], width: int, heads: bool, gaps: bool
) -> None:
    source = transcript(*texts)
    layout = lay(source, width, heads, gaps)
    rows = [y for y in range(layout.height) if layout.kinds[y] is RowKind.TEXT]
    for turn in source.turns:
        for offset in range(turn.text.start, turn.text.end):
            y = layout.row(offset)
            assert layout.kinds[y] is RowKind.TEXT
            assert source.turns[layout.turns[y]] is turn
            assert layout.starts[y] <= offset
            if offset >= layout.ends[y]:
                assert source.body[offset] in " \t\n"
    for before, after in pairwise(rows):
        assert layout.ends[before] <= layout.starts[after]


@calm
@given(talk, widths)
def test_no_row_is_wider_than_the_text_column(text: str, width: int) -> None:
    source = transcript(text)
    layout = lay(source, width)
    for y in range(layout.height):
        assert cell_len(shown(source.body[layout.starts[y] : layout.ends[y]], 0)) <= width


@calm
@given(st.lists(talk, min_size=1, max_size=3), widths)
def test_offset_to_cell_and_back(texts: list[str], width: int) -> None:
    source = transcript(*texts)
    layout = lay(source, width)
    for y in range(layout.height):
        for start, end in clusters(source.body, layout.starts[y], layout.ends[y]):
            column = layout.column(y, start)
            assert column == cell_len(shown(source.body[layout.starts[y] : start], 0))
            if layout.column(y, end) > column:  # a letter without a cell cannot be pointed at
                assert layout.row(start) == y
                assert layout.offset(y, column) == start


@calm
@given(talk, widths, st.integers(0, 60))
def test_a_cell_never_points_inside_a_letter(text: str, width: int, column: int) -> None:
    source = transcript(text)
    layout = lay(source, width)
    for y in range(layout.height):
        offset = layout.offset(y, column)
        assert layout.row(offset) == y
        assert is_boundary(source.body, offset)


def test_wide_letters_take_two_cells() -> None:
    layout = lay(transcript("漢字a😀b", speaker=None), 8)
    assert [layout.column(0, offset) for offset in range(6)] == [0, 2, 4, 5, 7, 8]
    assert [layout.offset(0, column) for column in range(8)] == [0, 0, 1, 1, 2, 3, 3, 4]


def test_a_tab_reaches_the_next_stop() -> None:
    assert shown("a\tb", 0) == "a   b"
    assert shown("\t", 3) == " "


def test_a_long_word_is_cut_and_blanks_at_a_break_are_left_out() -> None:
    source = transcript("kommunesammenslåing nå   ja", speaker=None)
    layout = lay(source, 10)
    rows = [source.body[a:b] for a, b in zip(layout.starts, layout.ends, strict=True)]
    assert rows == ["kommunesam", "menslåing", "nå   ja"]


def test_plain_characters_are_one_cell_wide_and_clean() -> None:
    from kodeverk.tui.widgets.layout import _ODD

    for code in range(0x3000):
        if not _ODD.match(chr(code)) and chr(code) != "\n":
            assert cell_len(chr(code)) == 1, hex(code)
            assert clean(chr(code)) == chr(code), hex(code)


@calm
@given(st.text(max_size=40))
def test_a_body_made_safe_keeps_its_length(body: str) -> None:
    assert len(safe(body)) == len(body)
    assert clean(safe(body)) == safe(body)


def test_what_a_terminal_obeys_is_replaced() -> None:
    assert safe("a\x1b[31mb\u202ec\x9b") == "a\ufffd[31mb\ufffdc\ufffd"


def test_heads_and_gaps_stand_before_their_turn() -> None:
    source = transcript("ja", "nei")
    layout = lay(source, 20, heads=True, gaps=True)
    assert layout.kinds == [RowKind.HEAD, RowKind.TEXT, RowKind.GAP, RowKind.HEAD, RowKind.TEXT]
    assert layout.row(source.turns[1].text.start) == 4
    assert layout.row(source.turns[0].text.end) == 1
    assert layout.row(0) == 1


def test_a_transcript_without_text_has_no_rows() -> None:
    empty = Transcript("t", "t", Kind.DOCUMENT, "", "d")
    layout = lay(empty, 20)
    assert (layout.height, layout.row(0)) == (0, -1)


@calm
@given(st.integers(10, 250), st.integers(0, 60), st.sampled_from([0, 5, 7]), st.integers(0, 2))
def test_the_columns_fit_the_pane(width: int, name: int, time: int, mark: int) -> None:
    shape = frame(width, name, time, mark)
    assert shape.text >= 8
    if width >= 32:
        assert shape.more_at < width
    assert not (shape.margin and shape.heads)


def test_names_stand_above_the_text_in_a_narrow_pane_and_beside_it_in_a_wide_one() -> None:
    assert frame(80, 18, 5, 2).heads
    assert frame(120, 18, 5, 2).margin == 25
    assert frame(120, 0, 0, 2).margin == 0


def test_times() -> None:
    assert (clock(65.9, False), clock(65.9, True), clock(3725, True)) == (
        "01:05",
        "0:01:05",
        "1:02:05",
    )


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: Span(p[0], p[0] + p[1]))


@calm
@given(st.lists(spans, max_size=10))
def test_uncovered_counts_what_no_span_covers(cover: list[Span]) -> None:
    body = "x" * 60
    left = sum(not any(span.holds(at) for span in cover) for at in range(60))
    assert uncovered(body, 0, 60, merged(cover)) == left


def test_blanks_between_read_sentences_are_not_unread() -> None:
    body = "Ja. Nei."
    assert uncovered(body, 0, 8, [Span(0, 3), Span(4, 8)]) == 0
    assert uncovered(body, 0, 8, [Span(0, 3)]) == 4
    assert uncovered(body, 4, 8, [Span(0, 3)]) == 4


@st.composite
def stripes(draw: st.DrawFn) -> Stripe:
    key: str | int = draw(st.integers(0, 15) | st.integers(0, 15).map(lambda n: f"c{n}"))
    first = draw(st.integers(0, 12))
    last = first + draw(st.integers(0, 5))
    return Stripe(key, "kode", Span(first, last + 1), first, last)


def check(lanes: Lanes, present: dict[str | int, Stripe], count: int) -> None:
    """Check that lanes hold just ``present`` and that nothing overlaps."""
    seen: dict[str | int, set[int]] = {}
    for row in range(20):
        at = lanes.at(row)
        used = [lane for lane, _stripe in at if lane != OVERFLOW]
        assert len(used) == len(set(used))
        assert all(0 <= lane < count for lane in used)
        assert {s.key for _lane, s in at} == {
            key for key, s in present.items() if s.first <= row <= s.last
        }
        for lane, one in at:
            seen.setdefault(one.key, set()).add(lane)
    assert all(len(lanes_of) == 1 for lanes_of in seen.values())


def picture(lanes: Lanes, row: int) -> set[tuple[int, Stripe]]:
    return set(lanes.at(row))


@calm
@given(
    st.lists(stripes(), max_size=20), st.lists(stripes() | st.integers(0, 15)), st.integers(1, 4)
)
def test_lanes_never_overlap_and_touched_rows_are_all_that_change(
    first: list[Stripe], then: list[Stripe | int], count: int
) -> None:
    present = {stripe.key: stripe for stripe in first}
    lanes = Lanes(count)
    lanes.fill(present.values())
    check(lanes, present, count)
    for step in then:
        before = [picture(lanes, row) for row in range(20)]
        if isinstance(step, int):
            key: str | int = step if step % 2 else f"c{step}"
            touched = lanes.remove(key)
            present.pop(key, None)
        elif step.key not in present:
            touched = lanes.add(step)
            present[step.key] = step
        else:
            continue
        check(lanes, present, count)
        for row in range(20):
            if picture(lanes, row) != before[row]:
                assert row in touched


def test_a_suggestion_yields_its_lane_to_a_coding() -> None:
    lanes = Lanes(1)
    lanes.add(Stripe(0, "a", Span(0, 5), 0, 1))
    assert lanes.add(Stripe("c", "b", Span(3, 5), 1, 1)) == {0, 1}
    assert dict(lanes.at(1))[0].key == "c"
    assert lanes.at(0)[0][0] == OVERFLOW
    assert lanes.remove("c") == {0, 1}
    assert lanes.at(0)[0][0] == 0
    assert lanes.remove(0) == {0, 1}
    assert not lanes.at(0)


TALK = transcript("Ja. Vi flyttet hit.", "Nå er det bra. Det var én mann her.", "Takk.")


def said(span: Span | None) -> str:
    assert span is not None
    return TALK.text(span)


def test_moving_by_sentence_and_turn() -> None:
    caret = Caret(TALK)
    assert said(caret.sentence) == "Ja."
    caret.move_sentence(-1)
    assert said(caret.sentence) == "Ja."
    caret.move_sentence(1)
    assert said(caret.sentence) == "Vi flyttet hit."
    caret.move_turn(1)
    assert said(caret.sentence) == "Nå er det bra."
    caret.move_sentence(1)
    caret.move_turn(-1)
    assert said(caret.sentence) == "Nå er det bra."
    caret.move_turn(-1)
    assert said(caret.target) == "Ja."
    for _step in range(9):
        caret.move_sentence(1)
    assert said(caret.sentence) == "Takk."
    caret.move_turn(1)
    assert caret.offset == TALK.turns[2].text.start


def test_extending_by_word_grows_and_shrinks() -> None:
    caret = Caret(TALK)
    caret.move_sentence(1)
    caret.extend_word(1)
    caret.extend_word(1)
    assert said(caret.selection) == "Vi flyttet"
    caret.extend_word(-1)
    assert said(caret.target) == "Vi"
    caret.extend_word(-1)
    assert caret.selection is None
    caret.move_word(1)
    caret.extend_char(1)
    assert said(caret.selection) == "f"


def test_extending_by_word_goes_on_into_the_next_turn() -> None:
    caret = Caret(TALK)
    caret.move_to(TALK.turns[0].text.end)
    caret.extend_word(1)
    assert said(caret.target).endswith("Nå")
    caret.move_to(TALK.turns[1].text.start)
    caret.extend_word(-1)
    assert said(caret.target).startswith("hit.")


def test_extending_by_sentence_begins_with_the_one_under_the_caret() -> None:
    caret = Caret(TALK)
    caret.extend_sentence(1)
    assert said(caret.selection) == "Ja. Vi flyttet hit."
    assert said(caret.sentence) == "Vi flyttet hit."
    caret.clear_selection()
    assert said(caret.target) == "Vi flyttet hit."
    caret.extend_sentence(-1)
    assert said(caret.selection) == "Ja. Vi flyttet hit."


def test_extending_by_turn_takes_the_turn_then_the_next() -> None:
    caret = Caret(TALK)
    caret.move_sentence(1)
    caret.extend_turn(1)
    assert said(caret.selection) == "Ja. Vi flyttet hit."
    caret.extend_turn(1)
    assert said(caret.selection).endswith("mann her.")
    caret.extend_turn(-1)
    assert said(caret.selection) == "Ja. Vi flyttet hit."
    caret.extend_turn(-1)
    assert caret.selection is None
    caret.extend_turn(-1)
    assert caret.offset == TALK.turns[0].text.start


def test_clearing_a_selection_goes_back_into_it() -> None:
    caret = Caret(TALK)
    start = TALK.turns[0].text.start
    caret.move_to(0, Span(start, start + len("Ja. ")))
    caret.clear_selection()
    assert said(caret.target) == "Ja."


def test_after_coding_a_selection_the_next_sentence_is_the_one_after_it() -> None:
    caret = Caret(TALK)
    caret.extend_sentence(1)
    caret.move_sentence(1)
    assert said(caret.target) == "Nå er det bra."
    assert caret.selection is None


def test_the_caret_stays_in_what_is_said() -> None:
    caret = Caret(TALK)
    caret.move_to(TALK.turns[1].span.start)
    assert caret.offset == TALK.turns[1].text.start
    caret.move_to(10_000)
    assert caret.offset == TALK.turns[2].text.end
    caret.move_to(TALK.turns[0].text.end + 1)
    assert caret.offset == TALK.turns[0].text.end


def test_a_selection_of_blanks_alone_leaves_the_sentence_as_target() -> None:
    caret = Caret(TALK)
    start = TALK.turns[0].text.start + 3
    caret.move_to(0, Span(start, start + 1))
    assert said(caret.selection) == " "
    assert said(caret.target) == "Ja."


moves = st.sampled_from(
    [
        f"{what}_{unit}"
        for what in ("move", "extend")
        for unit in ("char", "word", "sentence", "turn")
    ]
)


@calm
@given(
    st.lists(talk, max_size=3),
    st.lists(st.tuples(moves, st.sampled_from([1, -1]))),
)
def test_no_way_of_moving_splits_a_letter(texts: list[str], steps: list[tuple[str, int]]) -> None:
    source = transcript(*texts)
    caret = Caret(source)
    for name, step in steps:
        getattr(caret, name)(step)
        assert is_boundary(source.body, caret.offset)
        for span in (caret.selection, caret.target, caret.sentence):
            if span is not None:
                assert is_boundary(source.body, span.start)
                assert is_boundary(source.body, span.end)
    caret.clear_selection()
    assert caret.selection is None


def test_an_empty_transcript_has_nothing_to_move_in() -> None:
    caret = Caret(Transcript("t", "t", Kind.DOCUMENT, "", "d"))
    for name in ("char", "word", "sentence", "turn"):
        getattr(caret, f"move_{name}")(1)
        getattr(caret, f"extend_{name}")(-1)
    assert (caret.offset, caret.selection, caret.target) == (0, None, Span(0, 0))
