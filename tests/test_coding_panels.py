"""The coding room: what stands around the text, and what a person must not lose sight of."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import room_study
from room_study import make_study, settle
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Label

from kodeverk import codebook as books
from kodeverk.model import Reason, Span, Standing, Suggestion, Target, TargetKind
from kodeverk.project import Project
from kodeverk.suggest.asking import Earlier, Question, Suggest, Suggested
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.suggesting import Answer, Failed
from kodeverk.tui.widgets.codes import CodeCard, CodeTree
from kodeverk.tui.widgets.paint import contrast
from kodeverk.tui.widgets.sentence import SentencePanel

PLACE = "Ja, her møtes alle sammen ved kaffemaskinen."
REASONS = tuple(Reason("definition", (f"ord{n}",)) for n in range(12))


class Wordy:
    """A suggester that proposes two codes for the first answer, with many reasons."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def ask(self, question: Question, answer: Answer) -> bool:
        """Answer at once."""
        if not isinstance(question, Suggest):
            return True
        transcript_id = question.transcript
        start = self._project.transcript(transcript_id).body.index(PLACE)
        span = Span(start, start + len(PLACE))
        rows = (("kon.tid", 0.8, REASONS), ("syn.hjelp", 0.6, REASONS[:1]))
        made = (Suggestion(transcript_id, span, code, n, "prøve-1", why) for code, n, why in rows)
        answer(Suggested(transcript_id, tuple(made)))
        return True

    def close(self) -> None:
        """End nothing."""


def opened(
    project: Project, size: tuple[int, int] = (120, 40)
) -> AbstractAsyncContextManager[tuple[Pilot[None], CodingScreen]]:
    return room_study.opened(project, Wordy(project), size)


