"""The preview before import: who is who in many files, by keys and by mouse; encodings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from room_study import Silent, make_study, until
from test_rooms import NARROW, WIDE, click, read_all, shown
from textual.pilot import Pilot
from textual.widgets import Input, Select

from kodeverk.model import Role
from kodeverk.project import Project
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.imports import ImportScreen
from kodeverk.tui.screens.names import NamesScreen
from kodeverk.tui.screens.preview import PreviewScreen

ONE = """\
WEBVTT

00:01.000 --> 00:02.000
<v Nordmann, Kari (Drammen)>Hva [/] tenker du?</v>

00:03.000 --> 00:04.000
<v Åse Bø>Det går bra,</v>

00:05.000 --> 00:06.000
<v Åse Bø (gjest)>men det er trangt.</v>
"""
TWO = "Kari N.: Hva nå?\n\nPer: Lite.\n\nKARI: Hvorfor?\n\nPer: Støy.\n\nKari N.: Takk.\n"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a small study beside a folder with two files that name the same people."""
    place = tmp_path / "opptak"
    place.mkdir()
    (place / "en.vtt").write_text(ONE, encoding="utf-8", newline="\n")
    (place / "to.txt").write_text(TWO, encoding="cp1252", newline="\n")
    monkeypatch.chdir(place)
    return make_study(tmp_path / "studie")


@asynccontextmanager
async def importing(
    study: Project, *names: str, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], Any]]:
    """Open the import room with files that have been read."""
    app = KodeverkApp(study, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        screen: Any = app.screen
        screen.add([Path(name) for name in names])
        await read_all(pilot, screen, len(names))
        await until(pilot, lambda: not screen._busy)
        await pilot.press("escape")
        yield pilot, screen
    study.close()


async def names_of(pilot: Pilot[None]) -> NamesScreen:
    """Go to the room of names."""
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, NamesScreen))
    await pilot.pause()
    assert isinstance(pilot.app.screen, NamesScreen)
    return pilot.app.screen


def people(screen: Any) -> list[list[str]]:
    return [[speaker.name for speaker in each.speakers] for each in screen._files]


async def test_suggested_merges_are_taken_and_taken_back_by_keys(study: Project) -> None:
    async with importing(study, "en.vtt", "to.txt") as (pilot, screen):
        assert "may be one person's" in shown(screen)
        names = await names_of(pilot)
        assert "Kari Nordmann?" in shown(names) and "[/]" not in shown(names)
        await pilot.press("g")
        await pilot.pause()
        assert people(screen) == [
            ["Kari Nordmann", "Åse Bø", "Åse Bø (gjest)"],
            ["Kari Nordmann", "Per"],
        ]
        await pilot.press("u", "s")
        await pilot.pause()
        assert "5 names merged" not in shown(names) and "4 names merged" in shown(names)
        assert people(screen) == [["Kari Nordmann", "Åse Bø"], ["Kari Nordmann", "Per"]]
        assert [turn.text for turn in screen._files[0].named.turns][1] == (
            "Det går bra, men det er trangt."
        )
        await pilot.press("s", "g", "u", "u")
        await pilot.pause()
        assert "nothing to take back" in shown(names)
        assert [len(each) for each in people(screen)] == [3, 3]
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_names_roles_and_attributes_for_both_files_at_once(study: Project) -> None:
    async with importing(study, "en.vtt", "to.txt") as (pilot, screen):
        names = await names_of(pilot)
        await pilot.press("e", "ctrl+u", *"Kari Bø", "enter")
        await pilot.press("end", "space", "up", "up", "space", "m")
        await pilot.pause()
        await pilot.press("ctrl+u", *"Kari Bø", "enter")
        await pilot.pause()
        assert people(screen)[1] == ["Kari Bø", "Per"]
        await pilot.press("home", "space", "end", "space", "up", "up", "space", "r", "a")
        await pilot.pause()
        await pilot.press(*"tull", "enter")
        await pilot.pause()
        assert "Write attributes as" in shown(names)
        await pilot.press("a", "ctrl+u", *"unit=V,place=M", "enter")
        await pilot.pause()
        kari = [each.speakers[0] for each in screen._files]
        assert {each.role for each in kari} == {Role.INFORMANT}
        assert all(dict(each.attributes) == {"unit": "V", "place": "M"} for each in kari)
        await pilot.press("a", "ctrl+u", *"place=", "enter", "x")
        await pilot.pause()
        assert people(screen)[1] == ["Kari N.", "Per", "KARI"]
        await pilot.press("u", "escape", "i")
        await until(pilot, lambda: "2 files imported" in shown(screen))
    heads = [study.head(name) for name in ("en", "to")]
    for head in heads:
        assert head is not None
        (speaker,) = (each for each in head.speakers if each.name == "Kari Bø")
        assert dict(speaker.attributes) == {"unit": "V"}
        assert speaker.aliases and speaker.role is Role.INFORMANT


