"""Cues in the codebook room: written in the card, proposed, taken and turned down with one key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from room_study import until
from textual.pilot import Pilot
from textual.widgets import TextArea

from kodeverk.errors import ConflictError
from kodeverk.model import Code, Rule, Span
from kodeverk.project import Project
from kodeverk.suggest.asking import Cue, Propose, Proposed, Question
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.screens.codebook import CodebookScreen
from kodeverk.tui.suggesting import Answer, Failed


def cue(text: str, against: bool = False) -> Cue:
    """Return words to propose."""
    quote = f"Her står {text} [/] i en setning."
    return Cue(text, against, 3, 1, 4.2, "int-01", Span(0, 10), quote)


class Proposer:
    """Proposes what it is told to, at once; keeps what it was asked."""

    def __init__(self, cues: dict[str, tuple[Cue, ...]]) -> None:
        self.cues = cues
        self.asked: list[Propose] = []

    def ask(self, question: Question, answer: Answer) -> bool:
        """Answer what is about cues."""
        if isinstance(question, Propose):
            self.asked.append(question)
            answer(Proposed(question.code, self.cues.get(question.code, ())))
            answer(Failed())
        return True

    def close(self) -> None:
        """End nothing."""


CUES = {
    "rom": (cue("sal"), cue("[b]deler[/b]"), cue("støy", against=True)),
    "konflikt": (cue("krangel"),),
}


@asynccontextmanager
async def room(
    project: Project, proposer: Proposer, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], CodebookScreen]]:
    """Open the codebook room on the code «Deling av rom»."""
    app = KodeverkApp(project, suggester=proposer)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("f2", "down", "down")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, CodebookScreen)
        if "rom" in proposer.cues:
            await until(pilot, lambda: "Proposed cues" in shown(pilot))
        yield pilot, screen


def shown(pilot: Pilot[None]) -> str:
    """Return the text on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def code(project: Project, code_id: str = "rom") -> Code:
    """Return a code as a fresh look at the study sees it."""
    found = Project.open(project.root).codebook.get(code_id)
    assert found is not None
    return found


async def test_a_proposed_cue_is_taken_with_one_key_and_undone(study: Project) -> None:
    async with room(study, Proposer(CUES)) as (pilot, _screen):
        words = shown(pilot)
        assert "▸ + sal  3 here, 1 elsewhere" in words
        assert "  + [b]deler[/b]" in words and "− støy  against: 3 without" in words
        assert "«Her står sal [/] i en setning.»" in words
        await pilot.press("a")
        await pilot.pause()
        assert code(study).cues == ("sal",)
        words = shown(pilot)
        assert "▸ + [b]deler[/b]" in words and "+ sal" not in words
        assert "“sal” speaks for “Deling av rom” now." in words
        await pilot.press("o", "a")
        await pilot.pause()
        assert code(study).counter_cues == ("støy",)
        assert "“støy” speaks against" in shown(pilot)
        await pilot.press("u", "u")
        await pilot.pause()
        assert code(study).cues == () == code(study).counter_cues
        assert "+ sal" in shown(pilot)


