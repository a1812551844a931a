"""Studies of other programs in the import room: looked at first, then all of it or nothing."""

from pathlib import Path

import pytest
from room_study import until
from test_interchange_admit import files_of
from test_rooms import NARROW, WIDE, read_all, room, shown

from kodeverk.project import Project
from kodeverk.project.intake import Intake
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.widgets.filecard import FileCard

DATA = Path(__file__).parent / "data"
TAGUETTE = DATA / "taguette" / "project.sqlite3"
QDPX = DATA / "refi-qda" / "reference.qdpx"


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_study_is_shown_before_anything_is_written(
    study: Project, size: tuple[int, int]
) -> None:
    study.lock()
    before = files_of(study.root)
    async with room(study, "f3", size) as (pilot, screen):
        screen.add([TAGUETTE, QDPX])
        await read_all(pilot, screen, 2)
        words = shown(screen)
        assert "+ project.sqlite3" in words and "⚠ reference.qdpx" in words
        assert "Kodeverk fixture, from Taguette" in words
        assert "2 texts, 8 codes, 9 codings, 3 memos" in words
        assert "How it was understood" in words
        await pilot.press("escape", "e")
        card = screen.query_one(FileCard)
        assert screen.focused is card
        if size is NARROW:
            await pilot.press("end")
            await until(pilot, lambda: card.scroll_offset.y > 0)
            words = shown(screen)
        assert "Intervju 1 – Åse" in words
        assert "lonely" in words
        assert files_of(study.root) == before
        await pilot.press("escape", "i")
        await until(pilot, lambda: "2 files imported" in shown(screen))
        assert "✓ project.sqlite3" in shown(screen)
        await pilot.press("e", "home")
        await until(pilot, lambda: "Imported: 2 texts" in shown(screen))
        await pilot.press("escape")
        assert len(study.transcript_ids) == 6
        assert len(study.codings()) == 16
        reports = [path.name for path in (study.root / "exports").iterdir()]
        assert len(reports) == 2
        screen.add([TAGUETTE.parent / ".." / "taguette" / TAGUETTE.name])
        await read_all(pilot, screen, 3)
        assert screen._files[2].outcome.code == "duplicate"
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CodingScreen)
    assert study.check() == ()


async def test_a_study_can_be_stopped_halfway(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.lock()
    before = files_of(study.root)
    async with room(study, "f3", WIDE) as (pilot, screen):
        screen.add([TAGUETTE])
        await read_all(pilot, screen, 1)
        take_in = Project.take_in

        def slow(project: Project, intake: Intake, step: object, *, settle: bool) -> None:
            pilot.app.call_from_thread(screen.workers.cancel_all)
            take_in(project, intake, step, settle=settle)  # type: ignore[arg-type]

        monkeypatch.setattr(Project, "take_in", slow)
        await pilot.press("escape", "i")
        await until(pilot, lambda: not screen._busy)
        assert "+ project.sqlite3" in shown(screen)
        assert files_of(study.root) == before
        assert study.codings() == ()


async def test_what_is_no_study_says_why(study: Project, tmp_path: Path) -> None:
    torn = tmp_path / "torn [b].qdpx"
    torn.write_bytes(QDPX.read_bytes()[:300])
    async with room(study, "f3", WIDE) as (pilot, screen):
        screen.add([torn])
        await read_all(pilot, screen, 1)
        assert "✗ torn [b].qdpx" in shown(screen)
        assert "Refused:" in shown(screen)
        await pilot.press("escape", "i")
        await pilot.pause()
        assert "There is nothing to import yet" in shown(screen)


async def test_another_who_writes_for_the_coder_is_respected(study: Project) -> None:
    other = Project.open(study.root)
    other.lock()
    async with room(study, "f3", WIDE) as (pilot, screen):
        screen.add([TAGUETTE])
        await read_all(pilot, screen, 1)
        before = files_of(study.root)
        await pilot.press("escape", "i")
        await until(pilot, lambda: bool(pilot.app._notifications))
        assert "already open for kari" in next(iter(pilot.app._notifications)).message
        assert files_of(study.root) == before
    other.close()
