"""What a frame costs: no layout for a key, nothing drawn twice, no garbage collected meanwhile."""

import gc
from pathlib import Path
from typing import Any

import pytest
from room_study import Silent, make_study, settle
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.screen import Screen

from kodeverk.model import Span
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.sweeping import Sweeper
from kodeverk.tui.widgets.scrollbar import LightScrollBar
from kodeverk.tui.widgets.sheet import Sheet

TALL = Content("\n".join(f"rad {n}" for n in range(20)))


class Box(App[None]):
    CSS = "Sheet { width: 12; height: 5; }"

    def compose(self) -> ComposeResult:
        yield Sheet()


def lines(sheet: Sheet) -> list[str]:
    return [sheet.render_line(y).text for y in range(sheet.size.height)]


async def test_a_sheet_scrolls_and_shows_where_there_is_more() -> None:
    async with Box().run_test() as pilot:
        sheet = pilot.app.query_one(Sheet)
        sheet.put(TALL)
        assert lines(sheet)[0] == f"{'rad 0':<12}" and lines(sheet)[4] == f"{'rad 4':<11}▼"
        sheet.read_on()
        assert lines(sheet)[0] == f"{'rad 4':<11}▲"
        sheet.scroll_to_row(99)
        assert sheet.top == 15 and lines(sheet)[4] == f"{'rad 19':<12}"
        sheet.read_on()
        assert sheet.top == 0
        for row, height, top in ((9, 2, 6), (7, 1, 6), (3, 9, 3)):
            sheet.reveal(row, height)
            assert sheet.top == top
        for kind, top in ((MouseScrollDown, 5), (MouseScrollUp, 3)):
            sheet.post_message(kind(sheet, 1, 1, 0, 0, 0, False, False, False))
            await pilot.pause()
            assert sheet.top == top
        sheet.put(Content("kort"))
        assert sheet.top == 0 and lines(sheet)[0].rstrip() == "kort"


async def test_a_sheet_takes_the_colours_of_another_theme() -> None:
    async with Box().run_test() as pilot:
        sheet = pilot.app.query_one(Sheet)
        sheet.put(Content("hei"))
        dark = sheet.render_line(0)
        pilot.app.theme = "textual-light"
        await pilot.pause()
        assert [s.style for s in sheet.render_line(0)] != [s.style for s in dark]


async def test_no_key_that_moves_or_codes_lays_the_screen_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path)
    body = project.transcript("int-01").body
    for n, word in enumerate(("Det bråker", "Vi rekker", "Hun fikk")):
        start = body.index(word)
        for code in ("syn.mote", "kon.stoy", "kon.tid")[: n + 1]:
            project.code("int-01", Span(start, start + len(word)), code)
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("j")
        await settle(pilot)
        layouts = []
        laid_out = Screen._refresh_layout

        def note(self: Screen[Any], *args: Any, **more: Any) -> None:
            layouts.append(args)
            laid_out(self, *args, **more)

        monkeypatch.setattr(Screen, "_refresh_layout", note)
        for key in (*"jjjjjjjj", "1", "k", "2"):
            await pilot.press(key)
            await settle(pilot)
        assert layouts == []
    project.close()


async def test_the_scroll_bar_shows_where_the_text_is(tmp_path: Path) -> None:
    app = KodeverkApp(make_study(tmp_path), suggester=Silent())
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        bar = app.coding.view.vertical_scrollbar
        assert isinstance(bar, LightScrollBar)
        height = bar.size.height

        def pressed() -> list[str]:
            drawn = bar.render_lines(Region(0, 0, 1, height))
            styles = [segment.style for strip in drawn for segment in strip]
            return [style.meta["@mouse.down"] for style in styles if style]

        assert pressed()[0] == "grab" and pressed()[-1] == "scroll_down"
        await pilot.press("end")
        await settle(pilot)
        await pilot.press(*["pagedown"] * 9)
        await settle(pilot)
        assert pressed()[0] == "scroll_up" and pressed()[-1] == "grab"
        before = app.coding.view.scroll_offset.y
        await pilot.click(bar, offset=(0, 0))
        await settle(pilot)
        assert app.coding.view.scroll_offset.y < before


def test_garbage_is_collected_only_while_nobody_presses_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    collected: list[int] = []

    def collect(generation: int = 2) -> None:
        collected.append(generation)

    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(gc, "collect", collect)
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 0, 0))
    monkeypatch.setattr(gc, "freeze", lambda: None)
    sweeper = Sweeper()
    assert sweeper.sweep() is None
    now[0] += 0.5
    assert sweeper.sweep() == 1
    sweeper.wait()
    assert sweeper.sweep() is None
    now[0] += 4
    assert sweeper.sweep() == 2
    now[0] += 4
    assert sweeper.sweep() == 1
    monkeypatch.setattr(gc, "get_count", lambda: (10, 0, 0))
    assert sweeper.sweep() is None
    now[0] += 60
    assert sweeper.sweep() == 2
    assert collected == [1, 2, 1, 2]


def test_python_itself_seldom_collects() -> None:
    assert gc.get_threshold()[0] >= 100_000
