"""The report room: order, parts, grouping and template, kept for the next time; writing stopped."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from docx import Document
from room_study import until
from test_rooms import NARROW, WIDE, click, gathered, rest, room, shown
from textual.widgets import Checkbox, Collapsible, Input, Select

from kodeverk import settings
from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.report import Grouping, Options
from kodeverk.tui import remembered
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.path import PathScreen


@pytest.fixture
def coded(study: Project) -> Project:
    """Return the study with codings of three codes."""
    body = study.transcript("int-01").body
    for words, name in (
        ("nå deler vi sal med ungdomsklubben", "rom"),
        ("støyen høres på lesesalen", "bråk"),
        ("det blir mye bråk", "konflikt"),
    ):
        start = body.index(words)
        study.code("int-01", Span(start, start + len(words)), name)
    return study


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a Word file to take the styles from."""
    path = tmp_path / "Ås [bold] mal.docx"
    made = Document()
    made.add_paragraph("Forord fra kommunen")
    made.save(str(path))
    return path


async def write(pilot: Any, screen: Any) -> None:
    """Write the summary, whatever it asks first."""
    await gathered(pilot, screen)
    await pilot.press("w")
    await pilot.pause()
    if isinstance(pilot.app.screen, ConfirmScreen):
        await pilot.press("y")


# Order


async def test_themes_are_moved_with_what_is_below_them(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):

        async def moved(*keys: str, to: tuple[str, ...], marked: int) -> None:
            await pilot.press(*keys)
            await until(pilot, lambda: screen.options.order == to)
            assert screen.home.highlighted == marked

        theirs = ("konflikt", "bråk")
        await moved("home", to=(), marked=0)
        await moved("ctrl+down", to=(*theirs, "synergi", "felles", "rom"), marked=2)
        await gathered(pilot, screen)
        assert [theme.id for theme in screen._report.themes] == ["konflikt", "synergi"]
        await moved("ctrl+down", to=(*theirs, "synergi", "felles", "rom"), marked=2)
        await moved("down", "down", "k", to=(*theirs, "synergi", "rom", "felles"), marked=3)
        await moved("k", to=(*theirs, "synergi", "rom", "felles"), marked=3)
        await moved("o", to=(), marked=0)


async def test_no_code_leaves_its_theme(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):
        await pilot.press("home", "down", "down", "ctrl+down", "up", "ctrl+up")
        assert screen.options.order == ()
        assert screen.home.highlighted == 1


async def test_what_is_ticked_stays_so_when_it_moves(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):
        await pilot.press("end", "space", "home", "ctrl+down")
        assert screen.options.codes == ("synergi", "felles", "rom")
        await pilot.press("tab", "ctrl+down")
        await pilot.pause()
        assert "Only the codes can be moved" in shown(screen)


# Kept for the next time


async def test_the_layout_is_kept_and_what_protects_people_is_not(coded: Project) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        screen.query_one("#r-most", Input).value = "2"
        screen.query_one("#r-longest", Input).value = "40"
        screen.query_one("#r-title", Input).value = "Tittel"
        screen.query_one("#r-group", Select).value = "attribute:unit"
        screen.query_one("#r-parts", Collapsible).collapsed = False
        for name in ("best", "questions", "room", "memos", "figures", "anon", "coders"):
            screen.query_one(f"#r-{name}", Checkbox).toggle()
        await pilot.press("home", "ctrl+down", "end", "space")
        await pilot.pause()
        chosen = screen.options
        assert (chosen.grouping, chosen.attribute) == (Grouping.ATTRIBUTE, "unit")
        assert (chosen.max_quotes, chosen.longest, chosen.title) == (2, 40, "Tittel")
        assert chosen.best and chosen.questions and chosen.room and chosen.memos
        assert not (chosen.figures or chosen.anonymous)
        assert chosen.codes is not None
        assert "With: method, codebook, memos, space, coders, names" in shown(screen)
    again = Project.open(coded.root)
    async with room(again, "f4", WIDE) as (pilot, screen):
        kept = screen.options
        assert (kept.max_quotes, kept.longest, kept.grouping) == (2, 40, Grouping.ATTRIBUTE)
        assert kept.best and kept.questions and kept.room and kept.memos and not kept.figures
        assert kept.order == chosen.order
        assert kept.anonymous and not kept.show_coders
        assert (kept.codes, kept.title) == (None, "")
    again.close()