async def test_a_merge_by_mouse_alone(study: Project) -> None:
    async with importing(study, "en.vtt", "to.txt", size=WIDE) as (pilot, screen):
        await click(pilot, "n Names")
        await until(pilot, lambda: isinstance(pilot.app.screen, NamesScreen))
        await pilot.pause()
        await click(pilot, "m Merge")
        assert "two at least" in shown(pilot.app.screen)
        await click(pilot, "Kari N.  ")
        await click(pilot, "KARI  ")
        await click(pilot, "m Merge")
        await until(pilot, lambda: not isinstance(pilot.app.screen, NamesScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NamesScreen))
        assert people(screen)[1] == ["Kari Nordmann", "Per"]
        await click(pilot, "u Undo")
        assert people(screen)[1] == ["Kari N.", "Per", "KARI"]
        await click(pilot, "f File")
        assert "Per" not in shown(pilot.app.screen)
        await click(pilot, "esc Back")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_table_says_it_all_or_why_not(study: Project) -> None:
    table = Path("n.csv")
    table.write_text(
        "navn;blir;rolle;enhet\nKARI;Kari N.;;\nKari N.;;fasilitator;VID\nOla;;;\n",
        encoding="cp1252",
        newline="\r\n",
    )
    async with importing(study, "to.txt") as (pilot, screen):
        names = await names_of(pilot)
        await pilot.press("c", *"n.csv", "enter")
        await pilot.pause()
        assert "2 of the 3 names" in shown(names)
        (kari, _per) = screen._files[0].speakers
        assert (kari.name, kari.role, kari.aliases) == ("Kari N.", Role.FACILITATOR, ("KARI",))
        table.write_text("navn;rolle\nPer;sjef\n", encoding="utf-8", newline="\n")
        await pilot.press("c", *"n.csv", "enter")
        await pilot.pause(0.1)
        assert "Row 2" in str([each.message for each in pilot.app._notifications])
        await pilot.press("u")
        assert len(screen._files[0].speakers) == 3


async def test_the_next_file_is_told_who_is_who(study: Project) -> None:
    again = Path("tre.txt")
    again.write_text(TWO.replace("Takk", "Da"), encoding="utf-8", newline="\n")
    async with importing(study, "to.txt") as (pilot, screen):
        await names_of(pilot)
        await pilot.press("end", "e", "ctrl+u", *"Kari N.", "enter", "escape", "i")
        await until(pilot, lambda: "1 file imported" in shown(screen))
        screen.add([again])
        await read_all(pilot, screen, 2)
        assert people(screen)[1] == ["Kari N.", "Per"]
        screen.rows.highlighted = 1
        await until(pilot, lambda: "as in to" in shown(screen))
        names = await names_of(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "As in to." in shown(names) and "= KARI" not in shown(names)
        await pilot.press("x")
        await pilot.pause()
        assert people(screen)[1] == ["Kari N.", "Per", "KARI"] and "As in" not in shown(names)
        await pilot.press("u")
        await pilot.pause()
        assert "As in to." in shown(names)


async def test_a_file_is_read_anew_in_another_encoding(study: Project) -> None:
    async with importing(study, "to.txt", "en.vtt", size=WIDE) as (pilot, screen):
        letters = screen.query_one("#i-encoding", Select)
        assert letters.value == "cp1252" and letters.display
        await pilot.press("e", "ctrl+u", *"Tittel", "escape")
        letters.value = "mac-roman"
        await until(pilot, lambda: "St¯y" in shown(screen) and not screen._busy)
        assert screen._files[0].title == "Tittel"
        assert screen.query_one("#i-title", Input).value == "Tittel"
        letters.value = "utf-8"
        await until(pilot, lambda: "cannot be read in the encoding" in shown(screen))
        assert letters.value == "mac-roman" and "St¯y" in shown(screen)
        letters.value = "cp1252"
        await until(pilot, lambda: "Støy" in shown(screen) and not screen._busy)
        screen.rows.highlighted = 1
        await pilot.pause()
        assert letters.value == "utf-8"


async def test_the_whole_text_can_be_read(study: Project) -> None:
    long = "".join(f"Per: Ytring nummer {n} [/].\n\nÅse: Ja.\n\n" for n in range(60))
    Path("lang.txt").write_text(long, encoding="utf-8", newline="\n")
    async with importing(study, "lang.txt") as (pilot, screen):
        assert "nummer 50" not in shown(screen)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await until(pilot, lambda: "Ytring nummer 0 [/]." in shown(pilot.app.screen))
        await pilot.press("end", "slash", *"r 50", "enter")
        await until(pilot, lambda: "Ytring nummer 50 [/]." in shown(pilot.app.screen))
        await pilot.press("pageup", "escape")
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_without_names_there_is_no_room_for_them(study: Project) -> None:
    plain = Path("notat.txt")
    plain.write_text("Bare et notat uten navn.\n", encoding="utf-8", newline="\n")
    async with importing(study, "notat.txt") as (pilot, screen):
        await pilot.press("n")
        await pilot.pause()
        assert pilot.app.screen is screen and "no names" in shown(screen)


async def test_a_key_after_a_click_on_a_file_is_not_its_title(study: Project) -> None:
    async with importing(study, "to.txt", "en.vtt", size=WIDE) as (pilot, screen):
        titles = [each.title for each in screen._files]
        await pilot.click("#files", offset=(4, 1))
        assert screen.focused is screen.rows
        await pilot.press("k", "enter", "r")
        assert [each.title for each in screen._files] == titles
