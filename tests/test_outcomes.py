"""What became of the suggestions that were shown: the record that everything honest rests on."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from conftest import interview, outcome
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kodeverk import codebook as books
from kodeverk import settings
from kodeverk.errors import DataError
from kodeverk.journal.events import AnyEvent, Coded, Rejected, Removed, Shown
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Answer, Outcome, Span, Suggestion
from kodeverk.project import Project
from kodeverk.project.outcomes import outcomes
from kodeverk.suggest.blind import held_back

PLACES = {"rom": Span(93, 99), "felles": Span(93, 110), "konflikt": Span(130, 140)}
ROM, FELLES, KONFLIKT = (
    Suggestion("int-01", span, code, 0.91234, "prøve") for code, span in PLACES.items()
)


def answers(project: Project, *, blind: bool = False) -> dict[str, Answer]:
    return {o.code: o.answer for o in project.outcomes() if o.blind is blind}


def only(project: Project) -> Outcome:
    [found] = project.outcomes()
    return found


def journal(project: Project) -> bytes:
    return (project.root / "corpus" / "codings" / "kari@pc.jsonl").read_bytes()


def test_what_is_shown_is_on_the_disk_once_and_no_action(study: Project) -> None:
    study.show([])
    study.show([ROM, FELLES])
    before = journal(study)
    study.show([FELLES, ROM])
    assert journal(study) == before
    assert study.undo() is None and study.last_transcript() is None
    study.show([ROM], blind=True)
    study.close()
    found = Project.open(study.root).outcomes()
    assert [(o.code, o.blind, o.score, o.engine, o.answer) for o in found] == [
        ("rom", False, 0.9123, "prøve", Answer.LEFT),
        ("felles", False, 0.9123, "prøve", Answer.LEFT),
        ("rom", True, 0.9123, "prøve", Answer.LEFT),
    ]
    assert {o.transcript for o in found} == {"int-01"} and {o.coder for o in found} == {"kari"}


def test_suggestions_of_several_transcripts_are_noted_each_in_its_place(study: Project) -> None:
    study.show([ROM, Suggestion("notat", Span(0, 5), "felles", 0.5, "x")])
    assert {(o.transcript, o.code) for o in study.outcomes()} == {
        ("int-01", "rom"),
        ("notat", "felles"),
    }


def test_each_answer_is_told_and_undo_takes_it_back(study: Project) -> None:
    study.show([ROM, FELLES, KONFLIKT])
    shown = only_at(study, "rom").at
    study.accept(ROM)
    study.reject(FELLES)
    assert answers(study) == {
        "rom": Answer.ACCEPTED,
        "felles": Answer.REJECTED,
        "konflikt": Answer.LEFT,
    }
    assert only_at(study, "rom").at >= shown
    study.undo()
    study.undo()
    assert set(answers(study).values()) == {Answer.LEFT}
    study.redo()
    assert answers(study)["rom"] is Answer.ACCEPTED
    coding = study.codings()[0]
    study.resize(coding.id, Span(93, 110))
    assert answers(study)["rom"] is Answer.EDITED and only_at(study, "rom").right
    study.undo()
    assert answers(study)["rom"] is Answer.ACCEPTED
    study.uncode(study.codings()[0].id)
    assert answers(study)["rom"] is Answer.LEFT and not only_at(study, "rom").right


def only_at(project: Project, code: str) -> Outcome:
    return next(o for o in project.outcomes() if o.code == code)


def test_a_suggestion_given_another_code_is_edited_and_not_right(study: Project) -> None:
    study.recode(study.accept(ROM).id, "konflikt")
    found = only(study)
    assert (found.code, found.answer, found.instead) == ("rom", Answer.EDITED, "konflikt")
    assert not found.right


@pytest.mark.parametrize(("code", "span"), [("konflikt", None), (None, Span(93, 105))])
def test_accepting_with_another_code_or_span_still_tells_what_was_suggested(
    study: Project, code: str | None, span: Span | None
) -> None:
    coding = study.accept(ROM, span=span, code=code)
    found = only(study)
    assert (found.code, found.span, found.answer) == ("rom", ROM.span, Answer.EDITED)
    assert (found.instead, found.right) == (code or "", code is None)
    study.show([ROM])
    assert only(study).answer is Answer.EDITED
    study.resize(coding.id, Span(90, 112))
    assert only(study).code == "rom"
    study.undo()
    study.undo()
    assert only(study).answer is Answer.LEFT and study.codings() == ()


@pytest.mark.parametrize(("code", "span"), [("konflikt", None), (None, Span(93, 105))])
def test_it_is_known_what_was_suggested_also_when_its_score_has_changed_since_it_was_shown(
    study: Project, code: str | None, span: Span | None
) -> None:
    study.show([ROM])
    study.accept(replace(ROM, score=0.87), span=span, code=code)
    found = only(study)
    assert (found.code, found.span, found.answer) == ("rom", ROM.span, Answer.EDITED)
    assert (found.instead, found.right, found.score) == (code or "", code is None, 0.9123)
    study.undo()
    assert only(study).answer is Answer.LEFT
    before = journal(study)
    study.show([replace(ROM, score=0.6)])
    assert journal(study) == before


def test_a_decision_counts_as_shown_also_when_nobody_noted_that(study: Project) -> None:
    study.accept(ROM)
    study.reject(KONFLIKT)
    assert answers(study) == {"rom": Answer.ACCEPTED, "konflikt": Answer.REJECTED}
    assert [(o.score, o.engine, o.late) for o in study.outcomes()] == [(0.9123, "prøve", True)] * 2
    study.code("int-01", Span(0, 5), "bråk")
    assert len(study.outcomes()) == 2


def test_the_same_code_set_by_hand_is_a_yes(study: Project) -> None:
    study.show([ROM, KONFLIKT])
    study.code("int-01", Span(95, 120), "rom")
    study.code("int-01", Span(110, 140), "rom")
    study.code("int-01", Span(112, 130), "konflikt")  # right beside it
    assert answers(study) == {"rom": Answer.ACCEPTED, "konflikt": Answer.LEFT}


def test_of_two_decisions_the_last_counts(study: Project) -> None:
    study.show([ROM])
    study.reject(ROM)
    study.accept(ROM)
    assert answers(study) == {"rom": Answer.ACCEPTED}


def test_held_back_tells_what_the_coder_does_unaided(study: Project) -> None:
    study.code("int-01", Span(90, 100), "rom")
    study.show([ROM, FELLES, KONFLIKT], blind=True)
    study.accept(KONFLIKT)
    assert answers(study, blind=True) == {
        "rom": Answer.ACCEPTED,
        "felles": Answer.LEFT,
        "konflikt": Answer.LEFT,
    }
    study.show([FELLES], late=True)
    time.sleep(0.002)
    study.code("int-01", Span(93, 110), "felles")  # with the suggestion before the eyes
    assert answers(study, blind=True)["felles"] is Answer.LEFT
    assert only_at(study, "felles").late is False
    study.code("int-01", Span(130, 140), "konflikt")
    assert answers(study, blind=True)["konflikt"] is Answer.LEFT


def test_what_was_read_before_is_late(study: Project) -> None:
    study.mark_read("int-01", [Span(90, 115)])
    study.show([ROM, KONFLIKT])
    assert {o.code: o.late for o in study.outcomes()} == {"rom": True, "konflikt": False}
    study.show([FELLES], late=True)
    assert {o.code: o.late for o in study.outcomes()}["felles"] is True
    study.show([ROM], blind=True)  # by the time it is noted, the place is always read
    assert [o.late for o in study.outcomes() if o.blind] == [False]


def test_others_and_other_texts(study: Project, tmp_path: Path) -> None:
    ola = Project.open(study.root, coder="ola")
    ola.show([ROM])
    ola.mark_read("int-01", [Span(0, 10), Span(10, 20)])
    study.mark_read("int-01", [Span(15, 30)])
    study.show([ROM])
    study.refresh()
    study.accept(ROM)
    assert {(o.coder, o.answer) for o in study.outcomes()} == {
        ("ola", Answer.LEFT),
        ("kari", Answer.ACCEPTED),
    }
    assert study.read_by_all() == {"int-01": (Span(0, 30),)}
    study.edit_codebook(books.plan_merge(study.codebook, "rom", "felles"))
    assert {o.code for o in study.outcomes()} == {"felles"}
    path = study.root / "corpus" / "int-01.txt"
    path.write_bytes(path.read_bytes() + b"mer")
    again = Project.open(study.root)
    assert again.outcomes() == () and again.read_by_all() == {}
    path.unlink()
    assert Project.open(study.root).outcomes() == ()
    ola.close()


def test_the_same_list_until_something_happens(study: Project) -> None:
    study.show([ROM])
    first = study.outcomes()
    study.mark_read("int-01", [Span(0, 10)])
    study.code("int-01", Span(0, 5), "bråk")
    assert study.outcomes() is first
    source = study.root.parent / "b.txt"
    study.add_transcript(outcome(source, interview()), source, id="b")
    study.show([Suggestion("b", ROM.span, "rom", 0.5, "annen")])
    assert [o.transcript for o in study.outcomes()] == ["int-01", "b"]


# --- order and duplicates

CODES, ENGINES = st.sampled_from("kl"), st.sampled_from(["x", "y"])


@st.composite
def happenings(draw: st.DrawFn) -> list[tuple[str, AnyEvent]]:
    """Events of two coders about few places, codes, scores and times, so that they meet."""
    found: list[tuple[str, AnyEvent]] = []
    for n in range(draw(st.integers(0, 12))):
        start = draw(st.integers(-1, 3))
        place: dict[str, object] = {
            "n": n,
            "id": f"e{n}",
            "at": f"2026-01-0{draw(st.integers(1, 3))}T00:00:00.000Z",
            "transcript": "a",
            "digest": draw(st.sampled_from("ddde")),
        }
        where = {"start": start, "end": start + draw(st.integers(0, 3)), "code": draw(CODES)}
        score = draw(st.sampled_from([0.5, 0.75]))
        kind = draw(st.integers(0, 3))
        event: AnyEvent
        if kind == 0:
            items = [(where["start"], where["end"], where["code"], score), (0, 2, "k", 0.75)]
            flags = {"blind": draw(st.booleans()), "late": draw(st.booleans())}
            event = msgspec.convert({"type": "shown", **place, "items": items, **flags}, AnyEvent)
        elif kind == 1:
            origin = draw(st.sampled_from(["own", "suggested", "edited"]))
            more = {"root": draw(st.sampled_from(["", "e0", "e1"])), "engine": draw(ENGINES)}
            event = msgspec.convert(
                {"type": "coded", **place, **where, "origin": origin, "score": score, **more},
                AnyEvent,
            )
        elif kind == 2:
            event = msgspec.convert({"type": "rejected", **place, **where}, AnyEvent)
        else:
            target = f"e{draw(st.integers(0, 6))}"
            event = Removed(n=n, id=f"e{n}", at="t", target=target)
        found.append((draw(st.sampled_from(["kari", "ola"])), event))
    return found


def same(code: str) -> str:
    return code


def folded(parts: list[tuple[str, AnyEvent]]) -> tuple[Outcome, ...]:
    ledger = Ledger()
    for coder, event in parts:
        ledger.apply(coder, [event])
    return outcomes(ledger, "a", "d", 5, same)


@examples(max_examples=300)
@given(happenings(), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(
    happened: list[tuple[str, AnyEvent]], chance: random.Random
) -> None:
    mixed = [*happened, *chance.sample(happened, len(happened) // 2)]
    chance.shuffle(mixed)
    first = folded(happened)
    assert first == folded(mixed)
    assert [o.at for o in first] == sorted(o.at for o in first)
    keys = [(o.coder, o.span, o.code, o.blind) for o in first]
    assert len(keys) == len(set(keys))
    standing = {
        (who, e.start, e.end, e.code)
        for who, e in happened
        if isinstance(e, Rejected) and e.digest == "d" and 0 <= e.start < e.end <= 5
    }
    for o in first:
        if o.answer is Answer.REJECTED:
            assert (o.coder, o.span.start, o.span.end, o.code) in standing
        assert o.blind <= (o.answer in (Answer.ACCEPTED, Answer.LEFT))
    for who, e in happened:
        if isinstance(e, Shown) and e.digest == "d":
            shown = {(who, Span(a, b), c, e.blind) for a, b, c, _s in e.items if 0 <= a < b <= 5}
            assert shown <= set(keys)
    coded = {who for who, e in happened if isinstance(e, Coded)}
    assert all(o.coder in coded for o in first if o.answer in (Answer.ACCEPTED, Answer.EDITED))


# --- settings


def test_the_blind_sample_is_the_same_for_all_and_as_large_as_it_should_be() -> None:
    spans = [Span(n * 7, n * 7 + 5) for n in range(4000)]
    tenth = {s for s in spans if held_back("studie", "int-01", s, 0.1)}
    assert 0.08 < len(tenth) / len(spans) < 0.12
    assert {s for s in spans if held_back("studie", "int-01", s, 0.2)} > tenth
    assert all(held_back("studie", "int-01", s, 1) for s in spans)
    assert not any(held_back("studie", "int-01", s, 0) for s in spans)
    assert tenth != {s for s in spans if held_back("studie", "int-02", s, 0.1)}
    assert tenth != {s for s in spans if held_back("annen", "int-01", s, 0.1)}
    assert held_back("studie", "int-01", Span(7, 12), 0.1) == held_back(
        "studie", "int-01", Span(7, 90), 0.1
    )


def test_a_new_study_has_a_blind_sample_and_an_old_one_has_none(tmp_path: Path, root: Path) -> None:
    assert Project.create(tmp_path / "ny", name="Ny").settings.blind == settings.BLIND == 0.1
    (root / "kodeverk.toml").write_text("id = 'x'\n", encoding="utf-8", newline="\n")
    assert settings.load(root)[0].blind == 0
    for value in ("'x'", "true", "1.5", "-1", "nan"):
        (root / "kodeverk.toml").write_text(
            f"id = 'x'\n[suggestions]\nblind = {value}\n", encoding="utf-8", newline="\n"
        )
        found, problems = settings.load(root)
        assert found.blind == 0 and [p.code for p in problems] == ["bad_setting"]
        assert "suggestions.blind" in problems[0].message


SHARED = "# Vårt\nid = 'x' # aldri\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SHARED, SHARED + "\n[suggestions]\nblind = 0.2\n"),
        (SHARED + "a = 1", SHARED + "a = 1\n\n[suggestions]\nblind = 0.2\n"),
        (
            SHARED + "[keys]\nundo='u'\n",
            SHARED + "[keys]\nundo='u'\n\n[suggestions]\nblind = 0.2\n",
        ),
        (SHARED + "[suggestions]\n", SHARED + "[suggestions]\nblind = 0.2\n"),
        (
            SHARED + "[ suggestions ] # her\nx = 2\nblind = .1\n".replace(".1", "0.1 # andel"),
            SHARED + "[ suggestions ] # her\nx = 2\nblind = 0.2 # andel\n",
        ),
        (
            SHARED + "[suggestions]\nx = 1\n[keys]\nblind = 'b'\n",
            SHARED + "[suggestions]\nblind = 0.2\nx = 1\n[keys]\nblind = 'b'\n",
        ),
    ],
)
@pytest.mark.parametrize("shape", [str, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_the_blind_share_is_changed_and_nothing_else(
    root: Path, text: str, wanted: str, shape: Callable[[str], str]
) -> None:
    path = root / "kodeverk.toml"
    path.write_bytes(shape(text).encode("utf-8"))
    settings.set_blind(root, 0.2)
    assert path.read_bytes().decode("utf-8") == shape(wanted)
    assert settings.load(root)[0].blind == 0.2


@pytest.mark.parametrize("text", ["suggestions = {blind = 0.1}\n", "x = \n", "suggestions = 1\n"])
def test_settings_that_cannot_be_changed_safely_are_left_alone(root: Path, text: str) -> None:
    path = root / "kodeverk.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(DataError):
        settings.set_blind(root, 0.2)
    assert path.read_text(encoding="utf-8") == text


def test_the_bar_is_a_persons_own() -> None:
    assert settings.bar("x") is None
    settings.set_bar("x", 0.70001)
    settings.set_bar("y", 0.5)
    assert settings.bar("x") == 0.7
    settings.set_bar("x", None)
    assert settings.bar("x") is None and settings.bar("y") == 0.5
    for wrong in ([1], {"y": "mye"}, {"y": 3}):
        settings.remember(bars=wrong)
        assert settings.bar("y") is None
