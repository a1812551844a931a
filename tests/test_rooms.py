"""The rooms around the coding room: by keys alone, by mouse alone, and with names that bite."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from room_study import Silent, until
from textual.pilot import Pilot
from textual.widgets import Button, DirectoryTree, Input, Static, TextArea

from kodeverk import codebook as books
from kodeverk.codebook import PALETTE
from kodeverk.export.word import read_back
from kodeverk.model import Code, Codebook, Role, Span, Target, TargetKind
from kodeverk.project import Project
from kodeverk.tui import incoming
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.codebook import CodebookScreen
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.help import HelpScreen
from kodeverk.tui.screens.imports import ImportScreen
from kodeverk.tui.screens.problems import ProblemsScreen
from kodeverk.tui.screens.record import RecordScreen
from kodeverk.tui.screens.report import ReportScreen
from kodeverk.tui.widgets.paths import completed

NARROW, WIDE = (80, 24), (120, 40)
TEXT = "Intervjuer: Hvordan går det med [/] rommet?\n\nKari: Det går [bold]bra[/bold].\n"


@asynccontextmanager
async def room(
    project: Project, key: str, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], Any]]:
    """Open the program and go to a room with its key."""
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        await rest(pilot)
        yield pilot, app.screen


async def rest(pilot: Pilot[None]) -> None:
    """Wait for the workers of all rooms; the one that looks into folders never ends."""
    workers = [w for w in pilot.app.workers if not isinstance(w.node, DirectoryTree)]
    if workers:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause()


def shown(screen: Any) -> str:
    """Return all text on the screen as the terminal gets it."""
    width, height = screen.size
    strips = screen._compositor.render_strips()
    assert len(strips) == height
    rows = ["".join(segment.text for segment in strip) for strip in strips]
    assert all(len(row) <= width for row in rows)
    return "\n".join(rows)


async def click(pilot: Pilot[None], words: str) -> None:
    """Click on the first place where ``words`` stand on the screen."""
    for y, row in enumerate(shown(pilot.app.screen).split("\n")):
        if (x := row.find(words)) >= 0:
            await pilot.click(offset=(x + 1, y))
            await pilot.pause()
            return
    raise AssertionError(f"not on the screen: {words}")


def book(project: Project) -> Codebook:
    """Return the codebook as a fresh look at the study sees it."""
    return Project.open(project.root).codebook


def code(project: Project, code_id: str) -> Code:
    """Return a code as a fresh look at the study sees it."""
    found = book(project).get(code_id)
    assert found is not None
    return found


# --- the codebook


async def test_codes_are_added_named_and_described_by_keys_alone(study: Project) -> None:
    async with room(study, "f2") as (pilot, _screen):
        await pilot.press("down", "down", "n", *"Kaffe", "enter")
        await pilot.pause()
        assert [c.id for c in book(study).children("synergi")] == ["felles", "rom", "kaffe"]
        await pilot.press("i", *"Melk", "enter")
        await pilot.pause()
        assert code(study, "melk").parent == "kaffe"
        await pilot.press("enter", "end", *"erull", "enter", *"Noen drikker.", "escape")
        await pilot.pause()
        melk = code(study, "melk")
        assert (melk.name, melk.definition) == ("Melkerull", "Noen drikker.")
        await pilot.press("t", "M", "escape", "c", "1", "2", "enter", "escape")
        await pilot.pause()
        melk = code(study, "melk")
        assert (melk.key, melk.color) == ("M", PALETTE[11])
        await pilot.press("r", "ctrl+u", *"Te", "enter")
        await pilot.pause()
        assert code(study, "melk").name == "Te"
        await pilot.press(*"uuuuuu")
        await pilot.pause()
        assert book(study).get("melk") is None
        await pilot.press("u")
        assert book(study).get("kaffe") is None
        await pilot.press("y")
        await pilot.pause()
        assert book(study).get("kaffe") is not None
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_a_key_that_another_code_has_is_refused_in_words(study: Project) -> None:
    async with room(study, "f2", WIDE) as (pilot, screen):
        await pilot.press("down", "down", "t", "backspace", "3")
        await pilot.pause()
        assert "already belongs to “Konflikt”" in shown(screen)
        await pilot.press("backspace", "x")
        await pilot.pause()
        assert "one digit, one capital letter" in shown(screen)
        await pilot.press("escape")
        await pilot.pause()
        assert code(study, "rom").key == "2"
        assert screen.form.query_one("#f-key", Input).value == "2"


async def test_codes_are_moved_up_down_in_and_out(study: Project) -> None:
    def places() -> list[tuple[str, str | None]]:
        return [(c.id, c.parent) for c in book(study).codes]

    before = places()
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("down", "down", "k")
        await pilot.pause()
        assert [c.id for c in book(study).children("synergi")] == ["rom", "felles"]
        assert screen.home.marked == "rom"
        await pilot.press("h")
        await pilot.pause()
        assert places()[2] == ("rom", None)
        await pilot.press("l")
        await pilot.pause()
        assert [c.id for c in book(study).children("synergi")] == ["felles", "rom"]
        await pilot.press("v", *"konf", "enter")
        await pilot.pause()
        assert code(study, "rom").parent == "konflikt"
        await pilot.press("v", *"top", "enter")
        await pilot.pause()
        assert [c.id for c in book(study).children(None)] == ["synergi", "konflikt", "rom"]
        await pilot.press(*"uuuuu")
        await pilot.pause()
        assert places() == before


async def test_a_merge_says_how_many_codings_go_along(study: Project) -> None:
    study.code("int-01", Span(70, 90), "bråk")
    study.code("int-01", Span(110, 130), "bråk")
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("slash", *"bråk", "enter", "g", *"rom", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "“Bråk og støy” has 2 codings" in shown(pilot.app.screen)
        await pilot.press("y")
        await rest(pilot)
        assert [c.code for c in Project.open(study.root).codings()] == ["rom", "rom"]
        assert screen.home.marked == "rom"
        await pilot.press("u")
        await rest(pilot)
        assert [c.code for c in Project.open(study.root).codings()] == ["bråk", "bråk"]


async def test_a_long_title_gives_way_on_a_narrow_screen(study: Project) -> None:
    path = study.root / study.settings.codebook
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Synergi", f"title: {'Synergi ' * 12}"), encoding="utf-8")
    study.refresh()
    async with room(study, "f2") as (_pilot, screen):
        head = shown(screen).split("\n")[0]
        assert "Codebook  5 codes · Synergi Synergi" in head and head.rstrip().endswith("…")


async def test_undo_leaves_what_was_done_in_the_coding_room_and_says_what_it_is(
    study: Project,
) -> None:
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("r", "ctrl+u", *"Samspill", "enter")
        study.code("int-01", Span(70, 90), "bråk")
        await pilot.press("u")
        await pilot.pause()
        assert "Undo this in the coding room: coding with “Bråk og støy”" in shown(screen)
        assert code(study, "synergi").name == "Samspill" and len(study.codings()) == 1
        study.undo()
        await pilot.press("y")
        await pilot.pause()
        assert "Redo this in the coding room: coding with “Bråk og støy”" in shown(screen)
        assert study.codings() == ()
        await pilot.press("u")
        await pilot.pause()
        assert "Undone: code “Synergi” renamed “Samspill”" in shown(screen)
        await pilot.press("m", *"Husk", "ctrl+s")
        await pilot.pause()
        assert code(study, "synergi").name == "Synergi" and study.memos()
        await pilot.press("u")
        await pilot.pause()
        assert "Undone: memo" in shown(screen) and study.memos() == ()


async def test_removing_a_used_code_asks_and_enter_keeps_it(study: Project) -> None:
    study.code("int-01", Span(70, 90), "bråk")
    async with room(study, "f2") as (pilot, _screen):
        await pilot.press("slash", *"bråk", "enter", "x")
        await pilot.pause()
        words = shown(pilot.app.screen)
        assert "1 coding with “Bråk og støy”" in words
        assert "Merge it into another code" in words
        await pilot.press("enter")
        await pilot.pause()
        assert book(study).get("bråk") is not None
        await pilot.press("x", "y")
        await pilot.pause()
        assert book(study).get("bråk") is None
        await pilot.press("u")
        await pilot.pause()
        assert book(study).get("bråk") is not None


async def test_an_unused_code_is_removed_at_once_and_one_with_codes_below_is_not(
    study: Project,
) -> None:
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("x")
        await pilot.pause()
        assert book(study).get("synergi") is not None
        await pilot.press("down", "x")
        await pilot.pause()
        assert book(study).get("felles") is None
        assert screen.form.code == screen.home.marked == "rom"


async def test_what_was_written_is_saved_when_the_cursor_goes_on_and_at_quit(
    study: Project,
) -> None:
    async with room(study, "f2", WIDE) as (pilot, screen):
        await pilot.press("down", "enter", "tab", *"Ny: ")
        screen.home.mark("rom")
        await pilot.pause()
        assert code(study, "felles").definition.startswith("Ny: ")
        assert screen.form.query_one("#f-definition", TextArea).text == "Noen bruker samme rom."
        assert code(study, "rom").definition == "Noen bruker samme rom."
        screen.home.focus()
        await pilot.press("enter", "tab", *"Sist: ", "ctrl+q")
    assert code(study, "rom").definition == "Sist: Noen bruker samme rom."


async def test_examples_are_one_on_each_line_and_a_group_is_no_code(study: Project) -> None:
    async with room(study, "f2", WIDE) as (pilot, screen):
        await pilot.press("down", "enter")
        area = screen.form.query_one("#f-examples", TextArea)
        area.focus()
        await pilot.press("end", "enter", *"To til", "escape")
        await pilot.pause()
        assert code(study, "felles").examples == (
            "Vi hadde lesestund sammen med kulturskolen.",
            "To til",
        )
        screen.form.query_one("#f-codable").focus()
        await pilot.press("space")
        await pilot.pause()
        assert not code(study, "felles").codable


async def test_the_codebook_room_works_by_mouse_alone(study: Project) -> None:
    async with room(study, "f2", WIDE) as (pilot, screen):
        await click(pilot, "Deling av rom")
        assert screen.form.code == "rom"
        await click(pilot, " 9██")
        await rest(pilot)
        assert code(study, "rom").color == PALETTE[8]
        await click(pilot, "u Undo")
        assert code(study, "rom").color == ""
        await click(pilot, "x Remove")
        assert book(study).get("rom") is None
        await click(pilot, "Konflikt")
        await click(pilot, "can be set on text")
        assert not code(study, "konflikt").codable
        await click(pilot, "esc Back")
        assert not isinstance(pilot.app.screen, CodingScreen), "first out of the field"
        await click(pilot, "esc Back")
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_a_memo_on_a_code_is_kept(study: Project) -> None:
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("down", "m", *"Husk", "escape")
        await pilot.pause()
        memo = study.memo(Target(TargetKind.CODE, "felles"))
        assert memo is not None and memo.text == "Husk"
        assert "1 memo" in shown(screen)


async def test_a_broken_codebook_shows_line_and_cure(study: Project) -> None:
    text = study.codebook_path.read_text(encoding="utf-8").replace('key: "2"', 'key: "22"')
    text = text.replace("key: 2", "key: 22").replace("key: '2'", "key: '22'")
    study.codebook_path.write_text(text, encoding="utf-8", newline="\n")
    study.reload_codebook()
    line = next(n for n, row in enumerate(text.split("\n"), 1) if "22" in row and "key" in row)
    async with room(study, "f2", WIDE) as (_pilot, screen):
        assert f"kodebok.yaml:{line}" in shown(screen)


async def test_hostile_names_of_codes_do_nothing(study: Project) -> None:
    changes = books.plan_edit(study.codebook, "felles", definition="[/] [ler] [red]x[/red]")
    study.edit_codebook(changes)
    study.edit_codebook(books.plan_edit(study.codebook, "felles", name="[/] [b]Felles[/b]"))
    async with room(study, "f2") as (pilot, screen):
        await pilot.press("down")
        await pilot.pause()
        words = shown(screen)
        assert "[/] [b]Felles[/b]" in words and "[/] [ler] [red]x[/red]" in words
        await pilot.press("slash")
        await pilot.pause()
        assert "[/] [b]Felles[/b]" in shown(pilot.app.screen)
        await pilot.press("escape", "x")
        await pilot.pause()


# --- import


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with files to import, where the person stands."""
    place = tmp_path / "opptak"
    place.mkdir()
    (place / "a [ler].txt").write_text(TEXT, encoding="utf-8", newline="\n")
    (place / "b.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    (place / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (place / ".skjult.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    monkeypatch.chdir(place)
    return place


async def read_all(pilot: Pilot[None], screen: Any, count: int) -> None:
    """Wait until ``count`` files have been read."""
    await until(
        pilot,
        lambda: (
            len(screen._files) == count
            and all(each.outcome for each in screen._files)
            and not screen._busy
        ),
    )


async def test_a_folder_is_imported_by_keys_alone(study: Project, folder: Path) -> None:
    async with room(study, "f3") as (pilot, screen):
        await pilot.press("slash", ".", "enter")
        await read_all(pilot, screen, 3)
        words = shown(screen)
        assert "+ a [ler].txt" in words and "– b.txt" in words and "– c.png" in words
        await pilot.press("home", "r", "down", "down", "enter", "enter", "enter")
        await pilot.pause()
        await pilot.press("tab", *"bibliotek", "enter", *"Mysen", "escape")
        await pilot.press("e", "ctrl+u", *"Tittel [/]", "enter", "escape", "i")
        await until(pilot, lambda: "imported" in shown(screen))
        assert "✓ a [ler].txt" in shown(screen)
    fresh = Project.open(study.root)
    (new,) = set(fresh.transcript_ids) - {"int-01", "notat"}
    transcript = fresh.transcript(new)
    assert transcript.title == "Tittel [/]"
    assert "[bold]bra[/bold]" in transcript.body
    kari = transcript.speaker("Kari")
    assert kari is not None
    assert dict(kari.attributes) == {"unit": "bibliotek", "place": "Mysen"}
    assert kari.role is not Role.UNKNOWN


async def test_a_file_is_imported_by_mouse_alone(study: Project, folder: Path) -> None:
    async with room(study, "f3", WIDE) as (pilot, screen):
        await until(pilot, lambda: "a [ler].txt" in shown(screen))
        await click(pilot, "a [ler].txt")
        await read_all(pilot, screen, 1)

        def rows() -> list[str]:
            return [r for r in shown(screen).split("\n") if "1 turn" in r and "Kari" in r]

        await until(pilot, lambda: bool(rows()))
        row = rows()[0]
        before = screen._files[0].speakers[1].role
        await click(pilot, row[row.index("Kari") :][:8])
        await pilot.pause()
        assert screen._files[0].speakers[1].role is not before
        await click(pilot, "i Import")
        await until(pilot, lambda: "1 file imported" in shown(screen))
    assert len(Project.open(study.root).transcript_ids) == 3


async def test_the_same_file_is_noticed_and_others_go_on(study: Project, folder: Path) -> None:
    async with room(study, "f3", WIDE) as (pilot, screen):
        screen.add([folder / "b.txt"])
        await read_all(pilot, screen, 1)
        await pilot.press("escape", "i")
        await until(pilot, lambda: "1 file imported" in shown(screen))
        screen.add([folder / "a [ler].txt", folder / "c.png"])
        await read_all(pilot, screen, 3)
        assert "already in the study" in shown(screen).replace("\n", " ")
        await pilot.press("down", "x")
        await pilot.pause()
        assert [each.path.name for each in screen._files] == ["b.txt", "a [ler].txt"]


async def test_a_file_that_vanished_says_why(study: Project, folder: Path) -> None:
    async with room(study, "f3") as (pilot, screen):
        screen.add([folder / "b.txt", folder / "a [ler].txt"])
        await read_all(pilot, screen, 2)
        (folder / "b.txt").unlink()
        before = study.transcript_ids
        await pilot.press("escape", "i")
        await until(pilot, lambda: "could not be" in shown(screen))
        assert "✗ b.txt" in shown(screen)
        assert study.transcript_ids == before


async def test_hostile_file_names_and_speakers_do_nothing(study: Project, folder: Path) -> None:
    name = "[red]x[b] [ler].txt"
    (folder / "q").mkdir()
    (folder / "q" / name).write_text(
        "[/] Ola: Hei \x1b[31mder.\n\nKari [b]: Ja [/].\n\n[/] Ola: Nei.\n",
        encoding="utf-8",
        newline="\n",
    )
    async with room(study, "f3") as (pilot, screen):
        screen.add([folder / "q" / name])
        await read_all(pilot, screen, 1)
        words = shown(screen)
        assert name in words and "[/]" in words and "\x1b" not in words
        await pilot.press("escape", "r", "down", "enter", "space")
        await pilot.pause()


def test_a_path_is_completed(folder: Path) -> None:
    (folder / "mappe").mkdir()
    assert completed(str(folder / "b")) == str(folder / "b.txt")
    assert completed(str(folder / "ma")) == str(folder / "mappe") + "/"
    assert completed("ma") == "mappe/"
    assert completed(str(folder / "ø")) is None
    assert completed(str(folder) + "/") is None
    assert completed(str(folder / "ikke" / "b")) is None


async def test_tab_takes_the_completion(study: Project, folder: Path) -> None:
    async with room(study, "f3") as (pilot, screen):
        await pilot.press("slash", *"./b")
        await until(pilot, lambda: screen.query_one("#path", Input)._suggestion == "./b.txt")
        await pilot.press("tab")
        assert screen.query_one("#path", Input).value == "./b.txt"
        await pilot.press("enter")
        await read_all(pilot, screen, 1)
        await pilot.press("slash", *"ingenting", "enter")
        await pilot.pause()
        assert "no file or folder with that path" in shown(screen)


def test_files_of_a_folder_come_in_order_and_hidden_ones_not(folder: Path) -> None:
    (folder / "~$b.docx").write_bytes(b"")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_bytes(b"")
    names = [path.name for path in incoming.files_in(folder)]
    assert names == ["a [ler].txt", "b.txt", "c.png"]
    assert incoming.files_in(folder / "b.txt") == [folder / "b.txt"]


async def test_a_picture_in_a_folder_and_the_studys_own_files_are_not_read(
    study: Project, folder: Path
) -> None:
    async with room(study, "f3", WIDE) as (pilot, screen):
        screen._look_through(folder)
        await read_all(pilot, screen, 3)
        outcomes = {each.path.name: each.outcome for each in screen._files}
        assert outcomes["c.png"].outcome == "ignore"
        screen.add([folder / "c.png", study.root / "corpus" / "int-01.txt"])
        await read_all(pilot, screen, 4)
        own = screen._files[-1].outcome
        assert own.outcome == "reject" and "part of this study" in own.message
        assert "“u” does not take an import back" in shown(screen)


# --- the Word summary


@pytest.fixture
def coded(study: Project) -> Project:
    """Return the study with a few codings."""
    body = study.transcript("int-01").body
    for words, name in (
        ("nå deler vi sal med ungdomsklubben", "rom"),
        ("støyen høres på lesesalen", "bråk"),
        ("det blir mye bråk", "bråk"),
    ):
        start = body.index(words)
        study.code("int-01", Span(start, start + len(words)), name)
    return study


async def gathered(pilot: Pilot[None], screen: Any) -> None:
    """Wait until the report room knows what the summary will hold."""
    await until(pilot, lambda: screen._report is not None)
    await pilot.pause()


async def test_a_summary_is_written_by_keys_alone(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):
        await gathered(pilot, screen)
        assert "It will hold 3 quotes, 2 informants" in shown(screen)
        await pilot.press("home", "space")
        await pilot.pause()
        assert screen.options.codes == ("konflikt", "bråk")
        await gathered(pilot, screen)
        assert "2 quotes" in shown(screen)
        await pilot.press("w")
        await pilot.pause()
        if isinstance(pilot.app.screen, ConfirmScreen):
            await pilot.press("y")
        await until(pilot, lambda: "Written: " in shown(screen))
    (path,) = (coded.root / "exports").glob("*.docx")
    text = str(read_back(path))
    assert "støyen høres på lesesalen" in text
    assert "nå deler vi sal" not in text


async def test_what_could_give_somebody_away_is_shown_before_writing(coded: Project) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        await gathered(pilot, screen)
        assert screen._report.notices
        assert "Look at this before it is shared" in shown(screen)
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "fits only 1 person" in shown(pilot.app.screen)
        await pilot.press("escape")
        await rest(pilot)
        assert not list((coded.root / "exports").glob("*.docx"))


async def test_the_report_room_works_by_mouse_alone(coded: Project) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        await gathered(pilot, screen)
        await click(pilot, "] Deling av rom")
        assert "rom" not in screen.options.codes and "synergi" not in screen.options.codes
        await click(pilot, "] Notat")
        assert screen.options.transcripts == ("int-01",)
        assert "With: figures, method, codebook" in shown(screen)
        await click(pilot, "With: figures")
        await click(pilot, "the memos")
        assert screen.options.memos
        assert "With: figures, method, codebook, memos" in shown(screen)
        await click(pilot, "as numbers")
        assert not screen.options.anonymous
        await gathered(pilot, screen)
        await click(pilot, "w Write")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        pilot.app.screen.query_one("#yes", Button)
        await click(pilot, "Write it")
        await until(pilot, lambda: "Written: " in shown(screen))
    assert list((coded.root / "exports").glob("*.docx"))


async def test_nothing_chosen_is_not_everything(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):
        await pilot.press("a")
        await pilot.pause()
        assert screen.options.codes == ()
        await gathered(pilot, screen)
        await pilot.press("w")
        await pilot.pause()
        assert "no quotes in it" in shown(screen)
        await pilot.press("a")
        await pilot.pause()
        assert screen.options.codes is None


async def test_most_quotes_of_one_informant(coded: Project) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        screen.query_one("#r-most", Input).focus()
        await pilot.press("1", "enter")
        assert screen.options.max_quotes == 1
        await pilot.press("shift+tab", "backspace", "0")
        assert screen.options.max_quotes is None


async def test_what_nobody_foresaw_ends_the_program(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kodeverk.analysis.themed", broken)
    with pytest.raises(ZeroDivisionError):
        async with room(coded, "f4") as (pilot, _screen):
            await until(pilot, lambda: pilot.app._exception is not None)


# --- problems


async def test_problems_are_shown_with_line_and_cure_and_again(study: Project) -> None:
    (study.root / "corpus" / "int-01.txt").write_bytes(b"---\nid: [/]\x1b[31m\n---\nfeil\n")
    async with room(study, "f5") as (pilot, screen):
        await until(pilot, lambda: bool(screen.home.option_count))
        words = shown(screen)
        assert "corpus/int-01.txt" in words and "✗ Error" in words and "→" in words
        assert "\x1b" not in words
        (problem,) = study.problems
        assert problem.message[:30] in words and problem.cure[:30] in words
        (study.root / "corpus" / "int-01.txt").unlink()
        await pilot.press("r")
        await until(pilot, lambda: "All files are as they should be" in shown(screen))
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)


# --- what all rooms have in common


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("f2", CodebookScreen),
        ("f3", ImportScreen),
        ("f4", ReportScreen),
        ("f5", ProblemsScreen),
        ("f12", RecordScreen),
    ],
)
async def test_every_room_shows_its_keys_and_goes_back(
    study: Project, key: str, kind: type[Any]
) -> None:
    async with room(study, key) as (pilot, screen):
        assert isinstance(screen, kind)
        assert "esc Back" in shown(screen) and "F1 Help" in shown(screen)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        page = str(pilot.app.screen.query_one("VerticalScroll Static", Static).render())
        for command in kind.ROOM_COMMANDS:
            assert command.label in page
        await pilot.press("escape", "ctrl+p", *"back", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_an_empty_codebook_can_begin_in_the_room(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "ny", name="[/] Ny")
    project.codebook_path.unlink()
    books.save_new(project.codebook_path, Codebook())
    project.reload_codebook()
    async with room(project, "f2") as (pilot, screen):
        assert "[/] Ny" in shown(screen)
        await pilot.press("enter", "r", "x", "g", "n", *"Første", "enter")
        await pilot.pause()
        assert [c.name for c in book(project).codes] == ["Første"]
        assert screen.form.code == book(project).codes[0].id
    project.close()


async def test_one_room_is_reached_from_another(study: Project) -> None:
    async with room(study, "f2", WIDE) as (pilot, _book):
        app: Any = pilot.app
        await pilot.press("f5")
        await until(pilot, lambda: type(app.screen).__name__ == "ProblemsScreen")
        assert len(app.screen_stack) == 2
        await pilot.press("f12")
        await until(pilot, lambda: type(app.screen).__name__ == "RecordScreen")
        await pilot.press("f2")
        await until(pilot, lambda: type(app.screen).__name__ == "CodebookScreen")
        await pilot.press("e")
        await until(pilot, lambda: app.screen.focused is not app.screen.home)
        await pilot.press("f5")
        await until(pilot, lambda: "Esc first" in shown(app.screen))
        assert type(app.screen).__name__ == "CodebookScreen"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: type(app.screen).__name__ == "CodingScreen")
        assert not app.coding.busy
