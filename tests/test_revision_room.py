"""The room of a corrected text, and small fixes: by keys alone and by mouse alone."""

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from room_study import Silent, make_study, settle, until
from textual.pilot import Pilot
from textual.widgets import OptionList, Static, TextArea

from kodeverk.corpus import correcting, importers
from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import formats
from kodeverk.corpus.reanchor import Fate
from kodeverk.model import Span, Suggestion
from kodeverk.project import Project
from kodeverk.suggest.asking import Item, Queue, Queued, Review, Suggested
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.revising import Decision
from kodeverk.tui.screens.ask import AskScreen, ConfirmScreen
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.fix import FixScreen
from kodeverk.tui.screens.path import PathScreen
from kodeverk.tui.screens.review import ReviewScreen
from kodeverk.tui.screens.revision import RevisionScreen
from kodeverk.tui.widgets.fates import FateList
from kodeverk.tui.widgets.paths import PathInput

NARROW, WIDE = (80, 24), (120, 40)
ID = "int-01"
FINE = "Det er blitt en møteplass."
NOISE = "Det bråker fryktelig når det er musikk [ler]."
PEACE = "Vi får ikke arbeidsro [/]."
SICK = "Én er syk, og da er det bare meg igjen på vakt."
HELP = "Det var fint å se, altså."


@pytest.fixture
def study(tmp_path: Path) -> Project:
    return make_study(tmp_path / "studie")


