"""The coding room: what a key does, how many it takes, and what must never happen."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import room_study
from room_study import make_study, settle
from textual.pilot import Pilot

from kodeverk.model import (
    Reason,
    Span,
    Suggestion,
    Target,
    TargetKind,
    Transcript,
)
from kodeverk.project import Project
from kodeverk.suggest.asking import Question, Suggest, Suggested
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.edges import moved_edge
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.suggesting import Answer


class Quiet:
    """A suggester that proposes «Tidspress» where an informant begins to speak."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def ask(self, question: Question, answer: Answer) -> bool:
        """Answer at once."""
        if not isinstance(question, Suggest):
            return True
        transcript_id = question.transcript
        transcript = self._project.transcript(transcript_id)
        answer(Suggested(transcript_id, tuple(self._suggestions(transcript))))
        return True

    def close(self) -> None:
        """End nothing."""

    def _suggestions(self, transcript: Transcript) -> Iterator[Suggestion]:
        for turn in transcript.turns:
            if turn.speaker == "Informant":
                end = transcript.body.index(".", turn.text.start) + 1
                span, reason = Span(turn.text.start, end), Reason("definition", ("alt",))
                yield Suggestion(transcript.id, span, "kon.tid", 0.8, "prøve-1", (reason,))


def opened(
    project: Project, size: tuple[int, int] = (120, 40)
) -> AbstractAsyncContextManager[tuple[Pilot[None], CodingScreen]]:
    return room_study.opened(project, Quiet(project), size)


def held(project: Project) -> list[tuple[str, str]]:
    """Return what is coded on disk: text and code, as a fresh look at the study sees it."""
    fresh = Project.open(project.root, coder="kari", device="pc")
    body = fresh.transcript("int-01").body
    return [(body[c.span.start : c.span.end], c.code) for c in fresh.codings("int-01")]


async def test_a_code_key_codes_the_sentence_at_once(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "1")
        assert held(project) == [("Ja, her møtes alle sammen ved kaffemaskinen.", "syn.mote")]
        await pilot.press("Ø")
        assert len(held(project)) == 2


async def test_the_script_of_twenty_segments_takes_no_more_keys_than_promised(
    tmp_path: Path,
) -> None:
    """Ten answers' sentences twice: keyed codes 1 key, by name letters + 2, second code 1 …"""
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        spent: dict[str, list[int]] = {}

        async def do(what: str, *keys: str) -> None:
            spent.setdefault(what, []).append(len(keys))
            await pilot.press(*keys)
            await pilot.pause()

        segments = 0
        transcript = project.transcript("int-01")
        answers = [s for s in room.view.sentences if not transcript.role_at(s.start).asks]
        assert len(answers) == 10
        for round_ in range(2):
            for number, sentence in enumerate(answers):
                room.view.move_to(sentence.start)
                before = len(held(project))
                segments += 1
                if round_ == 0:
                    await do("keyed code", "1" if number % 2 else "2")
                    await do("second code", "Ø")
                    assert len(held(project)) == before + 2
                    await do("grow an edge", "minus")
                    await do("undo", "u")
                    await do("undo", "u")
                    assert len(held(project)) == before + 1
                else:
                    before_codes = [code for _text, code in held(project)]
                    await do("by name: 4 letters", "c", "t", "i", "d", "s", "enter")
                    codes = [code for _text, code in held(project)]
                    assert codes.count("kon.tid") == before_codes.count("kon.tid") + 1
                    await do("recode", "e", "1" if codes.count("kon.tid") % 2 else "2")
        assert segments == 20
        assert {
            key for counts in (spent["keyed code"], spent["second code"]) for key in counts
        } == {1}
        assert set(spent["undo"]) == {1} and set(spent["grow an edge"]) == {1}
        assert max(spent["by name: 4 letters"]) <= 4 + 2
        assert set(spent["recode"]) == {2}


