"""The room of reports that come back: read, asked about, made new, by keys alone."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from comeback_files import comments, doubles, edited, lines, with_comments
from room_study import Silent, make_study, until
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from kodeverk.analysis import themed
from kodeverk.export.word import write
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.report import Options
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.pick import PickScreen
from kodeverk.tui.screens.report import ReportScreen
from kodeverk.tui.screens.returned import ReturnedScreen

NARROW, WIDE = (80, 24), (120, 40)


def answer(project: Project, number: int) -> Span:
    """Return where the answer of that number stands."""
    turns = project.transcript("int-01").turns
    return [turn.text for turn in turns if turn.speaker == "Informant"][number]


class Study:
    """Two codings, and their report in exports beside a file that is none."""

    def __init__(self, folder: Path) -> None:
        self.project = make_study(folder)
        codings = [
            self.project.code("int-01", answer(self.project, n), code)
            for n, code in ((0, "syn.mote"), (1, "kon.stoy"))
        ]
        self.first, self.second = (coding.id for coding in codings)
        report = themed(self.project, Options(language="en", figures=False))
        self.path = write(report, folder / "exports" / "rapport [b] på Ås.docx")
        other = folder / "exports" / "annet.docx"
        other.write_bytes(b"Ikke Word.")
        os.utime(other, (1_000_000, 1_000_000))
        (folder / "exports" / "rapport.bak.docx").write_bytes(b"")

    def uses(self) -> dict[str, str]:
        return {use.coding: use.state for use in self.project.uses()}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path / "studie")


@asynccontextmanager
async def room(
    study: Study, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], ReturnedScreen]]:
    app = KodeverkApp(study.project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReturnedScreen))
        screen = app.screen
        assert isinstance(screen, ReturnedScreen)
        yield pilot, screen
    study.project.close()


def part(screen: ReturnedScreen, name: str) -> str:
    return str(screen.query_one(f"#{name}", Static).render())


def rows(screen: ReturnedScreen, name: str) -> list[str]:
    return [str(option.prompt) for option in screen.query_one(f"#{name}", OptionList).options]


async def read(pilot: Pilot[None], screen: ReturnedScreen) -> None:
    await pilot.press("enter")
    await until(pilot, lambda: screen._comparison is not None and not screen._busy)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_newest_report_is_read_and_noted(study: Study, size: tuple[int, int]) -> None:
    data = edited(study.path.read_bytes(), comments(f"kv_{study.second}"))
    study.path.write_bytes(with_comments(data, ("Turid [/b]", "Fint, dette.")))
    async with room(study, size) as (pilot, screen):
        assert rows(screen, "returned-files") == ["rapport [b] på Ås.docx", "annet.docx"]
        await read(pilot, screen)
        assert part(screen, "returned-sum") == "2 kept"
        assert len(rows(screen, "returned-quotes")) == 2
        assert [row[:6] for row in rows(screen, "returned-quotes")] == ["kept ✎", "kept  "]
        assert "✎ Turid [/b] Fint, dette." in part(screen, "returned-about")
        assert study.uses() == {study.first: "kept", study.second: "kept"}
        await pilot.press("w")
        await until(pilot, lambda: "Nothing to do" in part(screen, "status"))
        await pilot.press("escape")
        assert screen.focused is screen.home
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, ReportScreen)


async def test_a_file_that_is_no_report_says_so(study: Study) -> None:
    async with room(study) as (pilot, screen):
        await pilot.press("w")
        assert "Choose a report first" in part(screen, "status")
        await pilot.press("down", "enter")
        await until(pilot, lambda: bool(pilot.app._notifications))
        (told,) = pilot.app._notifications
        assert "annet.docx" in told.message and screen._comparison is None


async def test_a_report_is_made_new_when_the_person_says_yes(study: Study) -> None:
    study.project.uncode(study.first)
    study.project.code("int-01", answer(study.project, 2), "kon.stoy")
    before = study.path.read_bytes()
    async with room(study) as (pilot, screen):
        await read(pilot, screen)
        for key in ("n", "y"):
            await pilot.press("w")
            await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))
            assert study.path.read_bytes() == before
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: not screen._busy and len(rows(screen, "returned-quotes")) == 3)
        assert study.path.read_bytes() != before
        assert study.path.with_suffix(".bak.docx").read_bytes() == before
        said = lines(study.path.read_bytes())
        assert [line for line in said if line.startswith("Withdrawn")]


async def test_an_unclear_quote_is_asked_about(study: Study) -> None:
    name = f"kv_{study.first}"
    study.path.write_bytes(
        edited(study.path.read_bytes(), doubles(name, f"kv_{study.second}", name))
    )
    async with room(study) as (pilot, screen):
        await read(pilot, screen)
        assert "1 doubled" in part(screen, "returned-sum") and study.first not in study.uses()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen is screen and not screen._busy)
        assert "1 moved" in part(screen, "returned-sum")
        assert study.uses()[study.first] == "moved"
        await pilot.press("down", "enter")
        assert "nothing to ask" in part(screen, "status")


async def test_a_report_that_is_open_in_word_is_left_alone(study: Study) -> None:
    study.project.uncode(study.first)
    async with room(study) as (pilot, screen):
        await read(pilot, screen)
        study.path.with_name(f".~lock.{study.path.name}#").write_bytes(b"")
        await pilot.press("w")
        await until(pilot, lambda: bool(pilot.app._notifications))
        assert "is open in Word" in next(iter(pilot.app._notifications)).message
        assert not list(study.path.parent.glob("*Ås.bak*"))
