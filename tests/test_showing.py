"""What a coder is shown of the suggestions, and what is held back until they have gone on."""

import asyncio
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room_study import make_study, opened, settle
from textual.pilot import Pilot

from kodeverk import settings
from kodeverk.errors import SaveError
from kodeverk.model import Answer, Span, Suggestion, Transcript
from kodeverk.project import Project
from kodeverk.project.outcomes import Showing
from kodeverk.suggest.asking import Question, Suggest, Suggested
from kodeverk.tui import showing
from kodeverk.tui.screens.coding import CodingScreen
from kodeverk.tui.showing import Shown
from kodeverk.tui.suggesting import Answer as Answering
from kodeverk.tui.widgets.sentence import SentencePanel
from kodeverk.tui.widgets.transcript import TranscriptView

WIDE = (120, 40)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_study(tmp_path / "studie")


def sentences(transcript: Transcript) -> list[Span]:
    from kodeverk.language import transcript_sentences

    return list(transcript_sentences(transcript))


def informants(transcript: Transcript) -> list[Span]:
    return [s for s in sentences(transcript) if not transcript.role_at(s.start).asks]


def made(span: Span, code: str = "kon.tid") -> Suggestion:
    return Suggestion("int-01", span, code, 0.8, "prøve")


class Helper:
    """Suggests the same two codes on every sentence of an informant, at once."""

    def __init__(self, project: Project, codes: tuple[str, ...] = ("kon.tid", "syn.hjelp")) -> None:
        spans = informants(project.transcript("int-01"))
        self.made = tuple(made(span, code) for span in spans for code in codes)

    def ask(self, question: Question, answer: Answering) -> bool:
        if isinstance(question, Suggest):
            answer(Suggested(question.transcript, self.made))
        return True

    def close(self) -> None:
        pass


# --- without a screen


def watched(project: Project, share: float = 0.5, read: tuple[Span, ...] = ()) -> Shown:
    transcript = project.transcript("int-01")
    shown = Shown(project.settings.id, share, "kari")
    shown.open(transcript, sentences(transcript), read, project.codings("int-01"))
    return shown


def split(project: Project, shown: Shown) -> tuple[list[Span], list[Span]]:
    """Return the informants' sentences that are open, and those that are held back."""
    spans = informants(project.transcript("int-01"))
    return [s for s in spans if not shown.holds(s)], [s for s in spans if shown.holds(s)]


def test_nothing_is_held_back_where_nobody_asked_for_it(project: Project) -> None:
    shown = watched(project, 0)
    everything = tuple(made(s) for s in informants(project.transcript("int-01")))
    assert shown.visible(everything, ()) == everything and split(project, shown)[1] == []


def test_what_is_held_back_shows_and_is_noted_when_the_coder_has_gone_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "held_back", lambda _s, _t, span, _share: span.start % 2 == 0)
    shown = watched(project)
    open_, held = split(project, shown)
    assert open_ and held
    asked = [s for s in sentences(project.transcript("int-01")) if s not in {*open_, *held}]
    assert asked and not any(shown.holds(s) for s in asked)
    everything = tuple(made(s) for s in (*open_, *held))
    assert shown.visible(everything, ()) == tuple(made(s) for s in open_)
    there, elsewhere = held[0], open_[0]
    assert not shown.rest(there, ())
    # Coded there meanwhile: what was held back when the coder came is what counts.
    coded = project.code("int-01", there, "kon.tid")
    assert made(there) not in shown.visible(everything[:-1], (coded,))
    assert shown.holds(there) and not shown.rest(there, ()) and shown.take() == []
    both = Span(min(there.start, elsewhere.start), max(there.end, elsewhere.end))
    assert not shown.rest(both, ())  # selecting on from there
    assert shown.rest(elsewhere, [made(elsewhere)])
    assert shown.take() == [Showing((made(elsewhere),)), Showing((made(there),), blind=True)]
    assert made(there) in shown.visible(everything, (coded,)) and not shown.holds(there)
    assert not shown.rest(elsewhere, [made(elsewhere)]) and shown.take() == []
    shown.rest(there, [made(there)])  # after the decision: no fair comparison any more
    assert shown.take() == [Showing((made(there),), late=True)]


def test_what_the_coder_has_read_or_coded_before_is_not_held_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "held_back", lambda *_: True)
    first, second, third, *_rest = informants(project.transcript("int-01"))
    project.code("int-01", Span(second.start + 2, second.start + 9), "kon.tid")
    Project.open(project.root, coder="ola").code("int-01", third, "kon.tid")
    project.refresh()
    shown = watched(project, 1, read=(first,))
    assert [shown.holds(s) for s in (first, second, third)] == [False, False, True]


def test_what_was_not_written_down_is_kept_for_the_next_time(project: Project) -> None:
    shown = watched(project, 0)
    one = made(informants(project.transcript("int-01"))[0])
    shown.rest(one.span, [one])
    shown.give_back(shown.take())
    assert shown.take() == [Showing((one,))] and not shown.leave()


# --- in the coding room


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kodeverk.tui.screens.reading.REST_SECONDS", 0.01)


