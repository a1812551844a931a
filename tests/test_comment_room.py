"""Comments in the coding room: the mark, the details, the keys that answer, the list."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import room_study
from room_study import Silent, make_study, settle
from test_cli_comments import document
from test_coding_room import Quiet
from test_comments import remark
from test_rooms import read_all, shown
from test_rooms import room as import_room
from textual.pilot import Pilot

from kodeverk.model import OriginKind, Reply
from kodeverk.project import Project
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.pick import PickScreen
from kodeverk.tui.widgets.sentence import SentencePanel
from kodeverk.tui.widgets.sheet import Sheet

FIRST = "ved kaffemaskinen"
SECOND = "Vi får ikke arbeidsro"


def study(root: Path) -> Project:
    """Make a study with a proposal, a question that was answered, and one without a place."""
    project = make_study(root)
    text = project.transcript("int-01")
    answers = (Reply("Ola Åsen", "2026-02-04", "Ja, [enig]."),)
    project.take_in_comments(
        [
            remark(text, "Møteplass: godt eksempel", FIRST),
            remark(text, "Mener hun musikken?", SECOND, replies=answers, resolved=True),
            remark(text, "Tidspress: men hvor?", ""),
        ]
    )
    return project


def opened(
    project: Project, size: tuple[int, int] = (120, 40)
) -> AbstractAsyncContextManager[tuple[Pilot[None], CodingScreen]]:
    return room_study.opened(project, Silent(), size)


def details(room: CodingScreen) -> str:
    return room.query_one(SentencePanel).text.plain


def told(room: CodingScreen) -> str:
    return room.query_one("#status", Sheet).text.plain


def proposed(room: CodingScreen) -> int:
    return len(room._suggestions)


def marks(room: CodingScreen) -> list[str]:
    """Return the rows that have the mark of a comment."""
    view = room.view
    rows = ("".join(s.text for s in view._laid.paint(y)) for y in range(view._laid.layout.height))
    return [row for row in rows if "✎" in row]


async def test_gone_through_with_their_answers(tmp_path: Path) -> None:
    async with opened(study(tmp_path)) as (pilot, room):
        first, second = marks(room)
        assert "kaffemaskinen" in first and "arbeidsro" in second
        await pilot.press("q")
        await settle(pilot)
        assert "▶ ┆" in details(room) and "proposed by Kari Nes 3.2.2026" in details(room)
        assert "Møteplass: godt eksempel" in details(room)
        await pilot.press("q")
        await settle(pilot)
        assert "▶ ✎ Comment, Kari Nes 3.2.2026  (resolved)" in details(room)
        assert "↳ Ola Åsen 4.2.2026: Ja, [enig]." in details(room)
        await pilot.press("q")
        await settle(pilot)
        assert told(room) == "There are no more comments that way."
        await pilot.press("Q")
        await settle(pilot)
        assert "▶ ┆" in details(room)


async def test_accepted_with_the_key_of_suggestions(tmp_path: Path) -> None:
    project = study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("q", "g")
        await settle(pilot)
        (coding,) = project.codings()
        assert (coding.code, coding.origin.kind) == ("syn.mote", OriginKind.COMMENT)
        assert "from a comment" in details(room) and "godt eksempel" in details(room)
        assert proposed(room) == 0
        await pilot.press("u")
        await settle(pilot)
        assert not project.codings() and proposed(room) == 1
        await pilot.press("f")
        await settle(pilot)
        assert proposed(room) == 0 and len(project.rejections()) == 1
        assert "Comment, Kari Nes" in details(room)  # it still says what it says


async def test_a_coding_is_made_of_a_comment_and_it_is_put_away(tmp_path: Path) -> None:
    project = study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("q", "q", "e")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press(*"støy", "enter")
        await settle(pilot)
        (coding,) = project.codings()
        assert project.transcript("int-01").text(coding.span) == SECOND
        memo = project.memo(coding.memo_target)
        assert memo is not None and "Mener hun musikken?" in memo.text
        await pilot.press("space")
        await settle(pilot)
        assert "▶ ✎" in details(room)
        await pilot.press("x")
        await settle(pilot)
        assert len(project.comments()) == 2 and len(marks(room)) == 1
        assert len(project.codings()) == 1
        await pilot.press("u")
        await settle(pilot)
        assert len(project.comments()) == 3 and len(marks(room)) == 2


async def test_no_key_puts_a_comment_away_that_is_not_marked(tmp_path: Path) -> None:
    project = study(tmp_path)
    async with opened(project) as (pilot, room):
        room.view.move_to(project.transcript("int-01").body.index(SECOND))
        await settle(pilot)
        await pilot.press("x", "delete")
        await settle(pilot)
        assert len(project.comments()) == 3


async def test_the_list_has_those_without_a_place_too(tmp_path: Path) -> None:
    async with opened(study(tmp_path), (80, 24)) as (pilot, room):
        await pilot.press("ctrl+k")
        assert isinstance(pilot.app.screen, PickScreen)
        await pilot.press(*"hvor", "enter")
        await settle(pilot)
        assert "what it was about is not in the text" in told(room)
        await pilot.press("ctrl+k")
        await pilot.press(*"musikken", "enter")
        await settle(pilot)
        assert "▶ ✎ Comment" in details(room)


async def test_what_people_propose_is_not_noted_as_shown_by_the_program(tmp_path: Path) -> None:
    project = study(tmp_path)
    async with room_study.opened(project, Quiet(project), (120, 40)) as (pilot, room):
        await room_study.until(pilot, lambda: proposed(room) > 1)
        await pilot.press("q")
        await settle(pilot)
        room.look()
        room.keep_read(leave=True)
        shown = {one.engine for one in project.outcomes()}
        assert shown == {"prøve-1"}


async def test_a_transcript_without_comments(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room_study.opened(project, Quiet(project), (120, 40)) as (pilot, room):
        for key in ("q", "Q", "ctrl+k"):
            await pilot.press("down", key)
            await settle(pilot)
            assert told(room) == "There are no comments on this transcript."
        assert marks(room) == []


async def test_the_import_room_says_how_many_come_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path / "studie")
    folder = tmp_path / "filer"
    folder.mkdir()
    (folder / "kommentert.docx").write_bytes(document())
    monkeypatch.chdir(folder)
    async with import_room(project, "f3", (120, 40)) as (pilot, screen):
        await pilot.press("slash", ".", "enter")
        await read_all(pilot, screen, 1)
        await pilot.pause()
        assert "3 comments, 1 proposes a code" in shown(screen)
        await pilot.press("i")
        await room_study.until(pilot, lambda: "imported" in shown(screen))
    assert len(project.comments("kommentert")) == 3
    assert project.undo() == "3 comments taken in"
    project.close()
