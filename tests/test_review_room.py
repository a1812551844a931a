"""The review room: one key an answer, by keys alone and by mouse alone, and what it writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from room_study import make_study, until
from textual.pilot import Pilot
from textual.widgets import Static

from kodeverk import codebook as books
from kodeverk.model import (
    Answer,
    Code,
    Coding,
    OriginKind,
    Reason,
    Rejection,
    Span,
    Standing,
    Suggestion,
    Target,
    TargetKind,
)
from kodeverk.project import Project
from kodeverk.suggest.asking import (
    Earlier,
    Explain,
    Explained,
    Item,
    Left,
    Order,
    Place,
    Progress,
    Question,
    Queue,
    Queued,
    Review,
)
from kodeverk.tui import suggesting
from kodeverk.tui.app import KodeverkApp
from kodeverk.tui.reviewing import Given, Round
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.screens.review import ReviewScreen

NARROW, WIDE = (80, 24), (120, 40)
COFFEE = "Ja, her møtes alle sammen ved kaffemaskinen."
PLACE = "Det er blitt en møteplass."
NOISE = "Det bråker fryktelig når det er musikk [ler]."
HELP = "Hun fikk hjelp med alt på én gang."
#       what is said, code, score
WAITING = (
    (COFFEE, "syn.mote", 0.9),
    (PLACE, "syn.mote", 0.8),
    (NOISE, "kon.stoy", 0.7),
    (HELP, "syn.hjelp", 0.55),
    (HELP, "kon.tid", 0.3),
)
Asked = list[Question]


class Fixed:
    """A suggester whose queue is ``WAITING``, in all transcripts, without what is answered."""

    def __init__(self, project: Project, silent: str = "") -> None:
        self._project = project
        self._silent = silent
        self.asked: Asked = []
        self.hold = False  # answer nothing
        self.alive = True

    def ask(self, question: Question, answer: suggesting.Answer) -> bool:
        """Answer at once."""
        self.asked.append(question)
        if self.hold or not self.alive:
            return self.alive
        if isinstance(question, Review):
            answer(self._queued(question))
        elif isinstance(question, Explain):
            known = tuple(self._explained(place) for place in question.places)
            answer(Explained(known, {"k1": Earlier("int-02", "Intervju to", "Ola", "ingrid")}))
        return True

    def close(self) -> None:
        """End nothing."""

    def _queued(self, question: Review) -> Queued:
        project = Project.open(self._project.root, coder="kari", device="annen")
        items: list[Item] = []
        groups: dict[str, tuple[Item, ...]] = {}
        for text, code, score in WAITING:
            for name in project.transcript_ids:
                start = project.transcript(name).body.index(text)
                item = Item(name, Span(start, start + len(text)), code, score)
                decided: list[Coding | Rejection] = [*project.codings(name)]
                decided += project.rejections(name)
                if (
                    item.place not in question.skipped
                    and name in (question.transcripts or (name,))
                    and code in (question.codes or (code,))
                    and (score >= 0.5 or question.order is Order.UNCERTAIN)
                    and not any(d.code == code and d.span.overlaps(item.span) for d in decided)
                ):
                    number = list(groups).index(text) if text in groups else len(groups)
                    groups[text] = (*groups.get(text, ()), item)
                    items.append(Item(name, item.span, code, score, number))
        if question.order is Order.UNCERTAIN:
            items.reverse()
        left = Left(6.2, 2, 11)
        progress = tuple(
            Progress(code, 4, 1, left, 24, code == "syn.mote") for _t, code, _s in WAITING
        )
        queue = Queue("prøve-1", tuple(items), len(items), 0, tuple(groups.values()), progress)
        standings = tuple(
            Standing(code, 0.5, 14, 20, "unearned" if code == self._silent else "")
            for code in ("syn.mote", "kon.stoy", "syn.hjelp", "kon.tid")
        )
        return Queued(question, queue, (), standings)

    def _explained(self, place: Place) -> Suggestion:
        name, span, code = place
        reasons = (
            Reason("definition", ("møtes",)),
            Reason("coding", ("kaffemaskinen",), "Vi møtes ved [/] kaffen", "k1"),
            Reason("exclude", ("alle",)),
        )
        return Suggestion(name, span, code, 0.9, "prøve-1", reasons)


@asynccontextmanager
async def room(
    project: Project, suggester: Fixed | None = None, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[Pilot[None], ReviewScreen]]:
    """Open the program and go to the review room."""
    app = KodeverkApp(project, suggester=suggester or Fixed(project))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        await pilot.pause()
        yield pilot, screen
    project.close()


def shown(pilot: Pilot[None]) -> str:
    """Return all text on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    rows = ["".join(segment.text for segment in strip) for strip in strips]
    assert all(len(row) <= pilot.app.size.width for row in rows)
    return "\n".join(rows)