async def rested(pilot: Pilot[None], room: CodingScreen) -> None:
    """Wait until the coder has stayed long enough to have seen what is there."""
    await settle(pilot)
    end = monotonic() + 20
    while room._resting is not None:
        assert monotonic() < end
        await pilot.pause(0.01)
    await settle(pilot)


@pytest.mark.usefixtures("quick")
async def test_what_the_caret_rests_on_is_noted_in_batches(project: Project) -> None:
    async with opened(project, Helper(project), WIDE) as (pilot, room):
        view = room.query_one(TranscriptView)
        first, second, third, *_rest = informants(project.transcript("int-01"))
        view.move_to(first.start)
        await rested(pilot, room)
        view.move_to(third.start)
        await rested(pilot, room)
        assert project.outcomes() == ()
        room.keep_read()
        shown = {(o.span, o.code, o.late) for o in project.outcomes()}
        assert shown == {
            (span, code, False) for span in (first, third) for code in ("kon.tid", "syn.hjelp")
        }
        view.move_to(second.start)
        await rested(pilot, room)
        await pilot.press("g")
        await rested(pilot, room)
    assert {o.answer for o in Project.open(project.root).outcomes() if o.span == second} == {
        Answer.ACCEPTED,
        Answer.LEFT,
    }


async def test_who_skims_has_seen_nothing_but_who_codes_has(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kodeverk.tui.screens.reading.REST_SECONDS", 60)
    async with opened(project, Helper(project), WIDE) as (pilot, room):
        view = room.query_one(TranscriptView)
        first, second, *_rest = informants(project.transcript("int-01"))
        view.move_to(first.start)
        await settle(pilot)
        view.move_to(second.start)
        await settle(pilot)
        room.apply("kon.tid")
        room.keep_read()
        assert {(o.span, o.code, o.answer, o.late) for o in project.outcomes()} == {
            (second, "kon.tid", Answer.ACCEPTED, False),
            (second, "syn.hjelp", Answer.LEFT, False),
        }


@pytest.fixture
def blind(project: Project, monkeypatch: pytest.MonkeyPatch) -> tuple[Project, Span, Span]:
    """A study where one sentence is in the blind sample; that sentence, and the one after it."""
    settings.set_blind(project.root, 0.5)
    study = Project.open(project.root, coder="kari", device="pc")
    _first, there, after, *_rest = informants(study.transcript("int-01"))
    monkeypatch.setattr(showing, "held_back", lambda _s, _t, span, _share: span == there)
    return study, there, after


@pytest.mark.usefixtures("quick")
async def test_held_back_sentences_show_nothing_and_say_why(
    blind: tuple[Project, Span, Span],
) -> None:
    study, there, after = blind
    async with opened(study, Helper(study), WIDE) as (pilot, room):
        view = room.query_one(TranscriptView)
        assert room._suggestions and all(s.span != there for s in room._suggestions)
        assert view._suggestions == room._suggestions
        view.move_to(informants(study.transcript("int-01"))[0].start)
        await pilot.press("o")
        assert view.sentence == after
        view.move_to(there.start)
        await rested(pilot, room)
        panel = room.query_one(SentencePanel).text.plain
        assert "Blind" in panel and "0.80" not in panel
        await pilot.press("g")
        await pilot.press("f")
        assert study.codings() == () and study.rejections() == ()
        room.apply("kon.tid")
        await rested(pilot, room)
        assert "Blind" in room.query_one(SentencePanel).text.plain
        view.move_to(after.start)
        await rested(pilot, room)
        room.keep_read()
        found = {o.code: (o.answer, o.late) for o in study.outcomes() if o.blind}
        assert found == {"kon.tid": (Answer.ACCEPTED, False), "syn.hjelp": (Answer.LEFT, False)}
        assert [s.code for s in room._suggestions if s.span == there] == ["syn.hjelp"]
        await rested(pilot, room)
        assert "Blind" not in room.query_one(SentencePanel).text.plain


@pytest.mark.usefixtures("quick")
async def test_leaving_the_room_is_going_on(blind: tuple[Project, Span, Span]) -> None:
    study, there, _after = blind
    async with opened(study, Helper(study), WIDE) as (pilot, room):
        room.query_one(TranscriptView).move_to(there.start)
        await rested(pilot, room)
        await asyncio.sleep(0.01)
    found = Project.open(study.root).outcomes()
    assert {(o.span, o.blind) for o in found if o.span == there} == {(there, True)}


@pytest.mark.usefixtures("quick")
async def test_a_full_disk_loses_nothing_that_was_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(project, Helper(project), WIDE) as (pilot, room):
        first = informants(project.transcript("int-01"))[0]
        room.query_one(TranscriptView).move_to(first.start)
        await rested(pilot, room)

        def full(*_what: Any) -> None:
            raise SaveError("full")

        with monkeypatch.context() as patched:
            patched.setattr(project, "mark_read", full)
            room.keep_read()
        assert project.outcomes() == ()
        room.keep_read()
        assert {o.span for o in project.outcomes()} == {first}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4))), st.integers(0, 9), st.integers(0, 4)
)
def test_what_is_covered_is_what_overlaps(pairs: list[tuple[int, int]], at: int, size: int) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    span = Span(at, at + size)
    assert showing._Cover(spans).overlaps(span) == any(span.overlaps(each) for each in spans)
