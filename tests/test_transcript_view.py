"""The transcript pane in a running app: what it shows, the caret, the mouse, what it repaints."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from kodeverk.model import Coding, Kind, Role, Span, Speaker, Suggestion, Transcript, Turn
from kodeverk.tui.widgets.paint import contrast, cut, legible, parse
from kodeverk.tui.widgets.transcript import TranscriptView

MARKS = {"syn": "sy", "kon": "k"}
COLORS = {"syn": "#8fb8de", "kon": "#c0392b"}
SPEAKERS = (Speaker("Intervjuer", Role.INTERVIEWER), Speaker("Åse Kvåle", Role.INFORMANT))


def transcript(*texts: str, id: str = "t", timed: bool = True) -> Transcript:
    """Return a transcript where interviewer and informant take turns."""
    body, turns = "", []
    for index, text in enumerate(texts):
        body += "\n\n" if index else ""
        speaker = SPEAKERS[index % 2].name
        start = len(body) + len(speaker) + 2
        end = start + len(text)
        time = 65.0 * index if timed else None
        turns.append(Turn(Span(len(body), end), Span(start, end), speaker, time))
        body += f"{speaker}: {text}"
    return Transcript(id, "t", Kind.INTERVIEW, body, "d", tuple(turns), speakers=SPEAKERS)


TALK = transcript(
    "Hvordan var det å flytte sammen?",
    "Ja [ler] altså. Først var det rart, og så ble det bra. Folk spør om alt nå.",
    "Og [/] nå?",
    "Nå er det fint. Det kommer flere enn før, og de blir lenger.",
)
TALL = transcript(*["Denne setningen går over mange rader, og det gjør den neste. " * 9] * 4)
LONG = transcript(*(f"Setning nummer {n}. Den andre i turen er her." for n in range(80)))


def find(source: Transcript, text: str) -> Span:
    """Return where ``text`` is said."""
    start = source.body.index(text)
    return Span(start, start + len(text))


def coding(id: str, span: Span, code: str = "syn") -> Coding:
    return Coding(id, "t", "d", span, code, "kari", "2026-01-01T00:00:00Z")


def suggestion(span: Span, code: str = "kon") -> Suggestion:
    return Suggestion("t", span, code, 0.5, "test")


class Host(App[None]):
    """An app with the pane alone, that keeps its messages."""

    CSS = "TranscriptView { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.view = TranscriptView()
        self.said: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_transcript_view_caret_moved(self, message: TranscriptView.CaretMoved) -> None:
        self.said.append((message.offset, message.sentence))

    def on_transcript_view_selection_changed(
        self, message: TranscriptView.SelectionChanged
    ) -> None:
        self.said.append(message.span)

    def on_transcript_view_stripe_clicked(self, message: TranscriptView.StripeClicked) -> None:
        self.said.append((message.coding_ids, message.suggestions))


@asynccontextmanager
async def shown(
    source: Transcript = TALK,
    codings: Iterable[Coding] = (),
    suggestions: Iterable[Suggestion] = (),
    read: Iterable[Span] = (),
    size: tuple[int, int] = (110, 30),
) -> AsyncIterator[tuple[Host, TranscriptView, Pilot[None]]]:
    host = Host()
    async with host.run_test(size=size) as pilot:
        host.view.show(
            source, codings=codings, suggestions=suggestions, read=read, marks=MARKS, colors=COLORS
        )
        host.view.focus()
        await pilot.pause()
        yield host, host.view, pilot
        await pilot.pause()


def strips(view: TranscriptView) -> list[Strip]:
    return view.render_lines(Region(0, 0, *view.scrollable_content_region.size))


def rows(view: TranscriptView) -> list[str]:
    return [strip.text.rstrip() for strip in strips(view)]


def row_with(view: TranscriptView, text: str) -> int:
    return next(y for y, row in enumerate(rows(view)) if text in row)


def selected(view: TranscriptView) -> Span | None:
    return view.selection


def place(view: TranscriptView, text: str) -> tuple[int, int]:
    """Return the cell where ``text`` begins on the screen."""
    y = row_with(view, text)
    return rows(view)[y].index(text), y


def styles(view: TranscriptView, text: str) -> list[Style]:
    """Return the styles of the segments of the row that hold a part of ``text``."""
    strip = strips(view)[row_with(view, text)]
    return [s.style for s in strip if s.style and s.text.strip() and s.text.strip() in text]


async def test_names_times_and_text_are_shown_and_brackets_too() -> None:
    async with shown() as (_host, view, _pilot):
        lines = rows(view)
        assert lines[0].startswith("Intervjuer 00:00 ▌· Hvordan var det å flytte sammen?")
        assert lines[2].startswith("Åse Kvåle  01:05  · Ja [ler] altså. Først")
        assert any("Og [/] nå?" in line for line in lines)
        assert all(strip.cell_length == 109 for strip in strips(view))


async def test_names_stand_above_the_text_in_a_narrow_pane() -> None:
    async with shown(size=(60, 24)) as (_host, view, _pilot):
        lines = rows(view)
        assert lines[0] == "Intervjuer  00:00"
        assert lines[1].startswith("▌· Hvordan")
        assert lines[2] == "Åse Kvåle  01:05"


async def test_nothing_a_terminal_obeys_is_shown_and_offsets_stay() -> None:
    source = transcript("Ja.", "Før \x1b]0;x\x07 etter\u202e her\tog 漢字 ok.")
    async with shown(source) as (_host, view, _pilot):
        line = rows(view)[2]
        assert "Før �]0;x� etter� her" in line
        assert "og 漢字 ok." in line
        assert "\t" not in line
        view.move_to(find(source, "ok").start)
        view.extend_word(1)
        assert source.text(view.target) == "ok"
        assert all(strip.cell_length == 109 for strip in strips(view))


async def test_codings_have_a_bar_and_letters_and_suggestions_a_dashed_one() -> None:
    first, second = find(TALK, "Først var det rart"), find(TALK, "Nå er det fint.")
    async with shown(codings=[coding("a", first)], suggestions=[suggestion(second)]) as (
        _host,
        view,
        _pilot,
    ):
        lines = rows(view)
        assert lines[row_with(view, "Først")].endswith("┃sy")
        assert lines[row_with(view, "Nå er det fint")].endswith("┆k")
        (style,) = styles(view, "Først var det rart")
        assert style.underline
        assert not style.bold
        assert not styles(view, "Nå er det fint. Det kommer")[0].underline


async def test_where_codings_meet_the_text_is_bold_too() -> None:
    codings = [
        coding("a", find(TALK, "Først var det rart")),
        coding("b", find(TALK, "det rart, og så"), "kon"),
    ]
    async with shown(codings=codings) as (_host, view, _pilot):
        assert not styles(view, "Først var")[0].bold
        assert styles(view, "det rart")[0].bold
        assert rows(view)[row_with(view, "Først")].endswith("┃sy┃k")


async def test_a_coding_that_ends_within_a_letter_is_shown_on_all_of_it() -> None:
    source = transcript("Ja 👩‍👩‍👧 her", "Nei.")
    span = Span(find(source, "👩").start, find(source, "👩").start + 1)
    async with shown(source, codings=[coding("a", span)]) as (_host, view, _pilot):
        strip = strips(view)[0]
        assert [s.text for s in strip if s.style and s.style.underline] == ["👩‍👩‍👧"]
        assert strip.cell_length == 109


async def test_codings_without_a_lane_are_told_of() -> None:
    span = find(TALK, "Først var det rart")
    async with shown(codings=[coding(f"c{n}", span) for n in range(9)]) as (_host, view, _pilot):
        assert rows(view)[row_with(view, "Først")].endswith("┃sy┃sy┃sy┃sy┃sy┃sy+")


async def test_the_same_strips_are_handed_out_again() -> None:
    async with shown(LONG) as (_host, view, _pilot):
        before = strips(view)
        assert all(a is b for a, b in zip(before, strips(view), strict=True))
        view.scroll_to(y=3, animate=False)
        assert all(a is b for a, b in zip(before[3:], strips(view)[:-3], strict=True))


@pytest.mark.parametrize(
    "change",
    [
        lambda view: view.add_coding(coding("n", find(LONG, "Setning nummer 3."))),
        lambda view: view.remove_coding("old"),
        lambda view: view.set_codings([]),
        lambda view: view.set_suggestions([suggestion(find(LONG, "Setning nummer 3."))]),
        lambda view: view.set_read([find(LONG, "Setning nummer 3. Den andre i turen er her.")]),
        lambda view: view.move_to(find(LONG, "Setning nummer 3.").start),
        lambda view: view.move_to(0, find(LONG, "Setning nummer 3.")),
    ],
)
async def test_only_the_rows_that_changed_are_painted_anew(
    change: Callable[[TranscriptView], None],
) -> None:
    old = coding("old", find(LONG, "Setning nummer 3. Den"))
    async with shown(LONG, codings=[old]) as (_host, view, _pilot):
        view.move_to(find(LONG, "Setning nummer 3. Den").end)
        before = strips(view)
        changed = row_with(view, "Setning nummer 3.")
        change(view)
        after = strips(view)
        different = {y for y, (a, b) in enumerate(zip(before, after, strict=True)) if a is not b}
        assert different == {changed}
        assert before[changed] != after[changed]


async def test_what_is_kept_is_what_would_be_painted_anew() -> None:
    steps = "extend_sentence extend_word extend_turn extend_turn extend_char move_turn extend_turn"
    async with shown(TALL, codings=[coding("a", TALL.turns[1].text)]) as (_host, view, _pilot):
        for step in (1, -1):
            for name in [*steps.split(), "move_line", "move_sentence", "move_word"]:
                getattr(view, name)(step)
                kept = [list(strip) for strip in strips(view)]
                view.set_palette(MARKS, COLORS)  # forgets every strip
                assert kept == [list(strip) for strip in strips(view)], (name, step)


async def test_adding_and_removing_end_where_showing_at_once_does() -> None:
    codings = [
        coding("a", find(TALK, "Først var det rart")),
        coding("b", find(TALK, "Nå er det fint."), "kon"),
    ]
    async with shown(codings=codings) as (_host, view, _pilot):
        wanted = rows(view)
    async with shown() as (_host, view, _pilot):
        view.add_coding(codings[1])
        view.add_coding(coding("x", find(TALK, "Folk spør")))
        view.set_codings(codings)
        assert rows(view) == wanted
        view.remove_coding("not there")
        view.add_coding(coding("b", find(TALK, "Nå"), "syn"))
        assert rows(view)[row_with(view, "Nå er det fint")].endswith("┃sy")


async def test_a_changed_coding_and_all_new_suggestions_are_seen() -> None:
    first, last = find(TALK, "Først var det rart"), find(TALK, "Nå er det fint.")
    async with shown(codings=[coding("a", first)]) as (_host, view, _pilot):
        rows(view)
        view.set_codings([coding("a", first, "kon")])
        assert rows(view)[row_with(view, "Først")].endswith("┃k")
        view.set_suggestions([suggestion(last), suggestion(first, "syn")])
        assert rows(view)[row_with(view, "Nå er det fint")].endswith("┆k")
        assert rows(view)[row_with(view, "Først")].endswith("┃k ┆sy")
        view.set_suggestions([])
        assert "┆" not in "".join(rows(view))


async def test_moving_tells_where_the_caret_is_and_keeps_it_in_view() -> None:
    async with shown(LONG) as (host, view, pilot):
        for _step in range(60):
            view.move_sentence(1)
        await pilot.pause()
        sentence = view.sentence
        assert LONG.text(sentence) == "Setning nummer 30."
        assert host.said[-1] == (sentence.start, sentence)
        assert view.visible_span.contains(sentence)
        y = row_with(view, "Setning nummer 30.")
        assert y <= view.size.height - 4
        assert "▌" in rows(view)[y]
        for _step in range(100):
            view.move_turn(-1)
        assert view.scroll_offset.y == 0


async def test_moving_by_row_keeps_the_column() -> None:
    async with shown() as (_host, view, _pilot):
        view.move_to(find(TALK, "flytte").start)
        view.move_line(1)
        assert view.caret == find(TALK, "Først").start + len("Hvordan var det å ") - len(
            "Ja [ler] altså. "
        )
        view.move_line(1)
        view.move_line(1)
        view.move_line(-1)
        view.move_line(-1)
        view.move_line(-1)
        assert view.caret == find(TALK, "flytte").start
        view.move_line(-1)
        assert view.caret == find(TALK, "flytte").start


async def test_moving_by_page_reaches_both_ends() -> None:
    async with shown(LONG) as (_host, view, _pilot):
        view.move_page(1)
        before = view.scroll_offset.y
        view.move_page(1)
        assert view.scroll_offset.y == before + view.size.height - 2
        assert view.visible_span.holds(view.caret)
        for _step in range(9):
            view.move_page(1)
        assert LONG.turn_at(view.caret) is LONG.turns[-1]
        for _step in range(9):
            view.move_page(-1)
        assert view.caret == LONG.turns[0].text.start
        assert view.scroll_offset.y == 0


async def test_extending_selects_and_tells() -> None:
    async with shown() as (host, view, pilot):
        view.move_sentence(1)
        view.extend_word(1)
        view.extend_char(1)
        view.extend_char(-1)
        await pilot.pause()
        assert view.selection == find(TALK, "Ja")
        assert host.said[-2:] == [find(TALK, "Ja"), (view.caret, view.sentence)]
        view.extend_sentence(1)
        assert TALK.text(view.target) == "Ja [ler] altså."
        view.extend_turn(1)
        assert view.target == TALK.turns[1].text
        view.clear_selection()
        await pilot.pause()
        assert selected(view) is None
        assert None in host.said
        view.move_word(-1)
        view.move_char(1)
        assert TALK.body[view.caret] == "å"


async def test_the_caret_stays_on_its_text_when_the_pane_is_resized() -> None:
    async with shown(LONG) as (_host, view, pilot):
        span = find(LONG, "Setning nummer 60. Den andre")
        view.move_to(0, span)
        await pilot.resize_terminal(50, 20)
        assert view.selection == span
        assert view.visible_span.contains(span)
        await pilot.resize_terminal(110, 30)
        assert view.selection == span
        (style,) = styles(view, "Setning nummer 60. Den andre")
        assert str(style.bgcolor) == str(Style.parse("on #0178d4").bgcolor)


async def test_a_drag_selects_letter_by_letter() -> None:
    async with shown() as (host, view, pilot):
        x, y = place(view, "Først")
        await pilot.mouse_down(view, offset=(x, y))
        await pilot.hover(view, offset=(x + 4, y))
        assert view.selection == find(TALK, "Først")
        await pilot.hover(view, offset=(x - 3, y))
        assert TALK.text(view.selection or Span(0, 0)) == "å. F"
        await pilot.hover(view, offset=(x, y))
        assert selected(view) is None
        await pilot.hover(view, offset=(x + 12, y))
        await pilot.mouse_up(view, offset=(x + 12, y))
        await pilot.hover(view, offset=(x, y))
        assert TALK.text(view.target) == "Først var det"
        assert view.selection in host.said


async def test_a_drag_goes_over_rows_and_wide_letters() -> None:
    source = transcript("漢字 og 👩‍👩‍👧 her", "Nei.")
    async with shown(source) as (_host, view, pilot):
        x, y = place(view, "漢字")
        await pilot.mouse_down(view, offset=(x + 3, y))
        await pilot.hover(view, offset=(x + 9, y))
        assert source.text(view.target) == "字 og 👩‍👩‍👧"
        await pilot.hover(view, offset=(x + 1, y + 2))
        await pilot.mouse_up(view, offset=(x + 1, y + 2))
        assert source.text(view.target).startswith("字 og")
        assert source.text(view.target).endswith(": Ne")


async def test_a_drag_past_the_edge_scrolls() -> None:
    async with shown(LONG, size=(110, 20)) as (host, view, pilot):
        view.styles.height = 10
        await pilot.pause()
        x, y = place(view, "Setning nummer 3.")
        await pilot.mouse_down(view, offset=(x, y))
        await pilot.hover(host.screen, offset=(x, 15))
        await pilot.pause(0.3)
        assert view.scroll_offset.y > 1
        assert (view.selection or Span(0, 0)).start == find(LONG, "Setning nummer 3.").start
        await pilot.mouse_up(host.screen, offset=(x, 15))
        assert host.mouse_captured is None
        stood = view.scroll_offset.y
        await pilot.pause(0.15)
        assert view.scroll_offset.y == stood


async def test_clicks_select_sentence_and_turn() -> None:
    async with shown() as (_host, view, pilot):
        x, y = place(view, "rart")
        await pilot.click(view, offset=(x, y))
        assert view.caret == find(TALK, "rart").start
        assert selected(view) is None
        await pilot.click(view, offset=(x, y), times=2)
        assert view.selection == find(TALK, "Først var det rart, og så ble det bra.")
        await pilot.click(view, offset=(x, y), times=3)
        assert view.selection == TALK.turns[1].text


async def test_shift_and_click_extends() -> None:
    async with shown() as (_host, view, pilot):
        view.move_to(find(TALK, "rart").start)
        x, y = place(view, "bra.")
        await pilot.click(view, offset=(x + 2, y), shift=True)
        assert TALK.text(view.target) == "rart, og så ble det bra"


async def test_clicking_a_stripe_tells_which() -> None:
    span = find(TALK, "Først var det rart")
    codings = [coding(f"c{n}", span) for n in range(7)]
    async with shown(codings=codings, suggestions=[suggestion(find(TALK, "Nå er det fint."))]) as (
        host,
        view,
        pilot,
    ):
        y = row_with(view, "Først")
        x = rows(view)[y].index("┃")
        await pilot.click(view, offset=(x + 1, y))
        await pilot.click(view, offset=(x + 18, y))
        y = row_with(view, "Nå er")
        await pilot.click(view, offset=(rows(view)[y].index("┆"), y))
        await pilot.click(view, offset=(x + 6, y))
        await pilot.pause()
        assert host.said == [(("c0",), ()), (("c6",), ()), ((), (0,))]
        assert view.caret == TALK.turns[0].text.start


async def test_a_suggestion_that_stays_is_not_drawn_anew_and_clicked_as_what_it_is() -> None:
    first, last = find(TALK, "Først var det rart"), find(TALK, "Nå er det fint.")
    stays = suggestion(last, "syn")
    async with shown(suggestions=[suggestion(first), stays]) as (host, view, pilot):
        rows(view)
        kept = view._strips[view._laid.layout.row(last.start)]
        view.set_suggestions([stays, suggestion(first, "syn")])
        assert rows(view)[row_with(view, "Først")].endswith("┆sy")
        assert view._strips[view._laid.layout.row(last.start)] is kept
        for words in ("Nå er", "Først"):
            y = row_with(view, words)
            await pilot.click(view, offset=(rows(view)[y].index("┆"), y))
        await pilot.pause()
        assert host.said == [((), (0,)), ((), (1,))]


async def test_the_wheel_scrolls_and_leaves_the_caret() -> None:
    async with shown(LONG) as (_host, view, pilot):
        await pilot._post_mouse_events([events_down()], view, offset=(5, 5))
        assert view.scroll_offset.y > 0
        assert view.caret == LONG.turns[0].text.start


async def test_unread_rows_have_a_dot_and_reading_makes_progress() -> None:
    async with shown(read=[TALK.turns[0].text]) as (_host, view, _pilot):
        assert "·" not in rows(view)[0]
        assert "·" in rows(view)[2]
        assert 0 < view.progress < 1
        view.set_read([turn.text for turn in TALK.turns])
        assert view.progress == 1
        assert not any("·" in row for row in rows(view))
        view.set_read([])
        assert view.progress == 0


async def test_an_empty_pane_and_one_shown_before_it_is_mounted() -> None:
    host = Host()
    host.view.show(TALK, marks=MARKS, colors=COLORS)
    host.view.move_sentence(1)
    async with host.run_test(size=(110, 30)):
        assert "Hvordan var det" in rows(host.view)[0]
        assert "▌" in rows(host.view)[2]
        assert host.view.transcript is TALK
    empty = Host()
    async with empty.run_test() as pilot:
        view = empty.view
        assert view.transcript is None
        view.move_sentence(1)
        view.move_line(1)
        view.move_page(-1)
        view.set_suggestions([suggestion(Span(0, 1))])
        await pilot.click(view, offset=(5, 5))
        assert (view.caret, view.selection, view.progress) == (0, None, 1.0)
        assert view.visible_span == Span(0, 0)


async def test_showing_another_transcript_begins_at_its_start() -> None:
    async with shown(LONG) as (_host, view, pilot):
        view.move_page(1)
        view.show(TALL, marks=MARKS, colors=COLORS)
        await pilot.pause()
        assert view.scroll_offset.y == 0
        assert view.caret == TALL.turns[0].text.start
        assert "Denne setningen" in rows(view)[0]


async def test_letters_and_colours_can_change() -> None:
    span = find(TALK, "Først var det rart")
    async with shown(codings=[coding("a", span)]) as (_host, view, _pilot):
        before = styles(view, "Først var det rart")
        view.set_palette({"syn": "ø\x1b"}, {"syn": "#ff0000"})
        assert rows(view)[row_with(view, "Først")].endswith("┃ø")
        assert styles(view, "Først var det rart") != before
        view.set_palette({}, {"syn": "not a colour"})
        assert rows(view)[row_with(view, "Først")].endswith("┃?")


async def test_the_light_theme_is_followed() -> None:
    async with shown(codings=[coding("a", find(TALK, "Først"))]) as (host, view, pilot):
        dark = [str(segment.style) for strip in strips(view) for segment in strip]
        host.theme = "textual-light"
        await pilot.pause()
        light = [str(segment.style) for strip in strips(view) for segment in strip]
        assert not set(dark) & set(light)


async def test_no_colour_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with shown(codings=[coding("a", find(TALK, "Først"))]) as (_host, view, _pilot):
        for strip in strips(view):
            for segment in strip:
                color = segment.style.color if segment.style else None
                assert color is None or color.triplet is None or len(set(color.triplet)) == 1


def events_down() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


colors = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: Color(*rgb))


@settings(deadline=None)
@given(colors, st.sampled_from(["#121212", "#e0e0e0", "#1e1e2e", "#fdf6e3"]))
def test_letters_can_be_read_in_any_colour_on_any_theme(color: Color, background: str) -> None:
    paper = Color.parse(background)
    assert contrast(legible(color, paper), paper) >= 4.5
    if contrast(color, paper) >= 5:
        assert legible(color, paper).hex == color.hex


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)
    assert parse("rød", Color(1, 2, 3)) == Color(1, 2, 3)


def test_names_are_cut_to_fit() -> None:
    assert cut("Ragnhild Støylenes", 10) == "Ragnhild…".ljust(10)
    assert cut("漢字漢字", 5) == "漢字…"
    assert cut("Åse", 5) == "Åse  "
