"""The record room: by keys alone, by mouse alone, and with names that bite."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from room_study import Silent, make_study, until
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from kodeverk import codebook as books
from kodeverk import settings
from kodeverk.errors import SaveError
from kodeverk.model import Span, Suggestion
from kodeverk.project import Project
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.record import RecordScreen

NARROW, WIDE = (80, 24), (120, 40)


def suggested(project: Project, code: str, first: int, last: int) -> list[Suggestion]:
    """Return suggestions for single letters of the transcript, counted from ``first``."""
    body = project.transcript("int-01").body
    places = [n for n, letter in enumerate(body) if letter.isalpha()][first:last]
    return [Suggestion("int-01", Span(n, n + 1), code, 0.7, "x") for n in places]


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """A study with 24 suggestions of one code, 18 of them right, and one of another."""
    project = make_study(tmp_path / "studie")
    project.edit_codebook(
        books.plan_edit(project.codebook, "syn.hjelp", name="Hjelp [/] " + "møteplass" * 9)
    )
    some = suggested(project, "kon.tid", 0, 24)
    project.show([*some, *suggested(project, "syn.hjelp", 30, 31)])
    for one in some[:18]:
        project.accept(one)
    project.reject(some[18])
    return project


@asynccontextmanager
async def room(
    project: Project, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], RecordScreen]]:
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.press("f12")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        screen = app.screen
        assert isinstance(screen, RecordScreen)
        await until(pilot, lambda: screen._found is not None)
        yield pilot, screen
    project.close()


def part(screen: RecordScreen, name: str) -> str:
    return str(screen.query_one(f"#{name}", Static).render())


def rows(screen: RecordScreen) -> list[str]:
    listed = screen.query_one("#record-rows", OptionList)
    return [str(option.prompt) for option in listed.options]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_each_code_has_a_row_that_fits(study: Project, size: tuple[int, int]) -> None:
    study.show(suggested(study, "borte", 3, 4))
    async with room(study, size) as (_pilot, screen):
        every, helping, time, gone = rows(screen)
        assert every.split()[:7] == ["All", "codes", "26", "18", "0", "1", "7"]
        assert "69 % (50–83)" in every and "█" in every
        assert "Tidspress" in time and "75 % (55–88)" in time
        assert "Hjelp [/] mø" in helping and "…" in helping and "too few" in helping
        assert "borte" in gone and "%" not in gone
        assert all(len(row) <= size[0] - 3 for row in rows(screen))
        titles = part(screen, "record-titles")
        assert titles.index("Shown") + 5 == every.index("26") + 2  # right below each other
        assert "26 suggestions shown" in part(screen, "head")
        assert "Nothing has been held back" in part(screen, "record-steering")


async def test_the_marked_code_is_shown_over_time_by_month_or_week(study: Project) -> None:
    async with room(study) as (pilot, screen):
        assert "Over time: All codes" in part(screen, "record-time")
        assert "week" not in part(screen, "record-time") and " 25 " in part(screen, "record-time")
        await pilot.press("down", "down", "u")
        await until(pilot, lambda: "week" in part(screen, "record-time"))
        assert "Over time: Tidspress" in part(screen, "record-time")
        assert screen.home.highlighted == 2
        await pilot.click("#record-rows", offset=(5, 1))
        await pilot.pause()
        assert "Over time: Hjelp [/]" in part(screen, "record-time")
        await pilot.press("u")
        await until(pilot, lambda: "week" not in part(screen, "record-time"))


async def test_the_bar_is_set_by_keys_and_by_mouse(study: Project) -> None:
    own = study.settings.id
    async with room(study) as (pilot, screen):
        assert "set by the engine" in part(screen, "record-steering")
        await pilot.press("plus")
        assert settings.bar(own) == 0.5 and "Your bar: 0.50" in part(screen, "record-steering")
        await pilot.press(*["plus"] * 12)
        assert settings.bar(own) == 0.95
        await pilot.press(*["minus"] * 30)
        assert settings.bar(own) == 0.05 and "0.05" in part(screen, "status")
        line = part(screen, "status")
        await pilot.press("0")
        assert settings.bar(own) is None and part(screen, "status") != line
        bar = str(screen.query_one("CommandBar", Static).render())
        await pilot.click("CommandBar", offset=(bar.index("Bar up"), 0))
        assert settings.bar(own) == 0.5


async def test_the_blind_share_is_changed_for_the_study(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(study) as (pilot, screen):
        await pilot.press("greater_than_sign", "greater_than_sign")
        assert "10 %" in part(screen, "record-steering")
        assert settings.load(study.root)[0].blind == study.settings.blind == 0.1
        await pilot.press(*["less_than_sign"] * 4)
        assert settings.load(study.root)[0].blind == 0
        await pilot.press(*["greater_than_sign"] * 12)
        assert settings.load(study.root)[0].blind == 0.5

        def full(*_what: object) -> None:
            raise SaveError("full disk")

        with monkeypatch.context() as patched:
            patched.setattr(settings, "set_blind", full)
            await pilot.press("less_than_sign")
        assert study.settings.blind == 0.5
        await pilot.press("escape")
        await pilot.pause()
        coding = pilot.app.screen
        assert isinstance(coding, CodingScreen) and coding._shown.share == 0.5


async def test_steering_and_what_is_not_counted_are_said(study: Project) -> None:
    study.show(suggested(study, "kon.stoy", 40, 65), blind=True)
    shown = suggested(study, "kon.stoy", 70, 100)
    study.show(shown)
    for one in shown:
        study.accept(one)
    ola = Project.open(study.root, coder="ola")
    ola.show(shown)
    ola.close()
    path = study.root / "corpus" / "codings" / "ola@pc.jsonl"
    path.write_bytes(path.read_bytes() + b"ikke en linje\nheller ikke\n")
    async with room(study) as (pilot, screen):
        words = part(screen, "record-steering")
        assert "seem to steer" in words and "0 % (0–13)" in words
        assert "not whole: ola" in part(screen, "status")
        path.unlink()
        study.refresh()
        assert study.forget_journal("ola@pc")
        await pilot.press("r")
        await until(pilot, lambda: "recorded by ola" in part(screen, "record-steering"))
        assert "not whole" not in part(screen, "status")


async def test_an_empty_record_says_so(tmp_path: Path) -> None:
    async with room(make_study(tmp_path / "studie")) as (pilot, screen):
        assert "No suggestion has been shown yet" in part(screen, "status")
        assert "too few" in rows(screen)[0] and not screen.query_one("#record-time").display
        await pilot.press("down", "up", "u", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)
