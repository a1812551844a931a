"""Suggestions from a process of their own."""

from pathlib import Path
from queue import Queue

import pytest
from room_study import make_study

from kodeverk.project import Project
from kodeverk.suggest import child
from kodeverk.suggest.asking import Reply, Suggest, Suggested
from kodeverk.tui.suggesting import ChildSuggester

Answers = Queue[Reply]


def test_a_child_answers_the_newest_question_and_sees_what_was_decided(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    answers: Answers = Queue()
    suggester = ChildSuggester(project)
    try:
        assert suggester.ask(Suggest("int-01"), answers.put)
        first = answers.get(timeout=120)
        assert isinstance(first, Suggested) and first.transcript == "int-01"
        found = first.suggestions
        assert found and first.standings
        body = project.transcript("int-01").body
        said = {body[s.span.start : s.span.end] for s in found}
        assert any("møtes" in sentence or "møteplass" in sentence for sentence in said)
        assert project.codings() == ()  # suggested is not coded
        project.reject(found[0])
        assert suggester.ask(Suggest("int-01"), answers.put)
        again = answers.get(timeout=120)
        assert isinstance(again, Suggested)
        assert (found[0].span, found[0].code) not in {(s.span, s.code) for s in again.suggestions}
    finally:
        suggester.close()
        project.close()


def test_a_child_that_dies_is_started_again_but_not_for_ever(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    suggester = ChildSuggester(project)
    suggester._command = [suggester._command[0], "-c", "raise SystemExit(1)"]
    started = 0
    for _n in range(6):
        if suggester.ask(Suggest("int-01"), lambda _reply: None):
            started += 1
            assert suggester._child is not None
            suggester._child.wait(30)
    assert 1 <= started <= 3
    suggester.close()


def test_the_child_ends_when_its_input_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_study(tmp_path)

    class Empty:
        buffer: tuple[bytes, ...] = ()

    monkeypatch.setattr("sys.stdin", Empty())
    monkeypatch.setattr("os.nice", lambda _n: 0, raising=False)
    child.main(str(tmp_path), "kari", "pc")
    assert Project.open(tmp_path).codings() == ()