@pytest.fixture
def child() -> None:
    """Read files in a process of its own, as the program does."""


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else read them here: it takes a second less each time."""

    def read_many(paths: Iterable[Path], **_options: object) -> Iterator[Outcome]:
        return (formats.read_file(path, (), None) for path in paths)

    if "child" not in request.fixturenames:
        monkeypatch.setattr(importers, "read_many", read_many)


def at(project: Project, words: str) -> Span:
    start = project.transcript(ID).body.index(words)
    return Span(start, start + len(words))


def code(project: Project, words: str, code: str = "syn.mote") -> str:
    return project.code(ID, at(project, words), code).id


def texts(project: Project) -> list[str]:
    transcript = project.transcript(ID)
    return [transcript.text(coding.span) for coding in project.codings(ID)]


def by_jonas(project: Project, words: str) -> None:
    """Let another coder code the words."""
    elsewhere = project.root.parent / "hjemme"
    shutil.copytree(project.root, elsewhere)
    other = Project.open(elsewhere, coder="jonas", device="hjemme")
    other.code(ID, at(other, words), "kon.tid")
    other.close()
    shutil.copy(
        elsewhere / "corpus" / "codings" / "jonas@hjemme.jsonl",
        project.root / "corpus" / "codings",
    )
    project.refresh()


def corrected(project: Project, *pairs: tuple[str, str]) -> Path:
    """Write the text as a person would have corrected it in another program."""
    body = project.transcript(ID).body
    for wrong, right in pairs:
        assert wrong in body
        body = body.replace(wrong, right)
    path = project.root.parent / "rettet [b].txt"
    path.write_text(body, encoding="utf-8", newline="\n")
    return path


@asynccontextmanager
async def opened(
    project: Project, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], CodingScreen]]:
    app = KodeverkApp(project, suggester=Silent())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot, app.coding
    project.close()


async def to_room(pilot: Pilot[None], path: Path | None = None) -> RevisionScreen:
    """Go to the room with its key, and choose a file there."""
    await pilot.press("ctrl+t")
    if path is not None:
        await until(pilot, lambda: isinstance(pilot.app.screen, PathScreen))
        pilot.app.screen.query_one(PathInput).value = str(path)
        await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, RevisionScreen))
    screen = pilot.app.screen
    assert isinstance(screen, RevisionScreen)
    before = ("", "Every coding stands on its words. “/” chooses a corrected file.")
    await until(pilot, lambda: not screen._busy and part(screen, "status") not in before)
    return screen


def part(screen: RevisionScreen, name: str) -> str:
    return str(screen.query_one(f"#{name}", Static).render())


def side(screen: RevisionScreen, name: str) -> str:
    """The turn that is shown of a text."""
    return str(screen.query_one(f"#{name} #turn", Static).render())


def rows(screen: RevisionScreen) -> list[str]:
    return [str(option.prompt) for option in screen.query_one("#fates", OptionList).options]


def decisions(screen: RevisionScreen) -> list[Decision]:
    assert screen.plan is not None
    return [screen.plan.decision(case) for case in screen.plan.cases]


async def back(pilot: Pilot[None]) -> CodingScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
    await settle(pilot)
    assert isinstance(pilot.app.screen, CodingScreen)
    return pilot.app.screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_corrected_file_is_gone_through_by_keys(
    study: Project, size: tuple[int, int]
) -> None:
    for words in (FINE, NOISE, PEACE, SICK, HELP):
        code(study, words)
    path = corrected(
        study, ("musikk", "mye musikk"), (PEACE, ""), ("Én er syk, og", "Én er syk. Og")
    )
    async with opened(study, size) as (pilot, _coding):
        await pilot.press("down")
        screen = await to_room(pilot, path)
        assert [row.split("\n")[0] for row in rows(screen)] == [
            "▾ Text changed 2  2 left",
            "? ┃1  Møteplass",
            "? ┃1  Møteplass",
            "▾ Lost 1  1 left",
            "? ┃1  Møteplass",
            "▸ Unchanged 2",
        ]
        assert "3 left" in part(screen, "fate-sum")
        assert NOISE in side(screen, "old-text")
        assert "når det er mye musikk" in side(screen, "new-text")
        await pilot.press("A")  # only where punctuation and capitals differ
        assert decisions(screen)[:3] == [Decision.WAITS, Decision.ACCEPTED, Decision.WAITS]
        assert "“A” again accepts the other 1 too." in part(screen, "status")
        await pilot.press("plus", "minus", "greater_than_sign")
        await pilot.press("enter")  # and on to the lost one
        assert screen.home.case is not None and screen.home.case.fate is Fate.LOST
        assert "gone" in part(screen, "new-title")
        await pilot.press("enter")
        assert "No place is proposed" in part(screen, "status")
        await pilot.press("x")
        assert decisions(screen)[:3] == [Decision.PLACED, Decision.ACCEPTED, Decision.DROPPED]
        assert "carries it out" in part(screen, "status")
        assert len(texts(study)) == 5 and "mye" not in study.transcript(ID).body
        await pilot.press("w")
        coding = await back(pilot)
        assert "mye musikk" in study.transcript(ID).body
        assert sorted(texts(study)) == sorted(
            [
                FINE,
                HELP,
                "Én er syk. Og da er det bare meg igjen på vakt.",
                "bråker fryktelig når det er mye musikk [ler",
            ]
        )
        assert coding.view.transcript is not None and "mye" in coding.view.transcript.body
        await pilot.press("u")
        assert sorted(texts(study)) == sorted([FINE, NOISE, PEACE, SICK, HELP])
        assert "mye" not in coding.view.transcript.body


async def test_what_is_not_decided_waits_and_can_be_placed_later(study: Project) -> None:
    code(study, NOISE)
    code(study, FINE)
    by_jonas(study, PEACE)
    path = corrected(study, ("musikk", "mye musikk"), (PEACE, "Ro er det ikke."))
    async with opened(study) as (pilot, coding):
        screen = await to_room(pilot, path)
        await pilot.press("w")
        coding = await back(pilot)
        assert "2 codings wait" in coding._said
        assert coding._waiting == 2 and "2 codings wait (ctrl+t)" in coding.warning
        assert texts(study) == [FINE]
        screen = await to_room(pilot)
        assert len(decisions(screen)) == 2 and "jonas" in rows(screen)[1] + rows(screen)[-1]
        await pilot.press("slash")
        assert isinstance(pilot.app.screen, PathScreen)
        await pilot.press("escape", "end")
        assert screen.home.case is not None and screen.home.case.coding.coder == "jonas"
        await pilot.press("x")
        assert "who alone can drop it" in part(screen, "status")
        assert decisions(screen) == [Decision.WAITS, Decision.WAITS]
        await pilot.press("n", "n", "p")
        there = screen.plan and screen.plan.place(screen.home.case)
        assert there and study.transcript(ID).text(there) == "Ro er det ikke."
        await pilot.press("s")
        there = screen.plan and screen.plan.place(screen.home.case)
        assert there and study.transcript(ID).text(there).endswith("nummer 2?")
        await pilot.press("u", "o", "x")
        assert decisions(screen) == [Decision.DROPPED, Decision.PLACED]
        await pilot.press("ctrl+s")
        coding = await back(pilot)
        assert texts(study) == [FINE, "Ro er det ikke."] and coding._waiting == 0
        await pilot.press("u")  # one action
        await settle(pilot)
        assert texts(study) == [FINE] and coding._waiting == 2


async def test_nothing_is_written_by_who_leaves(study: Project) -> None:
    code(study, NOISE)
    path = corrected(study, ("musikk", "mye musikk"))
    async with opened(study) as (pilot, _coding):
        screen = await to_room(pilot, path)
        await pilot.press("a", "f2")
        assert pilot.app.screen is screen and "not carried out" in part(screen, "status")
        screen.tell("")
        await pilot.press("ctrl+q")
        assert pilot.app.is_running and "not carried out" in part(screen, "status")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("n", "u", "u")
        assert decisions(screen) == [Decision.WAITS]
        assert "Nothing is decided yet" in part(screen, "status")
        await pilot.press("escape")
        await back(pilot)
        assert texts(study) == [NOISE] and "mye" not in study.transcript(ID).body
        await to_room(pilot, path)
        await pilot.press("a", "escape")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("y")
        await back(pilot)
        assert texts(study) == [NOISE] and study.undo() == "coding with “Møteplass”"
        await to_room(pilot, path)
        await pilot.press("ctrl+q")
        assert not pilot.app.is_running


@pytest.mark.usefixtures("child")
async def test_a_file_that_cannot_be_used_is_told_in_place(study: Project) -> None:
    same = corrected(study)
    wrong = study.root.parent / "bilde.txt"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    async with opened(study) as (pilot, _coding):
        screen = await to_room(pilot, same)
        assert "is the same as in the study" in part(screen, "status")
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathScreen))
        pilot.app.screen.query_one(PathInput).value = str(wrong)
        await pilot.press("enter")
        await until(pilot, lambda: "bilde.txt: " in part(screen, "status"))
        await pilot.press("w", "a", "x", "n", "A", "plus", "s")
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await back(pilot)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathScreen))
        await pilot.press("escape")  # whoever chooses no file comes back
        await back(pilot)


async def test_groups_are_opened_and_sentences_chosen_by_mouse(study: Project) -> None:
    for words in (NOISE, FINE):
        code(study, words)
    path = corrected(study, (NOISE, "Nå er alt helt stille og rolig."))
    async with opened(study, WIDE) as (pilot, _coding):
        screen = await to_room(pilot, path)
        assert [len(rows(screen)), rows(screen)[-1]] == [3, "▸ Unchanged 1"]
        await pilot.click(FateList, offset=(3, 3))
        await pilot.pause()
        assert [len(rows(screen)), rows(screen)[2]] == [4, "▾ Unchanged 1"]
        await pilot.click(FateList, offset=(3, 4))
        await pilot.pause()
        assert FINE in side(screen, "old-text")
        assert Decision.ACCEPTED not in decisions(screen)  # a click only shows it
        await pilot.click(FateList, offset=(3, 1))
        await pilot.pause()
        await click(pilot, "helt stille")
        assert decisions(screen)[0] is Decision.PLACED
        await click(pilot, "Carry out")
        await back(pilot)
        assert texts(study) == [FINE, "Nå er alt helt stille og rolig."]


async def click(pilot: Pilot[None], words: str) -> None:
    """Click on the last place where ``words`` stand on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    found = [
        (row.rfind(words) + 1, y)
        for y, row in enumerate("".join(segment.text for segment in strip) for strip in strips)
        if words in row
    ]
    assert found, words
    await pilot.click(offset=found[-1])
    await pilot.pause()