async def test_one_key_accepts_and_one_rejects_a_suggestion(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        assert held(project) == []  # suggested, not coded
        await pilot.press("o")
        await pilot.press("g")
        (coding,) = project.codings("int-01")
        assert (coding.code, coding.origin.kind, coding.origin.score) == (
            "kon.tid",
            "suggested",
            0.8,
        )
        assert coding.origin.engine == "prøve-1"
        await pilot.press("o")
        await pilot.press("f")
        assert len(project.rejections("int-01")) == 1 and len(held(project)) == 1
        await settle(pilot)
        decided = {coding.span, project.rejections("int-01")[0].span}
        assert not decided & {s.span for s in room._suggestions}
        await pilot.press("o", "e", "1")
        assert [c.origin.kind for c in project.codings("int-01")] == ["suggested", "edited"]


async def test_edges_move_by_words_and_pass_over_a_speakers_name(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "1", "minus")
        assert held(project)[0][0] == "Ja, her møtes alle sammen ved"
        await pilot.press("greater_than_sign")
        assert held(project)[0][0] == "her møtes alle sammen ved"
        await pilot.press("less_than_sign", "less_than_sign")
        assert held(project)[0][0].startswith("0?\n\n[00:00:05] Informant: Ja, her")
        await pilot.press("u", "u", "u", "u", "u")
        assert held(project) == []
        await pilot.press("y", "y", "y", "y", "y")
        assert held(project)[0][0].startswith("0?")


def test_an_edge_never_crosses_the_other() -> None:
    body = "ett to tre"
    assert moved_edge(body, [Span(0, 10)], Span(4, 6), -1, True) is None
    assert moved_edge(body, [Span(0, 10)], Span(4, 6), 1, False) is None
    assert moved_edge(body, [Span(0, 10)], Span(4, 6), 1, True) == Span(4, 10)
    assert moved_edge(body, [Span(0, 10)], Span(4, 10), 1, True) is None


async def test_in_vivo_and_new_codes_are_made_on_the_spot(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "w", "w", "i")
        fresh = Project.open(tmp_path, coder="kari", device="pc")
        names = {code.name for code in fresh.codebook.codes}
        assert "Ja, her" in names
        await pilot.press("down", "n", *"Kaffe", "enter")
        await pilot.pause()
        fresh = Project.open(tmp_path, coder="kari", device="pc")
        assert "Kaffe" in {code.name for code in fresh.codebook.codes}
        assert len(fresh.codings("int-01")) == 2
        for _n in range(4):
            await pilot.press("u")
        fresh = Project.open(tmp_path, coder="kari", device="pc")
        assert not {"Kaffe", "Ja, her"} & {code.name for code in fresh.codebook.codes}


async def test_a_memo_is_written_and_kept(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "1", "m", *"viktig", "escape")
        await settle(pilot)
        (coding,) = project.codings("int-01")
        memo = project.memo(coding.memo_target)
        assert memo is not None and memo.text == "viktig"
        await pilot.press("m", "ctrl+t", "ctrl+t", *"hele", "escape")
        await settle(pilot)
        about = project.memo(Target(TargetKind.TRANSCRIPT, "int-01"))
        assert about is not None and about.text == "hele"


async def test_find_and_next_uncoded(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("slash", *"BRÅKER", "enter")
        await pilot.pause()
        body = project.transcript("int-01").body
        selection = room.view.selection
        assert selection is not None and body[selection.start : selection.end] == "bråker"
        await pilot.press("escape", "home", "d")
        assert room.view.caret == body.index("Ja, her")
        other = Project.open(tmp_path, coder="ola", device="mac")
        other.code("int-01", Span(*_span(project, "Det er blitt en møteplass.")), "kon.stoy")
        other.close()
        room.take_in()
        await pilot.press("1", "d")  # what another has coded is still to be coded by oneself
        assert room.view.caret == body.index("Det er blitt")


async def test_another_coders_file_is_taken_in_without_moving_the_caret(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        await pilot.press("down", "down", "down")
        caret = room.view.caret
        other = Project.open(tmp_path, coder="ola", device="mac")
        other.code("int-01", Span(*_span(project, "Det bråker")), "kon.stoy")
        other.close()
        room.look_at_disk()
        await settle(pilot)
        assert [c.coder for c in room._codings] == ["ola"]
        assert room.view.caret == caret
        await pilot.press("x")  # another's coding: not ours to remove
        assert len(held(project)) == 1


def _span(project: Project, words: str) -> tuple[int, int]:
    start = project.transcript("int-01").body.index(words)
    return start, start + len(words)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_brackets_stay_and_panels_fold(tmp_path: Path, size: tuple[int, int]) -> None:
    project = make_study(tmp_path)
    async with opened(project, size) as (pilot, room):
        await pilot.press("slash", *"arbeidsro", "enter", "escape")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "[ler]" in shown and "[/]" in shown
        left = room.query_one("#left").size.width
        assert (left == 0) == (size[0] < 100)
        await pilot.press("f6")
        assert (room.query_one("#left").size.width == 0) == (size[0] >= 100)
        assert room.query_one("#right").size.height > 3


def screen_text(pilot: Pilot[None]) -> str:
    """Return all that is on the screen, row by row."""
    height = pilot.app.size.height
    compositor = pilot.app.screen._compositor
    strips = compositor.render_strips()
    return "\n".join(strip.text for strip in strips[:height])


async def test_an_empty_study_opens_and_says_what_to_do(tmp_path: Path) -> None:
    project = Project.create(tmp_path, name="Tom", coder="kari", device="pc")
    async with opened(project, (80, 24)) as (pilot, room):
        await settle(pilot)
        rows = screen_text(pilot).split("\n")
        assert "There are no transcripts yet." in rows[9] and "F3  imports interviews" in rows[11]
        for key in (
            "down",
            "1",
            "c",
            "escape",
            "x",
            "g",
            "u",
            "m",
            "escape",
            "d",
            "o",
            "v",
            "escape",
        ):
            await pilot.press(key)
        await settle(pilot)
        make_study(tmp_path / "annen").close()
        made = tmp_path / "annen" / "corpus" / "int-01.txt"
        (tmp_path / "corpus" / made.name).write_bytes(made.read_bytes())
        room.take_in()
        await settle(pilot)
        words = screen_text(pilot)
        assert "Ja, her møtes alle" in words and "There are no transcripts" not in words
        assert pilot.app.focused is room.view
        await pilot.press("down")
        assert room.view.caret > 0


async def test_mouse_alone_selects_and_codes(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with opened(project) as (pilot, room):
        body = project.transcript("int-01").body
        rows = screen_text(pilot).split("\n")
        y = next(n for n, row in enumerate(rows) if "Ja, her" in row)
        x = rows[y].index("møtes")
        await pilot.click(offset=(x, y), times=2)
        selection = room.view.selection
        assert selection is not None
        assert (
            body[selection.start : selection.end] == "Ja, her møtes alle sammen ved kaffemaskinen."
        )
        tree_y = next(n for n, row in enumerate(rows) if "Møteplass" in row)
        await pilot.click(offset=(6, tree_y), times=2)  # one to mark the code, one to use it
        await pilot.pause()
        assert held(project) == [("Ja, her møtes alle sammen ved kaffemaskinen.", "syn.mote")]
        await settle(pilot)
        rows = screen_text(pilot).split("\n")
        x = rows[y].rindex("┃")
        await pilot.press("end")
        await pilot.press("home")
        await pilot.click(offset=(x, y))
        await settle(pilot)
        assert "Møteplass" in screen_text(pilot).split("\n")[y + 0] or room.on_sentence.codings


async def test_keys_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_study(tmp_path)
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.json").write_text(
        '{"keys": {"undo": "q", "nonsense": "z"}}', encoding="utf-8"
    )
    monkeypatch.setenv("KODEVERK_CONFIG", str(config))
    async with opened(project) as (pilot, _room):
        await pilot.press("down", "1")
        assert len(held(project)) == 1
        await pilot.press("q")
        assert held(project) == []


async def test_a_failure_ends_the_app_without_a_word_of_the_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_study(tmp_path)
    app = KodeverkApp(project, suggester=Quiet(project))

    def broken(self: CodingScreen) -> None:
        text = project.transcript("int-01").body
        raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            app.coding.action_memo = broken.__get__(app.coding)  # type: ignore[method-assign]
            await pilot.press("m")
    project.close()
    out = capsys.readouterr()
    assert "kaffemaskinen" not in out.out + out.err