def rows(pilot: Pilot[None]) -> list[str]:
    """Return all that is on the screen, row by row."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text for strip in strips[: pilot.app.size.height]]


async def test_the_room_opens_where_the_reading_stopped_and_shows_the_place(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    transcript = project.transcript("int-01")
    project.mark_read("int-01", [Span(0, transcript.body.index("Noen spør"))])
    async with opened(project, (80, 16)) as (pilot, room):
        assert room.view.caret > transcript.body.index("Noen spør")
        assert any("Da sier jeg at" in row for row in rows(pilot))


async def test_a_coding_that_shrinks_out_of_its_sentence_is_not_lost(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("down", "1", *["plus"] * 2, *["greater_than_sign"] * 8)
        await pilot.press("less_than_sign")
        (coding,) = project.codings("int-01")
        body = project.transcript("int-01").body
        assert body[coding.span.start : coding.span.end] == "Det er"
        await pilot.press("x")
        assert project.codings("int-01") == () and room.view.has_focus


async def test_arrows_and_enter_work_in_the_tree_and_esc_comes_back(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        tree = room.query_one(CodeTree)
        await pilot.press("down")
        await settle(pilot)
        assert tree.marked == "kon.tid"  # as the suggestion
        before = room.view.caret
        await pilot.press("tab")
        assert tree.has_focus
        await pilot.press(*["up"] * 4)
        room.later()
        await settle(pilot)
        await pilot.press("escape")
        room.later()
        await settle(pilot)
        assert room.view.has_focus and room.view.caret == before
        assert tree.marked == "syn.mote" and project.codings() == ()
        await pilot.press("tab", "enter")
        assert [coding.code for coding in project.codings()] == ["syn.mote"]
        assert room.view.has_focus


async def test_a_click_in_the_tree_marks_and_only_the_next_one_codes(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("down")
        await settle(pilot)
        y = next(n for n, row in enumerate(rows(pilot)) if "Støy" in row)
        await pilot.click(offset=(8, y))
        await settle(pilot)
        assert room.query_one(CodeTree).marked == "kon.stoy" and project.codings() == ()
        await pilot.click(offset=(8, y))
        await settle(pilot)
        assert [coding.code for coding in project.codings()] == ["kon.stoy"]


async def test_what_was_said_of_one_place_is_not_said_of_the_next(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "1")
        await settle(pilot)
        assert "✓ Møteplass" in rows(pilot)[-2]
        await pilot.press("down")
        await settle(pilot)
        assert "✓" not in rows(pilot)[-2]


async def test_a_narrow_screen_keeps_the_facts_of_the_head_and_the_way_out(tmp_path: Path) -> None:
    project = make_study(tmp_path, title="Intervju med en som har en svært lang tittel på jobben")
    (tmp_path / "corpus" / "codings" / "ola@pc.jsonl").write_text("nei\n", encoding="utf-8")
    project.refresh()
    async with opened(project, (80, 24)) as (pilot, _room):
        shown = rows(pilot)
        for fact in ("Intervju med", "1/1", "read: 0 %", "kari", "⚠ 1 (F5)"):
            assert fact in shown[0]
        assert "F1 Help" in shown[-1] and "ctrl+q Quit" in shown[-1]
        x = shown[-1].index("Quit")
        await pilot.click(offset=(x, 23))
        await pilot.pause()
        assert not pilot.app.is_running or pilot.app._exit


async def test_a_panel_folded_twice_is_as_it_was_on_any_width(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project, (80, 24)) as (pilot, room):
        await pilot.press("f6")
        assert room.query_one("#left").size.width
        await pilot.press("f6")
        assert not room.query_one("#left").size.width
        await pilot.resize_terminal(160, 50)
        await pilot.pause()
        assert room.query_one("#left").size.width


async def test_the_details_show_what_is_marked_and_read_on(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("o")
        await settle(pilot)
        assert "Tidspress" in "".join(rows(pilot)[-11:])
        assert "Helhetlig hjelp" not in "".join(row[34:] for row in rows(pilot)[-11:])
        await pilot.press("z")
        await settle(pilot)
        assert "ord7" in "".join(rows(pilot)[-11:])
        await pilot.press("space")
        await settle(pilot)
        assert "▶ ┆2" in "".join(row[34:] for row in rows(pilot)[-11:])
        assert room.query_one(SentencePanel).top > 0


async def test_a_new_code_says_where_it_goes_and_looks_like_its_theme(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    book = project.codebook
    project.edit_codebook(books.plan_edit(book, "kon", color="#c00000"))
    async with opened(project) as (pilot, room):
        await pilot.press("down", "Ø", "n")
        await pilot.pause()
        title = pilot.app.screen.query_one(Label)
        assert str(title.render()) == "New code below “Konflikt”"
        await pilot.press(*"Kø", "enter")
        await settle(pilot)
        (code,) = [code for code in project.codebook.codes if code.name == "Kø"]
        assert (code.parent, code.color) == ("kon", "")
        assert room._colors[code.id] == "#c00000"


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_the_colours_of_the_tree_can_be_read(tmp_path: Path, theme: str) -> None:
    project = make_study(tmp_path)
    for code, color in (("syn", "#000080"), ("kon", "#ffff80")):
        project.edit_codebook(books.plan_edit(project.codebook, code, color=color))
    async with opened(project) as (pilot, room):
        tree = room.query_one(CodeTree)
        if pilot.app.theme != theme:
            await pilot.press("f8")
            await settle(pilot)
        assert pilot.app.theme == theme
        paper = tree.background_colors[1]
        for code in ("syn.mote", "kon.stoy"):
            style = tree._places[code]._label.spans[0].style
            ink = Color.from_rich_color(style.color)  # type: ignore[union-attr]
            assert contrast(ink, paper) >= 4.5


async def test_another_coders_long_memo_leaves_room_for_ones_own(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    with_ola = Project.open(tmp_path, coder="ola", device="pc")
    with_ola.set_memo(Target(TargetKind.PROJECT), "\n".join(f"linje {n}" for n in range(40)))
    with_ola.close()
    project.refresh()
    async with opened(project, (80, 24)) as (pilot, _room):
        await pilot.press("m", "ctrl+t")
        await settle(pilot)
        shown = "\n".join(rows(pilot))
        assert "ola: linje 0" in shown and "Esc save" in shown
        await pilot.press("tab", "end")
        await settle(pilot)
        assert "linje 39" in "\n".join(rows(pilot))
        await pilot.press("escape")


async def test_the_codebook_room_does_not_say_undone_of_the_next_change(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("f2", "down", "ctrl+down", "u")
        await settle(pilot)
        assert "Undone" in rows(pilot)[-2]
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert [code.id for code in project.codebook.codes][1] == "syn.hjelp"
        assert "Undone" not in rows(pilot)[-2]


async def test_suggestions_that_are_not_made_yet_are_not_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        found = room._suggestions
        monkeypatch.setattr(room.kodeverk.suggester, "ask", lambda transcript, answer: True)
        room.open("int-01")
        await pilot.press("o")
        await settle(pilot)
        assert "still being made" in rows(pilot)[-2]
        room.post_message(CodingScreen.Replied(Suggested("int-01", found)))
        await pilot.press("end", "o")
        await settle(pilot)
        assert "no more suggestions" in rows(pilot)[-2]


async def test_a_list_without_a_match_says_so_and_takes_nothing(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("down", "c", *"xyz", "enter")
        await pilot.pause()
        assert any("No match." in row for row in rows(pilot))
        await pilot.press("escape")
        assert project.codings() == () and room.is_current


async def test_a_codebook_that_cannot_be_read_is_told_where_a_code_is_wanted(
    tmp_path: Path,
) -> None:
    project = make_study(tmp_path)
    project.codebook_path.write_text("codes: [\n", encoding="utf-8")
    async with opened(project) as (pilot, room):
        assert "codebooks/kodebok.yaml:" in rows(pilot)[-2] and "not YAML" in rows(pilot)[-2]
        for key in ("1", "c", "n", "i"):
            await pilot.press("down")
            await settle(pilot)
            assert "not YAML" not in rows(pilot)[-2]
            await pilot.press(key)
            await settle(pilot)
            assert "not YAML" in rows(pilot)[-2] and room.is_current, key
        assert project.codings() == ()


async def test_what_is_undone_is_brought_into_view_and_named(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=2)
    async with opened(project) as (pilot, room):
        await pilot.press("down", "1")
        start = project.codings("int-01")[0].span.start
        await pilot.press("end", "u")
        assert room.view.caret == start and project.codings() == ()
        await settle(pilot)
        assert "Undone: coding with “Møteplass”" in rows(pilot)[-2]
        await pilot.press("end", "y")
        assert room.view.caret == start and len(project.codings()) == 1
        assert room.on_sentence.marked == project.codings()[0]
        room.open("int-02")
        await pilot.press("end", "u")
        assert room.transcript_id == "int-01" and room.view.caret == start
        assert project.codings() == ()


async def test_a_new_code_goes_beside_the_last_one_or_where_one_says(tmp_path: Path) -> None:
    project = make_study(tmp_path)

    def path(name: str) -> str:
        book = project.codebook
        return next(book.path(code.id) for code in book.codes if code.name == name)

    async with opened(project) as (pilot, room):
        assert not room.query_one(CodeTree).marked
        await pilot.press("n", *"konf", "enter", *"Uro", "enter")
        await settle(pilot)
        assert path("Uro") == "Konflikt / Uro"
        await pilot.press("u", "u")
        room.query_one(CodeTree).move_cursor(None)
        room._last_code = "syn.hjelp"
        await pilot.press("n", *"Kaffe", "enter")
        await settle(pilot)
        assert path("Kaffe") == "Synergi / Kaffe"


async def test_with_the_codebook_in_focus_the_letters_move_in_it(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        tree = room.query_one(CodeTree)
        caret = room.view.caret
        tree.focus()
        await pilot.press("home", "j", "j")
        assert tree.marked == "syn.hjelp"
        await pilot.press("k")
        assert tree.marked == "syn.mote" and room.view.caret == caret
        await pilot.press("escape", "j")
        assert room.view.has_focus and room.view.caret > caret


async def test_a_suggestion_is_explained_and_a_silent_code_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_study(tmp_path)
    start = project.transcript("int-01").body.index(PLACE)
    reasons = (
        Reason("cue", ("møtes",)),
        Reason("coding", (), "Vi møtes [/] ofte", "k1"),
        Reason("beside", (), "Kom inn", "k1"),
        Reason("rejection", (), "Nei", "n1"),
    )
    span = Span(start, start + len(PLACE))
    found = Suggestion("int-01", span, "syn.mote", 0.8, "prøve-1", reasons)
    reply = Suggested(
        "int-01",
        (found,),
        (Standing("syn.mote", 0.5, 14, 20), Standing("kon.tid", 0.5, 1, 9, "record")),
        {
            "k1": Earlier("int-02", "Andre intervju", "Ola", "ingrid"),
            "n1": Earlier("int-03", "", "", "per"),
        },
    )
    async with opened(project, (160, 40)) as (pilot, room):
        room.post_message(CodingScreen.Replied(reply))
        await pilot.press("o")
        await settle(pilot)
        told = " ".join(" ".join(row[125:] for row in rows(pilot)).split())
        for part in (
            "strong suggestion 0.80 · 14 of the last 20 accepted",
            "+ cue: møtes",
            "+ like an earlier quote: «Vi møtes [/] ofte»",
            "Andre intervju · Ola · coded by ingrid",
            "+ close to a quote with the code: «Kom inn» Andre intervju",
            "− like a rejected one: «Nei» int-03 · rejected by per",
        ):
            assert part in told, told
        await pilot.press("tab", "end")
        await settle(pilot)
        card = " ".join(" ".join(row[:33] for row in rows(pilot)).split())
        assert "Not suggested for now: it was rejected too often of late." in card


async def test_an_engine_that_fails_later_is_told_in_the_coding_room(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        room.post_message(CodingScreen.Replied(Failed()))
        await settle(pilot)
        assert "the engine failed" in rows(pilot)[-2]


async def test_the_card_of_a_code_shows_its_cues(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    cues = {"cues": ("møtes", "snakke [i] gang"), "counter_cues": ("alene",)}
    project.edit_codebook(books.plan_edit(project.codebook, "syn.mote", **cues))
    async with opened(project, (160, 40)) as (pilot, room):
        room.query_one(CodeTree).mark("syn.mote")
        await settle(pilot)
        card = room.query_one(CodeCard).text.plain
        assert "Cues: møtes, snakke [i] gang" in card and "Against: alene" in card
        assert "Folk møtes." in card
        room.query_one(CodeTree).mark("syn.hjelp")
        await settle(pilot)
        assert "Cues" not in room.query_one(CodeCard).text.plain