async def test_codings_on_a_file_changed_by_hand_are_placed_too(study: Project) -> None:
    code(study, FINE)
    file = study.root / "corpus" / f"{ID}.txt"
    text = file.read_text(encoding="utf-8").replace("blitt en", "blitt til en")
    file.write_text(text, encoding="utf-8", newline="\n")
    again = Project.open(study.root, coder="kari", device="pc")
    study.close()
    async with opened(again, WIDE) as (pilot, coding):
        await until(pilot, lambda: "1 coding waits (ctrl+t)" in coding.warning)
        await settle(pilot)
        await click(pilot, "1 coding waits")
        await until(pilot, lambda: isinstance(pilot.app.screen, RevisionScreen))
        screen = pilot.app.screen
        assert isinstance(screen, RevisionScreen)
        await until(pilot, lambda: screen.home.case is not None)
        assert "not in the study’s folder" in side(screen, "old-text")
        await pilot.press("n", "n", "n", "w")
        await back(pilot)
        assert texts(again) == ["Det er blitt til en møteplass."] and coding._waiting == 0
    assert texts(Project.open(again.root, coder="kari")) == ["Det er blitt til en møteplass."]


# --- small fixes


async def fix(pilot: Pilot[None], coding: CodingScreen, words: str) -> FixScreen:
    """Go to the words in the coding room, and open what corrects their turn."""
    assert coding.view.transcript is not None
    coding.view.move_to(coding.view.transcript.body.index(words))
    await pilot.press("ctrl+r")
    screen = pilot.app.screen
    assert isinstance(screen, FixScreen)
    await pilot.pause()
    return screen


