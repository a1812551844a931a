"""The export room: by keys alone, what is offered, progress, stopping, and what goes wrong."""

import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from room_study import Silent, until
from textual.pilot import Pilot
from textual.widgets import ProgressBar, Select, Static

from kodeverk import exporting
from kodeverk.export import tables
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.report import Notice
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.export import ExportScreen
from kodeverk.tui.screens.report import ReportScreen

SIZES = ((80, 24), (120, 40))


@pytest.fixture
def coded(study: Project) -> Project:
    body = study.transcript("int-01").body
    for words, code in (("nå deler vi sal", "rom"), ("støyen høres", "bråk")):
        start = body.index(words)
        study.code("int-01", Span(start, start + len(words)), code)
    return study


@asynccontextmanager
async def room(
    project: Project, size: tuple[int, int] = SIZES[0]
) -> AsyncIterator[tuple[Pilot[None], ExportScreen]]:
    """Go to the export room by way of the summary room."""
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.press("f4")
        await rest(pilot)
        assert type(app.screen) is ReportScreen
        await pilot.press("ctrl+e")
        await rest(pilot)
        screen: Any = app.screen
        assert type(screen) is ExportScreen
        yield pilot, screen


async def rest(pilot: Pilot[Any]) -> None:
    """Wait for what a key has set going."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def status(screen: ExportScreen) -> str:
    return str(screen.query_one("#status", Static).content)


def told(screen: ExportScreen) -> str:
    return str(screen.query_one("#export-told", Static).content)


def exports(project: Project) -> list[Path]:
    return sorted((project.root / "exports").iterdir())


@pytest.mark.parametrize("size", SIZES)
async def test_a_table_is_written_by_one_key(coded: Project, size: tuple[int, int]) -> None:
    async with room(coded, size) as (pilot, screen):
        await pilot.press("w")
        await rest(pilot)
        (path,) = exports(coded)
        assert status(screen) == f"Written: {path}"
        assert str(path) in told(screen) and "Look at this before it is shared" in told(screen)
        assert len(list(load_workbook(path).worksheets[0].iter_rows())) == 3
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_every_format_that_is_offered_is_written(coded: Project) -> None:
    async with room(coded) as (pilot, screen):
        offered = [(what, f) for what in exporting.What for _name, f in exporting.formats(what)]
        for what, format_ in offered:
            screen.query_one("#export-what", Select).value = what.value
            await pilot.pause()
            screen.query_one("#export-format", Select).value = format_
            await pilot.pause()
            about = str(screen.query_one("#export-about", Static).content)
            assert about.strip() == exporting.explained(format_)
            await pilot.press("w")
            await rest(pilot)
            assert status(screen).startswith("Written: "), (what, format_)
        lists = [path for path in exports(coded) if "left out" in path.name]
        assert len(exports(coded)) - len(lists) == len(offered) == 14
        assert len(lists) == len(exporting.formats(exporting.What.STUDY)) == 2
        assert [what for what, _f in offered].count(exporting.What.CODINGS) == len(tables.Format)


async def test_only_what_is_ticked_comes_along(coded: Project) -> None:
    async with room(coded) as (pilot, screen):
        screen.query_one("#export-what", Select).value = "transcripts"
        await pilot.pause()
        screen.query_one("#export-texts").focus()
        await pilot.press("down", "space", "w")
        await rest(pilot)
        (folder,) = exports(coded)
        (path,) = folder.iterdir()
        assert [c.author for c in Document(str(path)).comments] == ["kari", "kari"]


async def test_nothing_ticked_is_not_written(coded: Project) -> None:
    async with room(coded) as (pilot, screen):
        screen.query_one("#export-texts").focus()
        await pilot.press("a", "w")
        await rest(pilot)
        assert status(screen) == "There is nothing in it: choose more."
        assert exports(coded) == []


async def test_what_is_being_written_can_be_stopped(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = exporting.write

    def slowly(project: Project, job: exporting.Job, along: Any, place: Any) -> exporting.Done:
        def waiting(things: Iterable[Any], total: int) -> Iterator[Any]:
            for thing in along(things, total):
                yield thing
                begun.set()
                assert go_on.wait(20)

        return real(project, job, waiting, place)

    monkeypatch.setattr(exporting, "write", slowly)
    async with room(coded) as (pilot, screen):
        await pilot.press("w", "w")
        await until(pilot, begun.is_set)
        await pilot.pause()
        assert screen.query_one(ProgressBar).display
        await pilot.press("escape")
        go_on.set()
        await until(pilot, lambda: status(screen) == "Stopped: nothing half was left.")
        assert pilot.app.screen is screen and not screen.query_one(ProgressBar).display
        assert exports(coded) == []
        await pilot.press("w")
        await rest(pilot)
        assert len(exports(coded)) == 1


async def test_a_torn_journal_is_told(coded: Project) -> None:
    journal = next((coded.root / "corpus" / "codings").glob("*.jsonl"))
    coded.close()
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8", newline="")
    async with room(Project.open(coded.root)) as (pilot, screen):
        await pilot.press("w")
        await rest(pilot)
        (shown,) = list(pilot.app._notifications)
        assert "is not whole" in shown.message
        assert status(screen) == "" and exports(coded) == []


async def test_the_palette_finds_it(coded: Project) -> None:
    async with room(coded) as (pilot, _screen):
        await pilot.press("escape", "ctrl+p", *"export", "enter")
        await rest(pilot)
        assert isinstance(pilot.app.screen, ExportScreen)


def test_many_notices_are_summed_up() -> None:
    notices = [Notice("k", f"{n}.", "Se.") for n in range(6)] + [Notice("n", "Navn.", "Les.")]
    assert list(exporting.summed(notices)) == [
        (("0.", "1.", "2.", "3.", "… and 2 more"), "Se."),
        (("Navn.",), "Les."),
    ]
