"""Undo and redo without end: back to exactly the earlier state after any history, also later on."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kodeverk import codebook as books
from kodeverk.errors import ConflictError, SaveError, UsageError
from kodeverk.model import Code, Coding, Origin, Span, Suggestion, Target, TargetKind
from kodeverk.project import Project

CODES = ("felles", "rom", "konflikt", "bråk")
ACTIONS = (
    *("code", "code", "code", "uncode", "recode", "resize", "memo", "note", "accept"),
    *("reject", "book", "undo", "undo", "redo", "reopen"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=14,
)


def key(coding: Coding) -> tuple[object, ...]:
    return (coding.transcript, coding.span, coding.code, coding.coder, coding.origin)


def state(project: Project) -> object:
    """Return all that stands, without ids and times; a memo on a coding by what it is on."""
    codings = project.codings()
    by_memo = {coding.memo_target: key(coding) for coding in codings}
    memos = [(by_memo.get(memo.target), memo.target.kind, memo.text) for memo in project.memos()]
    return (
        sorted(map(repr, map(key, codings))),
        sorted(map(repr, (memo for memo in memos if memo[0] or memo[1] is not TargetKind.CODING))),
        sorted((r.transcript, r.span, r.code) for r in project.rejections()),
        project.codebook,
    )


def do(project: Project, what: str, a: int, b: int) -> None:
    """Do one thing as far as it can be done; what is refused changes nothing."""
    codings = project.codings()
    coding = codings[a % len(codings)] if codings else None
    span, code = Span(70 + a, 75 + a + b), CODES[b % len(CODES)]
    suggestion = Suggestion("int-01", span, code, 0.5, "prøve")
    try:
        if what == "code":
            project.code("int-01", span, code)
        elif what == "accept":
            project.accept(suggestion, code=CODES[a % len(CODES)])
        elif what == "reject":
            project.reject(suggestion)
        elif what == "note":
            project.set_memo(Target(TargetKind.PROJECT), "notat " * (b % 3))
        elif what == "book":
            plan = books.plan_edit(project.codebook, code, definition=f"Ny {a}", key="")
            project.edit_codebook(plan)
        elif coding is None:
            return
        elif what == "uncode":
            project.uncode(coding.id)
        elif what == "recode":
            project.recode(coding.id, code)
        elif what == "resize":
            project.resize(coding.id, Span(coding.span.start, coding.span.end + 1 + b))
        elif what == "memo":
            project.set_memo(coding.memo_target, f"om den {b}" if b % 4 else "")
    except UsageError:
        return


def reopened(project: Project) -> Project:
    project.close()
    return Project.open(project.root)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_undo_all_and_redo_all_after_any_history(
    root: Path, steps: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("historie") / "studie"
    shutil.copytree(root, folder)
    project = Project.open(folder)
    book = project.codebook_path.read_bytes()
    states = [state(project)]  # what undo goes back through
    ahead: list[object] = []  # what redo goes forth through
    for what, a, b in steps:
        if what == "reopen":
            project = reopened(project)
            assert state(project) == states[-1]
        elif what == "undo":
            said = project.undo()
            assert (said is not None) == (len(states) > 1)
            if said:
                ahead.append(states.pop())
        elif what == "redo":
            said = project.redo()
            assert (said is not None) == bool(ahead)
            if said:
                states.append(ahead.pop())
        else:
            events = len(project._journals._own)
            do(project, what, a, b)
            if len(project._journals._own) > events:
                states.append(state(project))
                ahead.clear()
        assert state(project) == states[-1], what
    last = states[-1]
    count = 0
    while project.undo() is not None:
        states.pop()
        count += 1
        assert state(project) == states[-1]
        if count % 5 == 1:
            project = reopened(project)
    assert len(states) == 1
    assert project.codebook_path.read_bytes() == book
    while project.redo() is not None:
        count -= 1
        if count % 5 == 1:
            project = reopened(project)
    # What had been undone before comes again too, so go back to where the steps ended.
    for _step in ahead:
        project.undo()
    assert state(project) == last
    assert [p for p in project.check() if p.severity == "error"] == []
    project.close()


def test_the_words_that_say_what_was_undone(study: Project) -> None:
    coding = study.code("int-01", Span(93, 99), "felles")
    study.recode(coding.id, "rom")
    study.set_memo(Target(TargetKind.PROJECT), "notat")
    study.reject(Suggestion("int-01", Span(93, 99), "rom", 0.5, "prøve"))
    study.edit_codebook(books.plan_edit(study.codebook, "rom", name="Rom"))
    study.uncode(study.codings()[0].id)
    said = [study.undo() for _ in range(7)]
    assert said == [
        "coding or rejection removed",
        "code “Deling av rom” renamed “Rom”",
        "suggestion rejected",
        "memo",
        "coding changed: “Deling av rom”",
        "coding with “Felles arrangement”",
        None,
    ]
    assert study.codings() == () and study.memos() == () and study.rejections() == ()
    assert [study.redo() is not None for _ in range(7)] == [True] * 6 + [False]
    assert study.codings() == () and study.memos()[0].text == "notat"
    assert study.codebook.path("rom") == "Synergi / Rom"


def test_a_change_in_the_codebook_is_undone_by_name(study: Project) -> None:
    def edit(plan: Callable[..., Sequence[books.CodeChange]], *args: Any, **to: Any) -> None:
        study.edit_codebook(plan(study.codebook, *args, **to))

    edit(books.plan_add, Code("ny", "Ny [kode]\n"))
    edit(books.plan_edit, "ny", definition="Noe nytt.")
    edit(books.plan_move, "ny", "synergi", 0)
    edit(books.plan_merge, "ny", "rom")
    edit(books.plan_remove, "bråk")
    expected = [
        "code “Bråk og støy” removed",
        "code “Ny [kode]” merged into “Deling av rom”",
        "code “Ny [kode]” changed",
        "code “Ny [kode]” changed",
        "new code “Ny [kode]”",
    ]
    assert [study.undo() for _ in expected] == expected
    assert [study.redo() for _ in expected] == expected[::-1]


def test_undo_tells_where_it_was(study: Project) -> None:
    first = study.code("int-01", Span(93, 99), "felles")
    second = study.resize(first.id, Span(93, 110))
    study.set_memo(second.memo_target, "notat")
    study.reject(Suggestion("int-01", Span(120, 130), "rom", 0.5, "prøve"))
    study.set_memo(Target(TargetKind.PROJECT), "notat")
    places = [None, Span(120, 130), first.span, first.span, first.span]
    for place in places:
        assert study.undo()
        assert study.turned_back == (("int-01", place) if place else None)
    assert study.redo() and study.turned_back == ("int-01", first.span)
    assert study.redo() and study.turned_back == ("int-01", second.span)


def test_one_undo_for_what_was_done_in_one_go(study: Project) -> None:
    first = study.code("int-01", Span(93, 99), "felles", Origin())
    second = study.resize(first.id, Span(93, 105))
    assert study.codings() == (second,) and second.root == first.id
    study.undo()
    assert [coding.span for coding in study.codings()] == [Span(93, 99)]
    assert study.codings()[0].root == first.id


def test_undo_of_a_codebook_change_that_cannot_be_undone_is_told_and_passed_over(
    study: Project,
) -> None:
    study.code("int-01", Span(93, 99), "felles")
    study.edit_codebook(books.plan_edit(study.codebook, "rom", name="Rommene"))
    path = study.codebook_path
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Rommene", "Salen"), encoding="utf-8", newline="\n")
    with pytest.raises(ConflictError):
        study.undo()
    assert "Salen" in path.read_text(encoding="utf-8")
    again = reopened(study)
    assert again.undo() == "coding with “Felles arrangement”"
    assert again.undo() is None
    assert again.redo() == "coding with “Felles arrangement”" and again.redo() is None
    again.close()


def test_a_codebook_change_that_the_journal_did_not_take_is_not_made(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.edit_codebook(books.plan_edit(study.codebook, "rom", name="Rommene"))
    before = study.codebook_path.read_bytes()

    def full(*_arguments: object) -> None:
        raise SaveError("full")

    monkeypatch.setattr("kodeverk.journal.store.Writer.append", full)
    for change in (
        lambda: study.edit_codebook(books.plan_edit(study.codebook, "rom", name="Salen")),
        lambda: study.edit_codebook(books.plan_add(study.codebook, Code("ny", "Ny"))),
        study.undo,
    ):
        with pytest.raises(SaveError):
            change()
        assert study.codebook_path.read_bytes() == before
        assert study.codebook.path("rom") == "Synergi / Rommene"
    assert study.edit_codebook(()) == study.codebook


def test_undo_where_another_machine_of_the_coder_went_on(root: Path) -> None:
    here, there = Project.open(root), Project.open(root, device="mac")
    coding = here.code("int-01", Span(93, 99), "felles")
    there.refresh()
    changed = there.recode(coding.id, "rom")
    here.refresh()
    assert here.codings() == (changed,)
    here.undo()  # takes back what the other machine made of it
    assert here.codings() == ()
    here.redo()
    assert [coding.code for coding in here.codings()] == ["rom"]
    there.refresh()
    for coding in there.codings():
        there.uncode(coding.id)
    there.undo()
    assert len(there.codings()) == 1
    here.close()
    there.close()


def test_undo_of_what_is_gone_already_is_a_step_like_any_other(root: Path) -> None:
    here, there = Project.open(root), Project.open(root, device="mac")
    coding = here.code("int-01", Span(93, 99), "felles")
    there.refresh()
    there.uncode(coding.id)
    here.refresh()
    assert here.undo() == "coding with “Felles arrangement”"
    assert here.undo() is None and here.redo() is None
    here.close()
    there.close()