async def test_a_word_is_corrected_on_the_spot(study: Project) -> None:
    code(study, FINE)
    async with opened(study) as (pilot, coding):
        screen = await fix(pilot, coding, "Én er syk")
        area = screen.query_one(TextArea)
        assert area.cursor_location == (0, len("Vi rekker ikke alt. "))
        await pilot.press(*"To", *["delete"] * 2)
        area.insert("\x1b[31m")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "To er syk" in study.transcript(ID).body and texts(study) == [FINE]
        view = coding.view
        assert view.transcript is not None
        assert view.transcript.text(view.sentence).startswith("To er syk")
        assert "“u” undoes it" in coding._said
        await fix(pilot, coding, "To er syk")
        await pilot.press("ctrl+s")
        assert "Nothing was changed" in coding._said
        await pilot.press("u")
        assert "Én er syk" in view.transcript.body
        assert view.transcript.text(view.sentence).startswith("Én er syk")


async def test_a_change_of_coded_words_goes_to_the_room(study: Project) -> None:
    code(study, NOISE)
    async with opened(study) as (pilot, coding):
        screen = await fix(pilot, coding, NOISE)
        screen.query_one(TextArea).insert("Jo. ")
        await pilot.press("ctrl+s")
        await settle(pilot)  # the words stand: nothing to look at
        assert texts(study) == [NOISE]
        screen = await fix(pilot, coding, NOISE)
        await pilot.press("right", "backspace", *"T", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RevisionScreen))
        await pilot.press("enter", "w")
        await back(pilot)
        assert texts(study) == [NOISE.replace("Det bråker", "Tet bråker")]


async def test_speakers_are_named_and_turns_split_and_joined(study: Project) -> None:
    async with opened(study) as (pilot, coding):
        await fix(pilot, coding, FINE)
        await pilot.press("tab", "end", "ctrl+u", *"Åse: B", "enter")
        await settle(pilot)
        names = [turn.speaker for turn in study.transcript(ID).turns]
        assert names[1] == "Åse B" and names.count("Informant") == 4
        await fix(pilot, coding, "Vi rekker")
        await pilot.press("tab", "end", "ctrl+u", *"Per", "tab", "space", "ctrl+s")
        await settle(pilot)
        names = [turn.speaker for turn in study.transcript(ID).turns]
        assert names.count("Per") == 4 and "Informant" not in names
        await fix(pilot, coding, "syk, og")
        await pilot.press("right", "ctrl+t")  # within a word: before it
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await pilot.press("enter")
        await settle(pilot)
        turns = study.transcript(ID).turns
        assert [study.transcript(ID).text(turn.text) for turn in turns[5:7]] == [
            "Vi rekker ikke alt. Én er",
            "syk, og da er det bare meg igjen på vakt.",
        ]
        assert turns[6].speaker == "Intervjuer"
        await fix(pilot, coding, "Vi rekker")
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert len(study.transcript(ID).turns) == 10
        screen = await fix(pilot, coding, "biblioteket")
        await pilot.press("ctrl+n")
        assert "no turn number" in str(screen.query_one("#fix-hint", Static).render())
        screen.query_one(TextArea).text = " "
        await click(pilot, "Save")
        await settle(pilot)
        assert len(study.transcript(ID).turns) == 9
        for _step in range(5):
            await pilot.press("u")
        assert {t.speaker for t in study.transcript(ID).turns} == {"Intervjuer", "Informant"}


async def test_an_empty_study_has_nothing_to_correct(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "tom", name="Tom", coder="kari", device="pc")
    async with opened(project) as (pilot, coding):
        await pilot.press("ctrl+r", "ctrl+t")
        assert pilot.app.screen is coding


# --- what follows