def squeezed(pilot: Pilot[None]) -> str:
    """Return all text on the screen with blanks and the lines between the panels taken out."""
    return " ".join(shown(pilot).replace("│", " ").replace("▌", " ").split())


async def click(pilot: Pilot[None], words: str) -> None:
    """Click on the first place where ``words`` stand on the screen."""
    for y, row in enumerate(shown(pilot).split("\n")):
        if (x := row.find(words)) >= 0:
            await pilot.click(offset=(x + 1, y))
            await pilot.pause()
            return
    raise AssertionError(f"not on the screen: {words}\n{shown(pilot)}")


def reasons(screen: ReviewScreen) -> str:
    """Return what is said of the code."""
    return " ".join(str(screen.query_one("#why", Static).render()).split())


def held(project: Project) -> list[tuple[str, str, str]]:
    """Return what is coded on disk: text, code and origin, as a fresh look sees it."""
    fresh = Project.open(project.root, coder="kari", device="pc")
    return [
        (fresh.transcript(c.transcript).text(c.span), c.code, c.origin.kind.value)
        for c in fresh.codings()
    ]


def said(screen: ReviewScreen) -> tuple[str, str]:
    """Return text and code of what is put before the person."""
    item, transcript = screen.round.current, screen.transcript
    assert item is not None and transcript is not None
    return transcript.text(screen.round.span), item.code


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_segment_stands_in_its_talk_with_code_and_reasons(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with room(make_study(tmp_path, title="Et intervju"), size=size) as (pilot, screen):
        await until(pilot, lambda: "kaffemaskinen" in shown(pilot))
        words = squeezed(pilot) + reasons(screen)
        for part in (
            *("Review", "surest first", "4 left", "Et intervju"),
            *("Informant", "ved kaffemaskinen.", "Møteplass Synergi", "Folk møtes."),
            *("strong suggestion 0.90", "14 of the last 20 accepted", "definition: møtes"),
        ):
            assert part in words, part
        if size == NARROW:
            await pilot.press("z")
            await pilot.pause()
            assert "«Vi møtes ved [/] kaffen»" in squeezed(pilot)
        for part in (
            *("− exclude (against): alle", "«Vi møtes ved [/] kaffen»"),
            "Intervju to · Ola · coded by ingrid",
        ):
            assert part in words, part
        if size == WIDE:
            assert "Spørsmål nummer 0?" in words and "Spørsmål nummer 1?" in words
            assert "4 found · 1 waits here · about 6 more where nobody has read (2–11)" in words
            assert "The last 24 answers gave nothing new" in words
        assert screen.view.has_focus


async def test_each_answer_is_one_key_and_the_next_is_there(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        assert said(screen) == (COFFEE, "syn.mote")
        await pilot.press("g")
        assert said(screen) == (PLACE, "syn.mote")
        assert held(project) == [(COFFEE, "syn.mote", "suggested")]
        await pilot.press("f")
        assert said(screen) == (NOISE, "kon.stoy")
        assert len(project.rejections()) == 1
        await pilot.press("1")  # the key of another code
        assert said(screen) == (HELP, "syn.hjelp")
        await pilot.press("2")  # its own key
        assert screen.round.current is None
        await pilot.pause()
        assert "Nothing waits for an answer here" in squeezed(pilot)
        assert "2 accepted 1 edited 1 rejected" in squeezed(pilot)
    assert held(project) == [
        (COFFEE, "syn.mote", "suggested"),
        (NOISE, "syn.mote", "edited"),
        (HELP, "syn.hjelp", "suggested"),
    ]


async def test_a_hundred_answers_take_a_hundred_keys(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=25)
    async with room(project) as (pilot, screen):
        keys = 0
        while screen.round.current is not None:
            await pilot.press("gf"[keys % 2])
            keys += 1
            await pilot.pause()
        await until(pilot, lambda: screen.round.left == 0)
        assert keys == len(project.codings()) + len(project.rejections()) == 100
        assert sum(screen.round.tally.values()) == 100


async def test_undo_goes_back_to_the_segment_and_redo_on(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("g", "f", "1", "u")
        assert said(screen) == (NOISE, "kon.stoy") and len(held(project)) == 1
        await pilot.press("u", "u")
        assert said(screen) == (COFFEE, "syn.mote")
        assert held(project) == [] and project.rejections() == ()
        await pilot.press("u")
        await pilot.pause()
        assert "No answer was given in this visit" in shown(pilot)
        await pilot.press("y", "y", "y")
        assert said(screen) == (HELP, "syn.hjelp")
        assert len(held(project)) == 2 and len(project.rejections()) == 1
        await pilot.press("y")
        await pilot.pause()
        assert "nothing to redo" in shown(pilot)


async def test_undo_takes_back_nothing_from_before_the_visit(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    project.code("int-01", Span(30, 40), "kon.tid")
    async with room(project) as (pilot, _screen):
        await pilot.press("u")
        assert len(held(project)) == 1


async def test_skipped_ones_come_back(tmp_path: Path) -> None:
    async with room(make_study(tmp_path)) as (pilot, screen):
        await pilot.press("o", "down")
        assert said(screen) == (NOISE, "kon.stoy")
        await pilot.pause()
        assert "Skipped; “p” goes back to it." in shown(pilot)
        await pilot.press("p")
        await pilot.pause()
        assert said(screen) == (PLACE, "syn.mote")
        assert "goes back to it" not in shown(pilot), "it is told of the segment before"
        await pilot.press("up")
        assert said(screen) == (COFFEE, "syn.mote")
        await pilot.press("p")
        await pilot.pause()
        assert "Nothing was skipped" in shown(pilot)
        await pilot.press("o", "g", "g", "g")
        await until(pilot, lambda: "“p” goes back to those you skipped" in shown(pilot))
        await pilot.press("p")
        assert said(screen) == (COFFEE, "syn.mote")


async def test_the_same_answer_for_all_that_are_alike(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=4)
    async with room(project) as (pilot, screen):
        assert "3 more say nearly the same" in squeezed(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "Answer this one first" in squeezed(pilot) and held(project) == []
        await pilot.press("g")
        await pilot.pause()
        assert said(screen) == (COFFEE, "syn.mote")
        assert "gives all 3 the same answer" in squeezed(pilot)
        await pilot.press("d")
        assert [text for text, _c, _o in held(project)] == [COFFEE] * 4
        assert said(screen) == (PLACE, "syn.mote")
        await pilot.press("f", "d")
        assert len(project.rejections()) == 4
        await pilot.press("2", "d")
        assert [code for _t, code, _o in held(project)].count("syn.hjelp") == 4
        assert said(screen) == (HELP, "syn.hjelp")
        await pilot.press("u")
        assert [code for _t, code, _o in held(project)].count("syn.hjelp") == 1
        assert said(screen) == (NOISE, "kon.stoy")
        await pilot.press("d")
        assert [code for _t, code, _o in held(project)].count("syn.hjelp") == 4


async def test_one_undo_in_the_coding_room_takes_back_all_of_the_same(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=4)
    async with room(project) as (pilot, _screen):
        await pilot.press("g", "d", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen) and len(held(project)) == 4
        await pilot.press("u")
        assert len(held(project)) == 1


async def test_widen_and_narrow_by_word_and_sentence(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("plus")
        assert said(screen)[0] == f"{COFFEE} Det"
        await pilot.press("minus", "b")
        assert said(screen)[0] == "Ja, her møtes alle sammen ved"
        await pilot.press("s")
        assert said(screen)[0] == COFFEE
        await pilot.press("s")
        assert said(screen)[0] == f"{COFFEE} {PLACE}"
        await pilot.press("a", "greater_than_sign", "greater_than_sign")
        assert said(screen)[0] == "møtes alle sammen ved kaffemaskinen."
        await pilot.press("less_than_sign")
        assert said(screen)[0] == "her møtes alle sammen ved kaffemaskinen."
        await pilot.press("t")
        assert said(screen)[0] == f"{COFFEE} {PLACE}"
        await pilot.press("t")
        assert said(screen)[0] == COFFEE
        await pilot.press("w", "g")
        await pilot.pause()
        assert "0 accepted 1 edited" in squeezed(pilot) and "✓ edited: Møteplass" in shown(pilot)
        await pilot.press("f12")
        await until(pilot, lambda: "1 0 1 0 0" in squeezed(pilot))
    assert held(project) == [(f"{COFFEE} Det", "syn.mote", "edited")]


async def test_the_sentence_before_and_what_cannot_be(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("h", "a")
        await pilot.pause()
        assert said(screen)[0] == COFFEE, "it is the first of its turn"
        assert "goes no further" in shown(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert "goes no further" not in shown(pilot)
        await pilot.press("a")
        await pilot.press("o", "h", "g")
    assert held(project) == [(f"{COFFEE} {PLACE}", "syn.mote", "edited")]


async def test_recode_by_name(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("c", *"tids", "enter")
        await pilot.pause()
        assert said(screen) == (PLACE, "syn.mote")
        await pilot.press("e", "Ø")
        await pilot.pause()
        assert said(screen) == (NOISE, "kon.stoy")
    assert [code for _t, code, _o in held(project)] == ["kon.tid", "kon.stoy"]
    answers = {(o.code, o.answer, o.instead) for o in Project.open(tmp_path).outcomes()}
    assert ("syn.mote", Answer.EDITED, "kon.tid") in answers


async def test_the_segment_can_be_read_while_a_code_is_chosen(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    for number in range(12):
        code = Code(f"x{number}", f"Kode {number}")
        project.edit_codebook(books.plan_add(project.codebook, code, None))
    async with room(project, size=NARROW) as (pilot, _screen):
        await pilot.press("e")
        await pilot.pause()
        words = squeezed(pilot)
        assert "Which code instead?" in words and "Støy og romkamp" in words
        assert COFFEE in words and PLACE in words


async def test_a_queue_that_comes_while_a_code_is_chosen_takes_nothing_away(
    tmp_path: Path,
) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("o", "c")
        item = screen.round.current
        assert item is not None
        screen.round.current = replace(item, alike=7)  # grouped anew
        await pilot.press(*"tids", "enter")
    assert [(text, code) for text, code, _o in held(project)] == [(PLACE, "kon.tid")]


async def test_a_recode_to_what_is_coded_already_is_a_no_to_the_other(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    start = project.transcript("int-01").body.index(COFFEE)
    project.code("int-01", Span(start, start + len(COFFEE)), "syn.hjelp")
    async with room(project) as (pilot, screen):
        await pilot.press("2")
        await until(pilot, lambda: screen._ask is None)
        await pilot.pause()
        assert said(screen) == (PLACE, "syn.mote")
        assert [r.code for r in project.rejections()] == ["syn.mote"]
        await pilot.press("u")
        assert said(screen) == (COFFEE, "syn.mote") and project.rejections() == ()
    assert [code for _t, code, _o in held(project)] == ["syn.hjelp"]


async def test_what_is_put_before_the_person_is_noted_as_shown(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, _screen):
        await pilot.press("o")
        await pilot.pause()
        await until(pilot, lambda: len(project.outcomes()) == 2)
        assert {o.answer for o in project.outcomes()} == {Answer.LEFT}
        assert [o.score for o in project.outcomes()] == [0.9, 0.8]
        await pilot.press("g")
    (coding,) = project.codings()
    assert coding.origin.kind is OriginKind.SUGGESTED
    assert (coding.origin.score, coding.origin.engine) == (0.8, "prøve-1")


async def test_the_order_is_chosen_with_one_key(tmp_path: Path) -> None:
    async with room(make_study(tmp_path)) as (pilot, screen):
        await pilot.press("r")
        await pilot.pause()
        assert said(screen) == (HELP, "kon.tid") and "most uncertain first" in shown(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert "by code" in shown(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert "by transcript" in shown(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert "surest first" in shown(pilot)


async def test_only_some_transcripts_and_one_code(tmp_path: Path) -> None:
    async with room(make_study(tmp_path, transcripts=3)) as (pilot, screen):
        await pilot.press("v", "a", "down", "space", "escape")
        await pilot.pause()
        assert screen.round.transcripts == ("int-02",)
        assert screen.round.left == 4 and "1 transcript" in shown(pilot)
        await pilot.press("k", *"støy", "enter")
        await pilot.pause()
        assert said(screen) == (NOISE, "kon.stoy") and screen.round.left == 1
        assert "only “Støy og romkamp”" in shown(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "“v” and “k” choose other" in squeezed(pilot))
        await pilot.press("k", "enter", "v", "a", "escape")
        await pilot.pause()
        assert screen.round.question.scope == (Order.SUREST, (), ())
        assert screen.round.left == 11


async def test_by_mouse_alone(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    app = KodeverkApp(project, suggester=Fixed(project))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await click(pilot, "F9 Review")
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        await pilot.pause()
        await click(pilot, "Det er blitt")
        assert said(screen)[0] == f"{COFFEE} {PLACE}"
        await click(pilot, "Det er blitt")
        assert said(screen)[0] == COFFEE
        await click(pilot, "g Accept")
        assert held(project) == [(COFFEE, "syn.mote", "suggested")]
        await click(pilot, "f Reject")
        assert len(project.rejections()) == 1
        await click(pilot, "u Undo")
        assert project.rejections() == ()
        await click(pilot, "e Recode")
        await click(pilot, "Tidspress")
        assert (PLACE, "kon.tid", "edited") in held(project)
        await click(pilot, "o Skip")
        assert said(screen) == (HELP, "syn.hjelp")
        await click(pilot, "r Order")
        await pilot.pause()
        assert said(screen)[1] == "kon.tid"
        await click(pilot, "v Texts")
        await click(pilot, "Intervju  int-01")
        await pilot.press("escape")
        await click(pilot, "esc Back")
        assert isinstance(pilot.app.screen, CodingScreen)
    project.close()


async def test_see_goes_to_the_place_in_the_transcript(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=2)
    async with room(project) as (pilot, screen):
        await pilot.press("o")
        assert screen.round.current is not None and screen.round.current.transcript == "int-02"
        await pilot.press("i")
        await pilot.pause()
        coding = pilot.app.screen
        assert isinstance(coding, CodingScreen)
        await until(pilot, lambda: coding.transcript_id == "int-02")
        await pilot.pause()
        body = project.transcript("int-02").body
        assert coding.view.caret == body.index(COFFEE)


async def test_a_memo_on_what_was_just_coded(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        await pilot.press("g", "m", *"Fint", "escape")
        await pilot.pause()
        (coding,) = project.codings()
        memo = project.memo(coding.memo_target)
        assert memo is not None and memo.text == "Fint"
        await pilot.press("u")
        assert project.memo(coding.memo_target) is None
        assert said(screen) == (PLACE, "syn.mote")
        await pilot.press("u", "m", *"Om koden", "escape")
        await pilot.pause()
        memo = project.memo(Target(TargetKind.CODE, "syn.mote"))
        assert memo is not None and memo.text == "Om koden"


async def test_the_queue_that_comes_later_does_not_move_what_is_read(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    fixed = Fixed(project)
    async with room(project, fixed) as (pilot, screen):
        await pilot.press("o", "minus")
        before = len(fixed.asked)
        screen.changed()
        await until(pilot, lambda: len(fixed.asked) > before)
        await pilot.pause()
        assert said(screen) == ("Det er blitt en", "syn.mote"), "as it was narrowed"


async def test_what_another_coder_answers_meanwhile_leaves_the_queue(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project) as (pilot, screen):
        ola = Project.open(tmp_path, coder="ola", device="pc")
        for text, code in ((COFFEE, "syn.mote"), (PLACE, "syn.mote")):
            start = ola.transcript("int-01").body.index(text)
            ola.code("int-01", Span(start, start + len(text)), code)
        ola.close()
        screen.take_in()
        await until(pilot, lambda: said(screen) == (NOISE, "kon.stoy"))
        await pilot.pause()
        assert "Another coder has answered the one before meanwhile." in shown(pilot)
        await pilot.press("g", "o")
        await pilot.pause(0.4)
        assert "Another coder" not in shown(pilot)


async def test_another_queue_is_waited_for_without_a_number(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    fixed = Fixed(project)
    async with room(project, fixed) as (pilot, _screen):
        await pilot.press("g")
        await until(pilot, lambda: "3 left" in shown(pilot))
        fixed.hold = True
        await pilot.press("r")
        await pilot.pause()
        words = squeezed(pilot)
        assert "looking for suggestions" in words and "1 accepted" in words
        assert "left" not in words and "✓" not in words


@pytest.mark.parametrize("key", [*"gfeotish", "plus", "less_than_sign"])
async def test_a_key_that_has_nothing_to_act_on_says_so(tmp_path: Path, key: str) -> None:
    project = make_study(tmp_path)
    fixed = Fixed(project)
    fixed.hold = True
    async with room(project, fixed) as (pilot, screen):
        await pilot.press(key)
        await pilot.pause()
        assert "There is nothing to answer here now." in shown(pilot)
        assert pilot.app.screen is screen


class Ready(Fixed):
    """Its queue comes with the reasons for the first segment, more than a row of them."""

    def _queued(self, question: Review) -> Queued:
        queued = super()._queued(question)
        reasons = (Reason("coding", (), "a " * 75, "k1"),)
        first = queued.queue.items[0].suggestion("prøve-1", reasons)
        return Queued(question, queued.queue, (first,), queued.standings)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_reasons_that_come_with_the_queue_fit_the_panel(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    project = make_study(tmp_path)
    fixed = Ready(project)
    fixed.hold = True
    async with room(project, fixed, size=size) as (pilot, screen):
        text = screen.query_one("#why", Static)
        fixed.hold = False
        screen.changed()
        await until(pilot, lambda: "a a a" in reasons(screen))
        await pilot.pause()
        assert max(map(len, str(text.render()).split("\n"))) <= text.size.width
        assert "\n  a a a" in str(text.render())


class Long(Fixed):
    """Its second segment has more reasons than fit on a low screen, the first has none."""

    def _explained(self, place: Place) -> Suggestion:
        start = COFFEE in self._project.transcript(place[0]).text(place[1])
        reasons = () if start else (Reason("coding", (), "a " * 75, "k1"),) * 4
        return Suggestion(*place, 0.9, "prøve-1", reasons)


@pytest.mark.parametrize("width", [80, 81])  # rows of one-letter words fill one of the two
async def test_no_row_of_the_reasons_is_broken_twice(tmp_path: Path, width: int) -> None:
    project = make_study(tmp_path)
    async with room(project, Long(project), size=(width, 24)) as (pilot, screen):
        box, text = screen.query_one("#why-scroll"), screen.query_one("#why", Static)
        assert box.max_scroll_y == 0
        await pilot.press("g")
        await until(pilot, lambda: "a a a" in reasons(screen))
        await pilot.pause()
        assert box.max_scroll_y > 0
        assert text.size.height == len(str(text.render()).split("\n"))


async def test_while_the_suggestions_are_made_the_room_says_so(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    fixed = Fixed(project)
    fixed.hold = True
    async with room(project, fixed) as (pilot, screen):
        assert "looking for suggestions" in squeezed(pilot)
        await pilot.press("g", "f", "o", "e", "plus", "s", "t", "h", "i", "1")
        assert held(project) == [] and pilot.app.screen is screen
        assert "nothing to answer" in squeezed(pilot)
        fixed.hold = False
        screen.changed()
        await until(pilot, lambda: COFFEE in squeezed(pilot))
        assert "nothing to answer" not in squeezed(pilot)
        screen.post_message(ReviewScreen.Replied(suggesting.Failed()))
        await pilot.press("g", "f", "g", "g")
        await pilot.pause()
        assert "the engine failed" in squeezed(pilot)


async def test_when_the_engine_cannot_be_asked_the_room_says_so(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    fixed = Fixed(project)
    fixed.alive = False
    async with room(project, fixed) as (pilot, _screen):
        assert "the engine failed" in squeezed(pilot)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_an_empty_study_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    project = Project.create(tmp_path / "ny", name="Ny", coder="kari", device="pc")
    async with room(project, size=size) as (pilot, _screen):
        assert "There are no transcripts yet" in squeezed(pilot)


async def test_a_study_without_codes_says_what_to_do(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    project.codebook_path.write_text("codes: []\n", encoding="utf-8", newline="\n")
    project.reload_codebook()
    fixed = Fixed(project)
    fixed.hold = True
    async with room(project, fixed) as (pilot, _screen):
        assert "The codebook has no codes yet" in squeezed(pilot)


async def test_silent_codes_are_told_when_nothing_waits(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    async with room(project, Fixed(project, silent="kon.tid")) as (pilot, _screen):
        await pilot.press(*"gggg")
        await until(pilot, lambda: "Well done!" in squeezed(pilot))
        words = squeezed(pilot)
        assert "“r” shows the most uncertain" in words and "1 code is silent so far" in words
        await pilot.press("r")
        await pilot.pause()
        assert "Not suggested yet: on what is coded" in squeezed(pilot)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_hostile_names_and_texts_do_nothing(tmp_path: Path, theme: str) -> None:
    project = make_study(tmp_path, title="[/] [red]x[/red]")
    async with room(project, size=NARROW) as (pilot, _screen):
        pilot.app.theme = theme
        await pilot.press("o", "o")
        await pilot.pause()
        words = squeezed(pilot)
        assert "[/] [red]x[/red]" in words and "musikk [ler]." in words


async def test_the_room_fits_when_the_window_does_not_stay_as_it_was(tmp_path: Path) -> None:
    async with room(make_study(tmp_path)) as (pilot, _screen):
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        words = squeezed(pilot)
        assert "ved kaffemaskinen." in words and "definition: møtes" in words


def test_a_late_queue_brings_back_nothing_answered_or_skipped_and_undo_the_alike() -> None:
    items = tuple(Item("t", Span(n, n + 1), "a", 0.9, 0) for n in range(4))
    queue = Queue("prøve-1", items, 4, 0, (items,))
    answered: set[Item] = set()
    round_ = Round(lambda item: replace(item, alike=0) not in answered)
    assert round_.take(queue) and round_.current == items[0]
    round_.skip()
    answered.add(items[1])
    round_.answer(Given((items[1],), "a", (items[2], items[3])))
    assert round_.current == items[2]
    round_.take(queue)  # made before the answer was known
    assert (round_.current, round_.coming) == (items[2], (items[3],))
    answered.clear()
    round_.undo()
    assert round_.current == items[1] and round_.alike == (items[2], items[3])
