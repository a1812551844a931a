"""The picking room: quotes marked, cut and compared, by keys alone and by mouse alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from room_study import Silent, make_study, until
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from kodeverk.model import MarkKind, Span, Suggestion
from kodeverk.project import Project
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.choosing import joined
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.picking import PickingScreen
from kodeverk.tui.screens.report import ReportScreen
from kodeverk.tui.widgets.lists import TickList
from kodeverk.tui.widgets.sheet import Sheet

NARROW, WIDE = (80, 24), (120, 40)


def answer(project: Project, number: int, transcript: str = "int-01") -> Span:
    """Return where the answer of that number stands."""
    return [t.text for t in project.transcript(transcript).turns if t.speaker == "Informant"][
        number
    ]


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """Three answers of one code in two transcripts, and one of another."""
    project = make_study(tmp_path / "studie", transcripts=2)
    project.code("int-01", answer(project, 0), "syn.mote")
    project.code("int-01", answer(project, 3), "syn.mote")
    project.code("int-02", answer(project, 0, "int-02"), "syn.mote")
    project.code("int-01", answer(project, 1), "kon.stoy")
    project.reject(Suggestion("int-01", answer(project, 4), "syn.mote", 0.6, "x"))
    return project


@asynccontextmanager
async def room(
    project: Project, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], PickingScreen]]:
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, PickingScreen))
        screen = app.screen
        assert isinstance(screen, PickingScreen)
        await until(pilot, lambda: screen._found is not None)
        yield pilot, screen
    project.close()


def lines(screen: PickingScreen) -> list[str]:
    rows = screen.query_one("#pick-quotes", OptionList)
    return [str(rows.get_option_at_index(n).prompt) for n in range(rows.option_count)]


def status(screen: PickingScreen) -> str:
    return str(screen.query_one("#status", Static).render())


async def test_a_star_is_one_key_stays_and_can_be_undone(study: Project) -> None:
    async with room(study) as (pilot, screen):
        assert "Møteplass" in str(screen.query_one("#pick-code", Static).render())
        assert len(lines(screen)) == 3 and "kaffemaskinen" in lines(screen)[0]
        await pilot.press("asterisk")
        await until(pilot, lambda: lines(screen)[0].startswith("★"))
        assert [m.kind for m in study.marks()] == [MarkKind.BEST]
        assert screen.home.highlighted == 0
        await pilot.press("down", "minus")
        await until(pilot, lambda: lines(screen)[1].startswith("◇"))
        assert screen.home.highlighted == 1
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: not study.marks())
        assert len(study.codings()) == 4, "what was coded before this visit is not undone here"
        await pilot.press("y")
        await until(pilot, lambda: [m.kind for m in study.marks()] == [MarkKind.BEST])
        await pilot.press("up", "asterisk")
        await until(pilot, lambda: not study.marks())


async def test_sentences_are_left_out_and_one_must_stay(study: Project) -> None:
    async with room(study) as (pilot, screen):
        await pilot.press("x", "space")
        await until(pilot, lambda: len(study.marks()) == 1)
        (mark,) = study.marks()
        text = study.transcript("int-01").text(mark.keep[0])
        assert text == "Det er blitt en møteplass." and mark.kind is MarkKind.NONE
        await until(pilot, lambda: "[…] Det er blitt" in lines(screen)[0])
        screen.action_pick_best()
        await until(pilot, lambda: study.marks()[0].kind is MarkKind.BEST)
        assert study.marks()[0].keep == mark.keep, "a star does not undo the cut"
        screen.action_undo()
        await until(pilot, lambda: study.marks()[0].kind is MarkKind.NONE)
        assert isinstance(screen.focused, TickList)
        await pilot.press("down", "space")
        await until(pilot, lambda: "At least one" in status(screen))
        assert [m.keep for m in study.marks()] == [mark.keep]
        await pilot.press("up", "space")
        await until(pilot, lambda: not study.marks())
        await pilot.press("x")
        assert screen.focused is screen.home


def test_sentences_that_follow_each_other_are_one_stretch() -> None:
    one, two, three, four = Span(0, 5), Span(6, 9), Span(10, 12), Span(13, 20)
    every = (one, two, three, four)
    assert joined(every, (one, two, four)) == (Span(0, 9), four)
    assert joined(every, every) == (Span(0, 20),) and joined(every, ()) == ()


async def test_what_speaks_against_and_who_is_heard(study: Project) -> None:
    async with room(study, WIDE) as (pilot, screen):
        balance = screen.query_one("#pick-balance", Sheet)
        assert "Informant 1" in balance.text.plain
        await pilot.press("t")
        await until(pilot, lambda: "rejected" in lines(screen)[0])
        assert len(lines(screen)) == 1 and "kommunen" in lines(screen)[0]
        await pilot.press("asterisk")
        assert study.marks() == ()
        await pilot.press("t", "a", "b")
        await until(pilot, lambda: len(lines(screen)) == 3)
        assert "whole report" in str(screen.query_one("#pick-level", Static).render())


async def test_from_code_to_code_and_to_the_transcript(study: Project) -> None:
    async with room(study) as (pilot, screen):
        await pilot.press("right")
        await until(pilot, lambda: len(lines(screen)) == 1)
        assert "[ler]" in lines(screen)[0] and "[/]" in lines(screen)[0]
        await pilot.press("right")
        await until(pilot, lambda: len(lines(screen)) == 3)
        await pilot.press("c", *"støy", "enter")
        await until(pilot, lambda: len(lines(screen)) == 1)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        coding = pilot.app.screen
        assert isinstance(coding, CodingScreen)
        await until(pilot, lambda: coding.view.sentence.start == answer(study, 1).start)


async def test_by_mouse(study: Project) -> None:
    async with room(study, WIDE) as (pilot, screen):
        height = len(lines(screen)[0]) // screen.home.size.width + 2  # rows of the first quote
        await pilot.click("#pick-quotes", offset=(5, height))
        await until(pilot, lambda: screen.home.highlighted == 1)
        await pilot.click("#pick-sentences", offset=(2, 0))
        await until(pilot, lambda: len(study.marks()) == 1)
        assert study.transcript("int-01").text(study.marks()[0].keep[0]).startswith("Det var fint")


async def test_a_study_without_codings_says_so(tmp_path: Path) -> None:
    project = make_study(tmp_path / "studie")
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, PickingScreen))
        screen = app.screen
        assert isinstance(screen, PickingScreen)
        await until(pilot, lambda: "Nothing is coded" in status(screen))
        await pilot.press("asterisk", "x", "right", "t", "b", "a", "u", "i", "escape")
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
    project.close()


async def test_from_the_report_room_and_back_with_its_choices(study: Project) -> None:
    app = KodeverkApp(study, suggester=Silent())
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("tab", "a", "space")  # only the first transcript
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, PickingScreen))
        screen = app.screen
        assert isinstance(screen, PickingScreen)
        await until(pilot, lambda: screen._found is not None)
        assert len(lines(screen)) == 2
        await pilot.press("asterisk")
        await until(pilot, lambda: len(study.marks()) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
    study.close()