def elsewhere(project: Project, right: str) -> None:
    """Let another program correct the text."""
    new = correcting.replaced(project.transcript(ID), "Spørsmål", right, range(10))
    project.revise(project.revision(ID, new))


async def test_what_another_corrects_meanwhile_is_not_undone(study: Project) -> None:
    code(study, NOISE)
    async with opened(study) as (pilot, coding):
        await fix(pilot, coding, FINE)
        await pilot.press(*"To")
        elsewhere(study, "Vel")
        await pilot.press("ctrl+s")
        assert "meanwhile" in coding._said and "Vel nummer" in study.transcript(ID).body
        old = study.transcript(ID)
        new = correcting.replaced(old, "bråker", "bråka", range(10))
        study.revise(study.revision(ID, new))
        screen = await to_room(pilot)
        await pilot.press("n")
        new = correcting.replaced(new, "Vel", "Hør her, du", range(10))
        study.revise(study.revision(ID, new))
        await pilot.press("w")
        assert pilot.app.screen is screen and "meanwhile" in part(screen, "status")
        assert texts(study) == []


async def test_the_coding_room_follows_a_text_that_another_corrects(study: Project) -> None:
    code(study, FINE)
    elsewhere = study.root.parent / "hjemme"
    shutil.copytree(study.root, elsewhere)
    jonas = Project.open(elsewhere, coder="jonas", device="hjemme")
    old = jonas.transcript(ID)
    new = correcting.replaced(old, "Spørsmål", "Hva mener du om spørsmål", range(10))
    jonas.revise(jonas.revision(ID, new))
    jonas.close()
    async with opened(study) as (pilot, coding):
        view = coding.view
        view.move_to(at(study, SICK).start)
        await settle(pilot)
        row = view.row_of(view.caret) - view.scroll_offset.y
        shown = Suggestion(ID, at(study, SICK), "kon.tid", 0.9, "prøve")
        stale = Suggested(ID, (shown,), digest=old.digest)
        codings = Path("corpus", "codings")
        shutil.copy(elsewhere / codings / "jonas@hjemme.jsonl", study.root / codings)
        coding.take_in()
        await settle(pilot)
        assert view.transcript is not None and view.transcript.digest == old.digest
        assert texts(study) == [FINE]
        shutil.copy(elsewhere / "corpus" / f"{ID}.txt", study.root / "corpus")
        coding.look_at_disk()
        await settle(pilot)
        assert view.transcript.digest == new.digest and texts(study) == [FINE]
        assert view.transcript.text(view.sentence) == SICK
        assert view.row_of(view.caret) - view.scroll_offset.y == row
        coding.take_suggestions(CodingScreen.Replied(stale))
        assert coding._suggestions == ()


async def test_other_rooms_stand_a_text_that_is_corrected(study: Project) -> None:
    code(study, FINE)
    code(study, NOISE)
    async with opened(study, WIDE) as (pilot, coding):
        turn = study.transcript(ID)
        for n, key in enumerate(("f2", "f4", "f9", "f10", "f12")):
            await pilot.press(key)
            await pilot.pause()
            await pilot.app.workers.wait_for_complete()
            now = study.transcript(ID)
            short = correcting.reworded(now, 2 * n + 1, "Ja." if n != 1 else f"{NOISE} Nei.")
            study.revise(study.revision(ID, short))
            await pilot.press("down", "u", "down", "escape")
            await pilot.app.workers.wait_for_complete()
            await pilot.press("escape")
            await back(pilot)
            assert coding.view.transcript is not None
            assert coding.view.transcript.digest == study.transcript(ID).digest
        assert study.transcript(ID).digest != turn.digest


async def test_no_segment_of_the_text_as_it_was_is_answered(study: Project) -> None:
    async with opened(study) as (pilot, _coding):
        await pilot.press("f9")
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        old = study.transcript(ID)
        items = tuple(Item(ID, at(study, words), "kon.tid", 0.9) for words in (SICK, HELP))
        reply = Queued(Review(), Queue("prøve", items, 2), digests={ID: old.digest})
        screen.take(ReviewScreen.Replied(reply))
        assert [item.span for item in (screen.round.current,) if item] == [items[0].span]
        new = correcting.replaced(old, "Spørsmål", "Hva mener du om spørsmål", range(10))
        study.revise(study.revision(ID, new))
        screen.look_at_disk()
        assert screen.round.left == 0
        screen.take(ReviewScreen.Replied(reply))  # it was on its way
        await pilot.press("enter")
        assert texts(study) == []