async def test_a_cue_turned_down_stays_away_until_the_program_is_started_anew(
    study: Project,
) -> None:
    proposer = Proposer(CUES)
    async with room(study, proposer) as (pilot, _screen):
        await pilot.press("p")
        await pilot.pause()
        assert "▸ − støy" in shown(pilot)
        await pilot.press("o", "f")
        await pilot.pause()
        words = shown(pilot)
        assert "“sal” is not proposed again" in words and "+ sal" not in words
        await pilot.press("escape", "f2", "down", "down")
        await until(pilot, lambda: "▸ + [b]deler" in shown(pilot))
        assert "+ sal" not in shown(pilot)
        assert proposer.asked[-1].most == proposer.asked[0].most + 1
        await pilot.press("f", "f")
        await pilot.pause()
        assert "Proposed cues" not in shown(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "No cues are proposed for this code." in shown(pilot)
        for key in "fop":
            here = pilot.app.screen
            assert isinstance(here, CodebookScreen)
            here.tell("")
            await pilot.press(key)
            await pilot.pause()
            assert "No cues are proposed for this code." in shown(pilot)
    assert code(study).cues == ()
    again = Project.open(study.root)
    async with room(again, Proposer(CUES)) as (pilot, _screen):
        assert "+ sal" in shown(pilot)
    again.close()


async def test_undo_brings_back_a_cue_turned_down_just_now_and_nothing_else(
    study: Project,
) -> None:
    async with room(study, Proposer(CUES)) as (pilot, _screen):
        await pilot.press("a", "f", "u")
        await pilot.pause()
        words = shown(pilot)
        assert "“[b]deler[/b]” is proposed again." in words and "+ [b]deler[/b]" in words
        assert code(study).cues == ("sal",)
        await pilot.press("u")
        await pilot.pause()
        assert code(study).cues == () and "+ sal" in shown(pilot)
        await pilot.press("f", "a", "u")
        await pilot.pause()
        assert code(study).cues == () and "is proposed again" not in shown(pilot)


async def test_the_sentence_of_a_cue_is_shown_from_where_the_cue_stands(study: Project) -> None:
    long = "Det var en gang for veldig lenge siden at vi fant saler å være i."
    cues = (
        Cue("sal", False, 3, 1, 4.2, "int-01", Span(0, 10), long),
        Cue("å være", False, 3, 1, 4.1, "int-01", Span(0, 10), long),
        Cue("gang", False, 3, 1, 4.0, "int-01", Span(0, 10), long),
        Cue("ukjent", False, 3, 1, 3.0, "int-01", Span(0, 10), long),
    )
    async with room(study, Proposer({"rom": cues})) as (pilot, _screen):
        for quote in (
            "«… siden at vi fant saler å være",
            "«… at vi fant saler å være",
            *["«Det"] * 2,
        ):
            assert quote in shown(pilot)
            await pilot.press("o")
            await pilot.pause()


async def test_the_mark_stays_on_its_place_when_its_cue_goes(study: Project) -> None:
    async with room(study, Proposer(CUES)) as (pilot, _screen):
        await pilot.press("o")
        await pilot.pause()
        assert "▸ + [b]deler" in shown(pilot) and "«Her står [b]deler[/b] [/] i" in shown(pilot)
        await pilot.press("f")
        await pilot.pause()
        assert "▸ − støy" in shown(pilot) and "«Her står støy [/] i" in shown(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "▸ + sal" in shown(pilot)
        await pilot.press("o", "a")
        await pilot.pause()
        assert (code(study).cues, code(study).counter_cues) == (("sal",), ("støy",))


async def test_cues_follow_the_cursor_and_late_ones_are_dropped(study: Project) -> None:
    proposer = Proposer(CUES)
    async with room(study, proposer) as (pilot, screen):
        await pilot.press("down")
        await until(pilot, lambda: "krangel" in shown(pilot))
        assert "+ sal" not in shown(pilot)
        screen.post_message(screen.Found(Proposed("rom", CUES["rom"])))
        await pilot.pause()
        assert "krangel" in shown(pilot) and "+ sal" not in shown(pilot)
        asked = [question.code for question in proposer.asked]
        await pilot.press("home")
        await pilot.pause(0.5)
        assert [question.code for question in proposer.asked] == asked, "it only gathers others"
        assert "Proposed cues" not in shown(pilot)


async def test_cues_are_marked_by_mouse_and_taken_by_the_command_line(study: Project) -> None:
    async with room(study, Proposer(CUES), (120, 40)) as (pilot, _screen):
        for words in ("+ [b]deler", "a Take"):
            y, row = next((y, r) for y, r in enumerate(shown(pilot).split("\n")) if words in r)
            if words == "a Take":
                y, row = 39, shown(pilot).split("\n")[39]
            await pilot.click(offset=(row.index(words) + 1, y))
            await pilot.pause()
        assert code(study).cues == ("[b]deler[/b]",)


async def test_a_low_screen_gives_the_rules_place_to_the_cues(study: Project) -> None:
    text = study.codebook_path.read_text(encoding="utf-8")
    text = text.replace("codes:\n", "rules:\n  - Kod kort.\ncodes:\n", 1)
    study.codebook_path.write_text(text, encoding="utf-8", newline="\n")
    study.reload_codebook()
    assert study.codebook.rules == (Rule("R1", "Kod kort."),)
    async with room(study, Proposer({"rom": CUES["rom"]})) as (pilot, _screen):
        assert "Kod kort." not in shown(pilot)
        await pilot.press("down")
        await until(pilot, lambda: "Kod kort." in shown(pilot))
    again = Project.open(study.root)
    async with room(again, Proposer(CUES), (120, 40)) as (pilot, _screen):
        assert "Kod kort." in shown(pilot)
    again.close()


async def test_cues_are_written_in_the_card_with_commas_between(study: Project) -> None:
    async with room(study, Proposer({}), (120, 40)) as (pilot, screen):
        await pilot.press("enter")
        screen.form.query_one("#f-cues", TextArea).focus()
        await pilot.pause()
        await pilot.press(*"sal, delt rom,sal", "escape")
        await pilot.pause()
        assert code(study).cues == ("sal", "delt rom")
        assert screen.form.query_one("#f-cues", TextArea).text == "sal, delt rom"
        screen.form.query_one("#f-counter_cues", TextArea).focus()
        await pilot.pause()
        await pilot.press(*"støy; sal", "escape")
        await until(pilot, lambda: "“sal” cannot speak both" in shown(pilot))
        assert code(study).counter_cues == ()
        screen.form.query_one("#f-counter_cues", TextArea).focus()
        await pilot.pause()
        await pilot.press(*"støy", "escape", "u", "u")
        await pilot.pause()
        assert code(study).cues == () == code(study).counter_cues


async def test_a_cue_that_could_not_be_saved_is_told(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(*_arguments: object, **_named: object) -> None:
        raise ConflictError("Endret imens.", "Prøv igjen.")

    async with room(study, Proposer(CUES)) as (pilot, _screen):
        monkeypatch.setattr(type(study), "edit_codebook", conflict)
        await pilot.press("a")
        await until(pilot, lambda: "Endret imens." in shown(pilot))
        assert "speaks for" not in shown(pilot) and "+ sal" in shown(pilot)
        monkeypatch.undo()