async def test_a_look_alone_keeps_nothing(coded: Project) -> None:
    async with room(coded, "f4") as (pilot, screen):
        await gathered(pilot, screen)
    assert not settings.user_file().exists()


@pytest.mark.parametrize(
    "kept",
    [
        [],
        {"x": 1},
        {"memos": 1, "max_quotes": True, "longest": -3, "grouping": "x", "order": [1]},
        {"attribute": "", "language": "tlh", "template": 3},
    ],
)
def test_what_cannot_be_used_is_as_usual(coded: Project, kept: object) -> None:
    settings.remember(reports={coded.settings.id: kept}, templates="x")
    assert remembered.options(coded) == Options(language="nb")
    assert remembered.last_template(coded) is None
    settings.remember(reports=3, templates=[1, "/borte.docx"])
    assert remembered.options(coded) == Options(language="nb")
    assert remembered.templates() == ()


# Template


async def test_a_template_is_asked_for_once(coded: Project, template: Path) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        screen.query_one("#r-template", Select).value = "other"
        await pilot.pause()
        assert isinstance(pilot.app.screen, PathScreen)
        field = pilot.app.screen.query_one(Input)
        no_word_file = str(coded.root / "kodeverk.toml")
        for wrong, told in ((f"{template}x", "no such file"), (no_word_file, ".docx")):
            field.value = wrong
            await pilot.press("enter")
            await pilot.pause()
            assert told in shown(pilot.app.screen)
        field.value = str(template)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "Ås [bold] mal.docx" in shown(screen)
        await write(pilot, screen)
        await until(pilot, lambda: "Written: " in shown(screen))
    (written,) = (coded.root / "exports").glob("*.docx")
    assert "Forord fra kommunen" in [p.text for p in Document(str(written)).paragraphs]
    assert remembered.templates() == (template,)
    again = Project.open(coded.root)
    async with room(again, "f4", WIDE) as (pilot, screen):
        assert screen.form.template == template
        screen.query_one("#r-template", Select).value = ""
        await pilot.pause()
        assert screen.form.template is None
    again.close()
    assert remembered.last_template(coded) is None
    assert remembered.templates() == (template,)


async def test_no_template_after_all(coded: Project) -> None:
    async with room(coded, "f4", WIDE) as (pilot, screen):
        screen.query_one("#r-template", Select).value = "other"
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert screen.form.template is None
        assert screen.query_one("#r-template", Select).value == ""


# Writing


async def test_writing_tells_how_far_it_is_and_can_be_stopped(
    coded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Event()

    def slow(
        _report: object,
        path: Path,
        *,
        template: Path | None,
        progress: Callable[[int, int], None],
    ) -> Path:
        progress(1, 4)
        assert going.wait(20)
        progress(2, 4)
        path.write_bytes(b"")
        return path

    monkeypatch.setattr("kodeverk.export.word.write", slow)
    async with room(coded, "f4") as (pilot, screen):
        await write(pilot, screen)
        await until(pilot, lambda: "Writing: 25 %" in shown(screen))
        await pilot.press("escape")
        going.set()
        await until(pilot, lambda: "Nothing was written" in shown(screen))
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)
    assert not list((coded.root / "exports").glob("*.docx"))


async def test_it_all_fits_on_a_small_screen(coded: Project) -> None:
    async with room(coded, "f4", NARROW) as (pilot, screen):
        await gathered(pilot, screen)
        words = shown(screen)
        for each in ("Title", "Template", "Longest", "With: figures, method", "It will hold 3"):
            assert each in words
        await click(pilot, "With: figures")
        await rest(pilot)
        assert "how the coding was done" in shown(screen)


def test_the_file_of_choices_is_plain(coded: Project, template: Path) -> None:
    remembered.keep(coded, Options(language="en", best=True, order=("rom",)), template)
    kept = json.loads(settings.user_file().read_text(encoding="utf-8"))
    assert kept["templates"] == [str(template)]
    assert kept["reports"][coded.settings.id]["best"] is True
    assert "anonymous" not in kept["reports"][coded.settings.id]
    second = template.with_name("ny.docx")
    second.write_bytes(template.read_bytes())
    remembered.keep(coded, Options(language="en"), second)
    assert remembered.templates() == (second, template)
    assert remembered.last_template(coded) == second
